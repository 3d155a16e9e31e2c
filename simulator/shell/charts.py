"""Lay out small charts: bars, a line with a threshold, a sparkline.

Pure geometry in the drawing's own units; must not know what is measured. Templates print the numbers, the stylesheet
chooses the colours, and a table beside the drawing says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 640, 210
LEFT, RIGHT, TOP, BOTTOM = 46, 634, 24, 178


@dataclass(frozen=True)
class Point:
    """One value: its label, its size (None leaves a gap), how it is written, whether it misses the target."""

    label: str
    value: float | None
    shown: str
    # Whoever knows the rule says so; a drawing never compares with a target.
    over: bool = False


@dataclass(frozen=True)
class Mark:
    """One drawn point: where, how wide and high, and whether it is over the threshold."""

    point: Point
    x: float
    y: float
    width: float
    height: float
    labeled: bool

    @property
    def middle(self) -> float:
        """The mark's center line, where its label stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Chart:
    """What a chart shows: `title` names it, `summary` says in a sentence what can be seen."""

    title: str
    summary: str
    points: Sequence[Point] = field(default_factory=tuple)
    threshold: float | None = None
    threshold_text: str = ""
    unit: str = ""
    # Without names of its own, a chart's table says "Day" and "Value" in the reader's language.
    label_column: str = ""
    value_column: str = ""

    @property
    def top_value(self) -> float:
        """The axis ends at a round number above everything drawn."""
        sizes = [point.value for point in self.points if point.value is not None]
        highest = max([*sizes, self.threshold or 0, 0])
        return next(step for step in _round_steps() if step >= highest * 1.05) if highest else 1

    def height_of(self, value: float) -> float:
        """Turn a value into a distance from the base line."""
        return round((BOTTOM - TOP) * value / self.top_value, 1)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Four lines across, each with its number."""
        steps = [self.top_value * part / 4 for part in range(5)]
        return [(round(BOTTOM - self.height_of(step), 1), f"{step:g}{self.unit}") for step in steps]

    @property
    def limit_y(self) -> float:
        """Where the threshold is drawn."""
        return round(BOTTOM - self.height_of(self.threshold or 0), 1)

    @property
    def slots(self) -> list[Mark | None]:
        """Every point in its place, None where a value is missing."""
        width = (RIGHT - LEFT) / max(len(self.points), 1)
        every = max(-(-len(self.points) // 6), 1)
        last = len(self.points) - 1
        return [
            self._mark(point, LEFT + width * at, width, (last - at) % every == 0)
            for at, point in enumerate(self.points)
        ]

    @property
    def marks(self) -> list[Mark]:
        """The points that are drawn."""
        return [slot for slot in self.slots if slot]

    def _mark(self, point: Point, start: float, width: float, labeled: bool) -> Mark | None:
        if point.value is None:
            return None
        tall = self.height_of(point.value)
        return Mark(
            point, round(start + width * 0.19, 1), round(BOTTOM - tall, 1), round(width * 0.62, 1), tall, labeled
        )

    @property
    def path(self) -> str:
        """The line through all points, broken at gaps."""
        steps: list[str] = []
        is_pen_up = True
        for slot in self.slots:
            if slot:
                steps.append(f"{'M' if is_pen_up else 'L'}{slot.middle} {slot.y}")
            is_pen_up = slot is None
        return "".join(steps)


def _round_steps() -> list[float]:
    return [base * 10.0**power for power in range(-4, 12) for base in (1, 2, 4, 6, 8)]
