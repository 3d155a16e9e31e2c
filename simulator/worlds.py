"""Worlds: create, reset, snapshot, restore, fork, export, import, delete.

A world is a file, or a schema of a database; all of these are copies of states. How a template is filled is registered
by the room that owns it; a finished template is kept, so the next world from it is a copy too.
"""

import hashlib
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import delete, update

from simulator import clock
from simulator.acting import existing
from simulator.database import session_in
from simulator.directory import directory, enter, strike_off
from simulator.errors import BadInput, NotFound
from simulator.files import SCHEMA_VERSION, check_file, copy_densely, copy_new, make_file
from simulator.home import Home, checked_name
from simulator.importing import brought_in
from simulator.instants import EARLIEST
from simulator.lending import let_go
from simulator.models import IdempotencyKey, World
from simulator.moment import Moment
from simulator.policy import DATE_SETS, store
from simulator.schemas.place import Place
from simulator.states import first_row, keep, share, take_over

DEFAULT_START = datetime(2026, 3, 2, 17, tzinfo=UTC)
# Part of a cached template's name; raise it when what a template contains changes.
TEMPLATE_EDITION = 3
_BLOCK = 1 << 20
# What zlib calls the form of gzip, with the largest window.
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Plan:
    """What a world is made from."""

    template: str = "empty"
    seed: int = 1
    start_at: datetime = DEFAULT_START
    marketplaces: tuple[str, ...] = ("US",)
    date_set: str = "announced"
    flags: dict[str, Any] = field(default_factory=dict)


Builder = Callable[[Moment, Plan], None]
_builders: dict[str, Builder] = {}
# How much of a past a world of a template has when it is made.
_leads: dict[str, timedelta] = {}
# What tells one version of a template from another, where its content lies in files of its own.
_editions: dict[str, Callable[[str], str]] = {}
# What whoever asks for a world has written into it before it is there, such as the answer to a call with a key.
first_words: ContextVar[Callable[[Place], None] | None] = ContextVar("first_words", default=None)


def world_template(
    name: str, edition: Callable[[str], str] | None = None, *, lead: timedelta = timedelta(0)
) -> Callable[[Builder], Builder]:
    """Register what fills worlds of a template; a name ending in ":" stands for all that begin with it."""

    def register(builder: Builder) -> Builder:
        _builders[name], _leads[name] = builder, lead
        if edition is not None:
            _editions[name] = edition
        return builder

    return register


def template_names() -> list[str]:
    """List the templates that can be named as they are."""
    return [name for name in _builders if not name.endswith(":")]


def plan_of(world: World) -> Plan | None:
    """Return the plan that a world, or the one it was forked from, was made from; None if it was no template's."""
    if _builder(world.template) is None:
        return None
    start_at = world.started_at + _leads.get(world.template, timedelta(0))
    return Plan(world.template, world.seed, start_at, tuple(world.marketplaces), world.date_set)


def create(home: Home, name: str, plan: Plan) -> None:
    """Make a world from a template, or from another world with `world:<name>`.

    Raises:
        BadInput: the name is taken or malformed, or the plan makes no sense.
        NotFound: no such template or world.
    """
    checked_name(name)
    if plan.template.startswith("world:"):
        fork(home, plan.template.removeprefix("world:"), name)
        return
    _check_plan(plan)
    with _new_world(home, name, plan.template) as target:
        share(template_file(home, plan), home.origin_file(name))
        take_over(home.origin_file(name), target)


def fork(home: Home, source: str, name: str) -> None:
    """Make a second world out of one as it is now; the new one starts paused."""
    checked_name(name)
    # Before anything is locked: a world forked onto itself would wait for itself.
    _refuse_taken(home, name)
    with _held(home, source), _new_world(home, name, f"world:{source}") as target:
        keep(home.world_file(source), home.origin_file(name))
        take_over(home.origin_file(name), target)
        share_past(home, source, name)


def adopt(home: Home, name: str, template: str, file: Place) -> None:
    """Make a world out of a state of ours, such as another world at an earlier moment; it starts paused."""
    checked_name(name)
    with _new_world(home, name, template) as target:
        take_over(file, target)


