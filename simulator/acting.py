"""The edge at which something is done in a world: lock, clock, deed, journal, commit; or a refusal and nothing.

Every way in (pages, control API, machine interfaces, files, the command line, simulated people) comes through here, so
a deed never overtakes what was due before it, and what was acknowledged is written.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from simulator import clock
from simulator.agenda import Progress, advance, next_due
from simulator.appending import append
from simulator.database import memory_of, session_in
from simulator.deeds import Deed, checked, named, perform
from simulator.directory import note_playing
from simulator.errors import BadInput, Busy, NotFound, Refusal
from simulator.events import iso
from simulator.files import SCHEMA_VERSION, check_file
from simulator.home import Home
from simulator.models import Event, JournalEntry, RefusedAttempt, World
from simulator.moment import Actor, Moment
from simulator.orders.loading import order_of
from simulator.orders.models import Order
from simulator.prepared import Prepared
from simulator.schemas.place import Place, Schema
from simulator.states import is_large, keep
from simulator.storage import said_by_disk
from simulator.tracing import span

log = logging.getLogger(__name__)

# A copy of the world is kept after every so many accepted inputs, so that going back is short.
CHECKPOINT_EVERY = 50
# Of those further back than this many inputs only every tenth stays, so that a long life does not fill the disk. Of a
# large world no others are made.
NEAR = 10 * CHECKPOINT_EVERY
_VERSION_OF = {Schema: text("SELECT version FROM about"), type(Path()): text("PRAGMA user_version")}
SPEEDS = (1, 60, 600, 3600)
FASTEST = 86_400


@dataclass(frozen=True)
class Done:
    """What came of a deed: its first event, and whatever the caller wanted read while the world was still held."""

    event: dict[str, Any]
    answer: Any


def existing(home: Home, world: str) -> str:
    """Return the name of a world that exists.

    Raises:
        NotFound: there is none.
    """
    if not home.has(world):
        raise NotFound(f"There is no world named {world[:40]!r}.")
    return world


@contextmanager
def reading(home: Home, world: str) -> Iterator[Moment]:
    """Look at a world as it is; nothing can be changed."""
    path = home.world_file(existing(home, world))
    with _opened(path) as session:
        yield _moment(session)


@contextmanager
def holding(home: Home, world: str) -> Iterator[Moment]:
    """Hold a world for writing, brought up to now if it is playing; commits at the end of the block."""
    path = home.world_file(existing(home, world))
    with home.lock(world), _opened(path, writing=True) as session:
        moment = _moment(session)
        if moment.world.mode == "playing":
            _catch_up(moment)
        yield moment
        moment.world.now = moment.now


def act(
    home: Home,
    world: str,
    deed_name: str,
    *,
    order_id: str | None = None,
    args: dict[str, Any] | None = None,
    person_id: str | None = None,
    version: int | None = None,
    answer: Callable[[Moment, Any], Any] | None = None,
) -> Done:
    """Do a deed in a world. `person_id` restricts it to that buyer's or seller's own orders.

    Raises:
        NotFound: no such world, deed or order, or somebody else's.
        BadInput: an argument makes no sense.
        Refusal: a rule forbids it; the attempt is noted, nothing else is changed.
    """
    found = named(deed_name)
    values, plain = checked(found, args or {})
    found = found.by(values)
    try:
        with span("deed", deed=found.name, world=world), holding(home, world) as moment:
            event, target, entry = act_in(
                moment, found, values, plain, order_id=order_id, person_id=person_id, version=version
            )
            done = Done(event_json(event), answer(moment, target) if answer else None)
    except Refusal as refused:
        note_refusal(home, world, found, order_id, refused)
        raise
    if entry % CHECKPOINT_EVERY == 0:
        keep_checkpoint(home, world, entry)
    return done


def act_in(
    moment: Moment,
    found: Deed,
    values: dict[str, Any],
    plain: dict[str, Any],
    *,
    order_id: str | None = None,
    person_id: str | None = None,
    version: int | None = None,
) -> tuple[Event, Order | None, int]:
    """Do a checked deed in a world that is held; return its first event, its order and its place in the journal.

    Raises:
        NotFound, BadInput, Refusal: as `act`; the caller takes back what was changed.
    """
    moment.cause = None
    target = own_order(moment, order_id, found.actor, person_id) if found.on == "order" else None
    moment.actor, moment.person_id = found.actor, person_id
    check_version(moment, target, version)
    event = perform(moment, found, target, values)
    return event, target, write_journal(moment, found, target, plain)


def own_order(moment: Moment, order_id: str | None, actor: Actor, person_id: str | None) -> Order:
    """Return an order of the world; of this buyer or seller only, where one is named.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    order = order_of(moment, order_id) if order_id else None
    owner = order and {Actor.BUYER: order.buyer_id, Actor.SELLER: order.seller_id}.get(actor, person_id)
    if order is None or (person_id is not None and owner != person_id):
        raise NotFound(f"There is no order {(order_id or '')[:40]}.")
    return order


