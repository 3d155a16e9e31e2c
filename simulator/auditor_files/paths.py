"""The log against the transition table: is every order's story a path through it, and does it end in its status?

Each different story is judged once; stories are told apart by a number made of their steps.
"""

from collections.abc import Iterator

import numpy as np

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.histories import CODES, UNKNOWN, Keys, Part, Rows, numbers_of
from simulator.auditor_files.sources import Sources
from simulator.events import EventKind as E
from simulator.moment import Actor
from simulator.orders.statuses import Channel
from simulator.orders.statuses import OrderStatus as S
from simulator.orders.transitions import FIRST, ROWS

# Events that leave an order where it is and may come at any time.
NEUTRAL = frozenset({E.MESSAGE_SENT, E.REMINDER_SENT, E.SHIP_BY_PASSED, E.STOCK_CHANGED, E.BREACH_NOTED})
# Events that a story has once at most; confirmations may come twice, for two parcels.
ONCE = frozenset(
    {E.ORDER_PLACED, E.PAYMENT_VERIFIED, E.ORDER_CANCELED, E.DELIVERED, E.CANCELLATION_REQUESTED, E.FULFILLMENT_STARTED}
)
_LIVELY = np.array([kind not in NEUTRAL for kind, _ in CODES] + [True])
# An odd number without a pattern: a step counts as its code times a power of it.
_BASE = np.uint64(0x9E3779B97F4A7C15)


def check_paths(sources: Sources, part: Part) -> Iterator[Finding]:
    """Find stories that no path through the table tells."""
    log, key, state = part.log, part.orders["key"], part.orders["state"]
    place = log.place(key)
    known = np.flatnonzero(place >= 0)
    story = _stories(log)[place[known]] ^ (state[known].astype(np.uint64) + np.uint64(1)) * _BASE
    _, first, count = np.unique(story, return_index=True, return_counts=True)
    for at, orders in zip(known[first].tolist(), count.tolist(), strict=True):
        wrong = _judged(_steps(log, int(place[at])), *part.states[int(state[at])])
        if wrong:
            more = f" ({orders} orders)" if orders > 1 else ""
            yield Finding("lawful-path", "events", numbers_of(sources, key[at : at + 1], 1)[0], f"{wrong}{more}")


def _stories(log: Rows) -> Keys:
    """Return a number for each story: equal ones have the same, different ones others."""
    code = log.columns["code"]
    lively = _LIVELY[code]
    ahead = np.cumsum(lively)
    turn = ahead - log.spread(ahead[log.first] - lively[log.first])
    powers = np.cumprod(np.full(int(turn.max(initial=0)) + 1, _BASE))
    counted: Keys = log.folded(np.add, np.where(lively, (code + 1).astype(np.uint64) * powers[turn], np.uint64(0)))
    return counted


def _steps(log: Rows, place: int) -> list[int]:
    """Return the codes of one story's steps, without those that may come at any time."""
    first = log.first[place]
    codes = log.columns["code"][first : first + log.count[place]]
    steps: list[int] = codes[_LIVELY[codes]].tolist()
    return steps


def _judged(places: list[int], channel: str, status: str) -> str | None:
    """Return what is wrong with a story, or None."""
    if UNKNOWN in places:
        return "something unknown to the table happens"
    steps = [CODES[at] for at in places]
    kinds = [kind for kind, _ in steps]
    twice = next((kind for kind in kinds if kind in ONCE and kinds.count(kind) > 1), None)
    if twice:
        return f"{twice} happens twice"
    if channel not in tuple(Channel):
        return f"there is no channel {channel}"
    states: set[S] = {S.NEW} if channel == Channel.MCF else set()
    for at, (kind, actor) in enumerate(steps):
        if at == 0 and channel != Channel.MCF:
            if (kind, actor) != (E.ORDER_PLACED, "BUYER"):
                return f"begins with {kind}"
            states = set(FIRST[Channel(channel)])
            continue
        following = _following(states, kind, actor, Channel(channel))
        if not following:
            return f"{kind} by {actor} has no place after {', '.join(kinds[:at]) or 'nothing'}"
        states = following
    return None if status in states else f"is {status}, but its log ends in {' or '.join(sorted(states)) or 'nothing'}"


def _following(states: set[S], kind: str, actor: str, channel: Channel) -> set[S]:
    if (kind, actor) == (E.REFUND_ISSUED, Actor.MARKETPLACE):
        return states & {S.SHIPPED, S.PARTIALLY_SHIPPED}
    found: set[S] = set()
    for row in ROWS:
        if row.event == kind and row.actor == actor and channel in row.channels:
            for state in states & row.sources:
                found |= row.targets if callable(row.target) else {row.target or state}
    return found
