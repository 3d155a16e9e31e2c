"""The Order Defect Rate: orders that ended badly for the buyer, by the day they were placed.

A defect is low feedback that was not removed or a guarantee claim that was not denied; an order has at most one.
Disputes with a bank are not simulated. Source: policies §4.2, S22, S53.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from simulator.counts import tallied, total
from simulator.health.rates import Rate
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy
from simulator.strands import Strand

DENIED = "seller"
CHANNELS = (Channel.MFN, Channel.AFN)


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
    span = (now - policy.order_defect_rate_window, now)
    placed = tallied(session, Strand.PLACED, seller.id, [span])[0]
    marked = [(one, *_judged(one.detail, policy)) for one in tallied(session, Strand.DEFECT, seller.id, [span])[0]]
    bad = [one for one, low, claimed in marked if low or claimed]

    def rate(channels: Sequence[str]) -> Rate:
        return Rate(total(bad, channels)[0], total(placed, channels)[0], *span, policy.order_defect_rate_target)

    return Defects(
        rate(CHANNELS),
        {str(one): rate([one]) for one in CHANNELS},
        sum(one.number for one, low, _ in marked if low),
        sum(one.number for one, _, claimed in marked if claimed),
    )


def _judged(detail: str, policy: Policy) -> tuple[bool, bool]:
    """Say whether the rating that stands is low, and whether there is a claim that was not denied."""
    rating, _, decision = detail.partition("/")
    return bool(rating) and int(rating) <= policy.defect_rating_limit, bool(decision) and decision != DENIED


def has_low_feedback(order: Order, policy: Policy) -> bool:
    """Say whether an order's feedback is a defect."""
    given = order.feedback
    return given is not None and given.removed_at is None and given.rating <= policy.defect_rating_limit


def has_claim(order: Order) -> bool:
    """Say whether an order's claim is a defect: until it is denied, it is."""
    return order.claim is not None and order.claim.decision != DENIED
