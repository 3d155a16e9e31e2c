"""What is on sale: products of a store in its language and money, the same for the same seed.

Pure; knows nothing of stock, offers or sellers. The ideas and the fixed price table are in catalogue.toml, the
words of the product pages in descriptions.toml. Names exist in English, German and Japanese; other languages
read English.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulator import draws
from simulator.policy import store

HERE = Path(__file__).parent
ASIN_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Idea:
    """One row of the catalogue; `cents` is the price in the United States."""

    sku: str
    kind: str
    department: str
    cents: int
    weight_class: str
    customizable: bool
    titles: dict[str, str]


@dataclass(frozen=True)
class ProductSeed:
    """A product as a store offers it. `price_minor` counts the currency's minor units; yen has none below one."""

    sku: str
    asin: str
    title: str
    department: str
    kind: str
    price_minor: int
    currency: str
    description: str
    bullets: tuple[str, ...]
    customizable: bool
    weight_class: str


def products(seed: int, store_code: str, count: int) -> list[ProductSeed]:
    """Return `count` different products in an order of this seed's own; all ideas come before their editions.

    Raises:
        ValueError: more are wanted than the catalogue can make.
    """
    if count > len(all_skus()):
        raise ValueError(f"The catalogue has {len(all_skus())} products, not {count}.")
    plain = len(_ideas())
    first = _shuffled(seed, all_skus()[:plain])
    return [product(sku, store_code) for sku in (first + _shuffled(seed, all_skus()[plain:]))[:count]]


def product(sku: str, store_code: str) -> ProductSeed:
    """Return the product of this SKU as a store offers it; a KeyError says there is none."""
    idea, edition = _by_sku()[sku]
    place = store(store_code)
    language = place.language.split("-")[0]
    return ProductSeed(
        sku=sku,
        asin=asin(sku),
        title=_title(idea, edition, language),
        department=idea.department,
        kind=idea.kind,
        price_minor=price(idea.cents, place.currency),
        currency=place.currency,
        description=_in(_pages()[idea.kind], language)["text"],
        bullets=_bullets(idea, language),
        customizable=idea.customizable,
        weight_class=idea.weight_class,
    )


def price(cents: int, currency: str) -> int:
    """Turn US cents into minor units of a currency by the fixed table, rounded to a price people put on a label."""
    row = _file("catalogue.toml")["currencies"][currency]
    step: int = row["step"]
    steps = (cents * row["per_dollar"] + 50 * step) // (100 * step)
    return max(int(steps), 1) * step


def asin(sku: str) -> str:
    """Name a product the way the catalogue does: B0 and eight letters or digits, the same in every world."""
    return "B0" + "".join(draws.choose(0, "asin", sku, str(at), ASIN_SIGNS) for at in range(8))


def departments(language: str) -> dict[str, str]:
    """List the departments with their names in this language, or in English."""
    return {code: _in(names, language) for code, names in _file("catalogue.toml")["departments"].items()}


@cache
def all_skus() -> tuple[str, ...]:
    """List every SKU the catalogue can make, the plain ideas first."""
    return tuple(_by_sku())


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def _ideas() -> list[Idea]:
    rows = _file("catalogue.toml")["rows"]
    return [_idea(*row) for row in rows]


def _idea(sku: str, kind: str, department: str, cents: int, weight: str, customizable: bool, *titles: str) -> Idea:
    named = dict(zip(("en", "de", "ja"), titles, strict=True))
    return Idea(sku, kind, department, cents, weight, customizable, named)


@cache
def _by_sku() -> dict[str, tuple[Idea, int]]:
    """Map each SKU to its idea and its edition; a first edition does not say so."""
    later = range(2, _file("catalogue.toml")["edition"]["last"] + 1)
    plain = {idea.sku: (idea, 1) for idea in _ideas()}
    return plain | {f"{idea.sku}-{edition}": (idea, edition) for edition in later for idea in _ideas()}


def _shuffled(seed: int, skus: tuple[str, ...]) -> list[str]:
    return sorted(skus, key=lambda sku: (draws.draw(seed, "catalogue", sku, "order"), sku))


def _title(idea: Idea, edition: int, language: str) -> str:
    title: str = _in(idea.titles, language)
    if edition == 1:
        return title
    shape: str = _in(_file("catalogue.toml")["edition"], language)
    return shape.format(title=title, number=edition)


def _bullets(idea: Idea, language: str) -> tuple[str, ...]:
    kinds = [idea.kind, "engraving"] if idea.customizable else [idea.kind]
    return tuple(line for kind in kinds for line in _in(_pages()[kind], language)["bullets"])


def _pages() -> dict[str, Any]:
    return _file("descriptions.toml")


def _in(words: dict[str, Any], language: str) -> Any:
    return words.get(language, words["en"])
