"""How many of a seller's orders fall into a span of time: read from the tallies, and at its two ends from the rows.

A span is its whole days, then quarters of an hour, and what is left, so that it costs the same however many orders
there are. It must not know windows, targets or policies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise

from sqlalchemy import text
from sqlalchemy.orm import Session

from simulator.asking import asked
from simulator.strands import SIZES, Strand


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
