"""The life of an order, as one table: which deed moves it from where to where, who does it, and under which rules.

Status is assigned nowhere else (see `moving.py`, which acts a row out). Pages derive their buttons from this table, the
rule book its picture, interfaces their errors, lessons their checks. A row without a target leaves the status alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.events import EventKind as E
from simulator.moment import Actor, Moment
from simulator.orders import effects as do
from simulator.orders import guards as ask
from simulator.orders import parcel_guards as parcel
from simulator.orders.effects import Effect
from simulator.orders.guards import Guard
from simulator.orders.models import Order
from simulator.orders.schedules import ON_CONFIRMATION, ON_RELEASE, ON_RELEASE_AFN, Start, at_payment_check
from simulator.orders.statuses import Channel
from simulator.orders.statuses import OrderStatus as S

BUYER, SELLER, MARKETPLACE = Actor.BUYER, Actor.SELLER, Actor.MARKETPLACE
ORDERED = frozenset({Channel.MFN, Channel.AFN})
MFN, AFN, MCF = frozenset({Channel.MFN}), frozenset({Channel.AFN}), frozenset({Channel.MCF})
ANY_STATE = frozenset(S)


@dataclass(frozen=True)
class Transition:
    """A row: deed, actor, channels, from, to, what the log says, which questions are asked, what follows."""

    name: str
    actor: Actor
    channels: frozenset[Channel]
    sources: frozenset[S]
    target: S | Callable[[Order], S] | None
    event: E
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    starts: tuple[Start, ...] = ()
    # What the state left behind had planned, and this row takes off the agenda.
    ends: tuple[str, ...] = ()
    # Every state the target function may give; for the picture and the reachability test.
    targets: frozenset[S] = frozenset()


def _in(*states: S) -> frozenset[S]:
    return frozenset(states)


def _is_shipped(order: Order) -> S:
    return S.SHIPPED if all(item.quantity_open == 0 for item in order.items) else S.PARTIALLY_SHIPPED


def _is_complete(order: Order) -> S:
    left = any(item.quantity_unfulfillable for item in order.items)
    return S.COMPLETE_PARTIALLED if left else S.COMPLETE


UNTIL_CANCELED = (
    "pre-order-release",
    "payment-hold",
    "ship-reminders",
    "auto-cancel-grace",
    "fraud-review",
    "fba-pick-start",
    "fba-shipping",
)
UNTIL_CONFIRMED = ("ship-reminders", "auto-cancel-grace", "fraud-review")
UNTIL_RATED = ("feedback-reminder",)
CANCELING: tuple[Effect, ...] = (do.restock, do.cancel, do.grant_request)


# A table, kept as one: deed, actor, channels, from, to, event, then guards, effects and what it starts and ends.
# fmt: off
ROWS = (
    # -- the sale
    Transition("open-sale", MARKETPLACE, ORDERED, _in(S.PENDING_AVAILABILITY), S.PENDING, E.ORDER_AVAILABLE,
        starts=(at_payment_check,)),
    Transition("verify-payment", MARKETPLACE, MFN, _in(S.PENDING), S.UNSHIPPED, E.PAYMENT_VERIFIED,
        effects=(do.release,), starts=ON_RELEASE, ends=("payment-hold",)),
    Transition("verify-payment-afn", MARKETPLACE, AFN, _in(S.PENDING), S.UNSHIPPED, E.PAYMENT_VERIFIED,
        effects=(do.release,), starts=ON_RELEASE_AFN, ends=("payment-hold",)),
    Transition("fail-payment", MARKETPLACE, ORDERED, _in(S.PENDING), None, E.PAYMENT_FAILED),
    Transition("cancel-unpaid", MARKETPLACE, ORDERED, _in(S.PENDING), S.CANCELED, E.ORDER_CANCELED,
        effects=CANCELING, ends=UNTIL_CANCELED),
    Transition("find-fraud", MARKETPLACE, ORDERED, _in(S.PENDING, S.UNSHIPPED), None, E.FRAUD_FOUND),
    Transition("cancel-fraud", MARKETPLACE, ORDERED, _in(S.PENDING, S.UNSHIPPED), S.CANCELED, E.ORDER_CANCELED,
        effects=CANCELING, ends=UNTIL_CANCELED),
    # -- the buyer changes their mind
    Transition("buyer-cancel", BUYER, ORDERED, _in(S.PENDING_AVAILABILITY, S.PENDING, S.UNSHIPPED), S.CANCELED,
        E.ORDER_CANCELED, guards=(ask.not_canceled, ask.inside_window), effects=CANCELING, ends=UNTIL_CANCELED),
    Transition("cancel-items", BUYER, ORDERED, _in(S.PENDING_AVAILABILITY, S.PENDING, S.UNSHIPPED), None,
        E.ITEMS_CANCELED, guards=(ask.not_canceled, ask.inside_window), effects=(do.cancel_some,)),
    Transition("request-cancellation", BUYER, ORDERED, _in(S.UNSHIPPED), None, E.CANCELLATION_REQUESTED,
        guards=(ask.not_canceled, ask.not_shipped_yet, ask.no_request_yet, ask.window_over, ask.inside_request_window,
        ask.payment_verified, ask.belongs_to_seller, ask.request_reason_given)),
    Transition("withdraw-request", BUYER, MFN, _in(S.UNSHIPPED), None, E.REQUEST_WITHDRAWN,
        guards=(ask.not_canceled, ask.request_open)),
    Transition("auto-approve", MARKETPLACE, MFN, _in(S.UNSHIPPED), S.CANCELED, E.ORDER_CANCELED, effects=CANCELING,
        ends=UNTIL_CANCELED),
    # -- the seller, and what happens when the seller does nothing
    Transition("seller-cancel", SELLER, MFN | AFN | MCF, _in(S.UNSHIPPED, S.NEW, S.RECEIVED, S.PLANNING),
        S.CANCELED, E.ORDER_CANCELED, guards=(ask.not_canceled, ask.fulfilled_by_seller, ask.open_to_seller,
        ask.nothing_confirmed, ask.plannable, ask.no_label, ask.reason_given, ask.reason_as_locked), effects=CANCELING,
        ends=(*UNTIL_CANCELED, "mcf-planning-window", "mcf-hold-limit")),
    Transition("seller-cancel-items", SELLER, MFN, _in(S.UNSHIPPED), None, E.ITEMS_CANCELED,
        guards=(ask.not_canceled, ask.open_to_seller, ask.nothing_confirmed, ask.no_label, ask.reason_given,
        ask.reason_as_locked), effects=(do.cancel_some,)),
    Transition("auto-cancel", MARKETPLACE, MFN, _in(S.UNSHIPPED), S.CANCELED, E.ORDER_CANCELED, effects=CANCELING,
        ends=UNTIL_CANCELED),
    Transition("support-cancel", MARKETPLACE, AFN, _in(S.PENDING, S.UNSHIPPED), S.CANCELED, E.ORDER_CANCELED,
        effects=CANCELING, ends=UNTIL_CANCELED),
    Transition("service-cancel", MARKETPLACE, ORDERED, _in(S.PENDING_AVAILABILITY, S.PENDING), S.CANCELED,
        E.ORDER_CANCELED, guards=(ask.not_canceled,), effects=CANCELING, ends=UNTIL_CANCELED),
    # -- the parcel: facts and claims
    Transition("buy-label", SELLER, MFN, _in(S.UNSHIPPED), None, E.LABEL_BOUGHT, guards=(parcel.sellers_own_parcel,
        ask.not_canceled, ask.open_to_seller, parcel.one_label), effects=(do.buy_label,)),
    Transition("void-label", SELLER, MFN, ANY_STATE - {S.PENDING, S.PENDING_AVAILABILITY}, None, E.LABEL_VOIDED,
        guards=(parcel.label_there, parcel.label_voidable), effects=(do.void_label,)),
    Transition("pick", SELLER, MFN, _in(S.UNSHIPPED, S.PARTIALLY_SHIPPED, S.SHIPPED, S.CANCELED), None, E.PICKED,
        guards=(parcel.sellers_own_parcel, ask.open_to_seller, parcel.was_released, parcel.still_here,
        parcel.on_the_shelf)),
    Transition("pack", SELLER, MFN, _in(S.UNSHIPPED, S.PARTIALLY_SHIPPED, S.SHIPPED, S.CANCELED), None, E.PACKED,
        guards=(parcel.sellers_own_parcel, ask.open_to_seller, parcel.was_released, parcel.still_here,
        parcel.picked_unpacked)),
    Transition("hand-to-carrier", SELLER, MFN, _in(S.UNSHIPPED, S.PARTIALLY_SHIPPED, S.SHIPPED, S.CANCELED), None,
        E.HANDED_TO_CARRIER, guards=(parcel.sellers_own_parcel, ask.open_to_seller, parcel.was_released,
        parcel.still_here)),
    Transition("put-back", SELLER, MFN, _in(S.UNSHIPPED, S.PARTIALLY_SHIPPED, S.SHIPPED, S.CANCELED), None,
        E.PUT_BACK,
        guards=(parcel.sellers_own_parcel, ask.open_to_seller, parcel.was_released, parcel.can_be_put_back)),
    Transition("confirm-shipment", SELLER, MFN, _in(S.UNSHIPPED, S.PARTIALLY_SHIPPED), _is_shipped,
        E.SHIPMENT_CONFIRMED, guards=(parcel.sellers_own_parcel, ask.not_canceled, ask.open_to_seller,
        parcel.units_left, parcel.tracking_given, parcel.date_not_ahead, parcel.date_not_before_order),
        effects=(do.ship_units, do.outrun_request),
        starts=ON_CONFIRMATION, ends=UNTIL_CONFIRMED, targets=_in(S.SHIPPED, S.PARTIALLY_SHIPPED)),
    Transition("edit-shipment", SELLER, MFN, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.SHIPMENT_EDITED,
        guards=(ask.not_canceled, parcel.was_confirmed, parcel.editable, parcel.tracking_given)),
    Transition("deliver", MARKETPLACE, ORDERED, ANY_STATE, None, E.DELIVERED, guards=(parcel.on_its_way,)),
    Transition("refuse-delivery", BUYER, ORDERED, ANY_STATE, None, E.DELIVERY_REFUSED, guards=(parcel.at_the_door,),
        ends=UNTIL_RATED),
    Transition("lose-parcel", MARKETPLACE, ORDERED, ANY_STATE, None, E.PARCEL_LOST, guards=(parcel.can_be_lost,),
        ends=UNTIL_RATED),
    # -- afterwards
    Transition("refund", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.REFUND_ISSUED,
        guards=(parcel.refundable, parcel.refund_within_charge)),
    Transition("request-return", BUYER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.RETURN_REQUESTED,
        guards=(ask.not_canceled, parcel.returnable, parcel.return_reason_given)),
    Transition("authorize-return", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.RETURN_AUTHORIZED,
        guards=(parcel.return_waiting,)),
    Transition("receive-return", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.RETURN_RECEIVED,
        guards=(parcel.return_authorized,)),
    Transition("close-return", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.RETURN_CLOSED,
        guards=(parcel.return_open,), ends=("return-refund-deadline",)),
    Transition("cancel-return", BUYER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.RETURN_CLOSED,
        guards=(parcel.return_cancelable,)),
    Transition("claim", BUYER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.CLAIM_OPENED,
        guards=(ask.not_canceled, parcel.claimable), effects=(do.file_claim,)),
    Transition("answer-claim", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.CLAIM_ANSWERED,
        guards=(parcel.claim_open,)),
    Transition("appeal-claim", SELLER, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.CLAIM_ANSWERED,
        guards=(parcel.claim_appealable,)),
    Transition("decide-claim", MARKETPLACE, ORDERED, _in(S.PARTIALLY_SHIPPED, S.SHIPPED), None, E.CLAIM_DECIDED),
    Transition("feedback", BUYER, ORDERED, ANY_STATE - {S.PENDING, S.PENDING_AVAILABILITY}, None, E.FEEDBACK_LEFT,
        guards=(parcel.feedback_open,), effects=(do.keep_feedback,), ends=UNTIL_RATED),
    # -- the marketplace's warehouse
    Transition("start-picking", MARKETPLACE, AFN, _in(S.UNSHIPPED), None, E.FULFILLMENT_STARTED,
        effects=(do.plan_picking,)),
    Transition("ship-afn", MARKETPLACE, AFN, _in(S.UNSHIPPED), S.SHIPPED, E.SHIPMENT_CONFIRMED,
        effects=(do.ship_units,), starts=ON_CONFIRMATION, ends=UNTIL_CONFIRMED),
    Transition("plan", MARKETPLACE, MCF, _in(S.RECEIVED), S.PLANNING, E.FULFILLMENT_PLANNED),
    Transition("start-processing", MARKETPLACE, MCF, _in(S.PLANNING), S.PROCESSING, E.FULFILLMENT_STARTED),
    Transition("complete", MARKETPLACE, MCF, _in(S.PROCESSING), _is_complete, E.FULFILLMENT_ENDED,
        targets=_in(S.COMPLETE, S.COMPLETE_PARTIALLED)),
    Transition("find-unfulfillable", MARKETPLACE, MCF, _in(S.RECEIVED, S.PLANNING, S.PROCESSING), S.UNFULFILLABLE,
        E.FULFILLMENT_ENDED, ends=("mcf-planning-window", "mcf-fill-all-limit")),
    Transition("find-invalid", MARKETPLACE, MCF, _in(S.NEW), S.INVALID, E.FULFILLMENT_ENDED),
    Transition("receive", MARKETPLACE, MCF, _in(S.NEW), S.RECEIVED, E.ORDER_PLACED),
    Transition("expire-hold", MARKETPLACE, MCF, _in(S.RECEIVED), S.CANCELED, E.ORDER_CANCELED, effects=CANCELING),
)
# fmt: on

TABLE = {row.name: row for row in ROWS}

# How an order comes into being: the states it may start in.
FIRST = {
    Channel.MFN: (S.PENDING, S.PENDING_AVAILABILITY),
    Channel.AFN: (S.PENDING, S.PENDING_AVAILABILITY),
    Channel.MCF: (S.NEW,),
}

DueTime = Callable[[Moment, Order], datetime]
