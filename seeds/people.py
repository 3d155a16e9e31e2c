"""Who shops and who sells: the n-th buyer or seller of a store, always the same for the same seed.

Pure: nothing is stored and no generator has a state, so the hundredth buyer can be asked for first. Knows nothing
of orders and accounts. Nobody is real: names are combined from pools, telephone numbers are reserved (phones.py),
every address on the net ends in .example.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import gcd

from seeds import words
from seeds.phones import phone
from simulator import draws
from simulator.policy import store

MAIL_HOSTS = ("mail", "post", "inbox")
# Letters that do not come apart into a Latin letter and an accent.
LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe"})
# One buyer in four lives in a flat and needs the second address line.
FLATS_PER_MILLION = 250_000


@dataclass(frozen=True)
class Address:
    """Where somebody lives or a shop sends from; two letters for the country, a place that lies in it."""

    address_lines: tuple[str, ...]
    city: str
    state: str
    postal_code: str
    country: str


@dataclass(frozen=True)
class Person(Address):
    """A buyer. `name` is written in the order of the country; `language` is what they read, ISO 639-1."""

    n: int
    name: str
    given: str
    family: str
    phone: str
    email: str
    language: str
    locale: str


@dataclass(frozen=True)
class SellerSeed(Address):
    """A seller. `name` is the shop's name on the pages, `legal_name` the company behind it."""

    n: int
    name: str
    legal_name: str
    phone: str
    email: str
    language: str
    locale: str


def buyer(seed: int, store_code: str, n: int) -> Person:
    """Return the n-th buyer of a store; no two of the first thousand have the same name, where the pool is so large."""
    code, key = _whose(store_code, n)
    locale = draws.weighted(seed, "buyer", key, "locale", words.locales_of(code))
    how, at = words.recipe(locale), _address(seed, "buyer", key, locale)
    given, family = _names(seed, f"buyer {code}", n, locale)
    host = draws.choose(seed, "buyer", key, "mail", MAIL_HOSTS)
    return Person(
        *at,
        n=n,
        name=f"{family} {given}" if how.family_first else f"{given} {family}",
        given=given,
        family=family,
        phone=_phone(seed, "buyer", key, locale),
        email=f"{_mail_name(locale, given, family, n)}@{code.lower()}-{host}.example",
        language=how.language,
        locale=locale,
    )


def seller(seed: int, store_code: str, n: int) -> SellerSeed:
    """Return the n-th seller of a store; shops of one store have different names as long as names last."""
    code, key = _whose(store_code, n)
    locale = max(shares := words.locales_of(code), key=lambda one: shares[one])
    return SellerSeed(
        *_address(seed, "seller", key, locale),
        n=n,
        name=_shop_name(seed, code, n, words.recipe(locale).language),
        legal_name=draws.choose(seed, "seller", key, "company", words.pool(locale).companies),
        phone=_phone(seed, "seller", key, locale),
        email=f"seller{n}@{code.lower()}-shops.example",
        language=words.recipe(locale).language,
        locale=locale,
    )


def _whose(store_code: str, n: int) -> tuple[str, str]:
    if n < 0:
        raise ValueError(f"People are numbered from 0, not {n}.")
    code = store(store_code).code.upper()
    return code, f"{code} {n}"


def _names(seed: int, entity: str, n: int, locale: str) -> tuple[str, str]:
    """Walk through all combinations of given name and surname in an order of this seed's own."""
    pool = words.pool(locale)
    women = len(pool.given_female)
    givens = women + len(pool.given_male)
    family_at, given_at = divmod(_place_in_walk(seed, entity, n, givens * len(pool.family_male)), givens)
    if given_at < women:
        given, families = pool.given_female[given_at], pool.family_female
    else:
        given, families = pool.given_male[given_at - women], pool.family_male
    family = families[family_at % len(families)]
    if words.recipe(locale).families == 2:
        family += " " + draws.choose(seed, entity, n, "second family", families)
    return given, family


def _place_in_walk(seed: int, entity: str, n: int, total: int) -> int:
    """Return the n-th place of a walk that visits all places once before it repeats one."""
    stride = draws.between(seed, entity, "walk", "stride", total // 3, 2 * total // 3)
    while gcd(stride, total) != 1:
        stride += 1
    return (draws.draw(seed, entity, "walk", "start") + n * stride) % total


def _place(seed: int, entity: str, key: str, locale: str) -> words.Place:
    return draws.choose(seed, entity, key, "place", words.pool(locale).places)


def _address(seed: int, entity: str, key: str, locale: str) -> tuple[tuple[str, ...], str, str, str, str]:
    """Return lines, city, state, postal code and country, in the order of `Address`."""
    how, place = words.recipe(locale), _place(seed, entity, key, locale)
    postal_code = draws.choose(seed, entity, key, "postal code", place.postal_codes)
    return _lines(seed, entity, key, locale), place.city, place.state, postal_code, how.country


def _lines(seed: int, entity: str, key: str, locale: str) -> tuple[str, ...]:
    how, pool = words.recipe(locale), words.pool(locale)
    parts = {
        "street": draws.choose(seed, entity, key, "street", pool.streets),
        "family": draws.choose(seed, entity, key, "house", pool.family_male),
        "number": draws.between(seed, entity, key, "number", 1, 180 if how.language != "ja" else 28),
        "block": draws.between(seed, entity, key, "block", 1, 5),
        "flat": draws.between(seed, entity, key, "flat", 1, 24),
    }
    in_flat = draws.chance(seed, entity, key, "in a flat", FLATS_PER_MILLION)
    shapes = (how.line, how.second) if in_flat else (how.line,)
    return tuple(shape.format(**parts) for shape in shapes)


def _phone(seed: int, entity: str, key: str, locale: str) -> str:
    area = _place(seed, entity, key, locale).phone_area
    return phone(seed, entity, key, words.recipe(locale).country, area)


def _mail_name(locale: str, given: str, family: str, n: int) -> str:
    """Write a name in plain Latin letters; a name of unknown spelling becomes `buyer`. The number keeps it unique."""
    latin = words.pool(locale).latin
    parts = [_plain(latin.get(part, part)) for part in (given, family.rsplit(maxsplit=1)[-1])]
    return ".".join(part for part in parts if part) + str(n) if all(parts) else f"buyer{n}"


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.translate(LETTERS))
    return "".join(letter for letter in apart.lower() if letter in "abcdefghijklmnopqrstuvwxyz")


@cache
def _shop_words() -> Mapping[str, dict[str, str | list[str]]]:
    return tomllib.loads((words.HERE / "store_names.toml").read_text(encoding="utf-8"))


def _shop_name(seed: int, code: str, n: int, language: str) -> str:
    table = _shop_words().get(language, _shop_words()["en"])
    firsts, trades = table["firsts"], table["trades"]
    first_at, trade_at = divmod(_place_in_walk(seed, f"seller {code}", n, len(firsts) * len(trades)), len(trades))
    return str(table["shape"]).format(first=firsts[first_at], trade=trades[trade_at])
