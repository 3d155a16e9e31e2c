"""Postal addresses as lines, in the usual order: who, where, place, country."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from flask import g


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """Write an address the way an envelope shows it."""
    place = " ".join(str(address.get(key) or "") for key in ("city", "state", "postal_code")).split()
    lines = [address.get("name"), address.get("line1"), address.get("line2"), " ".join(place), _country(address)]
    return [str(line) for line in lines if line]


def _country(address: Mapping[str, Any]) -> str:
    code = str(address.get("country") or "")
    return str(Locale.parse(g.store.locale).territories.get(code, code))
