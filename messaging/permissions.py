"""The questions that decide whether somebody may write about an order now. Each answers with a refusal, or nothing.

Pure over the order, the thread and the rules in force. Must not know what a message says; that is `rules.py`.
Source: policies §8.1 and §8.2; decisions on writing to the buyer of a canceled order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.errors import Refusal
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import SENT, WAITING, OrderStatus
from simulator.policy import Policy

# Always unasked, whatever was written before. Assumed: sources name it among proactive messages only.
NEVER_A_REPLY = frozenset({"request_review"})


@dataclass(frozen=True)
class Wish:
    """A seller's wish to write: why, whether the buyer's side wrote before, whether a review was asked for before."""

    kind: str
    is_reply: bool
    review_requested: bool = False


def may_not_write(moment: Moment, order: Order, wish: Wish) -> Refusal | None:
    """Return why a seller may not write to this buyer now, or None. A buyer always may."""
    policy = moment.policy(order.store)
    for question in _QUESTIONS:
        refused = question(moment, order, policy, wish)
        if refused:
            return refused
    return None


def completed_at(order: Order) -> datetime | None:
    """Return when an order was complete, or None while it is not.

    Assumed: delivered or canceled; a parcel that nobody reports on counts as arrived at its promised date.
    """
    return order.delivered_at or order.canceled_at or (order.deliver_by if order.status in SENT else None)


def _buyer_is_shown(moment: Moment, order: Order, policy: Policy, wish: Wish) -> Refusal | None:
    """While an order is pending its buyer is hidden, unless they wrote themselves."""
    if order.status in WAITING and not wish.is_reply and policy.pending_hides_buyer:
        return policy.refuse("pending-hides-buyer")
    return None


def _not_closed_by_cancellation(moment: Moment, order: Order, policy: Policy, wish: Wish) -> Refusal | None:
    """Writing about a canceled order is how a mistaken cancellation is mended, where the rules allow it."""
    if order.status == OrderStatus.CANCELED and not policy.contact_after_cancel:
        return policy.refuse("contact-after-cancel")
    return None


def _inside_window(moment: Moment, order: Order, policy: Policy, wish: Wish) -> Refusal | None:
    """Unasked messages end some time after the order is complete; at the exact end it is over."""
    complete = completed_at(order)
    ends = complete and complete + policy.proactive_message_window
    if ends and moment.now >= ends and not wish.is_reply:
        return policy.refuse("proactive-message-window", time=ends)
    return None


def _review_after_shipment(moment: Moment, order: Order, policy: Policy, wish: Wish) -> Refusal | None:
    """A review is asked for only once there is something to review."""
    if wish.kind == "request_review" and order.status not in SENT and policy.review_request_after_shipment:
        return policy.refuse("review-request-after-shipment")
    return None


def _one_review_request(moment: Moment, order: Order, policy: Policy, wish: Wish) -> Refusal | None:
    """A review is asked for once an order."""
    if wish.kind == "request_review" and wish.review_requested and policy.one_review_request:
        return policy.refuse("one-review-request")
    return None


_QUESTIONS: tuple[Callable[[Moment, Order, Policy, Wish], Refusal | None], ...] = (
    _buyer_is_shown,
    _not_closed_by_cancellation,
    _inside_window,
    _review_after_shipment,
    _one_review_request,
)
