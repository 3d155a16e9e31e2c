"""The states an order can be in and the deeds that lead from one to another, as a graph read from the transition table.

One graph per channel. Nothing here is written by hand: a new row of the table is a new arrow. Must not know drawing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import getdoc
from types import FunctionType

from simulator.orders.statuses import Channel, OrderStatus
from simulator.orders.transitions import FIRST, ROWS, Transition
from simulator.policy import all_rules


@dataclass(frozen=True)
class Arrow:
    """One way from a state to another, with every deed that takes it. The number stands in the picture."""

    number: int
    source: OrderStatus
    target: OrderStatus
    deeds: tuple[Transition, ...]


@dataclass(frozen=True)
class Graph:
    """A channel's states, from the first to the last, and the arrows between them."""

    channel: Channel
    states: tuple[OrderStatus, ...]
    first: tuple[OrderStatus, ...]
    arrows: tuple[Arrow, ...]

    @property
    def sink(self) -> OrderStatus | None:
        """The end that most arrows lead to."""
        return _sink(self.states, [(one.source, one.target) for one in self.arrows])

    @property
    def last(self) -> tuple[OrderStatus, ...]:
        """The states no arrow leaves."""
        left = {one.source for one in self.arrows}
        return tuple(state for state in self.states if state not in left)


@dataclass(frozen=True)
class Asked:
    """A question a deed has to pass, and the rules it refuses by."""

    question: str
    rules: tuple[str, ...]


@cache
def graph_of(channel: Channel) -> Graph:
    """Return a channel's graph."""
    ways = _ways(channel)
    states = _in_order(_reached(channel, ways), ways)
    known = [pair for pair in ways if pair[0] in states and pair[0] != pair[1]]
    known.sort(key=lambda pair: (states.index(pair[0]), states.index(pair[1])))
    arrows = [
        Arrow(n, source, target, tuple(ways[source, target])) for n, (source, target) in enumerate(known, start=1)
    ]
    return Graph(channel, states, FIRST[channel], tuple(arrows))


def deeds_of(channel: Channel) -> list[Transition]:
    """Return every row of the table that belongs to a channel, in the table's order."""
    return [row for row in ROWS if channel in row.channels]


def targets_of(row: Transition) -> tuple[OrderStatus, ...]:
    """Return the states a row may lead to; none where it leaves the status alone."""
    if isinstance(row.target, OrderStatus):
        return (row.target,)
    return tuple(state for state in OrderStatus if state in row.targets)


def questions_of(row: Transition) -> list[Asked]:
    """Return what is asked before a deed is done, in the order of asking."""
    return [Asked((getdoc(guard) or "").split("\n", 1)[0], named_rules(guard)) for guard in row.guards]


def named_rules(guard: Callable[..., object]) -> tuple[str, ...]:
    """Return the rules a question refuses by: those whose ids its code names."""
    known = {rule.id for rule in all_rules()}
    constants = guard.__code__.co_consts if isinstance(guard, FunctionType) else ()
    return tuple(one for one in constants if isinstance(one, str) and one in known)


def _ways(channel: Channel) -> dict[tuple[OrderStatus, OrderStatus], list[Transition]]:
    ways: dict[tuple[OrderStatus, OrderStatus], list[Transition]] = {}
    for row in deeds_of(channel):
        for source in OrderStatus:
            if source in row.sources:
                for target in targets_of(row):
                    ways.setdefault((source, target), []).append(row)
    return ways


def _reached(channel: Channel, ways: Mapping[tuple[OrderStatus, OrderStatus], object]) -> set[OrderStatus]:
    """Return every state an order of this channel can come to."""
    reached, fresh = set(FIRST[channel]), set(FIRST[channel])
    while fresh:
        fresh = {target for source, target in ways if source in fresh} - reached
        reached |= fresh
    return reached


def _in_order(
    reached: set[OrderStatus], ways: Mapping[tuple[OrderStatus, OrderStatus], object]
) -> tuple[OrderStatus, ...]:
    """Put each state after all that lead to it; the ends come last, and last of all the one most arrows lead to."""
    pairs = [(source, target) for source, target in ways if source in reached and source != target]
    depth = dict.fromkeys(reached, 0)
    # A path is at most as long as there are states, so this settles even if the table had a loop.
    for _round in reached:
        for source, target in pairs:
            depth[target] = min(max(depth[target], depth[source] + 1), len(reached))
    leaves = {source for source, _target in pairs}
    listed, sink = list(OrderStatus), _sink(reached, pairs)
    return tuple(sorted(reached, key=lambda one: (one == sink, one not in leaves, depth[one], listed.index(one))))


def _sink(reached: Iterable[OrderStatus], pairs: Iterable[tuple[OrderStatus, OrderStatus]]) -> OrderStatus | None:
    """Return the state that nothing leaves and that most arrows lead to."""
    left, counts = {source for source, _target in pairs}, Counter(target for _source, target in pairs)
    ends = [state for state in OrderStatus if state in reached and state not in left]
    return max(ends, key=lambda state: counts[state], default=None)
