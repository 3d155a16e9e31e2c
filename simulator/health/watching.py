"""Listens to the log for what may push a rate off its target. Only events are listened to; nothing is polled, so the
size of the steps in which time moves makes no difference.

Each listener reads one rate, and only when the event counted against the seller.
"""

from datetime import datetime

from simulator.agenda import schedule, when_due
from simulator.events import EventKind, listens_to
from simulator.health.canceling import running_cancellation_rate
from simulator.health.defects import has_claim, has_low_feedback, order_defect_rate
from simulator.health.notifying import NoticeKind, add_notice
from simulator.health.offers import note_shipment, stop_offers_canceled_in_a_row
from simulator.health.rating import home_policy
from simulator.health.shipments import (
    UNCONFIRMED,
    on_time_delivery_rate,
    on_time_enforced,
    running_late_shipment_rate,
)
from simulator.health.warning import CANCELLATION_RATE, warn_if_missed
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.running import enter
from simulator.strands import Strand


@listens_to(EventKind.ORDER_PLACED)
def after_placing(moment: Moment, event: Event, order: Order) -> None:
    """What rates are taken of grows."""
    if order.channel != Channel.MCF:
        enter(moment, Strand.PLACED, order.seller_id, order.channel)


@listens_to(EventKind.ORDER_CANCELED)
def after_cancellation(moment: Moment, event: Event, order: Order) -> None:
    """A counted cancellation moves the Cancellation Rate, and perhaps an offer's own row of them."""
    detail = f"{order.cancel_rule}/{order.cancel_reason or ''}"
    enter(moment, Strand.CANCELED, order.seller_id, order.channel, detail, int(order.counts or 0))
    policy = home_policy(moment, order.seller)
    if order.cancel_reason == UNCONFIRMED and not policy.late_shipment_replaced:
        _check_late_shipments(moment, order)
    if not order.counts:
        return
    rate = running_cancellation_rate(moment, order.seller, policy)
    warn_if_missed(moment, order.seller, CANCELLATION_RATE, rate, (1, 0))
    if order.canceled_by == Actor.SELLER:
        stop_offers_canceled_in_a_row(moment, order)


@listens_to(EventKind.SHIPMENT_CONFIRMED)
def after_confirmation(moment: Moment, event: Event, order: Order) -> None:
    """An order's first confirmation after its ship-by date is a late shipment."""
    note_shipment(moment, order)
    if len(order.packages) > 1:
        return
    late = order.confirmed_at is not None and order.ship_by is not None and order.confirmed_at > order.ship_by
    enter(moment, Strand.CONFIRMED, order.seller_id, order.channel, counted=int(late))
    if order.channel == Channel.MFN and late:
        _check_late_shipments(moment, order)


@listens_to(EventKind.FULFILLMENT_ENDED)
def after_fulfillment(moment: Moment, event: Event, order: Order) -> None:
    """What left the marketplace's warehouse was shipped as well."""
    note_shipment(moment, order)


def _check_late_shipments(moment: Moment, order: Order) -> None:
    rate = running_late_shipment_rate(moment, order.seller, home_policy(moment, order.seller))
    warn_if_missed(moment, order.seller, "late_shipment_rate", rate, (1, 1))


@listens_to(EventKind.FEEDBACK_LEFT)
def after_feedback(moment: Moment, event: Event, order: Order) -> None:
    """Low feedback is a defect, unless the order has one already."""
    if has_low_feedback(order, home_policy(moment, order.seller)) and not has_claim(order):
        _check_defects(moment, order)


@listens_to(EventKind.CLAIM_OPENED)
def after_claim(moment: Moment, event: Event, order: Order) -> None:
    """A claim is a notification of its own, and a defect until it is denied."""
    facts = {"ground": event.data.get("ground"), "due_at": event.data.get("due_at")}
    add_notice(moment, order.seller, NoticeKind.CLAIM, "warning", facts, order)
    if has_claim(order) and not has_low_feedback(order, home_policy(moment, order.seller)):
        _check_defects(moment, order)


def _check_defects(moment: Moment, order: Order) -> None:
    policy = home_policy(moment, order.seller)
    rate = order_defect_rate(moment.session, order.seller, moment.now, policy).rate
    if order.placed_at > rate.from_:
        warn_if_missed(moment, order.seller, "order_defect_rate", rate, (1, 0))


@listens_to(EventKind.DELIVERED, EventKind.DELIVERY_REFUSED, EventKind.PARCEL_LOST)
def after_arrival(moment: Moment, event: Event, order: Order) -> None:
    """What arrives late, or never, is seen in the On-Time Delivery Rate once its lag is over."""
    promised = order.deliver_by
    if order.channel != Channel.MFN or promised is None:
        return
    if event.kind == EventKind.PARCEL_LOST or moment.now > promised:
        plan_on_time_review(moment, order, promised)


def plan_on_time_review(moment: Moment, order: Order, promised: datetime) -> None:
    """Have the On-Time Delivery Rate looked at when it first includes this order."""
    lag = home_policy(moment, order.seller).on_time_delivery_rate_lag
    schedule(moment, "on-time-review", promised + lag, order.seller_id)


@when_due("on-time-review", rank=90)
def review_on_time_delivery(moment: Moment, seller_id: str) -> None:
    """A late delivery has come into the On-Time Delivery Rate; warn where the rate is enforced."""
    seller = moment.session.get_one(Seller, seller_id)
    policy = home_policy(moment, seller)
    rate = on_time_delivery_rate(moment.session, seller, moment.now, policy)
    if on_time_enforced(rate, policy):
        warn_if_missed(moment, seller, "on_time_delivery_rate", rate, (0, 0))
