"""Orders and what belongs to them as columns of whole numbers, the rows of each order side by side.

Orders are known here by a hash of their number. Large data sets come in parts that share no order. Knows no rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.auditor_files.sources import Sources
from simulator.events import EventKind
from simulator.moment import Actor

Whole = NDArray[np.int64]
Keys = NDArray[np.uint64]
# Every event and who can have caused it, by number; one number more is what nobody knows.
CODES = [(str(kind), str(actor)) for kind in EventKind for actor in Actor]
UNKNOWN = len(CODES)
# An instant that never comes.
NEVER = 2**61
# Rows of the log looked at together.
MOST_ROWS = 16_000_000


@dataclass(frozen=True)
class Rows:
    """Rows that belong to orders, those of an order side by side in the order of their numbers."""

    columns: dict[str, Any]
    # For each order, its key, its first row and how many rows it has.
    key: Keys
    first: Whole
    count: Whole

    @cached_property
    def _by_key(self) -> Whole:
        return np.argsort(self.key, kind="stable")

    def place(self, keys: Keys) -> Whole:
        """Return the place of each order among those here, or -1."""
        if not len(self.key):
            return np.full(len(keys), -1)
        by = self._by_key
        at = by[np.minimum(np.searchsorted(self.key[by], keys), len(by) - 1)]
        found: Whole = np.where(self.key[at] == keys, at, -1)
        return found

    def spread(self, values: Any) -> Any:
        """Give each row the value of its order."""
        return np.repeat(values, self.count)

    def folded(self, fold: np.ufunc, values: Any) -> Any:
        """Return a sum, least or greatest value over the rows of each order."""
        return fold.reduceat(values, self.first) if len(self.first) else values[:0]


@dataclass(frozen=True)
class Part:
    """Some orders with their logs. `chosen` is the condition that tells their rows from others."""

    chosen: str
    orders: dict[str, Any]
    # Channel and status of orders, by number.
    states: list[tuple[str, str]]
    log: Rows


def parts(sources: Sources) -> Iterator[Part]:
    """Yield all orders with their logs, in parts of bounded size."""
    states = sources.rows("SELECT DISTINCT coalesce(channel, ''), coalesce(status, '') FROM orders ORDER BY ALL")
    told = [(*pair, at) for at, pair in enumerate(states)]
    sources.load("states", {"channel": "VARCHAR", "status": "VARCHAR", "state": "BIGINT"}, told)
    count = 1 + int(sources.rows("SELECT count(*) FROM events")[0][0]) // MOST_ROWS
    for number in range(count):
        chosen = f"hash(order_id) % {count} = {number}" if count > 1 else "true"
        orders = sources.columns(_ORDERS.format(chosen=chosen))
        yield Part(chosen, orders, [(one, other) for one, other in states], gathered(sources, _LOG, chosen))


_INSTANTS = ("placed_at", "released_at", "canceled_at", "delivered_at", "refunded_at", "shipment_confirmed_at")
_ORDERS = f"""SELECT hash(order_id) AS key, hash(coalesce(buyer_id, '')) AS buyer, hash(seller_id) AS seller, s.state,
    coalesce(CASE request_via WHEN 'official' THEN requested_at END, {NEVER}) AS asked,
    {", ".join(f"coalesce({name}, {NEVER}) AS {name}" for name in _INSTANTS)}
    FROM orders o JOIN states s ON coalesce(o.channel, '') = s.channel AND coalesce(o.status, '') = s.status
    WHERE {{chosen}}"""  # noqa: S608 - our own words


def place_in(words: Iterable[str], column: str) -> str:
    """Return a question for the place of a column's word in a list, from 1 on, or nothing.

    Unlike a join, it leaves the rows in their order.
    """
    return f"list_position({[str(one) for one in words]}, {column})"


_CODE = f"({place_in(EventKind, 'kind')} - 1) * {len(Actor)} + {place_in(Actor, 'actor')} - 1"
_LOG = f"""SELECT hash(order_id) AS key, coalesce(seq, 0) AS seq, coalesce(instant, 0) AS instant,
    coalesce({_CODE}, {UNKNOWN}) AS code FROM events WHERE {{chosen}}"""  # noqa: S608 - our own words


def gathered(sources: Sources, query: str, chosen: str) -> Rows:
    """Return the rows of a question with `key` and `seq`; they need not come in any order."""
    return _side_by_side(sources.columns(query.format(chosen=chosen)))


def _side_by_side(columns: dict[str, Any]) -> Rows:
    key, seq = columns["key"], columns["seq"]
    starts = np.flatnonzero(np.concatenate([[len(key) > 0], key[1:] != key[:-1]])[: len(key)])
    backwards = (key[1:] == key[:-1]) & (seq[1:] < seq[:-1])
    if backwards.any() or len(np.unique(key[starts])) < len(starts):
        order = np.lexsort((seq, key))
        return _side_by_side({name: values[order] for name, values in columns.items()})
    return Rows(columns, key[starts], starts, np.diff(starts, append=len(key)))


def numbers_of(sources: Sources, keys: Keys, most: int) -> list[str]:
    """Return the numbers of the orders with these keys, the first few of them."""
    if not len(keys):
        return []
    told = ", ".join(map(str, np.unique(keys)[: most * 5].tolist()))
    query = f"SELECT DISTINCT order_id FROM orders WHERE hash(order_id) IN ({told}) ORDER BY 1 LIMIT {most}"  # noqa: S608
    return [str(number) for (number,) in sources.rows(query)]
