"""The rule book by the column: which policy an order follows at an instant, and the values of its rules as arrays.

Everything lawful comes from `policy_for`; nothing about windows, rates or prices is written here.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds.generator.plan import DAY, Plan
from simulator.policy import Policy, policy_for, store

Column = NDArray[np.int64]
# Histories may run on for this long after a plan's end.
AFTER = 120 * DAY


class RuleBook:
    """The policies of a plan's stores over its whole time, numbered; columns of numbers answer columns of values."""

    def __init__(self, plan: Plan) -> None:
        first, last = plan.segments[0].start, plan.until + AFTER
        self.stores = tuple(store(code) for code in plan.marketplaces)
        self.policies: list[Policy] = []
        self.starts: list[Column] = []
        self.offsets: list[int] = []
        for code in plan.marketplaces:
            self._add(code, first, last, plan.date_set)
        self.zones = [_zone_changes(one.zone, first - DAY, last) for one in self.stores]

    def _add(self, code: str, first: int, last: int, date_set: str) -> None:
        self.offsets.append(len(self.policies))
        at, begins = datetime.fromtimestamp(first, UTC), []
        while at.timestamp() <= last:
            policy = policy_for(code, at, date_set)
            self.policies.append(policy)
            if policy.effective_until is None:
                break
            at = policy.effective_until
            begins.append(int(at.timestamp()))
        self.starts.append(np.array(begins[: len(self.policies) - self.offsets[-1] - 1], dtype=np.int64))

    def numbers(self, stores: Column, instants: Column) -> Column:
        """Return for each row the number of the policy in force in its store at its instant."""
        found = np.empty(len(stores), dtype=np.int64)
        for place, starts in enumerate(self.starts):
            rows = slice(None) if len(self.starts) == 1 else stores == place
            found[rows] = self.offsets[place] + np.searchsorted(starts, instants[rows], side="right")
        return found

    def number(self, place: int, instant: int) -> int:
        """Return the number of the policy in force in one store at one instant."""
        return self.offsets[place] + bisect_right(self.starts[place].tolist(), instant)

    def column(self, read: Callable[[Policy], Any], dtype: Any = np.int64) -> NDArray[Any]:
        """Return one value per policy, to be indexed by policy numbers."""
        return np.array([read(one) for one in self.policies], dtype=dtype)

    def seconds(self, rule: str) -> Column:
        """Return the seconds of a duration rule, one per policy."""
        return self.column(lambda one: _seconds(getattr(one, rule)))

    def local(self, stores: Column, instants: Column) -> Column:
        """Return local wall seconds for UTC seconds, in each row's store."""
        shift = np.empty(len(stores), dtype=np.int64)
        for place, (changes, offsets) in enumerate(self.zones):
            rows = slice(None) if len(self.zones) == 1 else stores == place
            shift[rows] = offsets[np.searchsorted(changes, instants[rows], side="right")]
        return instants + shift

    def utc(self, stores: Column, local: Column) -> Column:
        """Return UTC seconds for local wall seconds; where the clock stands twice, the first."""
        guess = 2 * local - self.local(stores, local)
        return local - (self.local(stores, guess) - guess)

    @cached_property
    def tax(self) -> tuple[Column, Column]:
        """Numerators and denominators of the tax rates, one per policy."""
        return self.column(lambda one: one.tax_rate.numerator), self.column(lambda one: one.tax_rate.denominator)


def _seconds(length: timedelta | None) -> int:
    return 0 if length is None else int(length.total_seconds())


def _zone_changes(zone: Any, first: int, last: int) -> tuple[Column, Column]:
    """Return the instants at which a zone's offset changes, and the offsets before, between and after them."""
    changes, offsets = [], [_offset(zone, first)]
    for day in range(first, last + DAY, DAY):
        if _offset(zone, day + DAY) != _offset(zone, day):
            low, high = day, day + DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == _offset(zone, day) else (low, middle)
            changes.append(high)
            offsets.append(_offset(zone, high))
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _offset(zone: Any, at: int) -> int:
    shift = datetime.fromtimestamp(at, zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())
