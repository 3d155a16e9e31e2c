"""How buyers react to what a seller writes: do it, repeat themselves, thank, give up, or get angry."""

from simulator.agenda import schedule, when_due
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.statuses import OrderStatus
from simulator.people.dials import is_simulated
from simulator.people.figures import BuyerHabit, figures
from simulator.people.personas import buyer_habit, buyer_persona
from simulator.people.speaking import last_heard, said, say
from simulator.people.turns import FIRST_RANK, attempt, happens, wait
from simulator.people.wishing import reason_of, return_reason, wants_out

ANSWER = "buyer-answer"
# Nobody writes more often than this about one order.
MOST_MESSAGES = 6
ASKED_TO_REQUEST = ("how_to_request", "ask_buyer_to_request")
TOO_LATE = ("refuse_or_return", "label_return")
NO_GOOD_NEWS = ("honest_reason", "apology")


@listens_to(EventKind.MESSAGE_SENT)
def hear(moment: Moment, event: Event, order: Order) -> None:
    """A seller's message has reached a buyer, who will read it."""
    from_seller = event.data.get("from") == "seller" and event.data.get("delivered")
    if from_seller and is_simulated(moment, order.buyer_id):
        pause = wait(moment, order, f"answer {event.data['message_id']}", figures("buyers")["answer"])
        schedule(moment, ANSWER, moment.now + pause, order.number)


@when_due(ANSWER, rank=FIRST_RANK + 12, prepare=load_orders)
def answer(moment: Moment, number: str) -> None:
    """The buyer reads the seller's last message and reacts."""
    order = find(moment, number)
    heard = last_heard(moment, order, Actor.BUYER)
    if heard is None or order.buyer is None or not is_simulated(moment, order.buyer_id):
        return
    if said(moment, order, Actor.BUYER) < MOST_MESSAGES:
        react(moment, order, heard)


def react(moment: Moment, order: Order, intent: str) -> None:
    """Do what this buyer does when told something of this intent."""
    assert order.buyer is not None
    habit = buyer_habit(moment, order.buyer)
    if intent in ASKED_TO_REQUEST and order.status == OrderStatus.UNSHIPPED and order.request is None:
        _told_to_request(moment, order, habit, intent)
    elif intent == "asks_for_details":
        if buyer_persona(moment, order.buyer) != "silent":
            say(moment, order, "buyer", "address_given")
    elif intent == "return_for_refund" and order.delivered_at is not None:
        if happens(moment, order, "returns when told", habit.obeys):
            attempt(moment, "request-return", order.buyer_id, order, reason=return_reason(moment, order))
    elif habit.angry and intent in (*TOO_LATE, "honest_reason"):
        _protest(moment, order, habit)
    elif intent not in NO_GOOD_NEWS and happens(moment, order, f"thanks for {intent}", habit.polite):
        say(moment, order, "buyer", "thanks")


def will_refuse(moment: Moment, order: Order) -> bool:
    """Say whether a buyer sends a parcel away at the door: some of those who wanted to cancel, told or not."""
    share = 450 if wants_out(order) else figures("buyers")["refuses"]
    return is_simulated(moment, order.buyer_id) and happens(moment, order, "refuses the parcel", share)


def _told_to_request(moment: Moment, order: Order, habit: BuyerHabit, intent: str) -> None:
    """Ask officially as told; or say it again; or, in the end, let it be."""
    wishes = said(moment, order, Actor.BUYER, "cancel_wish")
    if happens(moment, order, "obeys", habit.obeys) or (wishes > habit.repeats and habit.repeats > 1):
        asked = attempt(moment, "request-cancellation", order.buyer_id, order, reason=_reason(moment, order, intent))
        if asked and happens(moment, order, "says so", habit.polite):
            say(moment, order, "buyer", "request_made")
    elif wishes <= habit.repeats:
        say(moment, order, "buyer", "cancel_repeat")


def _reason(moment: Moment, order: Order, intent: str) -> str:
    # Who is asked to pretend, does.
    return "created_by_mistake" if intent == "ask_buyer_to_request" else reason_of(moment, order)


def _protest(moment: Moment, order: Order, habit: BuyerHabit) -> None:
    if order.status == OrderStatus.CANCELED or said(moment, order, Actor.BUYER) > habit.repeats:
        if happens(moment, order, "gets angry", habit.angry):
            attempt(moment, "feedback", order.buyer_id, order, rating=1, comment="")
    else:
        say(moment, order, "buyer", "late_protest" if _asked_in_time(order) else "no_way_back")


def _asked_in_time(order: Order) -> bool:
    """Say whether a buyer wanted out before the parcel left."""
    asked = order.wished_at or (order.request.at if order.request else None)
    return asked is not None and (order.handed_at is None or asked < order.handed_at)
