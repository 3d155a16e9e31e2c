"""Sample Faker once per locale into `seeds/pools/<locale>.json`; the product then reads the files only.

Run it again with `python -m seeds.freeze_pools` (optionally followed by locales) after a change of `locales.toml`,
`places.toml` or of Faker, and commit the result: it changes the people of every new world.
Knows nothing of stores, buyers or worlds.
"""

import json
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import click
from faker import Faker

from seeds.words import HERE, POOLS, Recipe, locales, recipe

SEED = 20220510
# A pool has at most this many words of each kind, so that a file stays under 60 kB.
GIVEN, FAMILIES, SOME_FAMILIES, STREETS, COMPANIES, POSTAL_CODES = 160, 320, 48, 260, 60, 8
# Letters that the postal codes of Canada, Great Britain and the Netherlands all allow.
POSTAL_LETTERS = "ABEGHJLNPRTWXZ"


def freeze(locale: str) -> dict[str, Any]:
    """Sample the words of one locale; the same seed and the same Faker give the same words."""
    how, fake = recipe(locale), Faker(recipe(locale).faker)
    fake.seed_instance(f"{SEED} {locale}")
    words, latin = _japanese_names(fake) if how.language == "ja" else (_names(fake, how), {})
    return {
        "locale": locale,
        **words,
        "streets": _streets(fake, how, words),
        "companies": _companies(fake, how, words["family_male"]),
        "places": _places(fake, how.places),
        "latin": latin,
    }


def _names(fake: Any, how: Recipe) -> dict[str, list[str]]:
    words = {
        "given_female": _unique(fake.first_name_female, GIVEN),
        "given_male": _unique(fake.first_name_male, GIVEN),
        "family_male": _families(fake, how),
    }
    # Polish surnames agree with the person; everywhere else one list serves all.
    if how.language == "pl":
        words["family_female"] = _unique(fake.last_name_female, FAMILIES)
    return words


def _families(fake: Any, how: Recipe) -> list[str]:
    """Where a country has surnames of its own that Faker does not know, they are not drowned in Faker's."""
    count = SOME_FAMILIES if how.extra_families else FAMILIES
    return list(dict.fromkeys(how.extra_families + _unique(fake.last_name_male, count)))


def _japanese_names(fake: Any) -> tuple[dict[str, list[str]], dict[str, str]]:
    pairs = {
        "given_female": fake.first_name_female_pair,
        "given_male": fake.first_name_male_pair,
        "family_male": fake.last_name_pair,
    }
    # Each pair is (kanji, reading, Latin letters).
    sampled = {kind: sorted({draw() for _ in range(3000)}) for kind, draw in pairs.items()}
    words = {kind: list(dict.fromkeys(row[0] for row in rows)) for kind, rows in sampled.items()}
    return words, {row[0]: row[2] for rows in sampled.values() for row in rows}


def _streets(fake: Any, how: Recipe, words: dict[str, list[str]]) -> list[str]:
    if how.language == "ja":
        return _unique(fake.town, STREETS)
    if not how.streets:
        return _unique(fake.street_name, STREETS)

    def named() -> str:
        return str(fake.random_element(how.streets)).format(family=fake.random_element(words["family_male"]))

    return _unique(named, STREETS)


def _companies(fake: Any, how: Recipe, families: list[str]) -> list[str]:
    def company() -> str:
        first, other = fake.random_elements(families, length=2, unique=True)
        return str(fake.random_element(how.companies)).format(family=first, other=other)

    return _unique(company, COMPANIES)


def _places(fake: Any, country: str) -> list[list[Any]]:
    rows = _place_tables()[country]["rows"]
    return [[city, state, _postal_codes(fake, shape), area] for city, state, shape, area in rows]


def _postal_codes(fake: Any, shape: str) -> list[str]:
    return sorted({fake.bothify(shape, letters=POSTAL_LETTERS) for _ in range(POSTAL_CODES)})


@cache
def _place_tables() -> dict[str, dict[str, list[list[str]]]]:
    return tomllib.loads((HERE / "places.toml").read_text(encoding="utf-8"))


def _unique(draw: Callable[[], str], count: int) -> list[str]:
    """Draw until there are `count` different words, or until the source hardly gives new ones."""
    drawn = (" ".join(draw().split()) for _ in range(count * 8))
    kept = dict.fromkeys(word for word in drawn if _fits(word))
    return list(kept)[:count]


def _fits(word: str) -> bool:
    """Say whether a word can stand in a name or a street without a second thought."""
    odd_signs = any(sign.isdigit() or sign in "()/" for sign in word)
    return bool(word) and not odd_signs and _left_out().isdisjoint(word.split())


@cache
def _left_out() -> frozenset[str]:
    return frozenset(tomllib.loads((HERE / "locales.toml").read_text(encoding="utf-8"))["left_out"])


def write(locale: str, folder: Path = POOLS) -> Path:
    """Freeze a locale into its file, one kind of word per line."""
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in freeze(locale).items()]
    path = folder / f"{locale}.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return path


def main(wanted: list[str]) -> None:
    """Write the pools named, or all of them."""
    for locale in wanted or locales():
        path = write(locale)
        click.echo(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
