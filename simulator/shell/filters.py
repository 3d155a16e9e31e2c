"""Template filters: money, moments, days, durations.

Must not know the wall clock: `now` is the world's, taken from the template or from `flask.g`;
so are store and language. Formats come from Babel by way of `formats.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_app_context
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from simulator.shell import formats
from simulator.shell.addresses import address_lines
from simulator.shell.wording import current_language, gettext, ngettext


@dataclass(frozen=True)
class DefaultStore:
    """Stands in where a page belongs to no store, such as the welcome page."""

    locale: str = "en_US"
    time_zone: str = "UTC"
    currency: str = "USD"
    name: str = ""


def _from_request(context: Context, name: str) -> Any:
    """Look in the template first, then in the request: imported macros do not see the template."""
    value = context.get(name)
    return value if value is not None or not has_app_context() else getattr(g, name, None)


def _store(context: Context, store: formats.Store | None) -> formats.Store:
    return store or _from_request(context, "store") or DefaultStore()


def _now(context: Context, now: datetime | None) -> datetime:
    found = now or _from_request(context, "now")
    if not isinstance(found, datetime):
        raise LookupError("the template has no `now`; set g.now to the world's time")
    return found


def _apart(text: str) -> str:
    """Keep an amount from being turned around by the Arabic words beside it."""
    return f"\u2068{text}\u2069" if formats.text_direction(current_language()) == "rtl" else text


@pass_context
def money(
    context: Context, minor: int, currency: str | None = None, locale: str | None = None, code: bool = False
) -> str:
    """Write minor units as money of the store, or of the given currency and locale."""
    store = _store(context, None)
    return _apart(formats.money_text(minor, currency or store.currency, locale or store.locale, with_code=code))


@pass_context
def moment(context: Context, instant: datetime, style: str = "short", store: formats.Store | None = None) -> str:
    """Write day and time in the store's time zone."""
    return formats.moment_text(instant, _store(context, store), style)


@pass_context
def day(context: Context, instant: datetime, style: str = "long", store: formats.Store | None = None) -> str:
    """Write the store's local day."""
    return formats.day_text(instant, _store(context, store), style)


@pass_context
def clock_time(context: Context, instant: datetime, store: formats.Store | None = None) -> str:
    """Write the store's local time of day."""
    return formats.time_text(instant, _store(context, store))


@pass_context
def ago(context: Context, instant: datetime, now: datetime | None = None) -> str:
    """Write how long ago, seen from the world's now."""
    return formats.ago_text(instant, _now(context, now), current_language())


@pass_context
def until(context: Context, instant: datetime, now: datetime | None = None) -> str:
    """Write how long from now ("in 26 min"), or "now" once it has come."""
    length = instant - _now(context, now)
    return gettext("in %(duration)s", duration=duration(length)) if length > timedelta(0) else gettext("now")


def duration(length: timedelta) -> str:
    """Write a length of time in its two largest units."""
    return formats.duration_text(length, gettext, ngettext)


@pass_context
def time_tag(
    context: Context,
    instant: datetime,
    style: str = "medium",
    as_: str = "moment",
    store: formats.Store | None = None,
) -> Markup:
    """Wrap a written time in `<time>` with the store's offset, isolated from right-to-left text."""
    found = _store(context, store)
    where, language = DefaultStore(found.locale, found.time_zone), current_language()
    if as_ in _SPANS:
        return _tag(instant, where, _SPANS[as_](context, instant), language)
    return _lasting_tag(instant, where, style, as_, language)


# Ways of writing that change as the world's time goes on.
_SPANS = {"ago": ago, "until": until}


# A page of a list has dozens of them, and the next page of it the same again.
@lru_cache(maxsize=8192)
def _lasting_tag(instant: datetime, where: DefaultStore, style: str, as_: str, language: str) -> Markup:
    writers = {
        "moment": lambda: formats.moment_text(instant, where, style),
        "day": lambda: formats.day_text(instant, where, style),
        "clock_time": lambda: formats.time_text(instant, where),
    }
    return _tag(instant, where, writers[as_](), language)


def _tag(instant: datetime, where: formats.Store, text: str, language: str) -> Markup:
    stamp = formats.local(instant, where).isoformat(timespec="seconds")
    tag = Markup('<time datetime="%s">%s</time>') % (stamp, text)
    return Markup("<bdi>%s</bdi>") % tag if formats.text_direction(language) == "rtl" else tag


@pass_context
def time_left(context: Context, instant: datetime, now: datetime | None = None) -> Markup:
    """Write the time left as text the script refreshes while the world plays."""
    length = instant - _now(context, now)
    text = gettext("%(duration)s left", duration=duration(length)) if length > timedelta(0) else gettext("time is up")
    return Markup('<span data-until="{}">{}</span>').format(utc(instant), text)


def utc(instant: datetime) -> str:
    """Write an instant as machines read it here: 2026-03-02T17:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pass_context
def number(context: Context, value: int | Decimal, store: formats.Store | None = None) -> str:
    """Write a number with the store's grouping."""
    return formats.number_text(value, _store(context, store).locale)


@pass_context
def percent(context: Context, share: Fraction | Decimal | float, digits: int = 1) -> str:
    """Write a fraction of 1 as a percentage."""
    return _apart(formats.percent_text(share, _store(context, None).locale, digits))


@pass_context
def postal_lines(context: Context, address: Mapping[str, object]) -> list[str]:
    """Lay out an address as its country does; the country is named in the store's language."""
    code = str(address.get("country") or "")
    return address_lines(address, formats.country_text(code, _store(context, None).locale))


@pass_context
def postal(context: Context, address: Mapping[str, object]) -> Markup:
    """Write an address line by line."""
    return Markup("<address>%s</address>") % Markup("<br>").join(postal_lines(context, address))


def ident(text: str) -> Markup:
    """Isolate an order ID, SKU or tracking ID from the direction of the text around it."""
    return Markup('<bdi class="num">%s</bdi>') % text


@pass_context
def zone_tag(context: Context, instant: datetime, store: formats.Store | None = None) -> Markup:
    """Write the time zone's short name, with the long one as its explanation."""
    short, full = formats.zone_text(instant, _store(context, store))
    return Markup('<abbr title="{}">{}</abbr>').format(full, short)


FILTERS = (
    money,
    moment,
    day,
    clock_time,
    ago,
    until,
    duration,
    time_tag,
    time_left,
    utc,
    number,
    percent,
    postal_lines,
    postal,
    ident,
    zone_tag,
)


def install_filters(app: Flask) -> None:
    """Make the filters known under their function names."""
    for one in FILTERS:
        app.jinja_env.filters[one.__name__] = one
