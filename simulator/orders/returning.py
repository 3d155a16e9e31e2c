"""Returns: asked for by the buyer, authorized and received by the seller, refunded or closed.

A return the rules grant at once is authorized in the same breath; others wait for the seller's answer.
"""

from typing import NotRequired

from typing_extensions import TypedDict

from simulator.agenda import schedule, when_due
from simulator.deeds import deed
from simulator.errors import BadInput
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order, Return
from simulator.orders.moving import move, refusal
from simulator.orders.notices import tell
from simulator.orders.parcel_guards import returnable_units
from simulator.orders.promises import business_deadline
from simulator.orders.refunding import pay_for_return
from simulator.policy import store
from simulator.reasons import reason_code


class ReturnedItem(TypedDict):
    """An order item and how many units of it come back; all shipped ones when no quantity is given."""

    order_item_id: str
    quantity: NotRequired[int]


@deed("request-return", by=Actor.BUYER)
def request_return(
    moment: Moment,
    order: Order,
    *,
    reason: str | None = None,
    items: list[ReturnedItem] | None = None,
    comment: str = "",
) -> None:
    """Ask to send items back."""
    policy = moment.policy(order.store)
    code = reason_code(policy.return_reasons, reason, optional=True) or ""
    no = refusal(moment, order, "request-return")
    if no:
        raise no
    units, due = _units(returnable_units(order, policy), items), moment.now + policy.return_answer
    wanted = [{"order_item_id": key, "quantity": n} for key, n in units.items()]
    log = {"reason": code, "items": units, "comment": comment[:400] or None}
    move(moment, order, "request-return", reason=code, log=log)
    order.returns.append(
        Return(
            order_number=order.number,
            position=len(order.returns) + 1,
            state="requested",
            requested_at=moment.now,
            reason=code,
            comment=comment[:400],
            items=wanted,
            answer_due_at=due,
        )
    )
    schedule(moment, "return-answer", due, order.number)
    if policy.return_auto_authorized:
        acting, moment.actor = moment.actor, Actor.MARKETPLACE
        authorize_return(moment, order)
        moment.actor = acting


@deed("authorize-return", by=Actor.SELLER)
def authorize_return(moment: Moment, order: Order) -> None:
    """Let the buyer send the items back."""
    move(moment, order, "authorize-return")
    one = open_return(order)
    one.state, one.authorized_at = "authorized", moment.now


@deed("receive-return", by=Actor.SELLER)
def receive_return(moment: Moment, order: Order) -> None:
    """The returned items have arrived; the refund is due soon."""
    policy = moment.policy(order.store)
    due = business_deadline(moment.now, policy.return_refund_deadline, store(order.store))
    move(moment, order, "receive-return", log={"due_at": due})
    one = open_return(order)
    one.state, one.received_at, one.refund_due_at = "received", moment.now, due
    if one.refunded_at is not None or order.refunded >= order.charged:
        one.state, one.refunded_at = "refunded", one.refunded_at or moment.now
    else:
        schedule(moment, "return-refund-deadline", due, order.number)


@deed("close-return", by=Actor.SELLER)
def close_return(moment: Moment, order: Order, *, reason: str = "") -> None:
    """Close a return without a refund; the buyer may ask again."""
    move(moment, order, "close-return", log={"reason": reason[:200] or None})
    one = open_return(order)
    one.state, one.closed_at = "closed", moment.now


@deed("cancel-return", by=Actor.BUYER)
def cancel_return(moment: Moment, order: Order) -> None:
    """Keep the items after all, as long as they have not come back."""
    move(moment, order, "cancel-return", log={"by": Actor.BUYER})
    one = open_return(order)
    one.state, one.closed_at = "canceled", moment.now


@when_due("return-answer", rank=60)
def remind_to_answer(moment: Moment, number: str) -> None:
    """A return that nobody answered: the seller is reminded."""
    order = find(moment, number)
    if any(one.state == "requested" and one.answer_due_at == moment.now for one in order.returns):
        event = record(moment, EventKind.REMINDER_SENT, order, about="return", due_at=moment.now)
        tell(moment, order, "return-needs-answer", event)


@when_due("return-refund-deadline", rank=62, prepare=load_orders)
def refund_in_time(moment: Moment, number: str) -> None:
    """The seller did not refund received items in time: the marketplace does, at the seller's cost."""
    order = find(moment, number)
    pay_for_return(moment, order, open_return(order))


def open_return(order: Order) -> Return:
    """Return the order's one return that is neither closed nor refunded."""
    for one in order.returns:
        if one.closed_at is None and one.state != "refunded":
            return one
    raise BadInput("order", "This order has no open return.")


def _units(there: dict[str, int], items: list[ReturnedItem] | None) -> dict[str, int]:
    if items is None:
        return {key: units for key, units in there.items() if units}
    units: dict[str, int] = {}
    for entry in items:
        key, most = entry["order_item_id"], there.get(entry["order_item_id"], 0)
        if not most:
            raise BadInput("items", "No unit of item {item} can be returned.", item=key)
        quantity = entry.get("quantity", most)
        if quantity < 1 or units.get(key, 0) + quantity > most:
            raise BadInput("items", "Return 1 to {most} units of item {item}.", most=most, item=key)
        units[key] = units.get(key, 0) + quantity
    if not units:
        raise BadInput("items", "Choose at least one item to return.")
    return units
