"""Offers canceled several times in a row: the marketplace takes the offer off sale until its price is edited.

In a row: the seller canceled, with count, and shipped none of this offer in between. What buyers or the marketplace
cancel neither counts nor interrupts. Source: policies §4.3, S20.
"""

from sqlalchemy import func, or_, select

from simulator.events import EventKind
from simulator.health.notifying import NoticeKind, add_notice, announce
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product

RULE = "consecutive-cancellations"


def stop_offers_canceled_in_a_row(moment: Moment, order: Order) -> None:
    """Take those offers of a canceled order off sale that were canceled too often in a row."""
    most = moment.policy(order.store).consecutive_cancellations
    often = {sku: count for sku, count in in_a_row(moment, order).items() if count >= most}
    if not often:
        return
    query = select(Product).where(Product.sku.in_(often), Product.deactivated_at.is_(None))
    for product in moment.session.scalars(query.order_by(Product.sku)).all():
        _stop(moment, order, product, often[product.sku])


def in_a_row(moment: Moment, order: Order) -> dict[str, int]:
    """Count, per offer of this order, the seller's counted cancellations since it was last shipped."""
    since = moment.now - moment.policy(order.store).consecutive_cancellations_window
    skus = [item.sku for item in order.items]
    mine = (Order.seller_id == order.seller_id, OrderItem.sku.in_(skus))
    join = (OrderItem, OrderItem.order_number == Order.number)
    shipped = (
        select(OrderItem.sku, func.max(Order.confirmed_at).label("at"))
        .select_from(Order)
        .join(*join)
        .where(*mine, Order.confirmed_at > since)
        .group_by(OrderItem.sku)
        .subquery()
    )
    query = (
        select(OrderItem.sku, func.count(Order.number.distinct()))
        .select_from(Order)
        .join(*join)
        .outerjoin(shipped, shipped.c.sku == OrderItem.sku)
        .where(*mine, Order.canceled_at > since, Order.canceled_at <= moment.now)
        .where(Order.counts.is_(True), Order.canceled_by == Actor.SELLER)
        .where(or_(shipped.c.at.is_(None), Order.canceled_at > shipped.c.at))
        .group_by(OrderItem.sku)
    )
    return dict(moment.session.execute(query).all())


def _stop(moment: Moment, order: Order, product: Product, count: int) -> None:
    product.deactivated_at, product.deactivated_why = moment.now, RULE
    facts = {"sku": product.sku, "title": product.title, "count": count, "rule": RULE}
    notice = add_notice(moment, order.seller, NoticeKind.OFFER_DEACTIVATED, "critical", facts, order)
    announce(moment, order.seller, notice, EventKind.OFFERS_DEACTIVATED, "offers-deactivated")
