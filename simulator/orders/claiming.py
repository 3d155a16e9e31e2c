"""Guarantee claims and feedback: what a buyer can still do when the seller did not help."""

from simulator.agenda import schedule, when_due
from simulator.deeds import deed
from simulator.errors import BadInput
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Claim, Feedback, Order
from simulator.orders.moving import move
from simulator.orders.notices import tell
from simulator.orders.refunding import pay_back
from simulator.reasons import reason_code


@deed("claim", by=Actor.BUYER)
def open_claim(moment: Moment, order: Order, *, ground: str) -> None:
    """Claim money back from the marketplace, after the seller was given time to help."""
    policy = moment.policy(order.store)
    ground = reason_code(policy.claim_grounds, ground, field="ground") or ""
    move(moment, order, "claim", ground=ground)
    assert order.claim is not None
    schedule(moment, "claim-answer-window", order.claim.answer_due_at, order.number)


@deed("answer-claim", by=Actor.SELLER)
def answer_claim(moment: Moment, order: Order, *, text: str) -> None:
    """Represent the seller's side of a claim to the marketplace."""
    if not 0 < len(text.strip()) <= 2000:
        raise BadInput("text", "Write 1 to 2,000 characters.")
    move(moment, order, "answer-claim", log={"text": text.strip()})
    assert order.claim is not None
    order.claim.answered_at, order.claim.answer = moment.now, text.strip()


@when_due("claim-answer-window", rank=65)
def decide(moment: Moment, number: str) -> None:
    """The seller's time to answer is over: the marketplace decides.

    Assumed: an answered claim goes to the seller when the facts are on the seller's side; silence loses.
    """
    order = find(moment, number)
    claim = order.claim
    if claim is None or claim.decided_at is not None:
        return
    left = order.charged - order.refunded
    claim.decided_at, claim.decision = moment.now, "seller" if left == 0 or _sellers_side(order, claim) else "buyer"
    claim.amount = left if claim.decision == "buyer" else 0
    move(
        moment,
        order,
        "decide-claim",
        log={"decision": claim.decision, "amount": claim.amount, "currency": order.currency},
    )
    if claim.amount:
        pay_back(moment, order, claim.amount, "claim")


@deed("appeal-claim", by=Actor.SELLER)
def appeal_claim(moment: Moment, order: Order, *, text: str) -> None:
    """Ask the marketplace to look at a claim again that it decided for the buyer.

    Assumed: it looks at once, with the same eyes and the seller's words; what it paid out stays with the buyer.
    """
    if not 0 < len(text.strip()) <= 2000:
        raise BadInput("text", "Write 1 to 2,000 characters.")
    claim = order.claim
    said = {"text": text.strip(), "appeal": True}
    move(moment, order, "appeal-claim", log=said)
    assert claim is not None
    claim.appealed_at, claim.answered_at = moment.now, claim.answered_at or moment.now
    if _sellers_side(order, claim):
        claim.decision = "seller"
    moment.actor = Actor.MARKETPLACE
    event = record(
        moment, EventKind.CLAIM_DECIDED, order, decision=claim.decision, amount=0, currency=order.currency, appeal=True
    )
    tell(moment, order, "decide-claim", event)


def _sellers_side(order: Order, claim: Claim) -> bool:
    """Say whether facts and an answer speak for the seller."""
    if claim.answered_at is None:
        return False
    if claim.ground == "not_received":
        return order.delivered_at is not None
    return claim.ground == "not_refunded" and not any(one.received_at for one in order.returns)


@deed("feedback", by=Actor.BUYER)
def leave_feedback(moment: Moment, order: Order, *, rating: int, comment: str = "") -> None:
    """Rate the seller from 1 to 5 for this order."""
    if not 1 <= rating <= 5:
        raise BadInput("rating", "A rating is 1 to 5.")
    if len(comment) > 400:
        raise BadInput("comment", "A comment has at most 400 characters.")
    move(moment, order, "feedback", rating=rating, comment=comment)


@when_due("feedback-reminder", rank=70, prepare=load_orders)
def remind_of_feedback(moment: Moment, number: str) -> None:
    """A buyer who has not said how it went is asked to, once."""
    order = find(moment, number)
    event = record(moment, EventKind.REMINDER_SENT, order, about="feedback")
    tell(moment, order, "remind-of-feedback", event, until=order.placed_at + moment.policy(order.store).feedback_window)


@deed("remove-feedback", by=Actor.BUYER)
def remove_feedback(moment: Moment, order: Order) -> None:
    """Take one's own feedback back."""
    given, policy = _given(order), moment.policy(order.store)
    ends = given.at + policy.feedback_removal
    if moment.now >= ends:
        raise policy.refuse("feedback-removal", until=ends, time=ends)
    given.removed_at = moment.now
    record(moment, EventKind.FEEDBACK_REMOVED, order, rating=given.rating)


@deed("request-feedback-removal", by=Actor.SELLER)
def request_feedback_removal(moment: Moment, order: Order) -> None:
    """Ask the marketplace to strike feedback: it strikes what is about its own delivery, nothing else."""
    given = _given(order)
    given.removal_requested_at = moment.now
    if order.channel == "AFN":
        given.removed_at = moment.now
        record(moment, EventKind.FEEDBACK_REMOVED, order, rating=given.rating, why="fulfilled by the marketplace")
    else:
        record(moment, EventKind.FEEDBACK_REMOVAL_ASKED, order, granted=False)


@deed("reply-to-feedback", by=Actor.SELLER)
def reply_to_feedback(moment: Moment, order: Order, *, text: str) -> None:
    """Answer feedback in public."""
    given = _given(order)
    if not 0 < len(text.strip()) <= 400:
        raise BadInput("text", "Write 1 to 400 characters.")
    given.reply = text.strip()
    record(moment, EventKind.FEEDBACK_ANSWERED, order, text=given.reply)


def _given(order: Order) -> Feedback:
    if order.feedback is None or order.feedback.removed_at is not None:
        raise BadInput("order", "There is no feedback on this order.")
    return order.feedback
