"""Sessions, column types and the binding of a session to the world it works in.

One Engine serves every world: its connections are opened for the world that a context variable names, without a pool,
so compiled statements are shared and no table needs a world id. Worlds in a database have another (`schemas`). This is
the only module that knows the Flask extension.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import orjson
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Engine, Integer, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, registry
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from simulator.adding import write_new
from simulator.appending import forget, write_out
from simulator.asking import asked
from simulator.attributes import ReadsAtHand, read_at_hand
from simulator.changing import write_changes
from simulator.lending import Lent, lend
from simulator.loading import LoadsAtOnce, in_memory
from simulator.schemas.place import Place, Schema
from simulator.states import for_reading, is_kept, make_own, present
from simulator.storing import dumps

Found = TypeVar("Found")

_world_file: ContextVar[Place | None] = ContextVar("world_file", default=None)
_writing: ContextVar[bool] = ContextVar("writing", default=False)

# Objects that a writing session holds in memory, the latest.
MOST_KEPT = 10_000

# Small enough that many open worlds fit in memory; the WAL and synchronous settings keep what was acknowledged.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-8192",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
)
# So many of them are for files that may be written.
_FOR_WRITING = 2


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime in whole seconds, stored as seconds since the epoch."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store seconds since the epoch."""
        return _seconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        return _instant(value)

    # Every order has a dozen of these: the functions themselves, without the layers of the general case.
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Return what stores one."""
        return _seconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        """Return what gives one back."""
        return _instant


# Instants come back again and again: the ends of days, the minute in which many things happened.
@lru_cache(maxsize=1 << 14)
def _seconds(value: datetime | None) -> int | None:
    return None if value is None else int(value.timestamp())


@lru_cache(maxsize=1 << 14)
def _instant(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


class Base(ReadsAtHand, DeclarativeBase):
    """Every table of a world."""

    registry = registry(type_annotation_map={datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON, list[str]: JSON})


read_at_hand(Base)


class NoWorld(RuntimeError):
    """A session was used outside `bound_to(...)`."""


def open_file(path: Path) -> Lent:
    """Open a world or directory file with the settings all of ours share; one that is kept is only read."""
    while True:
        real = present(path)
        try:
            return _opened(real, is_there=real != path)
        except sqlite3.Error:
            # The world was put back to another state just now.
            if present(path) == real:
                raise


def _opened(real: Path, *, is_there: bool) -> Lent:
    kept = is_kept(real)
    place = for_reading(real) if kept else f"file:{quote(str(real))}?mode={'rw' if is_there else 'rwc'}"
    connection = sqlite3.connect(
        place, isolation_level=None, check_same_thread=False, cached_statements=256, uri=True, factory=Lent
    )
    try:
        for pragma in _PRAGMAS[_FOR_WRITING:] if kept else _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect() -> Lent:
    path = _world_file.get()
    if not isinstance(path, Path):
        raise NoWorld("no world is bound here")
    if _writing.get():
        make_own(path)
    return lend(path, open_file)


def _begin(connection: Connection) -> None:
    if _writing.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        asked(connection, "BEGIN", ())


def _new_engine() -> Engine:
    engine = create_engine(
        "sqlite://", creator=_connect, poolclass=NullPool, json_serializer=dumps, json_deserializer=orjson.loads
    )
    event.listen(engine, "begin", _begin)
    return engine


engine = _new_engine()


def engine_of(place: Place | None) -> Engine:
    """Return the engine that opens connections to a world."""
    if not isinstance(place, Schema):
        return engine
    from simulator.schemas import connecting

    return connecting.engine(place.address)


def bound_schema() -> tuple[str, str, bool]:
    """Say in which schema a transaction works that begins now, in whose home, and whether it writes."""
    place = _world_file.get()
    if not isinstance(place, Schema):
        raise NoWorld("no world is bound here")
    return place.name, place.home, _writing.get()


class WorldSession(LoadsAtOnce):
    """A session whose every statement goes to the world bound at that moment."""

    def __init__(self, db: SQLAlchemy | None = None, **options: Any) -> None:
        # A session factory passes bind=None where nobody named one.
        options["bind"] = options.get("bind") or engine_of(_world_file.get())
        options.setdefault("expire_on_commit", False)
        super().__init__(**options)

    def flush(self, objects: Any = None) -> None:
        """Write what is new, what was changed, and then what was appended."""
        if objects is None:
            write_new(self)
            write_changes(self)
        super().flush(objects)
        write_out(self)


@event.listens_for(WorldSession, "before_commit")
def _write_before_commit(session: Session) -> None:
    session.flush()


@event.listens_for(WorldSession, "do_orm_execute")
def _load_beside(asked: ORMExecuteState) -> None:
    # What hangs on an object is only ever added through it: nothing has to be written for loading the rest of it.
    if asked.is_relationship_load:
        asked.update_execution_options(autoflush=False)


@event.listens_for(WorldSession, "after_soft_rollback")
def _forget_after_rollback(session: Session, transaction: SessionTransaction) -> None:
    forget(session)
    session.info.pop("memory", None)


@event.listens_for(WorldSession, "loaded_as_persistent")
@event.listens_for(WorldSession, "pending_to_persistent")
def _keep(session: Session, loaded: object) -> None:
    # A session holds objects weakly. Who writes comes back to the same people and orders again and again.
    if "kept" in session.info:
        session.info["kept"].append(loaded)


def row_of(session: Session, kind: type[Found], key: str) -> Found | None:
    """Return a row by its primary key; at once, if it is in memory."""
    known = in_memory(session, kind, key)
    if known is None and session.new:
        # Perhaps it is new: written, it is in memory.
        session.flush()
        known = in_memory(session, kind, key)
    return known if known is not None else session.get(kind, key)


def memory_of(session: Session) -> dict[Any, Any]:
    """Return what a writing session has worked out and keeps in step itself; gone with a rollback."""
    memory: dict[Any, Any] = session.info.setdefault("memory", {})
    return memory


# The web application's request session; everything below the pages gets a session as an argument.
db = SQLAlchemy(model_class=Base, session_options={"class_": WorldSession}, disable_autonaming=True)


def bound_place() -> Place | None:
    """Return where the world lies that sessions work in at present."""
    return _world_file.get()


@contextmanager
def bound_to(path: Place, *, writing: bool = False) -> Iterator[None]:
    """Let sessions opened in this block work in the world stored at `path`."""
    file_token, mode_token = _world_file.set(path), _writing.set(writing)
    try:
        yield
    finally:
        _writing.reset(mode_token)
        _world_file.reset(file_token)


@contextmanager
def session_in(path: Place, *, writing: bool = False) -> Iterator[WorldSession]:
    """Open a session in the world stored at `path`; commit at the end of a writing block, else roll back."""
    # One connection for the whole block: its commits do not reopen the file.
    engine = engine_of(path)
    with bound_to(path, writing=writing), engine.connect() as connection, WorldSession(bind=connection) as session:
        if writing:
            session.info["kept"] = deque(maxlen=MOST_KEPT)
        try:
            yield session
            if writing:
                session.commit()
        except BaseException:
            session.rollback()
            raise
