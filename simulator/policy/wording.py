"""Values and moments in words, as the sentences of the rule book and of refusals use them.

Knows units and stores, not rules. Moments are written as Babel writes them for the store, in the store's zone.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from babel.dates import format_datetime

from simulator.policy.stores import Store
from simulator.policy.values import Grace, Reminder


def moment(at: datetime, store: Store) -> str:
    """Write an instant in the store's short style and zone."""
    return str(format_datetime(at, "short", tzinfo=store.zone, locale=store.locale))


def in_words(value: object, unit: str) -> str:
    """Write a rule's value as people say it: "30 minutes", "2.5%", "7 calendar days after the ship-by date"."""
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(in_words(one, unit) for one in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(str(getattr(row, "label", code)) for code, row in value.items())
    if isinstance(value, timedelta):
        return _counted(value // _LENGTHS[unit], unit.removesuffix("s"))
    return _single(value, unit)


def as_adjective(value: object, unit: str) -> str:
    """Write a duration as it stands before a noun: "30-minute"."""
    if isinstance(value, timedelta):
        return f"{value // _LENGTHS[unit]}-{unit.removesuffix('s')}"
    return in_words(value, unit)


_LENGTHS: Mapping[str, timedelta] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
_DAYS = {"calendar": "calendar day", "business": "business day", "hours": "hour"}
_ANCHORS = {"ship_by": "the ship-by date", "order_date": "the order date", "auto_cancel": "automatic cancellation"}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _single(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return _percent(value)
    if isinstance(value, Grace):
        return f"{_counted(value.length, _DAYS[value.unit])} after {_ANCHORS[value.anchor]}"
    if isinstance(value, Reminder):
        return _reminder(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
    if isinstance(value, int):
        return _counted(value, "business day") if unit == "business_days" else f"{value:,}"
    return str(value)


def _percent(share: Fraction) -> str:
    hundredths = share * 10_000
    whole, rest = divmod(round(hundredths), 100)
    return f"{whole}%" if rest == 0 else f"{whole}.{rest:02d}".rstrip("0") + "%"


def _reminder(reminder: Reminder) -> str:
    days = reminder.offset.days
    anchor = _ANCHORS[reminder.anchor]
    if days == 0:
        return f"at {anchor}"
    return f"{_counted(abs(days), 'day')} {'before' if days < 0 else 'after'} {anchor}"
