"""The picture of the house: its rooms on their floors, each with what its own docstring says it is."""

import ast
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent.parent
# Floor by floor, from the top: what stands there may know what stands below, and nothing beside it.
FLOORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("puts everything together", ("simulator/app.py", "simulator/cli")),
    ("the sites", ("buyer_site", "seller_central", "simulator/console")),
    ("those who act", ("simulator/training", "simulator/classroom", "simulator/people")),
    ("who is told what", ("messaging",)),
    (
        "the ground: no pages, no scheduler",
        ("simulator/orders", "simulator/policy", "simulator/agenda.py", "simulator/clock.py"),
    ),
)
WIDTH, FLOOR, GAP, LEFT = 960, 96, 18, 16
LOOK = """<style>
svg { background: #fff; font: 13px sans-serif; } .floor { fill: #f3f5f6; }
.room { fill: #fff; stroke: #5b6770; } .name { font-weight: bold; fill: #16202a; }
.says { font-size: 11px; fill: #3c4852; }
.what { font-size: 12px; fill: #5b6770; } .arrow { stroke: #5b6770; stroke-width: 2; fill: none; }
</style>"""


def house() -> str:
    """Return the picture as an SVG file."""
    height = len(FLOORS) * (FLOOR + GAP) + GAP
    parts = [floor(n, title, rooms) for n, (title, rooms) in enumerate(FLOORS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="Rooms of the simulator, floor by floor; arrows point down only">{LOOK}'
        + "".join(parts)
        + "</svg>\n"
    )


def floor(n: int, title: str, rooms: tuple[str, ...]) -> str:
    """Draw one floor with its rooms."""
    top = GAP + n * (FLOOR + GAP)
    wide = (WIDTH - 2 * LEFT - 12 * (len(rooms) + 1)) / len(rooms)
    drawn = [f'<rect class="floor" x="{LEFT}" y="{top}" width="{WIDTH - 2 * LEFT}" height="{FLOOR}" rx="8"/>']
    drawn += [f'<text class="what" x="{LEFT + 12}" y="{top + 15}">{escape(title)}</text>']
    drawn += [room(path, LEFT + 12 + k * (wide + 12), top + 22, wide) for k, path in enumerate(rooms)]
    if n:
        drawn.append(f'<path class="arrow" d="M{WIDTH / 2} {top - GAP} v{GAP - 4} m-5 -6 l5 6 l5 -6"/>')
    return "".join(drawn)


def room(path: str, left: float, top: float, wide: float) -> str:
    """Draw one room: its name and the first sentence of its docstring."""
    lines = textwrap.wrap(says(path), int((wide - 16) / 5.6), max_lines=3, placeholder=" …")
    spans = "".join(f'<tspan x="{left + 8:.0f}" dy="14">{escape(line)}</tspan>' for line in lines)
    return (
        f'<rect class="room" x="{left:.0f}" y="{top}" width="{wide:.0f}" height="{FLOOR - 32}" rx="6"/>'
        f'<text class="name" x="{left + 8:.0f}" y="{top + 16}">{escape(path.removesuffix(".py"))}</text>'
        f'<text class="says" x="{left + 8:.0f}" y="{top + 16}">{spans}</text>'
    )


def says(path: str) -> str:
    """Return the first sentence of a module's or package's docstring."""
    file = ROOT / path
    text = ast.get_docstring(ast.parse((file if file.is_file() else file / "__init__.py").read_text("utf-8"))) or ""
    return " ".join(text.split("\n\n", 1)[0].split()).split(". ")[0].split(";")[0].replace("`", "").rstrip(".")
