"""What a buyer sees in which state: heading, and which actions are offered first. One table, read from the top.

The first row that holds is the state. Whether an action is offered at all is the transition table's answer; a row only
says where it is shown. Source: the page catalogue's table of states.
"""

from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import format_interval
from flask import g

from simulator.moment import Moment
from simulator.orders.guards import has_open_request
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.orders.statuses import WAITING, OrderStatus
from simulator.shell.formats import day_text, local, money_text
from simulator.shell.wording import gettext as _

Question = Callable[[Moment, Order], bool]


@dataclass(frozen=True)
class State:
    """A row: key for machines, when it holds, its heading, and the actions of an order's card, in order."""

    key: str
    holds: Question
    heading: Callable[[Order], str]
    actions: tuple[str, ...]
    # The heading tells all there is to say about when; no line with the promised days follows.
    says_when: bool = False


def is_being_verified(moment: Moment, order: Order) -> bool:
    """Say whether the payment is still checked after the buyer's own window."""
    return order.status in WAITING and refusal(moment, order, "buyer-cancel") is not None


def has_open_return(order: Order) -> bool:
    """Say whether something is on its way back."""
    return any(one.closed_at is None and one.refunded_at is None for one in order.returns)


def arriving(order: Order) -> str:
    """Write the days on which a parcel is promised, such as "May 28 – 31"."""
    if order.deliver_from is None or order.deliver_by is None:
        return ""
    first, last = (local(at, g.store).date() for at in (order.deliver_from, order.deliver_by))
    return str(format_interval(first, last, "MMMd", locale=g.store.locale))


def _refunded(order: Order) -> str:
    return _("Refunded %(amount)s", amount=money_text(order.refunded, order.currency, g.store.locale))


def _delivered(order: Order) -> str:
    return _("Delivered %(day)s", day=day_text(order.delivered_at, g.store, "short")) if order.delivered_at else ""


def _shipped(order: Order) -> str:
    return _("Shipped, arriving %(days)s", days=arriving(order))


WAITING_FOR_PARCEL = ("cancel", "request", "details", "contact")

STATES = (
    State("canceled", lambda m, o: o.status == OrderStatus.CANCELED, lambda o: _("Canceled"),
          ("details", "feedback", "again")),
    State("return-open", lambda m, o: has_open_return(o), lambda o: _("Return started"),
          ("my-return", "details", "contact"), says_when=True),
    State("refunded", lambda m, o: o.refunded > 0, _refunded,
          ("details", "problem", "feedback", "again"), says_when=True),
    State("refused", lambda m, o: o.refused_at is not None, lambda o: _("Delivery refused"),
          ("details", "contact"), says_when=True),
    State("delivered", lambda m, o: o.delivered_at is not None, _delivered,
          ("return", "problem", "feedback", "details", "again"), says_when=True),
    State("shipped", lambda m, o: o.status == OrderStatus.SHIPPED, _shipped,
          ("track", "problem", "details"), says_when=True),
    State("partially-shipped", lambda m, o: o.status == OrderStatus.PARTIALLY_SHIPPED,
          lambda o: _("Partially shipped"), ("track", "problem", "details")),
    State("requested", lambda m, o: has_open_request(o), lambda o: _("Cancellation requested"),
          ("details", "contact")),
    State("verifying", is_being_verified, lambda o: _("Payment being verified"), ("details",)),
    State("pre-order", lambda m, o: o.status == OrderStatus.PENDING_AVAILABILITY, lambda o: _("Pre-order"),
          WAITING_FOR_PARCEL),
    State("pending", lambda m, o: o.status in WAITING, lambda o: _("Not yet shipped"), WAITING_FOR_PARCEL),
    State("late", lambda m, o: o.ship_by is not None and m.now > o.ship_by, lambda o: _("Not yet shipped"),
          WAITING_FOR_PARCEL),
    State("unshipped", lambda m, o: True, lambda o: _("Not yet shipped"), WAITING_FOR_PARCEL),
)  # fmt: skip


def state_of(moment: Moment, order: Order) -> State:
    """Return the row that describes an order to its buyer now."""
    return next(row for row in STATES if row.holds(moment, order))
