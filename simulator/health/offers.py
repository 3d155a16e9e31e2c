"""Offers canceled several times in a row: the marketplace takes the offer off sale until its price is edited.

In a row: the seller canceled, with count, and shipped none of this offer in between. What buyers or the marketplace
cancel neither counts nor interrupts. Source: policies §4.3, S20.
"""

from sqlalchemy import select

from simulator.events import EventKind
from simulator.health.notifying import NoticeKind, add_notice, announce
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product

RULE = "consecutive-cancellations"


def stop_offers_canceled_in_a_row(moment: Moment, order: Order) -> None:
    """Take those offers of a canceled order off sale that were canceled too often in a row."""
    most = moment.policy(order.store).consecutive_cancellations
    for sku in sorted({item.sku for item in order.items}):
        if are_in_a_row(moment, order, sku, most):
            product = moment.session.get(Product, sku)
            if product is not None and product.deactivated_at is None:
                _stop(moment, order, product, most)


def are_in_a_row(moment: Moment, order: Order, sku: str, most: int) -> bool:
    """Say whether the seller's last so many decisions about an offer were counted cancellations."""
    since = moment.now - moment.policy(order.store).consecutive_cancellations_window
    mine = (Order.seller_id == order.seller_id, OrderItem.sku == sku)
    canceled = (
        select(Order.canceled_at)
        .join(OrderItem, OrderItem.order_number == Order.number)
        .where(*mine, Order.canceled_at > since, Order.canceled_at <= moment.now)
        .where(Order.counts.is_(True), Order.canceled_by == Actor.SELLER)
        .order_by(Order.canceled_at.desc())
        .limit(most)
    )
    last = moment.session.scalars(canceled).all()
    if len(last) < most:
        return False
    shipped = (
        select(Order.number)
        .join(OrderItem, OrderItem.order_number == Order.number)
        .where(*mine, Order.confirmed_at >= last[-1])
        .limit(1)
    )
    return moment.session.scalars(shipped).first() is None


def _stop(moment: Moment, order: Order, product: Product, count: int) -> None:
    product.deactivated_at, product.deactivated_why = moment.now, RULE
    facts = {"sku": product.sku, "title": product.title, "count": count, "rule": RULE}
    notice = add_notice(moment, order.seller, NoticeKind.OFFER_DEACTIVATED, "critical", facts, order)
    announce(moment, order.seller, notice, EventKind.OFFERS_DEACTIVATED, "offers-deactivated")
