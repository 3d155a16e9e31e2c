"""The mail addresses under which a buyer and a seller write to each other without knowing the real ones.

Stable for each pair, drawn from the world's seed, on a reserved domain. Must not know threads or people's data.
Source: [S34] [S46] 15 lower-case alphanumerics, stable per pair; decisions on aliases for the domain.
"""

from typing import Literal

from simulator import draws

DOMAIN = "marketplace.millpond.example"
LENGTH = 15
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_PLACES = {side: [f"{side}.{place}" for place in range(LENGTH)] for side in ("buyer", "seller")}


def alias_for(
    seed: int, buyer_id: object, seller_id: object, *, side: Literal["buyer", "seller"], domain: str = DOMAIN
) -> str:
    """Return the address under which this side of the pair is reached by the other."""
    pair = f"{buyer_id}\x1e{seller_id}"
    letters = draws.choose_each(seed, "alias", pair, _PLACES[side], _LETTERS)
    return f"{''.join(letters)}@{domain}"


def is_alias(address: str, *, domain: str = DOMAIN) -> bool:
    """Say whether an address has the shape of an alias; a suffix after "+" belongs to it."""
    name, _, host = address.strip().lower().partition("@")
    base = name.split("+", maxsplit=1)[0]
    return host == domain and len(base) == LENGTH and set(base) <= set(_LETTERS)
