"""A working day of people through the use cases: the same deeds as pages and programs do, many to a transaction."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from simulator.acting import act_in, advance_by, holding, reading
from simulator.deeds import checked, named
from simulator.garbage import left_alone
from simulator.home import Home
from simulator.orders.loading import load_whole_orders
from simulator.parties import Buyer, Product, Seller

# Deeds in one transaction.
AT_ONCE = 250

Wish = tuple[str, str | None, dict[str, Any]]


def work(home: Home, world: str, orders: int, clock: Callable[[], float]) -> Iterator[tuple[str, int, float]]:
    """Place orders; ship half of them, cancel the others on request or for want of stock; tell how long each took."""
    with reading(home, world) as moment:
        buyer = moment.session.scalars(select(Buyer.id)).first()
        skus = moment.session.scalars(select(Product.sku).order_by(Product.sku)).all()
        seller = moment.session.scalars(select(Seller.id)).first()

    def do(name: str, numbers: list[str | None], person: str | None, **args: Any) -> tuple[list[str], float]:
        began, found = clock(), []
        for first in range(0, len(numbers), AT_ONCE):
            found += _do(home, world, [(name, one, args) for one in numbers[first : first + AT_ONCE]], person)
        return found, clock() - began

    began, placed = clock(), list[str]()
    wishes: list[Wish] = [
        ("place-order", None, {"buyer_id": buyer, "items": [{"sku": skus[n % len(skus)]}], "released": True})
        for n in range(orders)
    ]
    for first in range(0, orders, AT_ONCE):
        placed += _do(home, world, wishes[first : first + AT_ONCE], None)
    yield "place-order", orders, clock() - began
    with holding(home, world) as moment:
        advance_by(moment, by=timedelta(hours=1), to=None, following=False)
    half, quarter = orders // 2, orders * 3 // 4
    shift: tuple[tuple[str, list[str], str | None, dict[str, Any]], ...] = (
        ("buy-label", placed[:half], seller, {"carrier": "UPS"}),
        ("hand-to-carrier", placed[:half], seller, {}),
        ("confirm-shipment", placed[:half], seller, {"carrier": "UPS", "tracking": "1Z1"}),
        ("request-cancellation", placed[half:quarter], buyer, {"reason": "other"}),
        ("seller-cancel", placed[half:quarter], seller, {"reason": "BuyerCanceled"}),
        ("seller-cancel", placed[quarter:], seller, {"reason": "NoInventory"}),
        ("deliver", placed[:half], None, {}),
    )
    for name, numbers, person, args in shift:
        yield name, len(numbers), do(name, list(numbers), person, **args)[1]


def _do(home: Home, world: str, wishes: list[Wish], person: str | None) -> list[str]:
    found = []
    with left_alone(), holding(home, world) as moment:
        # Held while the deeds are done.
        kept = load_whole_orders(moment, [number for _, number, _ in wishes if number])
        for name, number, args in wishes:
            deed = named(name)
            values, plain = checked(deed, args)
            event, _, _ = act_in(moment, deed.by(values), values, plain, order_id=number, person_id=person)
            found.append(str(event.order_id))
        del kept
    return found
