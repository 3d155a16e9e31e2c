"""Counts of a seller's orders by the day and by the quarter of an hour, so that months are answered from days.

Each strand says what is counted, as SELECTs over the rows themselves: when, of which channel, with which detail; how
many, and how many of them in the special sense of the strand. Triggers in the world's file keep them in step with
the rows; a span is read as its whole days, then quarters of an hour, and its two ends from the rows, so that it costs
the same however many orders there are. Tallies are drawn from the world's state and no part of it: neither hashed nor
exported. It must not know windows, targets or policies.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, pairwise

from sqlalchemy import text
from sqlalchemy.orm import Session

from simulator.asking import asked

# What is counted together, in seconds, the longest first.
SIZES = (86_400, 900)


class Strand(StrEnum):
    """What is counted."""

    PLACED = "placed"
    # Detail: the rating that stands, "/", the claim's decision or "open".
    DEFECT = "defect"
    # Detail: the rule, "/", the reason. Counted: enters the Cancellation Rate.
    CANCELED = "canceled"
    # By the order's first confirmation. Counted: after the ship-by date.
    CONFIRMED = "confirmed"
    # Packages by confirmation. Counted: the carrier had the parcel under that number.
    PACKED = "packed"
    # Tracked units by the promised delivery date. Counted: arrived, or were first offered, in time.
    PROMISED = "promised"


@dataclass(frozen=True)
class _Source:
    """Where a strand's rows come from, the instant they belong to, and which changes move them."""

    at: str
    detail: str
    number: str
    counted: str
    tables: str
    where: str
    id: str = "o.number"
    # The columns of `orders` that move it, and the other tables with theirs.
    of_orders: tuple[str, ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # What of a new row of these other tables adds anything; of those not named, any.
    if_new: tuple[tuple[str, str], ...] = ()

    @property
    def is_of_orders_alone(self) -> bool:
        """Say whether an order's own row tells all of it."""
        return self.tables == "orders o"

    @property
    def rows(self) -> str:
        """Select what each row adds to the strand."""
        return (
            f"SELECT {self.id} AS id, {self.at} AS at, o.seller_id AS seller_id, o.channel AS channel, "  # noqa: S608
            f"{self.detail} AS detail, {self.number} AS number, {self.counted} AS counted "
            f"FROM {self.tables} WHERE {self.where}"
        )


SOURCES = {
    Strand.PLACED: _Source("o.placed_at", "''", "1", "0", "orders o", "o.channel IN ('MFN', 'AFN')"),
    Strand.DEFECT: _Source(
        at="o.placed_at",
        detail="coalesce(iif(f.removed_at IS NULL, f.rating, NULL), '') || '/' ||"
        " iif(c.order_number IS NULL, '', coalesce(c.decision, 'open'))",
        number="1",
        counted="0",
        tables="orders o LEFT JOIN feedback f ON f.order_number = o.number"
        " LEFT JOIN claims c ON c.order_number = o.number",
        where="o.channel IN ('MFN', 'AFN') AND (f.order_number IS NOT NULL OR c.order_number IS NOT NULL)",
        others=(("feedback", ("removed_at", "rating")), ("claims", ("decision",))),
    ),
    Strand.CANCELED: _Source(
        at="o.canceled_at",
        detail="coalesce(o.cancel_rule, '') || '/' || coalesce(o.cancel_reason, '')",
        number="1",
        counted="coalesce(o.counts, 0)",
        tables="orders o",
        where="o.canceled_at IS NOT NULL",
        of_orders=("canceled_at", "cancel_rule", "cancel_reason", "counts"),
    ),
    Strand.CONFIRMED: _Source(
        at="o.confirmed_at",
        detail="''",
        number="1",
        counted="coalesce(o.confirmed_at > o.ship_by, 0)",
        tables="orders o",
        where="o.confirmed_at IS NOT NULL",
        of_orders=("confirmed_at", "ship_by"),
    ),
    Strand.PACKED: _Source(
        at="p.confirmed_at",
        detail="''",
        number="1",
        counted="(o.handed_at IS NOT NULL AND p.tracking <> ''"
        " AND (o.label_tracking IS NULL OR p.tracking = o.label_tracking))",
        tables="packages p CROSS JOIN orders o ON o.number = p.order_number",
        where="true",
        id="p.order_number",
        of_orders=("handed_at", "label_tracking"),
        others=(("packages", ("confirmed_at", "tracking")),),
    ),
    Strand.PROMISED: _Source(
        at="o.deliver_by",
        detail="''",
        number="i.quantity_shipped",
        counted="iif(coalesce(o.delivered_at, o.refused_at) <= o.deliver_by, i.quantity_shipped, 0)",
        tables="orders o JOIN order_items i ON i.order_number = o.number",
        where="o.deliver_by IS NOT NULL AND o.handed_at IS NOT NULL AND o.tracking <> '' AND i.quantity_shipped > 0",
        of_orders=("deliver_by", "delivered_at", "refused_at", "handed_at", "tracking"),
        others=(("order_items", ("quantity_shipped",)),),
        if_new=(("order_items", "NEW.quantity_shipped > 0"),),
    ),
}

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


def _by_order(strand: Strand, source: _Source) -> Iterator[str]:
    """Count what an order says by itself: the row that is changed is at hand, and nothing has to be looked up."""
    yield _of_order(strand, source, "AFTER INSERT", "NEW", "")
    if source.of_orders:
        changed = f"UPDATE OF {', '.join(source.of_orders)}"
        yield _of_order(strand, source, f"BEFORE {changed}", "OLD", "-")
        yield _of_order(strand, source, f"AFTER {changed}", "NEW", "")


def _of_order(strand: Strand, source: _Source, event: str, row: str, sign: str) -> str:
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


@dataclass(slots=True)
class Tally:
    """So many of one channel and detail, and how many of them in the strand's special sense."""

    channel: str
    detail: str
    number: int
    counted: int


Span = tuple[datetime, datetime]


def tallied(
    session: Session, strand: Strand, seller_id: str, spans: Sequence[Span], *, counted_only: bool = False
) -> list[list[Tally]]:
    """Count a seller's rows in each span, its first instant excluded and its last included; one statement for all.

    With `counted_only`, stretches in which nothing was counted in the special sense are passed over: less is read, and
    the plain numbers say nothing.
    """
    # Instants are whole seconds: after `since` means from the next one on.
    bounds = [(int(since.timestamp()) + 1, int(to.timestamp()) + 1) for since, to in spans]
    cuts = sorted({instant for span in bounds for instant in span})
    slices = list(pairwise(cuts))
    found: dict[int, list[Tally]] = {}
    if slices:
        # In a database nothing is tallied: see `simulator/schemas/counting.py`.
        sizes = SIZES if session.get_bind().dialect.name == "sqlite" else ()
        session.flush()
        for first, *told in asked(session.connection(), *_question(strand, seller_id, slices, counted_only, sizes)):
            found.setdefault(first, []).append(Tally(*told))
    return [_summed(one for cut in cuts if since <= cut < to for one in found.get(cut, ())) for since, to in bounds]


def leaving(session: Session, strand: Strand, seller_id: str, span: Span) -> list[tuple[int, Tally]]:
    """List a seller's rows of a span, its first instant excluded and its last included, by their instants."""
    query = text(
        f"SELECT at, channel, detail, number, counted FROM tally_{strand} "  # noqa: S608 - names of ours
        "WHERE seller_id = :seller AND at > :since AND at <= :to ORDER BY at"
    )
    asked = {"seller": seller_id, "since": int(span[0].timestamp()), "to": int(span[1].timestamp())}
    return [(at, Tally(*told)) for at, *told in session.execute(query, asked)]


def total(tallies: Sequence[Tally], channels: Sequence[str]) -> tuple[int, int]:
    """Add up number and counted of these channels."""
    mine = [one for one in tallies if one.channel in channels]
    return sum(one.number for one in mine), sum(one.counted for one in mine)


def _summed(tallies: Iterator[Tally]) -> list[Tally]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for one in tallies:
        number, counted = sums.get((one.channel, one.detail), (0, 0))
        sums[one.channel, one.detail] = (number + one.number, counted + one.counted)
    return [Tally(*key, *numbers) for key, numbers in sums.items() if numbers[0]]


def _question(
    strand: Strand, seller_id: str, slices: Sequence[tuple[int, int]], counted_only: bool, sizes: Sequence[int]
) -> tuple[str, list[int | str]]:
    """Ask for what is tallied of each slice, and for the rows before and after that: the wording and its values.

    The same wording for many spans: databases keep what they have prepared by its wording.
    """
    whole: list[tuple[int, ...]] = []
    ends: list[tuple[int, ...]] = []
    for first, end in slices:
        for size, low, high in _parts(first, end, sizes):
            (whole if size > 1 else ends).append((first, size, low, high))
    # The instants come first, whatever the planner thinks: each is a short range of an index.
    told = "SELECT s.column1 AS slice, t.channel, t.detail, t.number, t.counted FROM (VALUES"
    only = " AND t.counted > 0" if counted_only else ""
    of_rows = (
        f"{told} {_gaps(ends)}) s CROSS JOIN tally_{strand} t"
        f" WHERE t.seller_id = ? AND t.at >= s.column3 AND t.at < s.column4{only}"
    )
    of_tallies = (
        f"{told} {_gaps(whole)}) s CROSS JOIN tallies t WHERE t.seller_id = ? AND t.strand = '{strand}'"
        f" AND t.size = s.column2 AND t.n >= s.column3 AND t.n < s.column4{only}"
    )
    rows = " UNION ALL ".join([of_rows] * bool(ends) + [of_tallies] * bool(whole))
    question = f"SELECT slice, channel, detail, sum(number), sum(counted) FROM ({rows}) AS found GROUP BY 1, 2, 3"  # noqa: S608
    values: list[int | str] = []
    for part in filter(None, (ends, whole)):
        values += [*chain(*part), seller_id]
    return question, values


def _parts(first: int, end: int, sizes: Sequence[int] = SIZES) -> Iterator[tuple[int, int, int]]:
    """Cut a stretch of seconds into its whole days, the quarters of an hour around them, and the seconds left."""
    if not sizes:
        if first < end:
            yield 1, first, end
        return
    size, *smaller = sizes
    low, high = -(-first // size), end // size
    if low >= high:
        yield from _parts(first, end, smaller)
        return
    yield size, low, high
    yield from _parts(first, low * size, smaller)
    yield from _parts(high * size, end, smaller)


def _gaps(rows: Sequence[tuple[int, ...]]) -> str:
    return ", ".join(["(?, ?, ?, ?)"] * len(rows))


def _listed(rows: Sequence[tuple[int, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)
