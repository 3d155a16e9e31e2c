"""What buyers do when it is over: feedback, returns, complaints, and the wait for what does not come.

How satisfied somebody is follows from the order: late, canceled by the seller, a wish that was not heard.
"""

from datetime import datetime, timedelta

from simulator.agenda import schedule, when_due, withdraw
from simulator.draws import weighted
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.statuses import Channel, OrderStatus
from simulator.people.dials import is_simulated
from simulator.people.figures import figures
from simulator.people.personas import buyer_habit, buyer_persona
from simulator.people.speaking import remark, say
from simulator.people.turns import FIRST_RANK, attempt, happens, wait
from simulator.people.wishing import return_reason, wants_out

VERDICT, WORRY, CLAIM = "buyer-verdict", "buyer-worry", "buyer-claim"
# Of a thousand ratings so many come with words.
WORDS = 700
# From so many stars on a rating is a good one.
GOOD = 4
HOUR = timedelta(hours=1)


@listens_to(EventKind.SHIPMENT_CONFIRMED)
def expect(moment: Moment, event: Event, order: Order) -> None:
    """A parcel is announced: its buyer will wonder if it does not come."""
    if order.channel == Channel.MFN and order.deliver_by and is_simulated(moment, order.buyer_id):
        withdraw(moment, order.number, (WORRY,))
        due = order.deliver_by + wait(moment, order, "worry", figures("buyers")["worry"])
        schedule(moment, WORRY, max(due, moment.now + HOUR), order.number)


@listens_to(EventKind.DELIVERED, EventKind.ORDER_CANCELED)
def look_back(moment: Moment, event: Event, order: Order) -> None:
    """It is over, one way or the other; some time later the buyer says what they think."""
    if not is_simulated(moment, order.buyer_id) or order.channel == Channel.MCF:
        return
    withdraw(moment, order.number, (WORRY,))
    if event.kind == EventKind.DELIVERED or event.data.get("by") == Actor.SELLER:
        pause = wait(moment, order, "verdict", figures("buyers")["verdict"])
        schedule(moment, VERDICT, moment.now + pause, order.number)


@when_due(VERDICT, rank=FIRST_RANK + 13, prepare=load_orders)
def judge(moment: Moment, number: str) -> None:
    """The buyer keeps it or sends it back, complains, leaves feedback, or does nothing."""
    order = find(moment, number)
    if not is_simulated(moment, order.buyer_id):
        return
    if order.delivered_at is not None and not order.returns and _sends_back(moment, order):
        return
    if order.feedback is None and happens(moment, order, "leaves feedback", figures("buyers")["feedback"]):
        leave_feedback(moment, order, unhappy=is_unhappy(moment, order))


def is_unhappy(moment: Moment, order: Order) -> bool:
    """Say whether an order went wrong from its buyer's side."""
    request = order.request
    unheard = request is not None and request.state == "shipped"
    own_wish = wants_out(order) and not (request is not None and request.asked_by_seller)
    dropped = order.canceled_by == Actor.SELLER and not own_wish
    return _came_late(order) or unheard or dropped or _complains(moment, order)


def leave_feedback(moment: Moment, order: Order, *, unhappy: bool) -> None:
    """Rate the seller."""
    table = figures("buyers")["ratings_bad" if unhappy else "ratings_good"]
    rating = weighted(moment.seed, "people", order.number, "rating", table)
    words = happens(moment, order, "finds words", WORDS)
    comment = remark(moment, order, _verdict(order, good=rating >= GOOD)) if words else ""
    attempt(moment, "feedback", order.buyer_id, order, rating=rating, comment=comment)


def _verdict(order: Order, *, good: bool) -> str:
    """Say what the words of a rating are about."""
    if order.canceled_at is not None:
        return "praise_cancellation" if good else "blame_cancellation"
    if good:
        return "praise"
    return "blame_delay" if _came_late(order) else "blame"


def _came_late(order: Order) -> bool:
    return order.delivered_at is not None and order.deliver_by is not None and order.delivered_at > order.deliver_by


@when_due(WORRY, rank=FIRST_RANK + 14, prepare=load_orders)
def worry(moment: Moment, number: str) -> None:
    """The parcel should have come; the buyer asks, and may claim their money back later."""
    order = find(moment, number)
    if not _is_missing(order) or not is_simulated(moment, order.buyer_id) or order.buyer is None:
        return
    if buyer_persona(moment, order.buyer) != "silent":
        say(moment, order, "buyer", "not_received")
    schedule(moment, CLAIM, _may_claim_from(moment, order) + HOUR, number)


@when_due(CLAIM, rank=FIRST_RANK + 15, prepare=load_orders)
def claim(moment: Moment, number: str) -> None:
    """Nothing came of it: the buyer claims from the marketplace."""
    order = find(moment, number)
    if order.claim is not None or order.buyer is None or not is_simulated(moment, order.buyer_id):
        return
    if _is_missing(order):
        attempt(moment, "claim", order.buyer_id, order, ground="not_received")
    elif order.delivered_at is not None and order.refunded == 0 and not order.returns and _complains(moment, order):
        angry = buyer_habit(moment, order.buyer).angry or 250
        if happens(moment, order, "claims", angry):
            attempt(moment, "claim", order.buyer_id, order, ground="not_as_described")


def _sends_back(moment: Moment, order: Order) -> bool:
    """Send back what was not wanted any more or not liked; or complain, and claim if that does not help."""
    wanted_out = wants_out(order)
    share = 550 if wanted_out else figures("buyers")["returns"]
    if happens(moment, order, "returns", share):
        reason = return_reason(moment, order)
        return attempt(moment, "request-return", order.buyer_id, order, reason=reason) is not None
    if _complains(moment, order) and say(moment, order, "buyer", "complaint"):
        schedule(moment, CLAIM, _may_claim_from(moment, order) + HOUR, order.number)
    return False


def _complains(moment: Moment, order: Order) -> bool:
    return happens(moment, order, "complains", figures("buyers")["complains"])


def _may_claim_from(moment: Moment, order: Order) -> datetime:
    policy = moment.policy(order.store)
    waited = (order.deliver_by or moment.now) + policy.claim_not_received_wait
    return max(moment.now + policy.claim_after_contact, waited)


def _is_missing(order: Order) -> bool:
    """Say whether an announced parcel has not come, and the money was not given back."""
    here = order.delivered_at or order.refused_at
    announced = order.status in (OrderStatus.SHIPPED, OrderStatus.PARTIALLY_SHIPPED)
    return announced and here is None and order.refunded < order.charged
