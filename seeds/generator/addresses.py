"""Where buyers live and what they are called: columns drawn from the frozen pools of their locales.

Addresses on the net end in .example, telephone numbers lie in reserved ranges; both come from `seeds`.
"""

from string import Formatter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeds import people, words
from seeds.generator.chance import Draws
from seeds.generator.columns import Words, coded, digits, flags, text_rows
from seeds.generator.market import Market
from seeds.generator.placing import buyer_stores
from seeds.generator.shapes import weights_table
from seeds.phones import RANGES, Reserved

Column = NDArray[np.int64]
MOST_CODES = 16
FLATS = 250_000


def joined(*parts: pa.Array | str) -> pa.Array:
    """Write columns and fixed words one after the other, row by row."""
    plain = [one.cast(pa.string()) if isinstance(one, pa.DictionaryArray) else one for one in parts]
    return pc.binary_join_element_wise(*plain, "", null_handling="replace", null_replacement="")


class Towns:
    """All places of a plan's locales, numbered; and in which of them each buyer lives."""

    def __init__(self, market: Market) -> None:
        self.market, self.seed = market, market.plan.seed
        self.locales = sorted({one for code in market.plan.marketplaces for one in words.locales_of(code.upper())})
        self.places = [place for locale in self.locales for place in words.pool(locale).places]
        counts = [len(words.pool(locale).places) for locale in self.locales]
        self.first = np.cumsum([0, *counts[:-1]])
        self.count = np.array(counts)
        self.codes = np.array([len(one.postal_codes) for one in self.places])
        self.countries = [words.recipe(locale).country for locale in self.locales]
        shares = [words.locales_of(code.upper()) for code in market.plan.marketplaces]
        self.tables = [weights_table([share.get(one, 0) for one in self.locales]) for share in shares]
        padded = [[*one.postal_codes, *[""] * (MOST_CODES - len(one.postal_codes))] for one in self.places]
        self.postal = Words([code for row in padded for code in row])
        self.states = Words([one.state for one in self.places])
        self.has_state = np.array([one.state != "" for one in self.places])
        self.cities = Words([one.city for one in self.places])
        self.areas = Words([one.phone_area for one in self.places])

    def of(self, buyers: Column) -> tuple[Column, Column, Column]:
        """Return locale, place and postal code of buyers, as numbers."""
        draws, stores = Draws(self.seed, "buyer", buyers), buyer_stores(self.market, buyers)
        where, locale = draws.places("locale"), np.empty(len(buyers), dtype=np.int64)
        for at, table in enumerate(self.tables):
            rows = slice(None) if len(self.tables) == 1 else stores == at
            locale[rows] = table[where[rows]]
        place = self.first[locale] + draws.below("place", self.count[locale])
        return locale, place, place * MOST_CODES + draws.below("postal code", self.codes[place])

    def columns(self, buyers: Column) -> dict[str, pa.Array]:
        """Return city, state, postal code and country of buyers."""
        locale, place, postal = self.of(buyers)
        return {
            "city": coded(self.cities, place),
            "state": coded(self.states, np.where(self.has_state[place], place, -1)),
            "postal_code": coded(self.postal, postal),
            "country": coded(self.countries, locale),
        }


def opted_out(market: Market, buyers: Column) -> NDArray[np.bool_]:
    """Say which buyers opted out of messages that are not critical."""
    return Draws(market.plan.seed, "buyer", buyers).happens("opted out", market.knobs["opted_out"])


def is_business(market: Market, buyers: Column) -> NDArray[np.bool_]:
    """Say which buyers are companies."""
    return Draws(market.plan.seed, "buyer", buyers).happens("business", market.knobs["business"])


def buyer_ids(buyers: Column) -> NDArray[np.uint8]:
    """Write buyers' ids as rows of ASCII."""
    rows = digits(buyers + 1, 11)
    rows[:, 0] = ord("B")
    return rows


