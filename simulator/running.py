"""Tallies of the window that ends now, kept in step while a session writes, so that an event costs no statement.

The first question is answered by the tallies of the world's file. After that whoever records what is counted enters it
here, and what has left the window is taken off, read a day at a time. A rollback forgets all of it.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.counts import Tally, leaving, tallied
from simulator.database import memory_of
from simulator.moment import Moment
from simulator.strands import Strand

# How far ahead what will leave is read; no window is shorter than this.
AHEAD = timedelta(days=1)

_Key = tuple[str, str]


@dataclass
class _Window:
    """What is inside, by channel and detail; and what leaves next, as far as it has been read."""

    counts: dict[_Key, Tally]
    edge: datetime
    read_until: datetime
    next: deque[tuple[int, Tally]] = field(default_factory=deque)

    def add(self, one: Tally, sign: int = 1) -> None:
        sum_ = self.counts.get((one.channel, one.detail))
        if sum_ is None:
            sum_ = self.counts[one.channel, one.detail] = Tally(one.channel, one.detail, 0, 0)
        sum_.number += sign * one.number
        sum_.counted += sign * one.counted


def running(moment: Moment, strand: Strand, seller_id: str, window: timedelta) -> list[Tally]:
    """Count a seller's rows in the window that ends now."""
    windows = _windows(moment, strand, seller_id)
    edge = moment.now - window
    found = windows.get(window)
    if found is None or window < 2 * AHEAD:
        before = tallied(moment.session, strand, seller_id, [(edge, moment.now)])[0]
        counts = {(one.channel, one.detail): one for one in before}
        found = windows[window] = _Window(counts, edge, edge)
    elif edge > found.edge:
        _move(moment, strand, seller_id, found, edge)
    return list(found.counts.values())


def enter(moment: Moment, strand: Strand, seller_id: str, channel: str, detail: str = "", counted: int = 0) -> None:
    """Count what has just happened in every window that is being kept."""
    for window in _windows(moment, strand, seller_id).values():
        window.add(Tally(channel, detail, 1, counted))


def _windows(moment: Moment, strand: Strand, seller_id: str) -> dict[timedelta, _Window]:
    memory: dict[timedelta, _Window] = memory_of(moment.session).setdefault((strand, seller_id), {})
    return memory


def _move(moment: Moment, strand: Strand, seller_id: str, window: _Window, edge: datetime) -> None:
    """Let leave what has become too old."""
    if edge > window.read_until:
        until = edge + AHEAD
        window.next.extend(leaving(moment.session, strand, seller_id, (window.read_until, until)))
        window.read_until = until
    window.edge, last = edge, int(edge.timestamp())
    while window.next and window.next[0][0] <= last:
        window.add(window.next.popleft()[1], -1)
