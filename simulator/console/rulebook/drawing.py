"""The state picture as SVG: states in a row, arrows as arcs, each with the number that the table beside it explains.

The layout follows from the graph alone. Arrows to the end that most lead to go below the row, all others above it.
"""

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from simulator.console.rulebook.states import Arrow, Graph

BOX, GAP, HEIGHT, MARGIN = 152, 40, 40, 16
# How much higher an arc gets with each state it passes over, and the height of the lowest.
RISE, LOWEST = 18, 30
MARK = 11


@dataclass(frozen=True)
class Arc:
    """An arrow's line on the page."""

    arrow: Arrow
    start: float
    end: float
    # Height over the row; negative is below it, zero is a straight line to the neighbor.
    rise: float


def draw(graph: Graph, label: str) -> Markup:
    """Draw a graph as one SVG element named by `label`."""
    arcs = _arcs(graph)
    above = max((arc.rise for arc in arcs), default=0) + MARK
    below = -min((arc.rise for arc in arcs), default=0) + MARK
    middle = MARGIN + max(above, 0) + HEIGHT / 2
    width = MARGIN * 2 + len(graph.states) * (BOX + GAP) - GAP
    height = middle + HEIGHT / 2 + max(below, 0) + MARGIN
    parts = [_arc(arc, middle) for arc in arcs]
    parts += [_box(graph, n, middle) for n in range(len(graph.states))]
    return Markup(
        '<svg class="states" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(_n(width), _n(height), label, Markup("").join(parts))


def _arcs(graph: Graph) -> list[Arc]:
    place = {state: n for n, state in enumerate(graph.states)}
    neighbors = set(pairwise(graph.states))
    arcs = []
    for arrow in graph.arrows:
        first, last = place[arrow.source], place[arrow.target]
        down = arrow.target == graph.sink
        if (arrow.source, arrow.target) in neighbors and not down:
            arcs.append(Arc(arrow, _left(first) + BOX, _left(last), 0))
            continue
        # Arrows leave right of a box's middle and arrive left of it, longer ones farther out, so that none coincide.
        span = last - first
        side = min(BOX / 2 - 10, 6 + 8 * abs(span))
        rise = LOWEST + RISE * abs(span)
        arcs.append(Arc(arrow, _left(first) + BOX / 2 + side, _left(last) + BOX / 2 - side, -rise if down else rise))
    return arcs


def _left(n: int) -> float:
    return MARGIN + n * (BOX + GAP)


def _arc(arc: Arc, middle: float) -> Markup:
    if arc.rise == 0:
        return _straight(arc, middle)
    up = 1 if arc.rise > 0 else -1
    edge = middle - up * HEIGHT / 2
    # A cubic curve reaches three quarters of the height of its handles.
    handle = edge - arc.rise / 0.75
    line = Markup('<path d="M{} {} C{} {} {} {} {} {}"/>').format(
        _n(arc.start), _n(edge), _n(arc.start), _n(handle), _n(arc.end), _n(handle), _n(arc.end), _n(edge - up * 7)
    )
    tip = Markup('<path class="tip" d="M{} {} l-5 {} h10 z"/>').format(_n(arc.end), _n(edge), _n(-up * 9))
    return line + tip + _mark(arc.arrow.number, (arc.start + arc.end) / 2, edge - arc.rise)


def _straight(arc: Arc, middle: float) -> Markup:
    line = Markup('<path d="M{} {} H{}"/>').format(_n(arc.start), _n(middle), _n(arc.end - 7))
    tip = Markup('<path class="tip" d="M{} {} l-9 -5 v10 z"/>').format(_n(arc.end), _n(middle))
    return line + tip + _mark(arc.arrow.number, (arc.start + arc.end) / 2 - 3, middle)


def _mark(number: int, x: float, y: float) -> Markup:
    return Markup('<circle class="mark" cx="{}" cy="{}" r="{}"/><text class="mark-t" x="{}" y="{}">{}</text>').format(
        _n(x), _n(y), MARK, _n(x), _n(y), number
    )


def _box(graph: Graph, n: int, middle: float) -> Markup:
    state = graph.states[n]
    look = "box" + (" begin" if state in graph.first else "") + (" end" if state in graph.last else "")
    top = middle - HEIGHT / 2
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="8"/><text x="{}" y="{}">{}</text>').format(
        look, _n(_left(n)), _n(top), BOX, HEIGHT, _n(_left(n) + BOX / 2), _n(middle), str(state)
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
