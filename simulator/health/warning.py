"""What follows when a rate misses its target: a warning, and later perhaps offers that are no longer for sale.

Called by those who watch events; nothing polls. A rate that drifts over its target because orders leave the window is
warned about at the next thing that counts. Source: policies §4.3; S20.
"""

from simulator.agenda import schedule, when_due, withdraw
from simulator.events import EventKind, iso
from simulator.health.canceling import cancellation_rate
from simulator.health.notifying import NoticeKind, add_notice, announce, warned_since
from simulator.health.rates import Rate
from simulator.health.rating import home_policy
from simulator.moment import Moment
from simulator.parties import Seller

CANCELLATION_RATE = "cancellation_rate"
NAMES = {
    CANCELLATION_RATE: "Cancellation Rate",
    "order_defect_rate": "Order Defect Rate",
    "late_shipment_rate": "Late Shipment Rate",
    "on_time_delivery_rate": "On-Time Delivery Rate",
}
REVIEW = "performance-review"


def warn_if_missed(moment: Moment, seller: Seller, metric: str, rate: Rate, change: tuple[int, int]) -> None:
    """Warn once per breach: when the target was met just before, or nothing was said for a while.

    `change` is what has just happened to numerator and denominator.
    """
    if rate.status != "missed":
        return
    policy, before = home_policy(moment, seller), rate.changed_by(-change[0], -change[1])
    if before.status == "missed" and warned_since(moment, seller, metric, policy.rate_warning_repeat):
        return
    facts = {"metric": NAMES[metric], "metric_id": metric, **rate.facts()}
    if metric == CANCELLATION_RATE and policy.offers_deactivated_on_breach:
        due_at = moment.now + policy.performance_review_window
        withdraw(moment, seller.id, [REVIEW])
        schedule(moment, REVIEW, due_at, seller.id)
        facts["due_at"] = iso(due_at)
    notice = add_notice(moment, seller, NoticeKind.RATE_WARNING, "warning", facts)
    announce(moment, seller, notice, EventKind.RATE_WARNED, "performance-warning")


@when_due(REVIEW, rank=85)
def review(moment: Moment, seller_id: str) -> None:
    """Look again some days after the warning: a rate still off its target takes the seller's own offers off sale."""
    seller = moment.session.get_one(Seller, seller_id)
    policy = home_policy(moment, seller)
    rate = cancellation_rate(moment.session, seller, moment.now, policy)
    if seller.offers_deactivated_at is not None or rate.status != "missed":
        return
    if not policy.offers_deactivated_on_breach or rate.denominator < policy.offers_deactivated_minimum_orders:
        return
    seller.offers_deactivated_at = moment.now
    facts = {"metric": NAMES[CANCELLATION_RATE], "metric_id": CANCELLATION_RATE, **rate.facts()}
    notice = add_notice(moment, seller, NoticeKind.OFFERS_DEACTIVATED, "critical", facts)
    announce(moment, seller, notice, EventKind.OFFERS_DEACTIVATED, "offers-deactivated")