class Shoppers:
    """Writes the table of buyers."""

    def __init__(self, market: Market, towns: Towns) -> None:
        self.market, self.towns, self.seed = market, towns, market.plan.seed
        self.pools = [_Names(locale) for locale in towns.locales]

    def columns(self, buyers: Column) -> dict[str, pa.Array]:
        """Return the columns of buyers, in any order."""
        locale, place, _ = self.towns.of(buyers)
        stores = buyer_stores(self.market, buyers)
        told = [self._of(at, buyers[locale == at], place[locale == at]) for at in range(len(self.pools))]
        back = pa.array(_unsorted(locale))
        own = {name: pa.concat_arrays([one[name] for one in told]).take(back) for name in told[0]}
        return {
            "buyer_id": text_rows(buyer_ids(buyers)),
            "marketplace_id": coded([one.marketplace_id for one in self.market.stores], stores),
            "language": coded([one.replace("_", "-") for one in self.towns.locales], locale),
            "opted_out": flags(opted_out(self.market, buyers)),
            "is_business": flags(is_business(self.market, buyers)),
            **own,
            **self.towns.columns(buyers),
        }

    def names(self, buyers: Column) -> pa.Array:
        """Return the names of buyers, in any order."""
        locale, _, _ = self.towns.of(buyers)
        told = []
        for at, names in enumerate(self.pools):
            draws = Draws(self.seed, "buyer", buyers[locale == at])
            told.append(names.written(draws, draws.below("given", len(names.given)), names.family(draws)))
        return pa.concat_arrays(told).take(pa.array(_unsorted(locale)))

    def _of(self, at: int, buyers: Column, place: Column) -> dict[str, pa.Array]:
        """Return names, addresses and numbers of buyers of one locale."""
        names, draws = self.pools[at], Draws(self.seed, "buyer", buyers)
        stores = buyer_stores(self.market, buyers)
        given, family = draws.below("given", len(names.given)), names.family(draws)
        host = draws.below("mail", len(people.MAIL_HOSTS))
        number = pa.array((buyers + 1).astype(str)) if len(buyers) else pa.array([], pa.string())
        hosts = [
            f"@{code.lower()}-{one}.example" for code in self.market.plan.marketplaces for one in people.MAIL_HOSTS
        ]
        at_host = coded(hosts, stores * len(people.MAIL_HOSTS) + host)
        parts = names.parts(draws)
        flat = draws.happens("flat", FLATS)
        second = names.line(names.recipe.second, parts)
        return {
            "name": names.written(draws, given, family),
            "email": joined(names.mailed(given, family), number, at_host),
            "phone": self._phones(names.recipe.country, draws, place),
            "address_line1": names.line(names.recipe.line, parts),
            "address_line2": pc.if_else(pa.array(flat), second, pa.scalar(None, pa.string())),
        }

    def _phones(self, country: str, draws: Draws, place: Column) -> pa.Array:
        spans = RANGES[country]
        which, told = draws.below("phone range", len(spans)), []
        for at, span in enumerate(spans):
            rows = which == at
            told.append(_phones_of(span, draws.of(draws.ids[rows]), coded(self.towns.areas, place[rows])))
        back = pa.array(_unsorted(which))
        return pa.chunked_array(told).combine_chunks().take(back)


def _unsorted(keys: Column) -> Column:
    """Return where each row lies after rows were gathered by key."""
    return np.argsort(np.argsort(keys, kind="stable"), kind="stable")


def _phones_of(span: Reserved, draws: Draws, areas: pa.Array) -> pa.Array:
    head, sign, tail = span.shape.partition("{area}")
    if not sign:
        head, tail = "", span.shape
    index = span.low + draws.below("phone", span.high - span.low + 1)
    rows = np.tile(np.frombuffer(tail.encode("ascii"), dtype=np.uint8), (len(index), 1))
    rows[:, [at for at, one in enumerate(tail) if one == "#"]] = digits(index, tail.count("#"))
    return joined(head, areas, text_rows(rows)) if sign else text_rows(rows)


class _Names:
    """The words of one locale as columns to choose from."""

    def __init__(self, locale: str) -> None:
        pool, self.recipe = words.pool(locale), words.recipe(locale)
        self.women = len(pool.given_female)
        self.given = [*pool.given_female, *pool.given_male]
        self.male, self.streets = pool.family_male, pool.streets
        female = pool.family_female
        self.female = [female[at % len(female)] for at in range(len(self.male))]
        plain = [people._plain(pool.latin.get(one, one)) for one in self.given]
        families = [people._plain(pool.latin.get(one, one)) for one in [*self.male, *self.female]]
        self.plain, self.plain_families = np.array(plain), np.array(families)
        self.givens, self.family_names = Words(self.given), Words([*self.male, *self.female])
        self.plain_words, self.plain_family_words = Words(plain), Words(families)

    def family(self, draws: Draws) -> Column:
        """Draw surnames."""
        return draws.below("family", len(self.male))

    def families(self, given: Column, family: Column) -> Column:
        """Return the row of each surname among male and female forms."""
        return family + np.where(given < self.women, len(self.male), 0)

    def written(self, draws: Draws, given: Column, family: Column) -> pa.Array:
        """Write names in the order of the country."""
        first, last = coded(self.givens, given), coded(self.family_names, self.families(given, family))
        if self.recipe.families > 1:
            second = self.families(given, draws.below("second family", len(self.male)))
            last = joined(last, " ", coded(self.family_names, second))
        return joined(last, " ", first) if self.recipe.family_first else joined(first, " ", last)

    def mailed(self, given: Column, family: Column) -> pa.Array:
        """Write names as mail boxes spell them, or `buyer` where the spelling is not known."""
        row = self.families(given, family)
        known = (self.plain[given] != "") & (self.plain_families[row] != "")
        full = joined(coded(self.plain_words, given), ".", coded(self.plain_family_words, row))
        return pc.if_else(pa.array(known), full, "buyer")

    def parts(self, draws: Draws) -> dict[str, pa.Array]:
        """Return what an address line can be made of."""
        most = 28 if self.recipe.language == "ja" else 180
        return {
            "street": coded(self.streets, draws.below("street", len(self.streets))),
            "family": coded(self.male, draws.below("house", len(self.male))),
            "number": _small("number", draws, most),
            "block": _small("block", draws, 5),
            "flat": _small("flat in", draws, 24),
        }

    def line(self, shape: str, parts: dict[str, pa.Array]) -> pa.Array:
        """Write an address line of this shape."""
        pieces: list[pa.Array | str] = []
        for literal, name, _, _ in Formatter().parse(shape):
            pieces += [literal, *([parts[name]] if name else [])]
        return joined(*pieces)


def _small(field: str, draws: Draws, most: int) -> pa.Array:
    return coded([str(one) for one in range(1, most + 1)], draws.below(field, most))
