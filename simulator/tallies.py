"""Tallies: a seller's orders counted by the day and by the quarter of an hour, kept in step by triggers.

Triggers in the world's file count every strand as its rows change, so that months are answered from days. Tallies are
drawn from the world's state and no part of it: neither hashed nor exported. `counts` reads them.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from simulator.strands import SIZES, SOURCES, Source, Strand

_ADDED = "ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted"
# The order's own row in the conditions and values above, where a trigger has it at hand.
_ALIAS = re.compile(r"\bo(?=\.)")
_TABLE = (
    "CREATE TABLE tallies (seller_id TEXT, strand TEXT, size INTEGER, n INTEGER, channel TEXT, detail TEXT,"
    " number INTEGER, counted INTEGER, PRIMARY KEY (seller_id, strand, size, n, channel, detail)) WITHOUT ROWID"
)


def install(connection: sqlite3.Connection) -> None:
    """Add the tallies to a new world's file."""
    connection.execute(_TABLE)
    for strand, source in SOURCES.items():
        connection.execute(f"CREATE VIEW tally_{strand} AS {source.rows}")
    for statement in _triggers():
        connection.execute(statement)


@contextmanager
def paused(connection: sqlite3.Connection) -> Iterator[None]:
    """Let rows be written in bulk in this block; the tallies are counted afresh after it."""
    named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally_%'")
    for (name,) in named.fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    rebuild(connection)
    for statement in _triggers():
        connection.execute(statement)


def rebuild(connection: sqlite3.Connection) -> None:
    """Count everything afresh from the rows: the shortest stretches; the longer ones are made of those."""
    connection.execute("DELETE FROM tallies")
    *longer, shortest = SIZES
    for strand in Strand:
        # Plain, and not as `_added` does it, for speed: nothing can be there already.
        connection.execute(
            f"INSERT INTO tallies SELECT seller_id, '{strand}', {shortest}, at / {shortest}, channel, detail, "  # noqa: S608
            f"sum(number), sum(counted) FROM tally_{strand} GROUP BY seller_id, at / {shortest}, channel, detail"
        )
    for size in longer:
        connection.execute(
            f"INSERT INTO tallies SELECT seller_id, strand, {size}, n / {size // shortest}, channel, detail, "  # noqa: S608
            f"sum(number), sum(counted) FROM tallies WHERE size = {shortest} GROUP BY 1, 2, 4, 5, 6"
        )


def _added(strand: Strand, where: str, numbers: tuple[str, str] = ("number", "counted")) -> str:
    """Add a strand's rows that meet a condition to the tallies."""
    return (
        f"INSERT INTO tallies SELECT seller_id, '{strand}', s.column1, at / s.column1, channel, detail, "  # noqa: S608
        f"{', '.join(numbers)} FROM tally_{strand} CROSS JOIN (VALUES {_listed([(size,) for size in SIZES])}) s "
        f"WHERE {where} {_ADDED}"
    )


def _triggers() -> Iterator[str]:
    """Take an order's rows off before a change and add them again after it, strand by strand.

    An order keeps its seller, channel and instant of placing, and no row that is counted is ever deleted.
    """
    for strand, source in SOURCES.items():
        if source.is_of_orders_alone:
            yield from _by_order(strand, source)
        elif source.of_orders:
            yield from _around(strand, "orders", f"UPDATE OF {', '.join(source.of_orders)}", "NEW.number")
        for table, columns in source.others:
            yield from _around(strand, table, f"UPDATE OF {', '.join(columns)}", "NEW.order_number")
            yield from _around(strand, table, "INSERT", "NEW.order_number", dict(source.if_new).get(table, "true"))


def _by_order(strand: Strand, source: Source) -> Iterator[str]:
    """Count what an order says by itself: the row that is changed is at hand, and nothing has to be looked up."""
    yield _of_order(strand, source, "AFTER INSERT", "NEW", "")
    if source.of_orders:
        changed = f"UPDATE OF {', '.join(source.of_orders)}"
        yield _of_order(strand, source, f"BEFORE {changed}", "OLD", "-")
        yield _of_order(strand, source, f"AFTER {changed}", "NEW", "")


def _of_order(strand: Strand, source: Source, event: str, row: str, sign: str) -> str:
    told = ", ".join(
        f"(o.seller_id, '{strand}', {size}, {source.at} / {size}, o.channel, {source.detail}, "
        f"{sign}{source.number}, {sign}{source.counted})"
        for size in SIZES
    )
    name = f"tally_{strand}_orders_{'_'.join(event.split()[:2])}".lower()
    when, values = (_ALIAS.sub(row, part) for part in (source.where, told))
    return (
        f"CREATE TRIGGER {name} {event} ON orders WHEN {when} BEGIN INSERT INTO tallies VALUES {values} {_ADDED}; END"  # noqa: S608
    )


def _around(strand: Strand, table: str, event: str, order: str, if_: str = "true") -> Iterator[str]:
    for when, numbers in (("BEFORE", ("-number", "-counted")), ("AFTER", ("number", "counted"))):
        name = f"tally_{strand}_{table}_{event[:6]}_{when}".lower()
        change = _added(strand, f"id = {order}", numbers)
        yield f"CREATE TRIGGER {name} {when} {event} ON {table} WHEN {if_} BEGIN {change}; END"


def _listed(rows: Sequence[tuple[int, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)
