"""Rates about parcels: late shipment, valid tracking, on-time delivery.

Seller-fulfilled orders only. The moment of confirmation counts, never the ship date that was typed in. Tracking is
valid when the carrier really had the parcel under that number. Source: policies §4.2, S17, S19, S23 to S26.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from simulator.counts import Span, Tally, tallied, total
from simulator.health.rates import Rate
from simulator.moment import Moment
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy
from simulator.running import running
from simulator.strands import Strand

UNCONFIRMED = "ShipmentUnconfirmed"
OWN = (Channel.MFN,)


def late_shipment_rate(
    session: Session, seller: Seller, now: datetime, policy: Policy, window: timedelta | None = None
) -> Rate:
    """Return the share of the orders confirmed in the window that were confirmed after their ship-by date."""
    span = (now - (window or policy.late_shipment_rate_window), now)
    confirmed = tallied(session, Strand.CONFIRMED, seller.id, [span])[0]
    canceled = [] if policy.late_shipment_replaced else tallied(session, Strand.CANCELED, seller.id, [span])[0]
    return _late(confirmed, canceled, span, policy)


def running_late_shipment_rate(moment: Moment, seller: Seller, policy: Policy) -> Rate:
    """Return the Late Shipment Rate of the window that ends now, to those who follow the log."""
    window = policy.late_shipment_rate_window
    confirmed = running(moment, Strand.CONFIRMED, seller.id, window)
    canceled = [] if policy.late_shipment_replaced else running(moment, Strand.CANCELED, seller.id, window)
    return _late(confirmed, canceled, (moment.now - window, moment.now), policy)


def _late(confirmed: list[Tally], canceled: list[Tally], span: Span, policy: Policy) -> Rate:
    """Automatic cancellations are late shipments as well, where they are given here."""
    orders, late = total(confirmed, OWN)
    never = total([one for one in canceled if one.detail.endswith(f"/{UNCONFIRMED}")], OWN)[0]
    return Rate(late + never, orders + never, *span, policy.late_shipment_rate_target)


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
