"""What a seller does about a performance notification: acknowledge it, or submit a plan of action.

An accepted plan brings the seller's offers back. Whether plans are accepted at once is the rule book's to say; else the
marketplace decides. Source: policies §4.3; ux, Performance Notifications.
"""

from simulator.agenda import withdraw
from simulator.deeds import deed
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, record
from simulator.health.notifying import NoticeKind, by_marketplace
from simulator.health.rating import home_policy
from simulator.health.warning import REVIEW
from simulator.moment import Actor, Moment
from simulator.orders.models import PerformanceNotice
from simulator.parties import Seller

LONGEST_PLAN = 4000
WANTS_PLAN = frozenset({NoticeKind.RATE_WARNING, NoticeKind.OFFERS_DEACTIVATED})


@deed("acknowledge-notice", by=Actor.SELLER, on="world")
def acknowledge_notice(moment: Moment, *, seller_id: str, notice_id: int) -> None:
    """Acknowledge a performance notification."""
    notice = _own_notice(moment, seller_id, notice_id)
    if notice.acknowledged_at is not None:
        raise BadInput("notice_id", "This notification is acknowledged already.")
    moment.actor, moment.person_id = Actor.SELLER, seller_id
    notice.acknowledged_at = moment.now
    record(moment, EventKind.NOTICE_ACKNOWLEDGED, seller_id=seller_id, notice=notice.id)


@deed("submit-plan", by=Actor.SELLER, on="world")
def submit_plan(moment: Moment, *, seller_id: str, notice_id: int, text: str) -> None:
    """Submit a plan of action on a warning or on deactivated offers."""
    notice = _own_notice(moment, seller_id, notice_id)
    if notice.kind not in WANTS_PLAN:
        raise BadInput("notice_id", "This notification asks for no plan of action.")
    if notice.plan_state in ("waiting", "accepted"):
        raise BadInput("notice_id", "A plan of action was submitted already.")
    if not 0 < len(text.strip()) <= LONGEST_PLAN:
        raise BadInput("text", "Write 1 to {most} characters.", most=f"{LONGEST_PLAN:,}")
    moment.actor, moment.person_id = Actor.SELLER, seller_id
    notice.plan_of_action, notice.plan_state = text.strip(), "waiting"
    record(moment, EventKind.PLAN_SUBMITTED, seller_id=seller_id, notice=notice.id, text=notice.plan_of_action)
    seller = moment.session.get_one(Seller, seller_id)
    if home_policy(moment, seller).plan_accepted_at_once:
        _decide(moment, seller, notice, accepted=True)


@deed("decide-plan", by=Actor.MARKETPLACE, on="world")
def decide_plan(moment: Moment, *, notice_id: int, accepted: bool) -> None:
    """Accept or decline a plan of action that waits for an answer."""
    notice = moment.session.get(PerformanceNotice, notice_id)
    if notice is None or notice.plan_state != "waiting":
        raise NotFound(f"No plan of action waits on notification {notice_id}.")
    _decide(moment, moment.session.get_one(Seller, notice.seller_id), notice, accepted=accepted)


def _decide(moment: Moment, seller: Seller, notice: PerformanceNotice, *, accepted: bool) -> None:
    notice.plan_state = "accepted" if accepted else "declined"
    with by_marketplace(moment):
        record(moment, EventKind.PLAN_DECIDED, seller_id=seller.id, notice=notice.id, accepted=accepted)
        if accepted:
            _bring_back_offers(moment, seller)


def _bring_back_offers(moment: Moment, seller: Seller) -> None:
    """An accepted plan ends what was planned against the seller and puts the offers back on sale."""
    withdraw(moment, seller.id, [REVIEW])
    if seller.offers_deactivated_at is not None:
        seller.offers_deactivated_at = None
        record(moment, EventKind.OFFERS_REACTIVATED, seller_id=seller.id)


def _own_notice(moment: Moment, seller_id: str, notice_id: int) -> PerformanceNotice:
    notice = moment.session.get(PerformanceNotice, notice_id)
    if notice is None or notice.seller_id != seller_id:
        raise NotFound(f"There is no notification {notice_id}.")
    return notice
