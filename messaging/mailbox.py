"""From a notice and its facts to an e-mail: subject, text and HTML, in either English.

Pure: knows the templates and the facts, nothing of events, people or delivery. E-mails are kept as notice and facts
and rendered when read. Any fact may be missing. Source: policies §13, the mail matrix.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from jinja2 import ChainableUndefined, Environment, PackageLoader, Template, pass_context, select_autoescape
from jinja2.runtime import Context

FOLDER = "templates/email"
# Stores whose English is British; every other language reads American English. Assumed: by common use.
_BRITISH = frozenset({"GB", "UK", "IE", "AU", "NZ", "IN", "SG", "ZA"})
# The one fact that keeps its lines: what somebody wrote.
_MANY_LINES = "body"


@dataclass(frozen=True)
class Rendered:
    """An e-mail as it is read."""

    subject: str
    text: str
    html: str


def render(notice: str, facts: Mapping[str, object], *, locale: str, brand: str) -> Rendered:
    """Render a notice; instants in the facts are ISO 8601 in UTC, money is in minor units."""
    english = english_of(locale)
    known: dict[str, object] = {
        **_known(facts),
        "brand": brand,
        "words": words()[english],
        "language": english.replace("_", "-"),
        "locale": english,
    }
    subject = _one_line(_template(f"{notice}/subject.txt").render(known))
    known["subject"] = subject
    text = _template(f"{notice}/body.txt").render(known)
    return Rendered(subject, _tidy(text), _template(f"{notice}/body.html").render(known).strip() + "\n")


def notices() -> tuple[str, ...]:
    """Return the notices there are templates for."""
    folder = files("messaging").joinpath(FOLDER)
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))


def english_of(locale: str) -> str:
    """Return the English ("en_US" or "en_GB") that readers of this locale are written in."""
    region = locale.replace("-", "_").partition("_")[2].upper()
    return "en_GB" if region in _BRITISH else "en_US"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words in which the two Englishes differ."""
    return tomllib.loads(files("messaging").joinpath(f"{FOLDER}/words.toml").read_text(encoding="utf-8"))


def _known(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _clean(value, name) for name, value in facts.items() if value is not None}


def _clean(value: object, name: str = "") -> object:
    if isinstance(value, str):
        return _printable(value) if name == _MANY_LINES else _one_line(value)
    if isinstance(value, Mapping):
        return _known(value)
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value


def _printable(text: str) -> str:
    # Control characters have no place in a mail, nor do those that turn the reading direction around.
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", text.replace("\r\n", "\n"))


def _one_line(text: str) -> str:
    return " ".join(_printable(re.sub(r"\s", " ", text)).split())


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("messaging", FOLDER),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=ChainableUndefined,
        trim_blocks=True,
    )
    environment.filters |= {"moment": _moment, "day": _day, "money": _money, "percent": _percent, "link": _link}
    return environment


@pass_context
def _moment(context: Context, value: object) -> str:
    """Say date and time in the reader's zone."""
    instant = _instant(value)
    if instant is None:
        return str(value or "")
    said = format_datetime(instant, "medium", tzinfo=_zone(context), locale=context["locale"])
    short = re.sub(r"(\d:\d\d):\d\d", r"\1", said)
    return f"{_plain_spaces(short)} {instant.astimezone(_zone(context)).tzname()}"


@pass_context
def _day(context: Context, value: object) -> str:
    """Say the day in the reader's zone."""
    instant = _instant(value)
    if instant is None:
        return str(value or "")
    return _plain_spaces(format_date(instant.astimezone(_zone(context)).date(), "full", locale=context["locale"]))


@pass_context
def _money(context: Context, value: object, currency: object = None) -> str:
    """Say an amount of minor units in its currency."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value or "")
    code = str(currency or "")
    if not re.fullmatch(r"[A-Z]{3}", code):
        return _plain_spaces(format_decimal(Decimal(value) / 100, "#,##0.00", locale=context["locale"]))
    amount = Decimal(value).scaleb(-get_currency_precision(code))
    return _plain_spaces(format_currency(amount, code, locale=context["locale"]))


@pass_context
def _percent(context: Context, value: object) -> str:
    """Say a fraction of one as a percentage with one decimal."""
    if isinstance(value, bool) or not re.fullmatch(r"\d*\.?\d+", str(value or "")):
        return str(value or "")
    return format_percent(Decimal(str(value)), "0.0#%", locale=Locale.parse(context["locale"]))


def _link(value: object) -> str:
    """Return an address that may be followed, or nothing: pages only, no scripts."""
    address = str(value or "")
    return address if urlsplit(address).scheme in ("http", "https") or re.match(r"/(?![/\\])", address) else ""


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(value or ""))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _zone(context: Context) -> tzinfo:
    try:
        return ZoneInfo(str(context.get("time_zone") or "UTC"))
    except (KeyError, ValueError, OSError):
        return UTC


def _plain_spaces(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)
