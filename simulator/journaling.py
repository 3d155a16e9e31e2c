"""Going back: a world as it was at an event or an instant, from the nearest checkpoint and the journal.

The journal holds every accepted input. Given again, each at its own instant, they lead to the same world, hash for
hash. A replay that does not is an error, never a slightly different past. Knows deeds by name only.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from simulator import worlds
from simulator.acting import existing, own_order, reading, write_journal
from simulator.agenda import advance
from simulator.database import session_in
from simulator.deeds import checked, named, perform
from simulator.errors import BadInput
from simulator.events import iso
from simulator.files import copy_new
from simulator.home import Home
from simulator.models import Event, JournalEntry, World
from simulator.moment import Actor, Moment
from simulator.schemas.place import Place


class JournalBroken(RuntimeError):
    """The journal does not lead to the world it was written in; a mistake of ours."""


@dataclass(frozen=True)
class Past:
    """Where to go back to: an instant, and the event that must have happened by then, if one was named."""

    at: datetime
    event: int | None = None


@dataclass(frozen=True)
class _Start:
    """A kept copy of the world: the last entry of its journal, its last event, its instant."""

    file: Place
    entry: int
    last_event: int
    now: datetime


def rewind(home: Home, world: str, *, to_event: int | None = None, to: datetime | None = None) -> None:
    """Put a world back to how it was right after an event, or at an instant; its clock is paused then.

    Raises:
        BadInput: no such event, or an instant before the world began or after its present.
    """
    with past_file(home, world, to_event=to_event, to=to) as file:
        worlds.put_back(home, world, file)


def fork_past(home: Home, world: str, name: str, *, to_event: int | None = None, to: datetime | None = None) -> None:
    """Make a second world out of one as it was right after an event, or at an instant."""
    with past_file(home, world, to_event=to_event, to=to) as file:
        worlds.adopt(home, name, f"world:{world}", file)
    with home.lock(world):
        worlds.share_past(home, world, name)


@contextmanager
def past_file(home: Home, world: str, *, to_event: int | None = None, to: datetime | None = None) -> Iterator[Path]:
    """Lend a world file as the world was at a moment of its past."""
    with reading(home, existing(home, world)) as present:
        past = _past(present, to_event, to)
        entries = list(present.session.scalars(select(JournalEntry).order_by(JournalEntry.id)))
    start = _nearest(home, world, past, entries)
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".past-") as folder:
        file = Path(folder) / "world.db"
        copy_new(start.file, file)
        with session_in(file, writing=True) as session:
            _replay(session, [one for one in entries if one.id > start.entry], past)
        yield file


def _past(present: Moment, to_event: int | None, to: datetime | None) -> Past:
    if (to_event is None) == (to is None):
        raise BadInput("to", "Say where to go back to: an event or an instant.")
    if to_event is not None:
        event = present.session.get(Event, to_event)
        if event is None:
            raise BadInput("event", f"event: there is no event {to_event} in this world.")
        return Past(event.at, to_event)
    assert to is not None
    if not present.world.started_at <= to <= present.now:
        span = f"{iso(present.world.started_at)} to {iso(present.now)}"
        raise BadInput("to", f"to: this world's past is {span}.")
    return Past(to)


def _nearest(home: Home, world: str, past: Past, entries: list[JournalEntry]) -> _Start:
    """Choose the latest kept copy that lies before the moment and on the way to the present."""
    kept = [home.origin_file(world), *home.checkpoints(world)]
    starts = [start for start in map(_start, kept) if _is_before(start, past)]
    for start in sorted(starts, key=lambda one: (one.last_event, one.now, one.entry), reverse=True):
        if _is_on_the_way(start, entries):
            return start
    raise BadInput("to", "to: nothing is kept of this world from before that moment.")


def _is_before(start: _Start, past: Past) -> bool:
    reached = past.event is not None and start.last_event > past.event
    return start.now <= past.at and not reached


def _start(file: Place) -> _Start:
    with session_in(file) as session:
        row = session.get_one(World, 1)
        entry = session.scalar(select(func.max(JournalEntry.id))) or 0
        return _Start(file, entry, row.last_event, row.now)


def _is_on_the_way(start: _Start, entries: list[JournalEntry]) -> bool:
    """Say whether a kept copy's journal is the beginning of the present one, and not of a way since left."""
    with session_in(start.file) as session:
        own = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
        return [_said(one) for one in own] == [_said(one) for one in entries[: len(own)]]


def _said(entry: JournalEntry) -> tuple[object, ...]:
    return (entry.id, entry.at, entry.deed, entry.person_id, entry.subject, entry.args, entry.last_event)


def _replay(session: Session, entries: list[JournalEntry], past: Past) -> None:
    """Give the inputs again, each at its instant, until the moment is reached."""
    row = session.get_one(World, 1)
    moment = Moment(session, row, row.now)
    for entry in entries:
        if entry.at > past.at or _is_reached(moment, past):
            break
        if entry.at > moment.now:
            advance(moment, entry.at)
        if _is_reached(moment, past):
            break
        _again(moment, entry)
    if past.at > moment.now and not _is_reached(moment, past):
        advance(moment, past.at)
    moment.world.now = moment.now


def _is_reached(moment: Moment, past: Past) -> bool:
    return past.event is not None and moment.world.last_event >= past.event


def _again(moment: Moment, entry: JournalEntry) -> None:
    values, plain = checked(named(entry.deed), entry.args)
    found = named(entry.deed).by(values)
    moment.actor, moment.person_id, moment.cause = Actor(entry.actor), entry.person_id, None
    target = own_order(moment, entry.subject, moment.actor, None) if found.on == "order" else None
    perform(moment, found, target, values)
    moment.session.flush()
    again = write_journal(moment, found, target, plain)
    moment.session.commit()
    if (again, moment.world.last_event) != (entry.id, entry.last_event):
        raise JournalBroken(f"entry {entry.id} ({entry.deed}) led to event {moment.world.last_event}")
