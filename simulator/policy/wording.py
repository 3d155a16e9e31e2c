"""Values and moments in words, as the sentences of the rule book and of refusals use them.

Knows units and stores, not rules. Moments are written as Babel writes them for the store, in the store's zone; words
come from a catalogue of the reader's language, in English from none.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.support import NullTranslations

from simulator.policy.stores import Store
from simulator.policy.values import Grace, Reminder


class Say(Protocol):
    """A catalogue: English sentences in, those of its language out."""

    def ugettext(self, message: str, /) -> str: ...
    def ungettext(self, msgid1: str, msgid2: str, n: int, /) -> str: ...
    def __hash__(self) -> int: ...


# What machines, logs and the engine itself read.
ENGLISH: Say = NullTranslations()


def sentence(text: str) -> str:
    """Mark words that are looked up in a catalogue later, when it is known who reads them."""
    return text


def counted(one: str, many: str) -> tuple[str, str]:
    """Mark words that count and are looked up later."""
    return one, many


def moment(at: datetime, store: Store) -> str:
    """Write an instant in the store's short style and zone."""
    return _short(at, store.time_zone, store.locale)


# Lists say of every order what its deadlines allow.
@lru_cache(maxsize=4096)
def _short(at: datetime, zone: str, locale: str) -> str:
    return str(format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=locale))


def reworded(value: object, say: Say) -> object:
    """Return a table of the rule book with its rows' words in another language; any other value as it is."""
    if not isinstance(value, Mapping):
        return value
    return MappingProxyType({code: _row(row, say) for code, row in value.items()})


def _row(row: Any, say: Say) -> Any:
    if not hasattr(row, "label"):
        return row
    words = {one.name: getattr(row, one.name) for one in fields(row) if one.name in ("label", "group")}
    return replace(row, **{name: say.ugettext(text) for name, text in words.items() if text})


def in_words(value: object, unit: str, say: Say = ENGLISH) -> str:
    """Write a rule's value as people say it: "30 minutes", "2.5%", "7 calendar days after the ship-by date"."""
    if value is None:
        return say.ugettext(NONE)
    if isinstance(value, tuple):
        return say.ugettext(COMMA).join(in_words(one, unit, say) for one in value) or say.ugettext(NONE)
    if isinstance(value, Mapping):
        return say.ugettext(COMMA).join(str(getattr(row, "label", code)) for code, row in value.items())
    if isinstance(value, timedelta):
        return _counted(value // _LENGTHS[unit], unit.removesuffix("s"), say)
    return _single(value, unit, say)


def as_adjective(value: object, unit: str, say: Say = ENGLISH) -> str:
    """Write a duration as it stands before a noun: "30-minute"."""
    if isinstance(value, timedelta):
        return say.ugettext(_ADJECTIVES[unit]) % {"num": value // _LENGTHS[unit]}
    return in_words(value, unit, say)


NONE, COMMA = sentence("none"), sentence(", ")
_LENGTHS: Mapping[str, timedelta] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
_ADJECTIVES = {
    "minutes": sentence("%(num)s-minute"),
    "hours": sentence("%(num)s-hour"),
    "days": sentence("%(num)s-day"),
}
_NOUNS = {
    "minute": counted("%(num)s minute", "%(num)s minutes"),
    "hour": counted("%(num)s hour", "%(num)s hours"),
    "day": counted("%(num)s day", "%(num)s days"),
    "calendar day": counted("%(num)s calendar day", "%(num)s calendar days"),
    "business day": counted("%(num)s business day", "%(num)s business days"),
}
_DAYS = {"calendar": "calendar day", "business": "business day", "hours": "hour"}
_AFTER = {
    "ship_by": sentence("%(length)s after the ship-by date"),
    "order_date": sentence("%(length)s after the order date"),
    "auto_cancel": sentence("%(length)s after automatic cancellation"),
}
_BEFORE = {
    "ship_by": sentence("%(length)s before the ship-by date"),
    "auto_cancel": sentence("%(length)s before automatic cancellation"),
}
_AT = {"ship_by": sentence("at the ship-by date"), "auto_cancel": sentence("at automatic cancellation")}
YES, NO = sentence("yes"), sentence("no")


def _counted(number: int, noun: str, say: Say) -> str:
    return say.ungettext(*_NOUNS[noun], number) % {"num": f"{number:,}"}


def _single(value: object, unit: str, say: Say) -> str:
    if isinstance(value, bool):
        return say.ugettext(YES if value else NO)
    if isinstance(value, Fraction):
        return _percent(value)
    if isinstance(value, Grace):
        return say.ugettext(_AFTER[value.anchor]) % {"length": _counted(value.length, _DAYS[value.unit], say)}
    if isinstance(value, Reminder):
        return _reminder(value, say)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
    if isinstance(value, int):
        return _counted(value, "business day", say) if unit == "business_days" else f"{value:,}"
    return str(value)


def _percent(share: Fraction) -> str:
    hundredths = share * 10_000
    whole, rest = divmod(round(hundredths), 100)
    return f"{whole}%" if rest == 0 else f"{whole}.{rest:02d}".rstrip("0") + "%"


def _reminder(reminder: Reminder, say: Say) -> str:
    days = reminder.offset.days
    if days == 0:
        return say.ugettext(_AT[reminder.anchor])
    when = _BEFORE if days < 0 else _AFTER
    return say.ugettext(when[reminder.anchor]) % {"length": _counted(abs(days), "day", say)}
