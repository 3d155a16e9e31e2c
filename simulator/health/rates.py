"""A rate: counts over a window, compared exactly with a target.

Pure arithmetic; must not know what is counted. Fractions are compared, never rounded figures: exactly 2.5% misses a
target of "below 2.5%". Source: contract §6.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from simulator.events import iso

Condition = Literal["below", "above", "at_least"]
Status = Literal["met", "missed", "no_orders"]

_HOLDS: Mapping[Condition, Callable[[int, int], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
}


@dataclass(frozen=True)
class Rate:
    """So many of so many between two instants (the first excluded, the last included), and the target."""

    numerator: int
    denominator: int
    from_: datetime
    to: datetime
    target: Fraction
    condition: Condition = "below"

    @property
    def rate(self) -> Fraction | None:
        """The share, exactly; None when there is nothing to take a share of."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def status(self) -> Status:
        """Whether the target is met; something counted without any orders is a miss."""
        if not self.denominator:
            return "missed" if self.numerator else "no_orders"
        share, bound = self.numerator * self.target.denominator, self.target.numerator * self.denominator
        return "met" if _HOLDS[self.condition](share, bound) else "missed"

    def changed_by(self, numerator: int, denominator: int = 0) -> "Rate":
        """Return the rate as it would be with so much more, or less, counted."""
        more, of_more = max(self.numerator + numerator, 0), max(self.denominator + denominator, 0)
        return Rate(more, of_more, self.from_, self.to, self.target, self.condition)

    def facts(self) -> dict[str, Any]:
        """Say the rate in JSON."""
        return {
            "rate": None if self.rate is None else float(self.rate),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "from": iso(self.from_),
            "to": iso(self.to),
            "target": float(self.target),
            "condition": self.condition,
            "status": self.status,
        }