def share_past(home: Home, source: str, name: str) -> None:
    """Let a fork go back to before it began: what is kept of its source's past is kept for it, too."""
    (last,) = check_file(home.world_file(name), "SELECT coalesce(max(id), 0) FROM journal")
    kept = {int(file.stem): file for file in home.checkpoints(source)}
    # The oldest is number 0, which stays; a source that is a fork itself already has one.
    for entry, file in ({0: home.origin_file(source)} | kept).items():
        # Somebody else may be tidying up.
        with suppress(FileNotFoundError):
            if entry <= last:
                share(file, home.checkpoint_file(name, entry))


def reset(home: Home, world: str) -> None:
    """Put a world back to how it was when it was created."""
    put_back(home, existing(home, world), home.origin_file(world))


def snapshot(home: Home, world: str, name: str) -> None:
    """Keep the world as it is now under a name; the same name again replaces it."""
    checked_name(name)
    with _held(home, world):
        keep(home.world_file(world), home.snapshot_file(world, name))


def snapshots(home: Home, world: str) -> list[dict[str, Any]]:
    """List a world's snapshots with the simulated instant each holds, by name."""
    return [{"name": one.stem, "now": _now_in(one)} for one in home.snapshots(existing(home, world))]


def restore(home: Home, world: str, name: str) -> None:
    """Go back to a snapshot; the clock is paused then."""
    file = home.snapshot_file(existing(home, world), checked_name(name))
    if not file.exists():
        raise NotFound(f"World {world} has no snapshot {name!r}.")
    put_back(home, world, file)


def delete_snapshot(home: Home, world: str, name: str) -> None:
    """Forget a snapshot."""
    file = home.snapshot_file(existing(home, world), checked_name(name))
    if not file.exists():
        raise NotFound(f"World {world} has no snapshot {name!r}.")
    file.unlink()


def remove(home: Home, world: str) -> None:
    """Delete a world with everything that belongs to it."""
    with _held(home, world):
        let_go(home.folder(world))
        home.clear(world)
        strike_off(home, world)


def export(home: Home, world: str, target: BinaryIO) -> None:
    """Write a world as one compressed file, without idempotency keys."""
    for block in packed(home, world):
        target.write(block)


def packed(home: Home, world: str) -> Iterator[bytes]:
    """Give the blocks of an exported world as they are packed; the world is free before the first one comes."""
    with tempfile.TemporaryDirectory(dir=home.path) as folder:
        half = Path(folder) / "export.db"
        with _held(home, world):
            copy_densely(home.world_file(world), half)
        with closing(sqlite3.connect(half, isolation_level=None)) as connection:
            # Nobody else has this file, and whoever is interrupted exports again.
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA journal_mode=OFF")
            # Answers to calls with a key are written over, not only given up.
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("DELETE FROM idempotency_keys")
            connection.execute("UPDATE world SET mode = 'paused', generation = 0")
        press = zlib.compressobj(level=6, wbits=_GZIP)
        with half.open("rb") as plain:
            yield from filter(None, map(press.compress, iter(partial(plain.read, _BLOCK), b"")))
        yield press.flush()


def bring_in(home: Home, name: str, source: BinaryIO) -> None:
    """Make a world from an exported file.

    Raises:
        BadInput: the name is taken or malformed.
        DamagedWorld: too large, damaged, or written by a newer version.
    """
    checked_name(name)
    with brought_in(source, home.path) as file, _new_world(home, name, "import") as target:
        if isinstance(target, Path):
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        else:
            take_over(file, target)


@contextmanager
def _held(home: Home, world: str) -> Iterator[None]:
    """Hold a world that exists, also when its turn has come: whoever was before may have deleted it."""
    with home.lock(existing(home, world)):
        existing(home, world)
        yield


@contextmanager
def _new_world(home: Home, name: str, template: str) -> Iterator[Place]:
    """Make room for a world, let the caller fill it, keep its origin and enter it into the directory."""
    with home.lock(name):
        _refuse_taken(home, name)
        try:
            # Whoever makes a world holds its lock: the maker of what lies here was killed.
            home.begin(name)
            yield home.world_file(name)
            if not home.origin_file(name).exists() or _must_change(home.origin_file(name)):
                _pause(home.world_file(name))
                keep(home.world_file(name), home.origin_file(name))
            write = first_words.get()
            if write is not None:
                write(home.world_file(name))
            with directory(home) as session:
                enter(session, name, template)
            home.finish(name)
        except BaseException:
            home.clear(name)
            raise


