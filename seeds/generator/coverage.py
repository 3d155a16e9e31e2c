"""A small set of orders in which every pair of state, reason, channel and store occurs that the law allows.

A large stormy set is made first; orders are then taken from it one by one, each time the one that brings most pairs
not seen yet. Every order shows one pair of each two qualities, so the most numerous two qualities give a lower bound.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from seeds.generator.plan import Plan
from seeds.generator.rewriting import opened, write_again
from seeds.generator.running import read_manifest
from seeds.generator.schema import schema

QUALITIES = ("status", "reason", "channel", "marketplace_id")
# What goes with an order that is not chosen.
PARTS = [name for name, table in schema().items() if any(one.references == "orders" for one in table.columns)]
POOL_OF_A_STORE = 12_000
Pairs = frozenset[tuple[str, str, str, str]]


def coverage_plan(seed: int, stores: Sequence[str], start: datetime) -> Plan:
    """Return the plan of the set that is chosen from."""
    orders = POOL_OF_A_STORE * max(len(stores), 1)
    return Plan.of(orders, seed=seed, marketplaces=stores, days=45, start=start, profile="stormy", knobs={"afn": 0.3})


def reduce_to_coverage(out: Path) -> None:
    """Keep of a data set only as many orders as show every pair."""
    session, manifest = opened(out, "coverage")
    rows = session.execute(
        "SELECT order_id, status, coalesce(cancel_reason, buyer_cancel_reason, 'none'), channel, marketplace_id "
        "FROM orders"
    ).fetchall()
    shown = {row[0]: _pairs(row[1:]) for row in rows}
    chosen, bound = chosen_orders(shown), lower_bound(shown)
    session.execute("CREATE TABLE chosen (order_id VARCHAR)")
    session.executemany("INSERT INTO chosen VALUES (?)", [(one,) for one in chosen])
    for table in ("orders", *PARTS):
        session.execute(f"DELETE FROM {table} WHERE order_id NOT IN (SELECT order_id FROM chosen)")  # noqa: S608
    session.execute("DELETE FROM buyers WHERE buyer_id NOT IN (SELECT buyer_id FROM orders WHERE buyer_id IS NOT NULL)")
    pairs = len(frozenset().union(*shown.values()))
    write_again(session, out, manifest, {"coverage": {"orders": len(chosen), "lower_bound": bound, "pairs": pairs}})


def told_coverage(out: Path) -> str:
    """Reduce a data set and say how small it became."""
    reduce_to_coverage(out)
    told = read_manifest(out)["coverage"]
    return (
        f"{told['orders']} orders show all {told['pairs']} pairs; no set can do with fewer than {told['lower_bound']}."
    )


def _pairs(values: Sequence[Any]) -> Pairs:
    named = list(zip(QUALITIES, values, strict=True))
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
