"""What a buyer means to buy: SKUs and units, kept in the browser's session for each world and buyer.

A cart is no part of the marketplace's rules, so it is not in the world; resetting a world leaves it. Must not know
prices or pages.
"""

from flask import session

from simulator.orders.placing import MOST_LINES
from simulator.visits import current_buyer, here, the_world

# A cookie holds about four kilobytes; carts of worlds visited longest ago make room.
MOST_CARTS = 6


def lines() -> dict[str, int]:
    """Return units by SKU, in the order they were added."""
    return dict(session.get("carts", {}).get(_key(), []))


def units() -> int:
    """Count the units in the cart."""
    return sum(lines().values())


def put(sku: str, quantity: int) -> None:
    """Add units of an offer; no line grows beyond what an order may hold."""
    now = lines()
    if sku in now or len(now) < MOST_LINES:
        now[sku] = min(now.get(sku, 0) + quantity, here().policy(current_buyer().store).quantity_maximum)
        keep(now)


def keep(wanted: dict[str, int]) -> None:
    """Replace the cart; lines without units go."""
    carts = {key: value for key, value in session.get("carts", {}).items() if key != _key()}
    carts = dict(list(carts.items())[-(MOST_CARTS - 1) :])
    # Lists of pairs: a session sorts the keys of objects, and the order of adding would be lost.
    session["carts"] = {**carts, _key(): [[sku, quantity] for sku, quantity in wanted.items() if quantity > 0]}


def _key() -> str:
    return f"{the_world()}/{current_buyer().id}"