def _refuse_taken(home: Home, name: str) -> None:
    if home.is_taken(name):
        raise BadInput("name", "There is already a world named {name}.", status=409, name=name)


def _must_change(world_file: Place) -> bool:
    """Say whether a new world holds what belongs to the one it was made from, such as a running clock."""
    asked = "SELECT mode <> 'paused' OR generation <> 0 OR EXISTS (SELECT 1 FROM idempotency_keys) FROM world"
    return bool(first_row(world_file, asked)[0])


def _pause(world_file: Place) -> None:
    if _must_change(world_file):
        _set_paused(world_file)
        with session_in(world_file, writing=True) as session:
            # A call answered in the world this one was made from has not been made here.
            session.execute(delete(IdempotencyKey))
            # Nor was it ever put back.
            session.execute(update(World).values(generation=0))


def put_back(home: Home, world: str, source: Place) -> None:
    """Put a kept state into an existing world; its clock is paused then."""
    mode, last = check_file(source, "SELECT mode, (SELECT coalesce(max(id), 0) FROM journal) FROM world")
    with _held(home, world):
        take_over(source, home.world_file(world))
        if mode != "paused":
            _set_paused(home.world_file(world))
        for one in home.checkpoints(world):
            if int(one.stem) > last:
                # Somebody else may be tidying up.
                one.unlink(missing_ok=True)


def _set_paused(world_file: Place) -> None:
    with session_in(world_file, writing=True) as session:
        session.execute(update(World).values(mode="paused", base_now=World.now, base_wall=clock.wall_seconds()))


def _check_plan(plan: Plan) -> None:
    if _builder(plan.template) is None:
        raise NotFound(f"There is no template {plan.template[:60]!r}. There are: {', '.join(template_names())}.")
    if not plan.marketplaces:
        raise BadInput("marketplaces", "A world has at least one store.")
    for code in plan.marketplaces:
        store(code)
    if plan.date_set not in DATE_SETS:
        raise BadInput("date_set", f"date_set is one of: {', '.join(DATE_SETS)}.")
    if type(plan.seed) is not int or not 0 <= plan.seed < 2**63:
        raise BadInput("seed", "A seed is a whole number from 0 to 2^63 - 1.")
    if plan.start_at < EARLIEST:
        raise BadInput("start_at", "A world starts in 2009 or later.")


def _builder(template: str) -> Builder | None:
    return _builders.get(template) or _builders.get(_family(template))


def _family(template: str) -> str:
    return template.split(":", maxsplit=1)[0] + ":"


def is_built(home: Home, plan: Plan) -> bool:
    """Say whether a world of this plan can be had without building it first."""
    return _template_path(home, plan).exists()


def template_file(home: Home, plan: Plan) -> Path:
    """Return the finished file of a plan, building it at first use."""
    path = _template_path(home, plan)
    if not path.exists():
        with home.lock(f"template-{path.stem}"):
            if not path.exists():
                _build(path, plan)
    return path


def _template_path(home: Home, plan: Plan) -> Path:
    edition_of = _editions.get(_family(plan.template))
    edition = edition_of(plan.template) if edition_of else ""
    told = orjson.dumps([asdict(plan), SCHEMA_VERSION, TEMPLATE_EDITION, edition], option=orjson.OPT_SORT_KEYS)
    return home.templates / f"{hashlib.blake2b(told, digest_size=12).hexdigest()}.db"


def _build(path: Path, plan: Plan) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        half = Path(folder) / "template.db"
        make_file(half)
        builder = _builder(plan.template)
        assert builder is not None
        with session_in(half, writing=True) as session:
            row = World(
                id=1,
                seed=plan.seed,
                template=plan.template,
                marketplace=plan.marketplaces[0],
                marketplaces=list(plan.marketplaces),
                date_set=plan.date_set,
                started_at=plan.start_at,
                now=plan.start_at,
                base_now=plan.start_at,
                flags=dict(plan.flags),
                last_event=0,
                last_due=0,
                last_mail=0,
                mode="paused",
                speed=60,
                base_wall=0.0,
                beat_wall=0.0,
                generation=0,
                faults={},
            )
            session.add(row)
            moment = Moment(session, row, plan.start_at)
            builder(moment, plan)
            row.now = row.base_now = moment.now
        copy_new(half, path)


def _now_in(state: Place) -> datetime:
    return datetime.fromtimestamp(first_row(state, "SELECT now FROM world")[0], UTC)