def event_json(event: Event) -> dict[str, Any]:
    """Write an event as interfaces do."""
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "kind": str(event.kind),
        "actor": str(event.actor),
        "order_id": event.order_id,
        "data": event.data,
        "cause": event.cause,
    }


_LAST_ENTRY = Prepared(lambda: select(func.max(JournalEntry.id)))


def write_journal(moment: Moment, found: Deed, target: Order | None, args: dict[str, Any]) -> int:
    """Keep an accepted input so that it can be given again."""
    memory = memory_of(moment.session)
    if "entries" not in memory:
        memory["entries"] = _LAST_ENTRY.rows(moment.session)[0][0] or 0
    memory["entries"] += 1
    entry = append(
        moment.session,
        JournalEntry,
        id=memory["entries"],
        at=moment.now,
        deed=found.name,
        actor=found.actor,
        person_id=moment.person_id,
        subject=target.number if target else None,
        args=args,
        last_event=moment.world.last_event,
    )
    return entry.id


def note_refusal(home: Home, world: str, found: Deed, order_id: str | None, refused: Refusal) -> None:
    """Keep a refused attempt beside the log; it is no part of the world's state.

    Raises:
        NotFound: the world was deleted meanwhile.
    """
    with home.lock(world), _opened(home.world_file(existing(home, world)), writing=True) as session:
        row = session.get_one(World, 1)
        session.add(refused_attempt(row, found, order_id, refused))


def refused_attempt(row: World, found: Deed, order_id: str | None, refused: Refusal) -> RefusedAttempt:
    """Write down what was tried, and by which rule it was refused."""
    return RefusedAttempt(
        at=row.now,
        deed=found.name,
        actor=found.actor,
        order_id=order_id,
        rule=refused.rule,
        message=refused.message,
        after_seq=row.last_event,
    )


def move_time(
    home: Home, world: str, *, by: timedelta | None = None, to: datetime | None = None, following: bool = False
) -> Progress:
    """Move a world forward by a duration, to an instant, or to the next thing due.

    Raises:
        BadInput: not exactly one of the three, or an instant in the past.
    """
    if sum((by is not None, to is not None, following)) != 1:
        raise BadInput("by", "Say one of: by (a duration), to (an instant), next.")
    with holding(home, world) as moment:
        return advance_by(moment, by=by, to=to, following=following)


def advance_by(moment: Moment, *, by: timedelta | None, to: datetime | None, following: bool) -> Progress:
    """Advance a held world; see `move_time`."""
    until = to if to is not None else moment.now + (by or timedelta(0))
    if following:
        due = next_due(moment)
        until = max(due.due_at, moment.now) if due else moment.now
    if until < moment.now:
        raise BadInput(
            "to", "Time does not go back: the world is at {now}. Restore a snapshot instead.", now=iso(moment.now)
        )
    progress = advance(moment, until)
    _anchor(moment)
    return progress


