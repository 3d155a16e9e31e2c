"""The log itself: no gap, no step back in time, no effect before its cause, nothing that nobody knows."""

from simulator.auditor.finding import Found, finds
from simulator.auditor.lawful import ACTORS, KINDS
from simulator.auditor.ledger import Ledger, when


@finds("log-gapless")
def gapless(ledger: Ledger) -> Found:
    """Sequence numbers run from 1 without a gap, up to what the world says it has logged."""
    for place, event in enumerate(ledger.log, 1):
        if event.seq != place:
            yield f"event {event.seq}", f"stands at place {place} of the log, so a number is missing or taken twice."
            return
    if len(ledger.log) != ledger.world["last_event"]:
        yield "log", f"has {len(ledger.log)} events, the world counted {ledger.world['last_event']}."


@finds("log-forward")
def forward(ledger: Ledger) -> Found:
    """Time in the log never goes back and never passes the world's clock."""
    before = 0
    for event in ledger.log:
        if event.at < before:
            yield f"event {event.seq}", f"happened at {when(event.at)}, before what stands above it."
        if event.at > ledger.world["now"]:
            yield f"event {event.seq}", f"happened at {when(event.at)}, which the world has not reached."
        before = max(before, event.at)


@finds("log-causes")
def causes(ledger: Ledger) -> Found:
    """A cause is an earlier event of the same instant."""
    at = {event.seq: event.at for event in ledger.log}
    for event in ledger.log:
        if event.cause is None:
            continue
        if event.cause not in at or event.cause >= event.seq:
            yield f"event {event.seq}", f"names event {event.cause} as its cause, which is not before it."
        elif at[event.cause] != event.at:
            yield f"event {event.seq}", f"follows event {event.cause}, yet not at the same instant."


@finds("log-vocabulary")
def vocabulary(ledger: Ledger) -> Found:
    """Kinds and actors are those the contract names."""
    for event in ledger.log:
        if event.kind not in KINDS:
            yield f"event {event.seq}", f"is of a kind nobody knows: {event.kind}."
        if event.actor not in ACTORS:
            yield f"event {event.seq}", f"was done by nobody known: {event.actor}."


@finds("log-orders")
def orders(ledger: Ledger) -> Found:
    """The log speaks only of orders that exist."""
    for event in ledger.log:
        if event.order_id is not None and event.order_id not in ledger.orders:
            yield f"event {event.seq}", f"is about order {event.order_id}, which does not exist."


@finds("world-clock")
def clock(ledger: Ledger) -> Found:
    """A world is not before its start."""
    if ledger.world["now"] < ledger.world["started_at"]:
        yield "world", f"stands at {when(ledger.world['now'])}, before its start."
