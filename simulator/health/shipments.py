"""Rates about parcels: late shipment, valid tracking, on-time delivery.

Seller-fulfilled orders only. The moment of confirmation counts, never the ship date that was typed in. Tracking is
valid when the carrier really had the parcel under that number. Source: policies §4.2, S17, S19, S23 to S26.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from simulator.health.rates import Rate
from simulator.orders.models import Order, OrderItem, Package
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy

UNCONFIRMED = "ShipmentUnconfirmed"


def late_shipment_rate(
    session: Session, seller: Seller, now: datetime, policy: Policy, window: timedelta | None = None
) -> Rate:
    """Return the share of the orders confirmed in the window that were confirmed after their ship-by date."""
    since = now - (window or policy.late_shipment_rate_window)
    late, confirmed = session.execute(
        select(func.count().filter(Order.confirmed_at > Order.ship_by), func.count())
        .select_from(Order)
        .where(*_own(seller), Order.confirmed_at > since, Order.confirmed_at <= now)
    ).one()
    never = 0 if policy.late_shipment_replaced else _never_confirmed(session, seller, since, now)
    return Rate(late + never, confirmed + never, since, now, policy.late_shipment_rate_target)


def _never_confirmed(session: Session, seller: Seller, since: datetime, to: datetime) -> int:
    """Count the automatic cancellations of the window, where they are late shipments as well."""
    query = select(func.count()).select_from(Order).where(*_own(seller), Order.cancel_reason == UNCONFIRMED)
    return session.scalars(query.where(Order.canceled_at > since, Order.canceled_at <= to)).one()


def valid_tracking_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate:
    """Return the share of the packages confirmed in the window that the carrier knows."""
    since = now - policy.valid_tracking_rate_window
    right_number = or_(Order.label_tracking.is_(None), Package.tracking == Order.label_tracking)
    valid, packages = session.execute(
        select(func.count().filter(and_(_scanned(), Package.tracking != "", right_number)), func.count())
        .select_from(Package)
        .join(Order, Order.number == Package.order_number)
        # Whatever was confirmed in the window was updated in it; the index on that spares older orders.
        .where(*_own(seller), Order.last_updated_at > since)
        .where(Package.confirmed_at > since, Package.confirmed_at <= now)
    ).one()
    return Rate(valid, packages, since, now, policy.valid_tracking_rate_target, "above")


def on_time_delivery_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate:
    """Return the share of tracked units promised for the window that arrived, or were first offered, in time."""
    to = now - policy.on_time_delivery_rate_lag
    since = to - policy.on_time_delivery_rate_window
    arrived = func.coalesce(Order.delivered_at, Order.refused_at)
    units = func.coalesce(func.sum(OrderItem.quantity_shipped), 0)
    in_time = func.coalesce(func.sum(OrderItem.quantity_shipped).filter(arrived <= Order.deliver_by), 0)
    on_time, tracked = session.execute(
        select(in_time, units)
        .select_from(Order)
        .join(OrderItem, OrderItem.order_number == Order.number)
        .where(*_own(seller), _scanned(), Order.tracking != "")
        .where(Order.deliver_by > since, Order.deliver_by <= to)
    ).one()
    return Rate(on_time, tracked, since, to, policy.on_time_delivery_rate_target, "at_least")


def on_time_enforced(rate: Rate, policy: Policy) -> bool:
    """Say whether a missed On-Time Delivery Rate has consequences: by date, and with enough units."""
    return policy.on_time_delivery_enforced and rate.denominator >= policy.on_time_delivery_minimum_units


def _own(seller: Seller) -> tuple[ColumnElement[bool], ...]:
    return Order.seller_id == seller.id, Order.channel == Channel.MFN


def _scanned() -> ColumnElement[bool]:
    return Order.handed_at.is_not(None)
