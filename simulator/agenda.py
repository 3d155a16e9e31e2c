"""What is due, and the moving of a world to an instant by doing it.

The next thing due is taken by (due, rank of its rule, id), the moment moves there, it is done, and so on; what falls
due on the way is done on the way, so any split of a span into steps leaves the same world. Handlers are registered by
the rooms that own the rule; nothing here knows an order.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from simulator.appending import afterwards, append, take_back
from simulator.garbage import left_alone
from simulator.models import DueItem
from simulator.moment import Actor, Moment
from simulator.prepared import Prepared
from simulator.tracing import span

log = logging.getLogger(__name__)

Columns = TypeVarTuple("Columns")
Handler = Callable[[Moment, str], None]
Preparer = Callable[[Moment, list[str]], object]
# A row of the agenda in memory: instant, rank, id, rule, subject; in this order they are done.
_Due = tuple[datetime, int, int, str, str]

# Due things taken into memory and committed together. Larger is faster, smaller lets a waiting writer in sooner.
CHUNK = 1000
# Done in one chunk at most, with what it brings itself, so that memory stays flat.
MOST_DONE = 2 * CHUNK
# An answer lists at most this many fired things; the total is always exact.
FIRED_LISTED = 1000


@dataclass(frozen=True)
class Rule:
    """A rule of the agenda: its place among equal instants, what does it, and what loads its subjects in one go."""

    name: str
    rank: int
    handler: Handler
    prepare: Preparer | None = None


class Coming(NamedTuple):
    """A thing that is not due yet."""

    due_at: datetime
    rule: str
    subject: str


class Fired(NamedTuple):
    """A thing that was due and has been done. `event` is the kind of the first event it recorded, if any."""

    at: datetime
    rule: str
    event: str | None
    order_id: str | None


@dataclass
class Progress:
    """What an advance did."""

    start: datetime
    end: datetime
    total: int = 0
    fired: list[Fired] = field(default_factory=list)


@dataclass
class _Desk:
    """The part of the agenda in memory while a chunk is worked off."""

    horizon: tuple[datetime, int, int]
    heap: list[_Due]
    # Rows of (subject, rule) up to this id have been withdrawn since the chunk was loaded.
    gone: dict[tuple[str, str], int] = field(default_factory=dict)


rules: dict[str, Rule] = {}
_UNDIVIDED = "undivided"

# By subject alone, which has few rows, and not by each of the rules.
_WITHDRAW = "DELETE FROM agenda AS a WHERE a.subject = ? AND a.id <= ? AND +a.rule IN"
_DONE = "DELETE FROM agenda WHERE id = ? AND parked IS NULL"


def when_due(name: str, *, rank: int, prepare: Preparer | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does what this rule's rows on the agenda stand for."""

    def register(handler: Handler) -> Handler:
        rules[name] = Rule(name, rank, handler, prepare)
        return handler

    return register


def schedule(moment: Moment, rule: str, due_at: datetime, subject: str) -> None:
    """Put something on the agenda; what is due already is done within the same advance, or at the next."""
    world, rank, due_at = moment.world, rules[rule].rank, max(due_at, moment.now)
    row_id = world.last_due = world.last_due + 1
    append(moment.session, DueItem, id=row_id, due_at=due_at, rank=rank, rule=rule, subject=subject, parked=None)
    desk: _Desk | None = moment.session.info.get("desk")
    if desk and (due_at, rank, row_id) <= desk.horizon:
        heappush(desk.heap, (due_at, rank, row_id, rule, subject))


def withdraw(moment: Moment, subject: str, names: Iterable[str]) -> None:
    """Take what these rules had planned for a subject off the agenda."""
    names = tuple(names)
    if not names:
        return
    desk: _Desk | None = moment.session.info.get("desk")
    if desk:
        desk.gone.update({(subject, name): moment.world.last_due for name in names})
    marks = ", ".join("?" * len(names))
    afterwards(moment.session, f"{_WITHDRAW} ({marks})", [(subject, moment.world.last_due, *names)])


def next_due(moment: Moment) -> Coming | None:
    """Return the first thing on the agenda, or None."""
    return next((Coming(*row) for row in _FIRST.rows(moment.session)), None)


def coming_up(moment: Moment, until: datetime | None = None, limit: int = 1000, offset: int = 0) -> list[DueItem]:
    """List what is on the agenda, in the order it will be done."""
    query = _waiting() if until is None else _waiting().where(DueItem.due_at <= until)
    return list(moment.session.scalars(query.limit(limit).offset(offset)))


def advance(moment: Moment, until: datetime) -> Progress:
    """Move a world to `until`, doing everything due on the way; commits chunk by chunk.

    A thing that raises is parked with its error, and the world goes on.
    """
    progress = Progress(start=moment.now, end=until)
    # What was done before cannot be taken back with a chunk, where all is one transaction.
    is_careful = _UNDIVIDED in moment.session.info
    while True:
        try:
            with left_alone():
                more = _do_chunk(moment, until, progress, careful=is_careful)
        except DatabaseError:
            # A full disk or a damaged file is no fault of what was due.
            raise
        except Exception as error:
            if is_careful:
                raise
            log.warning("a chunk of the agenda failed (%r); doing it again one by one", error, exc_info=True)
            moment.session.rollback()
            _refresh(moment)
            more = _do_chunk(moment, until, progress, careful=True)
        if not more:
            break
    moment.now = moment.world.now = until
    _commit(moment.session)
    return progress


