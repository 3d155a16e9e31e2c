"""Buyers who want to cancel: alone, officially, by message, on the phone; and buyers who just ask something.

Decided when an order is placed, by the dial; which way is the order's own. What a rule no longer allows is asked for
by message instead.
"""

from datetime import timedelta

from simulator.agenda import schedule, when_due
from simulator.draws import weighted
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.statuses import Channel, OrderStatus
from simulator.people.dials import dials_of, is_simulated
from simulator.people.figures import figures
from simulator.people.personas import buyer_persona
from simulator.people.speaking import say
from simulator.people.turns import FIRST_RANK, attempt, happens, wait

WISH, QUESTION = "buyer-wish", "buyer-question"
ALONE, OFFICIAL, MESSAGE, PHONE = "alone", "official", "message", "phone"
SECOND = timedelta(seconds=1)


@listens_to(EventKind.ORDER_PLACED)
def decide(moment: Moment, event: Event, order: Order) -> None:
    """An order was placed: its buyer may come to regret it, or have a question."""
    if order.channel == Channel.MCF or not is_simulated(moment, order.buyer_id):
        return
    if happens(moment, order, "wants to cancel", dials_of(moment).cancel_mix * 10):
        schedule(moment, WISH, moment.now + _delay(moment, order), order.number)
    elif _asks(moment, order):
        schedule(moment, QUESTION, moment.now + wait(moment, order, "ask", figures("buyers")["ask"]), order.number)


def way_of(moment: Moment, order: Order) -> str:
    """Return how the buyer of an order would go about canceling it."""
    return str(weighted(moment.seed, "people", order.number, "way", figures("wish")["ways"]))


def reason_of(moment: Moment, order: Order) -> str:
    """Return why."""
    return str(weighted(moment.seed, "people", order.number, "reason", figures("wish")["reasons"]))


def wants_out(order: Order) -> bool:
    """Say whether a buyer wanted to cancel before the order arrived."""
    return order.wished_at is not None or order.request is not None


def return_reason(moment: Moment, order: Order) -> str:
    """Return why somebody sends an order back."""
    if wants_out(order):
        return "no_longer_needed"
    return str(weighted(moment.seed, "people", order.number, "return reason", figures("buyers")["return_reasons"]))


@when_due(WISH, rank=FIRST_RANK + 10, prepare=load_orders)
def act_on_wish(moment: Moment, number: str) -> None:
    """The buyer tries to cancel, in their own way."""
    order = find(moment, number)
    if is_simulated(moment, order.buyer_id) and order.status != OrderStatus.CANCELED:
        wish_to_cancel(moment, order, way_of(moment, order))


def wish_to_cancel(moment: Moment, order: Order, way: str) -> None:
    """Try one way of canceling; where it is closed, the next: officially, by message."""
    reason, buyer = reason_of(moment, order), order.buyer_id
    if way == PHONE:
        attempt(moment, "call-customer-service", buyer, order, wish="cancel")
        return
    deeds = {ALONE: ("buyer-cancel", "request-cancellation"), OFFICIAL: ("request-cancellation",)}.get(way, ())
    if not any(attempt(moment, deed, buyer, order, reason=reason) for deed in deeds):
        say(moment, order, "buyer", "cancel_wish")


@when_due(QUESTION, rank=FIRST_RANK + 11, prepare=load_orders)
def ask(moment: Moment, number: str) -> None:
    """The buyer asks something that has nothing to do with canceling."""
    order = find(moment, number)
    over = order.status == OrderStatus.CANCELED or wants_out(order)
    if not over and is_simulated(moment, order.buyer_id):
        about_item = happens(moment, order, "asks about the item", 400)
        say(moment, order, "buyer", "question_product" if about_item else "question_delivery")


def _asks(moment: Moment, order: Order) -> bool:
    quiet = order.buyer is None or buyer_persona(moment, order.buyer) == "silent"
    return not quiet and happens(moment, order, "asks", figures("buyers")["asks"])


def _delay(moment: Moment, order: Order) -> timedelta:
    """Return how long after placing the wish comes; who cancels alone does so while that is open."""
    alone = way_of(moment, order) == ALONE
    curve = figures("wish")["alone" if alone else "late"]
    after, window = wait(moment, order, "wish", curve), moment.policy(order.store).buyer_cancel_window
    if alone:
        longest = timedelta(minutes=curve[-1][1])
        return after if window >= longest else timedelta(seconds=after.seconds * window.seconds // longest.seconds)
    return max(after, window + SECOND)
