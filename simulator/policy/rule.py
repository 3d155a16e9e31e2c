"""One rule as people read it: its words, its value, where it comes from and where it differs.

Knows neither packs nor policies; the book fills it.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, eq=False)
class Variant:
    """A value that some stores have, or had, instead of the usual one."""

    marketplaces: tuple[str, ...]
    value: object
    sentence: str
    # Local days, since the same day begins at another instant in each store.
    effective_on: date | None
    ended_on: date | None


@dataclass(frozen=True, eq=False)
class Rule:
    """A numbered sentence of the rule book together with the value behind it."""

    id: str
    title: str
    sentence: str
    value: object
    unit: str
    sources: tuple[str, ...]
    marketplaces: tuple[str, ...]
    effective_from: datetime | None
    # The sentence a refused person reads, with gaps such as {time} still open; None where nobody is refused.
    refusal: str | None
    # "Source", "Assumed" (sources are silent) or "Conflict" (sources disagree), and what is to be said about it.
    label: str
    note: str | None
    theme: str
    raw: object
    variants: tuple[Variant, ...] = ()