@contextmanager
def undivided(session: Session) -> Iterator[None]:
    """Let advances in this block commit nothing: with all else it holds, the session is one transaction."""
    session.info[_UNDIVIDED] = True
    try:
        yield
    finally:
        del session.info[_UNDIVIDED]


def _commit(session: Session) -> None:
    session.flush() if _UNDIVIDED in session.info else session.commit()


def _waiting() -> Select[DueItem]:
    return _ordered(select(DueItem))


def _ordered(query: Select[*Columns]) -> Select[*Columns]:
    return query.where(DueItem.parked.is_(None)).order_by(DueItem.due_at, DueItem.rank, DueItem.id)


_FIRST = Prepared(lambda: _ordered(select(DueItem.due_at, DueItem.rule, DueItem.subject)).limit(1))


def _refresh(moment: Moment) -> None:
    moment.session.info.pop("desk", None)
    moment.session.refresh(moment.world)
    moment.now = moment.world.now


def _do_chunk(moment: Moment, until: datetime, progress: Progress, *, careful: bool) -> bool:
    """Do one chunk of what is due and commit it; say whether more may be due."""
    due = _ordered(select(DueItem.due_at, DueItem.rank, DueItem.id, DueItem.rule, DueItem.subject))
    # In order, which makes them a heap.
    found = moment.session.execute(due.where(DueItem.due_at <= until).limit(CHUNK))
    heap = [(at, rank, row_id, rule, subject) for at, rank, row_id, rule, subject in found]
    if not heap:
        return False
    with span("agenda", due=len(heap)):
        return _do_due(moment, heap, until, progress, careful)


def _do_due(moment: Moment, heap: list[_Due], until: datetime, progress: Progress, careful: bool) -> bool:
    """Do what was found, and what it brings itself; commit it and say whether more may be due."""
    full = len(heap) == CHUNK
    desk = moment.session.info["desk"] = _Desk(heap[-1][:3] if full else (until, 1 << 30, 1 << 60), heap)
    _prepare(moment, [row[3:] for row in heap])
    fired: list[Fired] = []
    while desk.heap and len(fired) < MOST_DONE:
        due_at, _, row_id, rule, subject = heappop(desk.heap)
        if row_id > desk.gone.get((subject, rule), 0):
            fired.append(_do_one(moment, due_at, row_id, rule, subject, careful))
            if not take_back(moment.session, DueItem, row_id):
                afterwards(moment.session, _DONE, [(row_id,)])
    moment.world.now = moment.now
    moment.session.info.pop("desk")
    _commit(moment.session)
    progress.total += len(fired)
    progress.fired += fired[: max(0, FIRED_LISTED - len(progress.fired))]
    return full or bool(desk.heap)


def _prepare(moment: Moment, rows: list[tuple[str, str]]) -> None:
    """Let rules load their subjects with one query instead of one each."""
    wanted: dict[Preparer, dict[str, None]] = {}
    for rule, subject in rows:
        prepare = rules[rule].prepare
        if prepare:
            wanted.setdefault(prepare, {})[subject] = None
    loaded = [prepare(moment, list(subjects)) for prepare, subjects in wanted.items()]
    # The identity map holds objects weakly: keep them until the chunk is done.
    moment.session.info["prepared"] = loaded


def _do_one(moment: Moment, due_at: datetime, row_id: int, rule: str, subject: str, careful: bool) -> Fired:
    moment.now, moment.actor, moment.person_id, moment.cause = due_at, Actor.MARKETPLACE, None, None
    moment.recorded.clear()
    if careful:
        _attempt(moment, row_id, rule, subject)
    else:
        rules[rule].handler(moment, subject)
    event = moment.recorded[0] if moment.recorded else None
    return Fired(due_at, rule, event.kind if event else None, event.order_id if event else None)


def _attempt(moment: Moment, row_id: int, rule: str, subject: str) -> None:
    """Do one thing inside a savepoint; park it with its error if it raises."""
    moment.session.flush()
    desk: _Desk = moment.session.info["desk"]
    heap, gone = list(desk.heap), dict(desk.gone)
    try:
        with moment.session.begin_nested():
            rules[rule].handler(moment, subject)
            moment.session.flush()
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("parked %s of %s", rule, subject)
        # What it had planned and withdrawn before it failed never happened either.
        desk.heap, desk.gone = heap, gone
        moment.session.refresh(moment.world)
        moment.recorded.clear()
        row = moment.session.get(DueItem, row_id)
        if row:
            row.parked = f"{type(error).__name__}: {error}"
        moment.session.flush()
