"""From a number in a policy pack to a typed value, by the unit the entry names.

Knows units, not rules. Durations become timedeltas, shares exact fractions, dates the store's local midnight in UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal, cast
from zoneinfo import ZoneInfo

from simulator.policy.rows import a_table


class PackError(ValueError):
    """A policy pack that cannot be understood; the message names rule and reason."""


@dataclass(frozen=True)
class Grace:
    """How long something may stay undone after an anchor, and what kind of days are counted."""

    length: int
    unit: Literal["calendar", "business", "hours"]
    anchor: Literal["ship_by", "order_date"]

    def __post_init__(self) -> None:
        if self.unit not in ("calendar", "business", "hours") or self.anchor not in ("ship_by", "order_date"):
            raise ValueError(f"a grace counts calendar, business or hours from ship_by or order_date, not {self}")
        if _whole(self.length) < 0:
            raise ValueError(f"a grace is at least 0, not {self.length!r}")


@dataclass(frozen=True)
class Reminder:
    """One mail to a late seller: this long after (or, negative, before) its anchor."""

    anchor: Literal["ship_by", "auto_cancel"]
    offset: timedelta


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which this day begins in this zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(f"needs a whole number, not {raw!r}")
    return raw


def _of_type(kind: type) -> Callable[[object], object]:
    def read(raw: object) -> object:
        if not isinstance(raw, kind) or isinstance(raw, datetime):
            raise ValueError(f"needs a {kind.__name__}, not {raw!r}")
        return raw

    return read


def _share(raw: object) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, int | Fraction):
        raise ValueError(f"needs a share such as 0.025, not {raw!r}")
    return Fraction(raw)


def _grace(raw: object) -> Grace:
    return Grace(**cast(dict[str, object], raw))  # type: ignore[arg-type]


def _reminder(raw: object) -> Reminder:
    fields = cast(dict[str, object], raw)
    anchor = fields["anchor"]
    if anchor not in {"ship_by", "auto_cancel"}:
        raise ValueError(f"a reminder is tied to ship_by or auto_cancel, not {anchor!r}")
    return Reminder(anchor, timedelta(days=_whole(fields["days"])))


READERS: Mapping[str, Callable[[object], object]] = {
    "minutes": lambda raw: timedelta(minutes=_whole(raw)),
    "hours": lambda raw: timedelta(hours=_whole(raw)),
    "days": lambda raw: timedelta(days=_whole(raw)),
    "business_days": _whole,
    "fraction": _share,
    "count": _whole,
    "characters": _whole,
    "bytes": _whole,
    "money": _whole,
    "boolean": _of_type(bool),
    "text": _of_type(str),
    "list": _of_type(str),
    "dates": _of_type(date),
    "time": _of_type(time),
    "grace": _grace,
    "reminders": _reminder,
}


def typed(rule_id: str, unit: str, raw: object, zone: ZoneInfo) -> object:
    """Turn what a pack says into the value rules work with; a list becomes a tuple, "none" becomes None."""
    try:
        if raw == "none":
            return None
        if unit == "table":
            return a_table(rule_id, raw)
        if isinstance(raw, list | tuple):
            return tuple(typed(rule_id, unit, one, zone) for one in raw)
        if unit == "instant":
            return local_midnight(cast(date, _of_type(date)(raw)), zone)
        return READERS[unit](raw)
    except PackError:
        raise
    except (ValueError, TypeError, KeyError) as problem:
        raise PackError(f"Rule {rule_id} ({unit}): {problem}") from problem
