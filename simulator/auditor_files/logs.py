"""The log's own order: numbered without gaps, forward in time, and at the instants that its orders name."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.histories import CODES, NEVER, Part, Rows, Whole, numbers_of
from simulator.auditor_files.rows import NAMED
from simulator.auditor_files.sources import Sources
from simulator.events import EventKind as E

# The event that stands for an order's column.
INSTANTS = {
    "released_at": E.PAYMENT_VERIFIED,
    "canceled_at": E.ORDER_CANCELED,
    "delivered_at": E.DELIVERED,
    "refunded_at": E.REFUND_ISSUED,
    "shipment_confirmed_at": E.SHIPMENT_CONFIRMED,
    "asked": E.CANCELLATION_REQUESTED,
}


def check_log(sources: Sources, part: Part) -> Iterator[Finding]:
    """Find logs that are not numbered, not in time, or tell other instants than their orders."""
    log, key = part.log, part.orders["key"]
    seq, instant = log.columns["seq"], log.columns["instant"]
    turn = np.arange(len(seq)) - log.spread(log.first) + 1
    back = (turn > 1) & (np.diff(instant, prepend=0) < 0)
    place = log.place(key)
    for rule, keys, says in (
        ("log-numbers", log.key[log.folded(np.logical_or, seq != turn)], "numbers have gaps"),
        ("log-in-time", log.key[log.folded(np.logical_or, back)], "the log goes back in time"),
        ("log-missing", key[place < 0], "has no log"),
        ("log-agrees", key[_differs(part, place, sources.until)], "the log tells other instants than the order"),
    ):
        for number in numbers_of(sources, keys, NAMED):
            yield Finding(rule, "events", number, says)


def _differs(part: Part, place: Whole, until: int) -> Any:
    """Say which orders have a log that tells other instants than they do."""
    log, orders = part.log, part.orders
    instant = log.columns["instant"]
    began, ended = log.folded(np.minimum, instant), log.folded(np.maximum, instant)
    there = (place >= 0) & np.array([channel != "MCF" for channel, _ in part.states])[orders["state"]]
    rows = np.flatnonzero(there)
    at = place[rows]
    wrong = (began[at] != orders["placed_at"][rows]) | (ended[at] > until)
    for column, kind in INSTANTS.items():
        wrong |= _first(log, kind)[at] != orders[column][rows]
    there[rows] = wrong
    return there


def _first(log: Rows, kind: E) -> Whole:
    """Return when an event first happened in each log."""
    is_it = np.array([one == kind for one, _ in CODES] + [False])
    found: Whole = log.folded(np.minimum, np.where(is_it[log.columns["code"]], log.columns["instant"], NEVER))
    return found
