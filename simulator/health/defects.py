"""The Order Defect Rate: orders that ended badly for the buyer, by the day they were placed.

A defect is low feedback that was not removed or a guarantee claim that was not denied; an order has at most one.
Disputes with a bank are not simulated. Source: policies §4.2, S22, S53.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from simulator.health.rates import Rate
from simulator.orders.models import Claim, Feedback, Order
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy

DENIED = "seller"


@dataclass(frozen=True)
class Defects:
    """The Order Defect Rate of all orders, and apart by who fulfills; and how many had which defect."""

    rate: Rate
    by_channel: dict[str, Rate]
    low_feedback: int
    claims: int

    def facts(self) -> dict[str, Any]:
        """Say it in JSON."""
        return {
            **self.rate.facts(),
            "low_feedback": self.low_feedback,
            "claims": self.claims,
            "by_channel": {channel: rate.facts() for channel, rate in self.by_channel.items()},
        }


def order_defect_rate(session: Session, seller: Seller, now: datetime, policy: Policy) -> Defects:
    """Return the Order Defect Rate of the orders placed in the window that ends now."""
    since = now - policy.order_defect_rate_window
    low, claimed = _low_feedback(policy), _claimed()
    query = (
        select(
            Order.channel,
            func.count(),
            func.count().filter(or_(low, claimed)),
            func.count().filter(low),
            func.count().filter(claimed),
        )
        .outerjoin(Feedback, Feedback.order_number == Order.number)
        .outerjoin(Claim, Claim.order_number == Order.number)
        .where(Order.seller_id == seller.id, Order.channel.in_((Channel.MFN, Channel.AFN)))
        .where(Order.placed_at > since, Order.placed_at <= now)
        .group_by(Order.channel)
    )
    found = {row[0]: row[1:] for row in session.execute(query)}
    orders, defects, low_count, claim_count = (sum(row[at] for row in found.values()) for at in range(4))

    def rate(numerator: int, denominator: int) -> Rate:
        return Rate(numerator, denominator, since, now, policy.order_defect_rate_target)

    apart = {str(one): found.get(one, (0, 0)) for one in (Channel.MFN, Channel.AFN)}
    by_channel = {channel: rate(row[1], row[0]) for channel, row in apart.items()}
    return Defects(rate(defects, orders), by_channel, low_count, claim_count)


def has_low_feedback(order: Order, policy: Policy) -> bool:
    """Say whether an order's feedback is a defect."""
    given = order.feedback
    return given is not None and given.removed_at is None and given.rating <= policy.defect_rating_limit


def has_claim(order: Order) -> bool:
    """Say whether an order's claim is a defect: until it is denied, it is."""
    return order.claim is not None and order.claim.decision != DENIED


def _low_feedback(policy: Policy) -> ColumnElement[bool]:
    return and_(Feedback.rating <= policy.defect_rating_limit, Feedback.removed_at.is_(None))


def _claimed() -> ColumnElement[bool]:
    return and_(Claim.order_number.is_not(None), or_(Claim.decision.is_(None), Claim.decision != DENIED))