def set_clock(home: Home, world: str, *, mode: str | None = None, speed: int | None = None) -> None:
    """Pause or play a world's clock, or change its speed (simulated seconds per real second)."""
    if mode not in (None, "paused", "playing"):
        raise BadInput("mode", "A clock is paused or playing.")
    if speed is not None and (type(speed) is not int or not 1 <= speed <= FASTEST):
        raise BadInput("speed", "Speed is 1 to {most} simulated seconds per second.", most=FASTEST)
    with holding(home, world) as moment:
        moment.world.mode = mode or moment.world.mode
        moment.world.speed = speed or moment.world.speed
        _anchor(moment)
        note_playing(home, world, moment.world.mode == "playing")


def tick(home: Home, world: str, patience: float | None = None) -> None:
    """The motor's beat: bring a playing world up to now and say that the motor lives.

    Raises:
        Busy: somebody else has held the world for more than `patience` seconds.
    """
    path = home.world_file(existing(home, world))
    with home.lock(world, patience), _opened(path, writing=True) as session:
        moment = _moment(session)
        if moment.world.mode != "playing":
            note_playing(home, world, False)
            return
        _catch_up(moment)
        wall = clock.wall_seconds()
        if wall - moment.world.beat_wall > clock.HEARTBEAT_GRACE:
            _anchor(moment)
        moment.world.beat_wall = wall


@contextmanager
def _opened(path: Place, *, writing: bool = False) -> Iterator[Session]:
    """Open a session in a world's file; a file that cannot be used is explained.

    Raises:
        DamagedWorld: no world, damaged, or written by a newer version.
        Busy: somebody outside the queue holds the file, or the disk takes nothing.
    """
    try:
        with session_in(path, writing=writing) as session:
            if session.scalar(_VERSION_OF[type(path)]) != SCHEMA_VERSION:
                check_file(path)
            yield session
    except DatabaseError as error:
        said = said_by_disk(error) if isinstance(path, Schema) or path.exists() else None
        if said:
            raise said from error
        check_file(path)
        if "is locked" in str(error.orig):
            raise Busy("This world is busy with something long. Try again in a moment.") from None
        raise


def _moment(session: Session) -> Moment:
    row = session.get(World, 1)
    if row is None:
        raise NotFound("This world is empty. Delete it and make a new one.")
    return Moment(session, row, row.now)


def _catch_up(moment: Moment) -> None:
    row = moment.world
    now = clock.Reading(row.base_now, row.base_wall, row.beat_wall, row.speed).at(clock.wall_seconds())
    if now > moment.now:
        advance(moment, now)


def _anchor(moment: Moment) -> None:
    """Tie the world's time to the wall's, from here on."""
    row = moment.world
    row.now = row.base_now = moment.now
    row.base_wall = row.beat_wall = clock.wall_seconds()


def check_version(moment: Moment, order: Order | None, version: int | None) -> None:
    """Refuse what was asked for an older version of an order, such as a page that stood open.

    Raises:
        Refusal: the order has changed since.
    """
    if order is not None and version is not None and version != order.version and moment.policy(order.store).stale_page:
        raise moment.policy(order.store).refuse("stale-page")


def keep_checkpoint(home: Home, world: str, entry: int) -> None:
    """Keep a copy of the world as it is now, which is right after an entry of its journal.

    What came before is done and stays so: a disk without room for the copy, or a world deleted meanwhile, is no
    reason to tell somebody otherwise.
    """
    if is_large(home.world_file(world)) and _is_kept_nearby(home, world, entry):
        # The copy, and the one whoever writes next has to make, would cost more than the deeds in between.
        return
    try:
        with home.lock(world):
            keep(home.world_file(existing(home, world)), home.checkpoint_file(world, entry))
    except NotFound:
        return
    except Exception as error:
        if not isinstance(error, Busy) and said_by_disk(error) is None:
            raise
        log.warning("no copy of world %s could be kept for going back: %s", world, error)
    for one in home.checkpoints(world):
        if int(one.stem) <= entry - NEAR and int(one.stem) % NEAR:
            one.unlink(missing_ok=True)


def _is_kept_nearby(home: Home, world: str, entry: int) -> bool:
    """Say whether one of the last inputs, as far as every tenth copy reaches, has a copy already."""
    return any(entry // NEAR * NEAR <= int(one.stem) <= entry for one in home.checkpoints(world))
