"""A world in which 10,000 orders are open and a third of them have one thing due within seven days.

Half of that third are canceled by the marketplace, since nobody confirmed them; the other half get their first
reminder. The rest has a long handling time and nothing due. Everything in it happened through deeds.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

import simulator.everything  # noqa: F401 - registers the template `empty`
from simulator import worlds
from simulator.acting import act, act_in, holding, move_time, reading
from simulator.deeds import checked, named
from simulator.home import Home
from simulator.models import DueItem
from simulator.orders.models import Order
from simulator.parties import Buyer, Product, Seller

NAME = "open-orders"
SPAN = timedelta(days=7)
LONGEST = 30
# Orders written in one transaction.
AT_ONCE = 500


def open_orders(home: Home, orders: int) -> str:
    """Return the name of a world with so many open orders, making it where it is missing."""
    name = f"{NAME}-{orders}"
    if not home.folder(name).exists():
        worlds.create(home, name, worlds.Plan(template="empty", seed=7))
        _fill(home, name, orders)
    return name


def _fill(home: Home, name: str, orders: int) -> None:
    sixth = orders // 6
    place(home, name, sixth)
    with reading(home, name) as moment:
        ends = moment.session.scalars(select(Order.auto_cancel_at).order_by(Order.auto_cancel_at)).first()
    assert ends is not None
    # All reminders of these are over, the cancellation is to come.
    move_time(home, name, to=ends - timedelta(hours=23))
    _handle_within(home, name, _days_to_first_reminder(home, name))
    place(home, name, sixth)
    _handle_within(home, name, LONGEST)
    place(home, name, orders - 2 * sixth)


def place(home: Home, name: str, count: int) -> None:
    """Place orders, each of one unit, of all offers by turns."""
    found = named("place-order")
    with reading(home, name) as moment:
        buyer_id = moment.session.scalars(select(Buyer.id)).first()
        skus = moment.session.scalars(select(Product.sku).order_by(Product.sku)).all()
    for first in range(0, count, AT_ONCE):
        with holding(home, name) as moment:
            for n in range(first, min(first + AT_ONCE, count)):
                args: dict[str, Any] = {
                    "buyer_id": buyer_id,
                    "items": [{"sku": skus[n % len(skus)]}],
                    "released": True,
                }
                act_in(moment, found, *checked(found, args))


def _handle_within(home: Home, name: str, days: int) -> None:
    with reading(home, name) as moment:
        seller_id = moment.session.scalars(select(Seller.id)).first()
    act(home, name, "change-seller", args={"seller_id": seller_id, "handling_days": days})


def _days_to_first_reminder(home: Home, name: str) -> int:
    """Return the handling time with which the first reminder, and no other, falls into the span."""
    for days in range(1, LONGEST):
        worlds.fork(home, name, f"{name}-probe")
        _handle_within(home, f"{name}-probe", days)
        place(home, f"{name}-probe", 1)
        with reading(home, f"{name}-probe") as moment:
            newest = moment.session.scalars(select(Order.number).order_by(Order.placed_at.desc())).first()
            due = select(DueItem.due_at).where(DueItem.subject == newest, DueItem.due_at <= moment.now + SPAN)
            found = len(moment.session.scalars(due).all())
        worlds.remove(home, f"{name}-probe")
        if found == 1:
            return days
    raise AssertionError("no handling time brings exactly one reminder")
