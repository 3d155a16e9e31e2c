"""Orders loaded many at a time, with what hangs on them: for lists, the agenda, files, whoever does many deeds."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from simulator.loading import hang_on, in_memory, rows_by
from simulator.moment import Moment
from simulator.orders.models import CancellationRequest, Claim, Feedback, Order, OrderItem, Package, Refund, Return
from simulator.parties import Buyer, Seller

Party = TypeVar("Party", Buyer, Seller)


def find(moment: Moment, number: str) -> Order:
    """Return an order that the agenda names."""
    order = order_of(moment, number)
    if order is None:
        raise LookupError(f"the agenda names order {number}, which does not exist")
    return order


def order_of(moment: Moment, number: str) -> Order | None:
    """Return an order with what nearly everybody looks at, or None."""
    known = in_memory(moment.session, Order, number)
    return known if known is not None else next(iter(load_orders(moment, [number])), None)


def load_orders(moment: Moment, numbers: list[str]) -> Sequence[Order]:
    """Load orders with everything their handlers on the agenda touch, in a few statements; in any order."""
    session = moment.session
    known = [in_memory(session, Order, one) for one in numbers]
    missing = [number for number, one in zip(numbers, known, strict=True) if one is None]
    orders = [one for one in known if one is not None] + rows_by(session, Order, "number", missing)
    hang(session, orders, "items", OrderItem)
    hang(session, orders, "request", CancellationRequest)
    buyers = _parties(session, Buyer, {order.buyer_id for order in orders if order.buyer_id})
    sellers = _parties(session, Seller, {order.seller_id for order in orders})
    for order in orders:
        order.__dict__.setdefault("buyer", buyers.get(order.buyer_id or ""))
        order.__dict__.setdefault("seller", sellers[order.seller_id])
    return orders


def _parties(session: Session, kind: type[Party], wanted: set[str]) -> dict[str, Party]:
    known = [in_memory(session, kind, one) for one in wanted]
    found = {one.id: one for one in known if one is not None}
    missing = wanted - found.keys()
    return {**found, **{one.id: one for one in rows_by(session, kind, "id", missing)}} if missing else found


def load_whole_orders(moment: Moment, numbers: list[str]) -> Sequence[Order]:
    """Load orders with what deeds look at besides."""
    orders = load_orders(moment, numbers)
    hang(moment.session, orders, "packages", Package)
    hang(moment.session, orders, "feedback", Feedback)
    return orders


def in_order(moment: Moment, numbers: list[str]) -> list[Order]:
    """Load orders with what deeds look at besides, in the order of their numbers as given."""
    return _in_order(load_whole_orders(moment, numbers), numbers)


def listed(moment: Moment, numbers: list[str]) -> list[Order]:
    """Load the orders of a list, with their returns, in the order of their numbers as given."""
    orders = load_orders(moment, numbers)
    hang(moment.session, orders, "returns", Return)
    return _in_order(orders, numbers)


def listed_whole(moment: Moment, numbers: list[str]) -> list[Order]:
    """Load the orders of a list with all that hangs on them, in the order of their numbers as given."""
    orders = load_whole_orders(moment, numbers)
    for name, kind in (("returns", Return), ("refunds", Refund), ("claim", Claim)):
        hang(moment.session, orders, name, kind)
    return _in_order(orders, numbers)


def _in_order(orders: Sequence[Order], numbers: list[str]) -> list[Order]:
    by_number = {order.number: order for order in orders}
    return [by_number[number] for number in numbers if number in by_number]


def hang(session: Session, orders: Sequence[Order], name: str, kind: type[Any]) -> None:
    """Load what hangs on orders under a relationship's name, where it is not loaded yet."""
    bare = [order for order in orders if name not in order.__dict__]
    if bare:
        numbers = [order.number for order in bare]
        hang_on(bare, name, rows_by(session, kind, "order_number", numbers), "order_number")
