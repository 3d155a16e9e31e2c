"""A small set of orders in which every pair of state, reason, channel and store occurs that the law allows.

A large and stormy plan is looked through, its orders only; of each kind of order the first is remembered, and kinds are
taken one by one, each time the one that brings most pairs not seen yet. Every order shows one pair of each two
qualities, so the most numerous two qualities give a lower bound.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeds.generator.placing import MCF
from seeds.generator.plan import Plan
from seeds.generator.running import publish_tables
from seeds.generator.schema import schema
from seeds.generator.streaming import Chunk, Mill

QUALITIES = ("status", "reason", "channel", "marketplace_id")
# Enough for what is rare in one store, and for what is rare in all together. A test looks for pairs beyond it.
POOL_OF_A_STORE, POOL = 24_000, 80_000
# What is rare otherwise: answers to many requests, orders in two parcels, and states that last an hour only.
KNOBS = {
    "afn": 0.25,
    "mcf": 0.2,
    "requests": 0.4,
    "request_granted": 0.3,
    "request_misread": 0.15,
    "request_ignored": 0.15,
    "basket": 0.7,
    "auto_approval": 0.6,
}
DAYS = 15
Kind = tuple[str, ...]
Pairs = frozenset[tuple[str, str, str, str]]


def coverage_plan(seed: int, stores: Sequence[str], start: datetime) -> Plan:
    """Return the plan of the set that is chosen from."""
    orders = max(POOL, POOL_OF_A_STORE * len(stores))
    return Plan.of(orders, seed=seed, marketplaces=stores, days=DAYS, start=start, profile="stormy", knobs=KNOBS)


def write_coverage(plan: Plan, out: Path, formats: Sequence[str], *, replace: bool = False) -> dict[str, Any]:
    """Write as few of a plan's orders as show every pair, with all that belongs to them; return the manifest.

    Raises:
        BadInput: as `generate` does.
    """
    mill = Mill(plan)
    first = kinds(mill)
    shown = {order: pairs_of(kind) for kind, (order, _) in first.items()}
    chosen = chosen_orders(shown)
    pairs = len(frozenset().union(*shown.values()))
    told = {"orders": len(chosen), "lower_bound": lower_bound(shown), "pairs": pairs}
    tables = _tables(mill, chosen, sorted({chunk for order, chunk in first.values() if order in chosen}))
    return publish_tables(tables, plan, out, formats, replace=replace, facts={"coverage": told})


def kinds(mill: Mill) -> dict[Kind, tuple[str, int]]:
    """Return every kind of order there is, with the first of its kind and the chunk that holds it."""
    found: dict[Kind, tuple[str, int]] = {}
    for number in range(len(mill.plan.chunks)):
        orders = mill.orders(number)
        names = ("order_id", "status", "cancel_reason", "buyer_cancel_reason", "channel", "marketplace_id")
        for order, status, reason, wanted, *where in zip(*(orders[name].to_pylist() for name in names), strict=True):
            found.setdefault((status, reason or wanted or "none", *where), (order, number))
    return found


def _tables(mill: Mill, chosen: Sequence[str], chunks: Sequence[int]) -> Chunk:
    """Return all tables of the chosen orders, which lie in these chunks."""
    wanted, parts, buyers = pa.array(chosen), list[Chunk](), set[int]()
    for number in chunks:
        lives = mill.lives(number)
        made = mill.written(number, lives)
        mine = pc.is_in(made["orders"]["order_id"], wanted).to_numpy() & (lives.placed.channel != MCF)
        buyers |= set(lives.placed.buyer[mine].tolist())
        parts.append({name: _of(rows, wanted) for name, rows in made.items() if "order_id" in rows.column_names})
    told = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
    told |= {"buyers": mill.buyers(np.array(sorted(buyers), dtype=np.int64)), **mill.traders}
    return {name: told[name] for name in schema()}


def _of(rows: pa.Table, orders: pa.Array) -> pa.Table:
    """Keep the rows of these orders, words written out."""
    plain = pa.table({name: _plain(rows[name]) for name in rows.column_names})
    return plain.filter(pc.is_in(plain["order_id"], orders))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def told_coverage(manifest: dict[str, Any]) -> str:
    """Say how small a set is."""
    told = manifest["coverage"]
    return (
        f"{told['orders']} orders show all {told['pairs']} pairs; no set can do with fewer than {told['lower_bound']}."
    )


def pairs_of(kind: Kind) -> Pairs:
    """Return the pairs that an order of a kind shows."""
    named = list(zip(QUALITIES, kind, strict=True))
    return frozenset((a, x, b, y) for (a, x), (b, y) in combinations(named, 2))


def chosen_orders(shown: dict[str, Pairs]) -> list[str]:
    """Choose orders until no pair is missing; equal merits go by order number."""
    kinds: dict[Pairs, str] = {}
    for order, pairs in sorted(shown.items()):
        kinds.setdefault(pairs, order)
    missing, chosen = set(frozenset().union(*kinds)), list[str]()
    while missing:
        best = max(kinds, key=lambda pairs: (len(pairs & missing), kinds[pairs]))
        missing -= best
        chosen.append(kinds.pop(best))
    return chosen


def lower_bound(shown: dict[str, Pairs]) -> int:
    """Return how many different pairs the most numerous two qualities have."""
    pairs = frozenset().union(*shown.values())
    return max(sum((a, b) == two for a, _, b, _ in pairs) for two in combinations(QUALITIES, 2))
