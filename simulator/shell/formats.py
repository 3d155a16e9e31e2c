"""Write money, instants and durations the way a store's people expect them.

Pure functions over Babel; must not know Flask, templates or any clock: `now` is always an argument.
Money and times follow the store's locale and time zone, phrases follow the interface language.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

Translate = Callable[..., str]


class Store(Protocol):
    """The three things about a store that decide how values are written."""

    @property
    def locale(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def currency(self) -> str: ...


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag.replace("-", "_"))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(instant: datetime, store: Store) -> datetime:
    """Move an aware instant to the store's time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone; the simulation stores aware UTC")
    return instant.astimezone(_zone(store.time_zone))


def money_text(minor: int, currency: str, locale: str, *, with_code: bool = False) -> str:
    """Write an amount of minor units; `with_code` adds the ISO code where stores are mixed."""
    text = _money(minor, currency, locale)
    return f"{text} {currency}" if with_code else text


def country_text(code: str, locale: str) -> str:
    """Name a country; an unknown one by its code."""
    return str(_locale(locale).territories.get(code, code))


# Pages write the same prices, days and hours over and over, and Babel takes its time for each.
@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, locale: str) -> str:
    amount = Decimal(minor).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(amount, currency, locale=_locale(locale))


def day_text(instant: datetime, store: Store, style: str = "long") -> str:
    """Write the local day: long with weekday, medium with year, short without."""
    skeletons = {"long": "yMMMEd", "medium": "yMMMd", "short": "MMMd"}
    return _day(skeletons[style], local(instant, store).date(), store.locale)


@lru_cache(maxsize=4096)
def _day(skeleton: str, day: date, locale: str) -> str:
    return dates.format_skeleton(skeleton, datetime.combine(day, time(12)), locale=_locale(locale))


def time_text(instant: datetime, store: Store) -> str:
    """Write the local time of day, hours and minutes."""
    at = local(instant, store)
    return _time(at.hour, at.minute, store.locale)


@lru_cache(maxsize=4096)
def _time(hour: int, minute: int, locale: str) -> str:
    return dates.format_time(time(hour, minute), "short", locale=_locale(locale))


def moment_text(instant: datetime, store: Store, style: str = "short") -> str:
    """Write day and time; the two-digit year of `short` is for dense tables only."""
    locale, zone = _locale(store.locale), _zone(store.time_zone)
    if style == "short":
        return dates.format_datetime(local(instant, store), "short", tzinfo=zone, locale=locale)
    glue = str(dates.get_datetime_format("medium", locale=locale)).replace("'", "")
    return glue.replace("{1}", day_text(instant, store, style)).replace("{0}", time_text(instant, store))


def zone_text(instant: datetime, store: Store) -> tuple[str, str]:
    """Give the short and the long name of the store's time zone at that instant."""
    moment, locale = local(instant, store), _locale(store.locale)
    short = dates.get_timezone_name(moment, "short", locale=locale)
    if short[:1] in "+-":
        # Where people have no letters for their zone they say the distance from Greenwich.
        short = dates.get_timezone_gmt(moment, "long", locale=locale)
    return short, dates.get_timezone_name(moment, "long", locale=locale)


def duration_text(length: timedelta, translate: Translate, plural: Translate) -> str:
    """Write a length in its two largest units of days, hours and minutes, rounded up to the minute."""
    minutes = -(-max(int(length.total_seconds()), 0) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        text = plural("%(num)d day", "%(num)d days", days)
        return f"{text} {translate('%(num)d h', num=hours)}" if hours else text
    if hours:
        text = translate("%(num)d h", num=hours)
        return f"{text} {translate('%(num)d min', num=rest)}" if rest else text
    return translate("%(num)d min", num=rest)


def ago_text(instant: datetime, now: datetime, language: str) -> str:
    """Write how long ago something was ("8 days ago"), one unit, in the interface language."""
    # Nothing was ago zero seconds: what happened this very second was one second ago.
    passed = min(instant - now, timedelta(seconds=-1))
    # Up to seven weeks are told in days: "8 days ago" says more about a ship-by date than "1 week ago".
    threshold = 7 if timedelta(weeks=1) <= abs(passed) < timedelta(weeks=7) else 1
    return dates.format_timedelta(passed, add_direction=True, threshold=threshold, locale=_locale(language))


def number_text(value: int | float | Decimal, locale: str) -> str:
    """Write a number with the locale's grouping (lakh in India)."""
    return numbers.format_decimal(value, locale=_locale(locale))


def percent_text(share: Fraction | Decimal | float, locale: str, digits: int = 1) -> str:
    """Write a fraction of 1 as a percentage; for people only, targets compare the exact fraction."""
    exact = Fraction(share)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    pattern = _localized("#,##0." + "0" * digits if digits else "#,##0", locale)
    return numbers.format_percent(value, format=pattern, locale=_locale(locale))


def _localized(digits: str, locale: str) -> str:
    # Turkish puts the sign in front, German and French a no-break space before it; the locale's own pattern says so.
    own = str(_locale(locale).percent_formats[None].pattern)
    gap = "\u00a0" if "\u00a0%" in own or "\u202f%" in own else ""
    return f"%{digits}" if own.startswith("%") else f"{digits}{gap}%"


def text_direction(language: str) -> str:
    """Say "rtl" or "ltr" for the page's `dir` attribute."""
    return str(_locale(language).text_direction)
