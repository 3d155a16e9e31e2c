"""Orders loaded many at a time, with what hangs on them: for the agenda, for files, for whoever does many deeds."""

from collections.abc import Sequence
from typing import Any

from simulator.database import row_of
from simulator.loading import hang_on, rows_by
from simulator.moment import Moment
from simulator.orders.models import CancellationRequest, Feedback, Order, OrderItem, Package
from simulator.parties import Buyer, Seller


def find(moment: Moment, number: str) -> Order:
    """Return an order that the agenda names."""
    order = row_of(moment.session, Order, number)
    if order is None:
        raise LookupError(f"the agenda names order {number}, which does not exist")
    return order


def load_orders(moment: Moment, numbers: list[str]) -> Sequence[Order]:
    """Load orders with everything their handlers on the agenda touch, in a few statements."""
    orders = rows_by(moment.session, Order, "number", numbers)
    _hang(moment, orders, "items", OrderItem)
    _hang(moment, orders, "request", CancellationRequest)
    rows_by(moment.session, Buyer, "id", {order.buyer_id for order in orders if order.buyer_id})
    for order in orders:
        # In memory by now, each.
        order.__dict__.setdefault("buyer", order.buyer_id and row_of(moment.session, Buyer, order.buyer_id))
        order.__dict__.setdefault("seller", row_of(moment.session, Seller, order.seller_id))
    return orders


def load_whole_orders(moment: Moment, numbers: list[str]) -> Sequence[Order]:
    """Load orders with what deeds look at besides."""
    orders = load_orders(moment, numbers)
    _hang(moment, orders, "packages", Package)
    _hang(moment, orders, "feedback", Feedback)
    return orders


def _hang(moment: Moment, orders: Sequence[Order], name: str, kind: type[Any]) -> None:
    bare = [order for order in orders if name not in order.__dict__]
    if bare:
        numbers = [order.number for order in bare]
        hang_on(bare, name, rows_by(moment.session, kind, "order_number", numbers), "order_number")
