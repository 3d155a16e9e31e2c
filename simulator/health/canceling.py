"""The Cancellation Rate: now, day by day, by scenario, order by order, and with one more.

Counted cancellations by the instant of cancellation over orders by the instant of placing, both over the window that
ends now. Whether one counts was decided when it happened (orders/counting.py). Source: policies §4.1, §4.2, S20.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from simulator.counts import tallied, total
from simulator.events import iso
from simulator.health.rates import Rate
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy
from simulator.running import running
from simulator.strands import Strand

DAY = timedelta(days=1)
# The chart shows two weeks, as many days as fit with readable labels.
CHART_DAYS = 14
# Lists on a page end here; the counts beside them are always exact.
MOST_LISTED = 200

# The eight rows of the cancellation-rate table in the order of the guides, each with the one who caused it.
TABLE = (
    ("count-official-request", Actor.BUYER),
    ("count-request-by-message", Actor.BUYER),
    ("count-seller-fault", Actor.SELLER),
    ("count-address-undeliverable", Actor.SELLER),
    ("count-buyer-unresponsive", Actor.SELLER),
    ("count-unconfirmed-shipment", Actor.MARKETPLACE),
    ("count-buyer-fraud", Actor.MARKETPLACE),
    ("count-payment-failed", Actor.MARKETPLACE),
)
# What the eight rows imply; a page shows these where there are any.
IMPLIED = (
    ("count-buyer-self-cancel", Actor.BUYER),
    ("count-auto-approved", Actor.MARKETPLACE),
    ("count-buyer-canceled-without-request", Actor.SELLER),
    ("count-request-left-open", Actor.MARKETPLACE),
    ("count-other-reason-on-request", Actor.SELLER),
    ("count-seller-asked", Actor.BUYER),
)


def cancellation_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate:
    """Return the Cancellation Rate of the window that ends now."""
    target, window = policy.cancellation_rate_target, policy.cancellation_rate_window
    return _rates(session, seller, [now], policy, target, window)[0]


def running_cancellation_rate(moment: Moment, seller: Seller, policy: Policy) -> Rate:
    """Return the Cancellation Rate of the window that ends now, to those who follow the log."""
    window, channels = policy.cancellation_rate_window, measured_channels(policy)
    lost = total(running(moment, Strand.CANCELED, seller.id, window), channels)[1]
    placed = total(running(moment, Strand.PLACED, seller.id, window), channels)[0]
    return Rate(lost, placed, moment.now - window, moment.now, policy.cancellation_rate_target)


def second_cancellation_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rate | None:
    """Return the second, longer view of the Cancellation Rate, where a store has one."""
    target, window = policy.cancellation_rate_second_target, policy.cancellation_rate_second_window
    if target is None or window is None:
        return None
    return _rates(session, seller, [now], policy, target, window)[0]


def cancellation_series(
    session: Session, seller: Seller, now: datetime, policy: Policy, days: int = CHART_DAYS
) -> list[Rate]:
    """Return the Cancellation Rate of now and of the same time on the days before, oldest first."""
    ends = [now - DAY * back for back in reversed(range(days))]
    target, window = policy.cancellation_rate_target, policy.cancellation_rate_window
    return _rates(session, seller, ends, policy, target, window)


def scenarios(session: Session, seller: Seller, now: datetime, policy: Policy) -> list[dict[str, Any]]:
    """Return the cancellation-rate table with the orders of the window: canceled, and counted, per row."""
    span = (now - policy.cancellation_rate_window, now)
    found: dict[str, tuple[int, int]] = {}
    for one in tallied(session, Strand.CANCELED, seller.id, [span])[0]:
        rule, _, _ = one.detail.partition("/")
        if one.channel in measured_channels(policy):
            orders, counted = found.get(rule, (0, 0))
            found[rule] = (orders + one.number, counted + one.counted)
    return [
        {
            "rule": rule,
            "title": policy.rule(rule).title,
            "by": by,
            "counts": bool(policy.rule(rule).value),
            "implied": (rule, by) in IMPLIED,
            "orders": found.get(rule, (0, 0))[0],
            "counted": found.get(rule, (0, 0))[1],
        }
        for rule, by in (*TABLE, *IMPLIED)
    ]


def counted_orders(session: Session, seller: Seller, now: datetime, policy: Policy) -> list[dict[str, Any]]:
    """List the counted orders of the window, oldest first, with the instant each leaves it."""
    window = policy.cancellation_rate_window
    query = (
        select(Order.number, Order.canceled_at, Order.canceled_by, Order.cancel_reason, Order.cancel_rule)
        .where(*_canceled(seller, policy, now - window, now), Order.counts.is_(True))
        .order_by(Order.canceled_at, Order.number)
        .limit(MOST_LISTED)
    )
    return [
        {
            "order_id": number,
            "canceled_at": iso(at),
            "by": by,
            "reason": reason,
            "rule": rule,
            "leaves_at": iso(at + window),
        }
        for number, at, by, reason, rule in session.execute(query)
        if at is not None
    ]


def one_more(rate: Rate) -> dict[str, Any]:
    """Say what one more counted cancellation would do, and how many the target allows with these orders."""
    most = max(ceil(rate.target * rate.denominator) - 1, 0)
    return {**rate.changed_by(1).facts(), "most": most, "left": max(most - rate.numerator, 0)}


def measured_channels(policy: Policy) -> tuple[Channel, ...]:
    """Return whose fulfillment is measured: the seller's own, unless a store counts the marketplace's too."""
    return (Channel.MFN, Channel.AFN) if policy.count_marketplace_fulfilled else (Channel.MFN,)


def _canceled(seller: Seller, policy: Policy, since: datetime, to: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Order.seller_id == seller.id,
        Order.channel.in_(measured_channels(policy)),
        Order.canceled_at > since,
        Order.canceled_at <= to,
    )


def _rates(
    session: Session, seller: Seller, ends: Sequence[datetime], policy: Policy, target: Fraction, window: timedelta
) -> list[Rate]:
    """Return the rate at each of these instants, all with the same two statements."""
    spans, channels = [(end - window, end) for end in ends], measured_channels(policy)
    canceled = tallied(session, Strand.CANCELED, seller.id, spans, counted_only=True)
    placed = tallied(session, Strand.PLACED, seller.id, spans)
    return [
        Rate(total(lost, channels)[1], total(all_of, channels)[0], *span, target)
        for span, lost, all_of in zip(spans, canceled, placed, strict=True)
    ]
