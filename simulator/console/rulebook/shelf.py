"""What the rule book's pages print: rules by theme, where they differ, who is told what, and what counts.

Everything is read from the packs and the tables; nothing is said here that is not said there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from simulator.orders.notices import NOTICES, Notice
from simulator.policy import DATE_SETS, Rule, Variant, all_rules, in_words, sentence, source_titles, store, stores
from simulator.shell.wording import catalogue
from simulator.shell.wording import gettext as _

# The theme that is the cancellation-rate table.
COUNTING = "counting"


@dataclass(frozen=True)
class Shelf:
    """One theme of the rule book with the rules that were asked for."""

    theme: str
    title: str
    rules: list[Rule]


@dataclass(frozen=True)
class Told:
    """A row of the notices table: after which transition, who, by which notice, for which channels."""

    after: str
    notice: Notice


def shelves(words: str = "", theme: str = "", date_set: str = DATE_SETS[0]) -> list[Shelf]:
    """Return the themes in the book's order with the rules that have all these words."""
    found: dict[str, list[Rule]] = {}
    for rule in all_rules(date_set, catalogue()):
        if theme in ("", rule.theme) and _has(rule, words):
            found.setdefault(rule.theme, []).append(rule)
    return [Shelf(name, theme_title(name), rules) for name, rules in found.items()]


def themes() -> list[tuple[str, str, int]]:
    """List the themes with their titles and the number of their rules."""
    counts: dict[str, int] = {}
    for rule in all_rules():
        counts[rule.theme] = counts.get(rule.theme, 0) + 1
    return [(name, theme_title(name), count) for name, count in counts.items()]


def theme_title(theme: str) -> str:
    """Name a theme as people read it."""
    titles = {
        "windows": _("Windows"),
        "deeds": _("Who may do what"),
        "cancellation": _("Canceling by the seller"),
        "parcels": _("Parcels and labels"),
        "reasons": _("Reasons"),
        COUNTING: _("What counts"),
        "metrics": _("Metrics and consequences"),
        "shipping": _("Shipping promises"),
        "returns": _("Refunds, returns, claims"),
        "messages": _("Messages"),
        "channels": _("Fulfillment by the marketplace"),
        "shop": _("The shop"),
        "timings": _("Timings"),
    }
    return titles.get(theme, theme.capitalize())


def value_words(rule: Rule) -> str:
    """Say a rule's value as people say it."""
    return words_of(rule.value, rule.unit, rule.marketplaces)


def words_of(value: object, unit: str, marketplaces: tuple[str, ...]) -> str:
    """Say a value; an instant is the beginning of a local day, and is said as that day."""
    if isinstance(value, datetime) and marketplaces:
        value, unit = value.astimezone(store(marketplaces[0]).zone).date(), "dates"
    return in_words(value, unit, catalogue())


def unit_words(unit: str) -> str:
    """Name a unit."""
    return _(UNITS.get(unit, unit))


UNITS = {
    "minutes": sentence("minutes"),
    "hours": sentence("hours"),
    "days": sentence("days"),
    "business_days": sentence("business days"),
    "fraction": sentence("fraction"),
    "count": sentence("count"),
    "characters": sentence("characters"),
    "bytes": sentence("bytes"),
    "money": sentence("money"),
    "boolean": sentence("boolean"),
    "text": sentence("text"),
    "list": sentence("list"),
    "table": sentence("table"),
    "dates": sentence("dates"),
    "instant": sentence("instant"),
    "time": sentence("time"),
    "grace": sentence("grace"),
    "reminders": sentence("reminders"),
}


def where(marketplaces: tuple[str, ...]) -> str:
    """Name the stores a value holds in; all of them in one word."""
    if len(marketplaces) == len(stores()):
        return _("all stores")
    return ", ".join(marketplaces)


def period(variant: Variant) -> str:
    """Say when a differing value holds or held."""
    begun, ended = _day(variant.effective_on), _day(variant.ended_on)
    if begun and ended:
        return _("%(begun)s to before %(ended)s", begun=begun, ended=ended)
    if begun:
        return _("since %(begun)s", begun=begun)
    return _("before %(ended)s", ended=ended) if ended else ""


def sources_of(rule: Rule) -> list[tuple[str, str]]:
    """Return a rule's sources, key and title."""
    return [(key, source_titles().get(key, key)) for key in rule.sources]


def notices() -> list[Told]:
    """Return the notices table, row by row."""
    return [Told(after, one) for after, row in NOTICES.items() for one in row]


def counting_table() -> list[Rule]:
    """Return the cancellation-rate table: its rows are the yes-or-no rules whose ids say "count"."""
    return [one for one in all_rules(say=catalogue()) if one.theme == COUNTING and one.id.startswith("count-")]


@cache
def coverage() -> Mapping[str, tuple[str, ...]]:
    """Return the tests that fail when a rule's value changes, by rule; nothing where the registry is not packaged."""
    file = files("simulator.policy").joinpath("coverage.toml")
    if not file.is_file():
        return {}
    told = tomllib.loads(file.read_text("utf-8"))
    rows = told.get("rules", told)
    return {rule: (tests,) if isinstance(tests, str) else tuple(tests) for rule, tests in rows.items()}


def covered_share() -> tuple[int, int] | None:
    """Return how many rules are covered by a named test, and of how many; None without a registry."""
    known = [rule.id for rule in all_rules()]
    return (sum(one in coverage() for one in known), len(known)) if coverage() else None


def _has(rule: Rule, words: str) -> bool:
    text = " ".join((rule.id, rule.title, rule.sentence, rule.refusal or "", rule.note or "")).casefold()
    return all(word in text for word in words.casefold().split())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
