"""The Account Health Rating: points for orders fulfilled, less points for breaches of policy.

The real arithmetic is not public; the rule book says what is assumed. Source: policies §4.2, S54, S55.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from simulator.counts import tallied, total
from simulator.events import EventKind, iso
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.parties import Seller
from simulator.policy import Policy
from simulator.strands import Strand


@dataclass(frozen=True)
class Rating:
    """The points of an account, and what they are made of."""

    points: int
    status: Literal["healthy", "at_risk", "critical"]
    fulfilled: int
    breaches: int
    from_: datetime
    to: datetime
    maximum: int

    def facts(self) -> dict[str, Any]:
        """Say it in JSON."""
        return {
            "points": self.points,
            "maximum": self.maximum,
            "status": self.status,
            "fulfilled": self.fulfilled,
            "breaches": self.breaches,
            "from": iso(self.from_),
            "to": iso(self.to),
        }


def home_policy(moment: Moment, seller: Seller) -> Policy:
    """Return the rules an account is measured by: those of the seller's first store."""
    return moment.policy(seller.marketplaces[0])


def account_health_rating(session: Session, seller: Seller, now: datetime, policy: Policy) -> Rating:
    """Return the Account Health Rating of the window that ends now."""
    since = now - policy.account_health_window
    confirmed = tallied(session, Strand.CONFIRMED, seller.id, [(since, now)])[0]
    good, _ = total(confirmed, (Channel.MFN, Channel.AFN))
    breaches = (
        select(func.count())
        .select_from(Event)
        .join(Order, Order.number == Event.order_id)
        .where(Event.kind == EventKind.BREACH_NOTED, Order.seller_id == seller.id)
        .where(Event.at > since, Event.at <= now)
    )
    bad = session.scalars(breaches).one()
    gained = good // policy.account_health_gain_orders * policy.account_health_gain
    points = policy.account_health_start + gained - bad * policy.account_health_breach_points
    points = min(max(points, 0), policy.account_health_maximum)
    return Rating(points, _status(points, policy), good, bad, since, now, policy.account_health_maximum)


def _status(points: int, policy: Policy) -> Literal["healthy", "at_risk", "critical"]:
    if points >= policy.account_health_green:
        return "healthy"
    return "at_risk" if points >= policy.account_health_yellow else "critical"
