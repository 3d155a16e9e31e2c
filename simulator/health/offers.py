"""Offers canceled several times in a row: the marketplace takes the offer off sale until its price is edited.

In a row: the seller canceled, with count, and shipped none of this offer in between. What buyers or the marketplace
cancel neither counts nor interrupts. Source: policies §4.3, S20.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from simulator.database import memory_of
from simulator.events import EventKind
from simulator.health.notifying import NoticeKind, add_notice, announce
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product

RULE = "consecutive-cancellations"


@dataclass
class _Decisions:
    """The seller's latest decisions about an offer, as far as they can matter."""

    # Counted cancellations by the seller, oldest first.
    canceled: list[datetime]
    # The latest confirmation, once somebody had to know.
    confirmed: datetime | None = None
    confirmed_is_known: bool = False


def stop_offers_canceled_in_a_row(moment: Moment, order: Order) -> None:
    """Take those offers of a canceled order off sale that were canceled too often in a row."""
    most = moment.policy(order.store).consecutive_cancellations
    for sku in sorted({item.sku for item in order.items}):
        if are_in_a_row(moment, order, sku, most):
            product = moment.session.get(Product, sku)
            if product is not None and product.deactivated_at is None:
                _stop(moment, order, product, most)


def note_shipment(moment: Moment, order: Order) -> None:
    """An order's first shipment ends a row of cancellations."""
    if order.confirmed_at != moment.now:
        return
    memory = memory_of(moment.session)
    for item in order.items:
        decisions = memory.get((_Decisions, order.seller_id, item.sku))
        if decisions is not None:
            decisions.confirmed = order.confirmed_at


def are_in_a_row(moment: Moment, order: Order, sku: str, most: int) -> bool:
    """Say whether the seller's last so many decisions about an offer were counted cancellations, this one the last."""
    memory, key = memory_of(moment.session), (_Decisions, order.seller_id, sku)
    since = moment.now - moment.policy(order.store).consecutive_cancellations_window
    if key in memory:
        memory[key].canceled = [*memory[key].canceled, moment.now][-most:]
    else:
        memory[key] = _Decisions(_canceled(moment, order, sku, since, most))
    decisions: _Decisions = memory[key]
    last = [at for at in decisions.canceled if at > since]
    if len(last) < most:
        return False
    if not decisions.confirmed_is_known:
        decisions.confirmed, decisions.confirmed_is_known = _confirmed(moment, order, sku, last[0]), True
    return decisions.confirmed is None or decisions.confirmed < last[0]


def _canceled(moment: Moment, order: Order, sku: str, since: datetime, most: int) -> list[datetime]:
    query = (
        select(Order.canceled_at)
        .join(OrderItem, OrderItem.order_number == Order.number)
        .where(Order.seller_id == order.seller_id, OrderItem.sku == sku)
        .where(Order.canceled_at > since, Order.canceled_at <= moment.now)
        .where(Order.counts.is_(True), Order.canceled_by == Actor.SELLER)
        .order_by(Order.canceled_at.desc())
        .limit(most)
    )
    return [at for at in reversed(moment.session.scalars(query).all()) if at is not None]


def _confirmed(moment: Moment, order: Order, sku: str, since: datetime) -> datetime | None:
    query = (
        select(func.max(Order.confirmed_at))
        .join(OrderItem, OrderItem.order_number == Order.number)
        .where(Order.seller_id == order.seller_id, OrderItem.sku == sku, Order.confirmed_at >= since)
    )
    return moment.session.scalar(query)


def _stop(moment: Moment, order: Order, product: Product, count: int) -> None:
    product.deactivated_at, product.deactivated_why = moment.now, RULE
    facts = {"sku": product.sku, "title": product.title, "count": count, "rule": RULE}
    notice = add_notice(moment, order.seller, NoticeKind.OFFER_DEACTIVATED, "critical", facts, order)
    announce(moment, order.seller, notice, EventKind.OFFERS_DEACTIVATED, "offers-deactivated")
