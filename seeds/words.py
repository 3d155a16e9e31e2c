"""The frozen word pools of each locale, and which locales a store's people come from.

Knows nothing of buyers, sellers or orders, and never calls Faker: the pools were sampled once by `freeze_pools`
and lie beside this module. Where the words come from: Faker's names, our own tables of places and streets.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
POOLS = HERE / "pools"


@dataclass(frozen=True)
class Recipe:
    """How people of a locale are sampled, named and addressed; one table of `locales.toml`."""

    faker: str
    language: str
    country: str
    places: str
    line: str
    second: str
    streets: list[str]
    companies: list[str]
    families: int = 1
    family_first: bool = False
    extra_families: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A city with its state and some postal codes that belong to it."""

    city: str
    state: str
    postal_codes: list[str]
    phone_area: str


@dataclass(frozen=True)
class Pool:
    """The words of one locale. `latin` spells names of other scripts in Latin letters, as far as known."""

    locale: str
    given_female: list[str]
    given_male: list[str]
    family_female: list[str]
    family_male: list[str]
    streets: list[str]
    companies: list[str]
    places: list[Place]
    latin: dict[str, str]


@cache
def _tables() -> Mapping[str, Mapping[str, dict[str, object]]]:
    return tomllib.loads((HERE / "locales.toml").read_text(encoding="utf-8"))


def locales() -> list[str]:
    """List every locale that has a pool."""
    return list(_tables()["locales"])


def store_codes() -> list[str]:
    """List every store that has people."""
    return list(_tables()["stores"])


@cache
def recipe(locale: str) -> Recipe:
    """Read how people of this locale are named and addressed."""
    return Recipe(**_tables()["locales"][locale])  # type: ignore[arg-type]


@cache
def locales_of(store_code: str) -> Mapping[str, int]:
    """Tell which locales the people of a store come from, each with its share of a hundred."""
    stores = _tables()["stores"]
    if store_code not in stores:
        raise ValueError(f"No people are known for the store {store_code!r}; known are {', '.join(stores)}.")
    return stores[store_code]  # type: ignore[return-value]


@cache
def pool(locale: str) -> Pool:
    """Load the frozen words of a locale."""
    frozen = json.loads((POOLS / f"{locale}.json").read_text(encoding="utf-8"))
    places = [Place(*row) for row in frozen.pop("places")]
    frozen.setdefault("family_female", frozen["family_male"])
    return Pool(places=places, **frozen)
