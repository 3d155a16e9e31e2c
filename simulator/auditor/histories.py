"""Each order's history is one that the lifecycle allows, and its status is where that history leads."""

from collections.abc import Iterator

from simulator.auditor.finding import Found, finds
from simulator.auditor.lawful import DONE_BY, STATUSES, STEPS
from simulator.auditor.ledger import Ledger, Logged, of

FACTS_ONLY = {kind for steps in STEPS.values() for kind in steps["canceled"]}


@finds("one-placing")
def one_placing(ledger: Ledger) -> Found:
    """An order begins once, by being placed; only an invalid multi-channel order ends at once."""
    for number, events in ledger.history.items():
        if not events:
            yield number, "is nowhere in the log."
        elif ledger.orders[number]["status"] != "Invalid" and len(of(events, "order-placed")) != 1:
            yield number, f"was placed {len(of(events, 'order-placed'))} times."


@finds("lawful-history")
def lawful(ledger: Ledger) -> Found:
    """Every event of an order may follow those before it."""
    for number, events in ledger.history.items():
        _, wrong = _walk(ledger.orders[number]["channel"], events)
        if wrong is not None:
            yield number, f"{wrong.kind} (event {wrong.seq}) cannot happen at that point of its history."


@finds("status-as-told")
def status_as_told(ledger: Ledger) -> Found:
    """The status is the one the history leads to."""
    for number, events in ledger.history.items():
        order = ledger.orders[number]
        states, wrong = _walk(order["channel"], events)
        words = {word for state in states for word in STATUSES.get(state, ())}
        if wrong is None and events and order["status"] not in words:
            yield number, f"is {order['status']}, its history says {' or '.join(sorted(words))}."


@finds("canceled-is-final")
def canceled_is_final(ledger: Ledger) -> Found:
    """After a cancellation only facts of the bench, messages and feedback follow."""
    for number, events in ledger.history.items():
        for event in _after_cancellation(events):
            if event.kind not in FACTS_ONLY:
                yield number, f"{event.kind} (event {event.seq}) after the order was canceled."


@finds("right-actor")
def right_actor(ledger: Ledger) -> Found:
    """Deeds were done by those who may do them."""
    for event in ledger.log:
        if event.actor not in DONE_BY.get(event.kind, (event.actor,)):
            yield event.order_id or "world", f"{event.kind} (event {event.seq}) was done by the {event.actor.lower()}."


def _walk(channel: str, events: list[Logged]) -> tuple[set[str], Logged | None]:
    """Follow a history as far as it is lawful; return the states it may have led to and the first event that is not."""
    steps = STEPS.get(channel, {})
    states = {""}
    for event in events:
        following = {after for state in states for after in steps.get(state, {}).get(event.kind, ())}
        if not following:
            return states, event
        states = following
    return states, None


def _after_cancellation(events: list[Logged]) -> Iterator[Logged]:
    canceled = False
    for event in events:
        if canceled:
            yield event
        canceled = canceled or event.kind == "order-canceled"
