"""Addresses that people enter: a postal code is written the way its country writes them.

How that is stands with the stores; what goes to a country without a store is believed. Knows no buyers and no orders.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from simulator.errors import BadInput
from simulator.policy import stores


def check_postal_code(address: Mapping[str, Any]) -> None:
    """Refuse a postal code that no post office of the address's country would know as one."""
    country = str(address.get("country") or "").strip().upper()
    written = next((one.postal_code for one in stores() if one.country == country), None)
    # Japanese keyboards write wide digits, and nobody minds small letters.
    code = unicodedata.normalize("NFKC", str(address.get("postal_code") or "")).strip().upper()
    if written and code and not re.fullmatch(written.pattern, code):
        raise BadInput("postal_code", "Enter a postal code such as {example}.", example=written.example)
