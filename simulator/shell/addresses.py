"""Postal addresses as each country writes them.

Pure: text in, lines out; escaping and `<address>` are the filter's. Sources: the layouts post offices publish. States
and provinces are left out where post goes without them.
"""

import re
from collections.abc import Mapping

FIELD = re.compile(r"{(\w+)}")


def _western(*place: str) -> tuple[str, ...]:
    return ("{name}", "{line1}", "{line2}", *place, "{country}")


# The lines of an address. Parts of a line are divided by "|"; a part of which nothing is known is left out.
USUAL = _western("{city}|, {state} {postal_code}")
CODE_FIRST = _western("{postal_code} {city}")
CODE_LAST = _western("{city} {postal_code}")
CODE_AFTER_STATE = _western("{city} {state} {postal_code}")
EASTERN = ("{country}", "〒{postal_code}", "{state}{city}", "{line1}", "{line2}", "{name}")
LAYOUTS = {
    "AE": _western("{city}", "{state}"),
    "AU": CODE_AFTER_STATE,
    "CA": CODE_AFTER_STATE,
    "DE": CODE_FIRST,
    "ES": _western("{postal_code} {city}", "{state}"),
    "FR": CODE_FIRST,
    "GB": _western("{city}", "{postal_code}"),
    "IN": _western("{city} {postal_code}", "{state}"),
    "IT": _western("{postal_code} {city} {state}"),
    "JP": EASTERN,
    "MX": _western("{postal_code} {city}|, {state}"),
    "NL": CODE_FIRST,
    "PL": CODE_FIRST,
    "SA": CODE_LAST,
    "SE": CODE_FIRST,
    "SG": CODE_LAST,
    "TR": _western("{postal_code} {city}|/{state}"),
}


def address_lines(address: Mapping[str, object], country: str) -> list[str]:
    """Lay out an address; `country` is the name of its country. A city that is also its state is said once."""
    known = {name: str(value).strip() for name, value in {**address, "country": country}.items() if value}
    lines = (_line(layout, known) for layout in _layout(str(address.get("country") or ""), known))
    return list(dict.fromkeys(line for line in lines if line))


def _layout(code: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Find a country's layout; Japanese addresses in Latin letters are written as elsewhere."""
    found = LAYOUTS.get(code, USUAL)
    return USUAL if found is EASTERN and known.get("city", "").isascii() else found


def _line(layout: str, known: Mapping[str, str]) -> str:
    parts = [part for part in layout.split("|") if any(name in known for name in FIELD.findall(part))]
    text = FIELD.sub(lambda gap: known.get(gap[1], ""), "".join(parts))
    return " ".join(text.split()).replace(" ,", ",").removeprefix(", ").removeprefix("/")
