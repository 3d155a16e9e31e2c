"""Rates about parcels: late shipment, valid tracking, on-time delivery.

Seller-fulfilled orders only. The moment of confirmation counts, never the ship date that was typed in. Tracking is
valid when the carrier really had the parcel under that number. Source: policies §4.2, S17, S19, S23 to S26.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from simulator.health.rates import Rate
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy
from simulator.tallies import Span, Strand, tallied, total

UNCONFIRMED = "ShipmentUnconfirmed"
OWN = (Channel.MFN,)


def late_shipment_rate(
    session: Session, seller: Seller, now: datetime, policy: Policy, window: timedelta | None = None
) -> Rate:
    """Return the share of the orders confirmed in the window that were confirmed after their ship-by date."""
    span = (now - (window or policy.late_shipment_rate_window), now)
    confirmed, late = total(tallied(session, Strand.CONFIRMED, seller.id, [span])[0], OWN)
    never = 0 if policy.late_shipment_replaced else _never_confirmed(session, seller, span)
    return Rate(late + never, confirmed + never, *span, policy.late_shipment_rate_target)


def _never_confirmed(session: Session, seller: Seller, span: Span) -> int:
    """Count the automatic cancellations of the window, where they are late shipments as well."""
    canceled = tallied(session, Strand.CANCELED, seller.id, [span])[0]
    return total([one for one in canceled if one.detail.endswith(f"/{UNCONFIRMED}")], OWN)[0]


def valid_tracking_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate:
    """Return the share of the packages confirmed in the window that the carrier knows."""
    span = (now - policy.valid_tracking_rate_window, now)
    packages, valid = total(tallied(session, Strand.PACKED, seller.id, [span])[0], OWN)
    return Rate(valid, packages, *span, policy.valid_tracking_rate_target, "above")


def on_time_delivery_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate:
    """Return the share of tracked units promised for the window that arrived, or were first offered, in time."""
    to = now - policy.on_time_delivery_rate_lag
    span = (to - policy.on_time_delivery_rate_window, to)
    tracked, on_time = total(tallied(session, Strand.PROMISED, seller.id, [span])[0], OWN)
    return Rate(on_time, tracked, *span, policy.on_time_delivery_rate_target, "at_least")


def on_time_enforced(rate: Rate, policy: Policy) -> bool:
    """Say whether a missed On-Time Delivery Rate has consequences: by date, and with enough units."""
    return policy.on_time_delivery_enforced and rate.denominator >= policy.on_time_delivery_minimum_units
