"""The questions that decide whether a deed may be done now. Each answers with a refusal and its rule, or nothing.

A guard is pure: it reads the order, the instant, the rules in force and what the deed was given (`facts`; None when
only asking what would be allowed). Which deed asks which questions stands in `transitions.py`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from simulator.errors import Refusal
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import FINAL, OPEN, PLANNABLE, SENT, WAITING, Channel, OrderStatus
from simulator.policy import Policy, sentence

Facts = dict[str, Any]
Guard = Callable[[Moment, Order, Policy, Facts | None], Refusal | None]


def self_cancel_ends(moment: Moment, order: Order) -> datetime:
    """Return the instant from which the buyer can no longer cancel alone."""
    policy = moment.policy(order.store)
    if order.channel == Channel.AFN and policy.fba_picking_closes_cancel:
        return order.picking_at or _picking_expected(moment, order)
    # A pre-order can be dropped until it becomes available, and for the window after that.
    return (order.available_at or order.placed_at) + policy.buyer_cancel_window


def _picking_expected(moment: Moment, order: Order) -> datetime:
    """Return when picking begins; never before the payment is verified."""
    due = order.picking_due_at or order.available_at or order.placed_at
    return max(due, moment.now + timedelta(seconds=1)) if order.status in WAITING else due


def who_canceled(order: Order) -> str:
    """Name the party that canceled, as in "canceled by the seller"."""
    return WHO.get(order.canceled_by or "", WHO[""])


WHO = {"BUYER": sentence("the buyer"), "SELLER": sentence("the seller"), "": sentence("the marketplace")}


def not_canceled(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A canceled order stays canceled."""
    if order.status == OrderStatus.CANCELED and policy.canceled_is_final:
        return policy.refuse("canceled-is-final", time=order.canceled_at, who=who_canceled(order))
    return None


def open_to_seller(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A pending order is none of the seller's business yet."""
    if order.status in WAITING and policy.pending_closed_to_seller:
        return policy.refuse("pending-closed-to-seller")
    return None


def fulfilled_by_seller(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """What the marketplace fulfills, the seller cancels through Seller Support only."""
    if order.channel == Channel.AFN and policy.fba_seller_support:
        return policy.refuse("fba-seller-support")
    return None


def nothing_confirmed(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Confirmation, not the van, closes the cancel door."""
    if order.status in SENT and policy.confirmed_cannot_be_canceled:
        return policy.refuse("confirmed-cannot-be-canceled")
    return None


def no_label(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A bought label closes Cancel order until it is voided."""
    if has_label(order) and policy.label_closes_cancel:
        return policy.refuse("label-closes-cancel")
    return None


def reason_given(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A seller says why. Multi-channel orders need no reason."""
    if facts is None or order.channel == Channel.MCF:
        return None
    if not facts.get("reason") and policy.cancel_reason_required:
        return policy.refuse("cancel-reason-required")
    return None


def reason_as_locked(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Where the rules lock the reason on a request, another one is refused."""
    if facts and policy.reason_locked_on_request and has_open_request(order) and facts.get("reason") != "BuyerCanceled":
        return policy.refuse("reason-locked-on-request")
    return None


def plannable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A multi-channel order can be canceled while it is planned, not once picking has begun."""
    if order.channel != Channel.MCF or order.status in PLANNABLE:
        return None
    if order.status == OrderStatus.UNFULFILLABLE and policy.mcf_unfulfillable_final:
        return policy.refuse("mcf-unfulfillable-final")
    if order.status in FINAL and policy.mcf_complete_final:
        return policy.refuse("mcf-complete-final")
    if policy.mcf_processing_closed:
        return policy.refuse("mcf-processing-closed")
    return None


def inside_window(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A buyer cancels alone for a while after placing; at its exact end that is over."""
    if order.status in SENT and policy.request_before_shipment:
        return policy.refuse("request-before-shipment")
    if order.channel == Channel.AFN and order.picking_at is not None and policy.fba_picking_closes_cancel:
        return policy.refuse("fba-picking-closes-cancel")
    ends = self_cancel_ends(moment, order)
    if moment.now >= ends and policy.buyer_cancel_needs_window:
        return policy.refuse("buyer-cancel-window", until=ends, time=ends)
    return None


def window_over(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A request is offered once the buyer can no longer cancel alone."""
    ends = self_cancel_ends(moment, order)
    if moment.now < ends and policy.request_after_window and order.status != OrderStatus.CANCELED:
        return policy.refuse("request-after-window", until=ends, time=ends)
    return None


def payment_verified(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """While the payment is being checked there is nobody to ask."""
    if order.status in WAITING and policy.request_needs_payment:
        return policy.refuse("request-needs-payment")
    return None


def not_shipped_yet(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """After shipment a wish to cancel is a return."""
    if order.status in SENT and policy.request_before_shipment:
        return policy.refuse("request-before-shipment")
    return None


def inside_request_window(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Some marketplaces take requests for a while only."""
    ends = policy.request_window and order.placed_at + policy.request_window
    if ends and moment.now >= ends:
        return policy.refuse("request-window", until=ends, time=ends)
    return None


def belongs_to_seller(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """There is no seller to ask where the marketplace fulfills; once picking began a return is the way."""
    if order.channel == Channel.AFN and policy.fba_no_request:
        return policy.refuse("fba-no-request")
    return None


def no_request_yet(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """One request an order."""
    if order.request is not None and policy.one_request:
        return policy.refuse("one-request", until=None, time=order.request.at)
    return None


def request_reason_given(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """An official request says why."""
    if facts is not None and not facts.get("reason") and policy.request_reason_required:
        return policy.refuse("request-reason-required")
    return None


def request_open(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Taking a request back is possible where the rules know it, and while it is open."""
    if not has_open_request(order) or not policy.request_withdrawal:
        return policy.refuse("request-withdrawal")
    return None


def has_open_request(order: Order) -> bool:
    """Say whether an official request stands unanswered."""
    return order.request is not None and order.request.state == "open"


def has_label(order: Order) -> bool:
    """Say whether a bought label is in force."""
    return order.label_bought_at is not None and order.label_voided_at is None


def is_open(order: Order) -> bool:
    """Say whether something is still to be confirmed."""
    return order.status in OPEN
