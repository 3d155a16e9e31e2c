"""Telephone numbers that reach nobody.

Where a regulator keeps numbers free for films and books, those are used; elsewhere the number begins with a zero
after the country code, which no plan of these countries can dial. Knows nothing of people.
Source: the regulators' lists of fictional numbers (NANPA 555-01, Ofcom, ACMA, Bundesnetzagentur, ARCEP, PTS).
Assumed: the leading zero, where no such list is known (ES, IT, JP, MX, NL, PL, SG, IN, TR, AE, SA).
"""

import re
from dataclasses import dataclass

from simulator import draws


@dataclass(frozen=True)
class Reserved:
    """A range: the digits of a number from `low` to `high` replace the # signs of the shape."""

    shape: str
    low: int
    high: int

    def number(self, index: int) -> str:
        """Write the number at this place of the range."""
        digits = iter(str(self.low + index).zfill(self.shape.count("#")))
        return "".join(next(digits) if sign == "#" else sign for sign in self.shape)


def _whole(shape: str) -> Reserved:
    return Reserved(shape, 0, int("9" * shape.count("#")))


# {area} is the telephone area of the place, from places.toml.
RANGES: dict[str, list[Reserved]] = {
    "US": [_whole("+1 {area} 555 01##")],
    "CA": [_whole("+1 {area} 555 01##")],
    "GB": [_whole(f"+44 {head}###") for head in ("7700 900", "20 7946 0", "161 496 0", "131 496 0", "29 2018 0")],
    "AU": [_whole("+61 {area} 5550 ####"), _whole("+61 {area} 7010 ####")],
    "DE": [_whole(f"+49 {head} ###") for head in ("30 23125", "69 90009", "40 66969", "221 4710", "89 99998")],
    "FR": [_whole(f"+33 {head} ## ##") for head in ("1 99 00", "2 61 91", "3 53 01", "4 65 71", "5 36 49", "6 39 98")],
    "SE": [Reserved("+46 70 174 06 ##", 5, 99)],
    "ES": [_whole("+34 000 ### ###")],
    "IT": [_whole("+39 000 ### ####")],
    "JP": [_whole("+81 00 0### ####")],
    "MX": [_whole("+52 000 ### ####")],
    "NL": [_whole("+31 00 ### ####")],
    "PL": [_whole("+48 000 ### ###")],
    "SG": [_whole("+65 000# ####")],
    "IN": [_whole("+91 00### #####")],
    "TR": [_whole("+90 000 ### ####")],
    "SA": [_whole("+966 00 ### ####")],
    "AE": [_whole("+971 00 ### ####")],
}


def phone(seed: int, entity: str, key: object, country: str, area: str) -> str:
    """Draw a number of this country that nobody has."""
    span = draws.choose(seed, entity, key, "phone range", RANGES[country])
    index = draws.between(seed, entity, key, "phone", 0, span.high - span.low)
    return span.number(index).replace("{area}", area)


def is_reserved(number: str) -> bool:
    """Say whether a number lies in one of the ranges above, whatever its area."""
    return any(_within(number, span) for spans in RANGES.values() for span in spans)


def _within(number: str, span: Reserved) -> bool:
    shape = re.escape(span.shape).replace(r"\{area\}", r"\d+").replace(r"\#", r"(\d)")
    found = re.fullmatch(shape, number)
    return found is not None and span.low <= int("".join(found.groups())) <= span.high
