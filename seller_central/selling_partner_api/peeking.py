"""Reads a world for programs: plain rows through a connection kept open per thread, since lists are asked for often.

Looks only, at what was committed. Everything that changes a world goes through `simulator.acting`.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import orjson

from simulator.acting import existing
from simulator.home import Home
from simulator.schemas.place import Place, Schema
from simulator.states import for_reading

Row = Any

# Worlds whose connection a thread keeps.
MOST_OPEN = 8
# Answers remembered for each of them.
MOST_REMEMBERED = 128
_local = threading.local()
_WORLD = "SELECT now, seed, date_set, faults FROM world"


class Looking(Protocol):
    """What plain rows are read through."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Return a cursor over the rows of a statement; columns are found by name and by place."""


@dataclass
class Peek:
    """A world to look at: its rows, its instant, its seed and its faults."""

    connection: Looking
    now: int
    seed: int
    date_set: str
    faults: dict[str, Any]
    # Answers given since the world last changed: programs ask for the same lists again and again.
    remembered: dict[Any, bytes]

    def rows(self, statement: str, values: list[Any] | tuple[Any, ...] = ()) -> list[Row]:
        """Return the rows of a statement of ours."""
        found: list[Row] = self.connection.execute(statement, values).fetchall()
        return found

    def lines(self, names: str, source: str, values: list[Any] | tuple[Any, ...] = ()) -> list[str]:
        """Return columns, named with commas between, of a statement's rows, each as a line of JSON, all in one step.

        Every step lets go of the interpreter and waits to have it back, which among busy threads takes longer than it.
        """
        packed = f"SELECT group_concat(json_array({names}), char(10)) FROM ({source}) AS found"  # noqa: S608 - ours
        found: str | None = self.connection.execute(packed, values).fetchone()[0]
        return found.split("\n") if found else []

    def row(self, statement: str, values: list[Any] | tuple[Any, ...] = ()) -> Row | None:
        """Return the first row of a statement of ours."""
        found: Row | None = self.connection.execute(statement, values).fetchone()
        return found

    @contextmanager
    def at_one_instant(self) -> Iterator["Peek"]:
        """See one state of the world in this block, through the peek that it is given; rows come as they are wanted."""
        if isinstance(self.connection, sqlite3.Connection):
            self.connection.execute("BEGIN")
            try:
                yield self
            finally:
                self.connection.execute("COMMIT")
        else:
            shared: Any = self.connection
            with shared.at_one_instant() as connection:
                yield replace(self, connection=connection)


def peek(home: Home, world: str) -> Peek:
    """Look at a world.

    Raises:
        NotFound: there is none.
    """
    place = _place_of(home, world)
    if isinstance(place, Schema):
        return _peek_in_database(home, world, place)
    kept = _kept(home, world, place)
    version = kept.connection.execute("PRAGMA data_version").fetchone()[0]
    if version != kept.version or len(kept.remembered) > MOST_REMEMBERED:
        kept.version = version
        kept.remembered = {}
    row = kept.connection.execute(_WORLD).fetchone()
    return _made(kept.connection, row, kept.remembered)


def _peek_in_database(home: Home, world: str, place: Schema) -> Peek:
    """Look at a world in a database; nothing tells that it has not changed, so nothing is remembered."""
    from simulator.schemas.looking import LookingIn

    existing(home, world)
    connection = LookingIn(place)
    return _made(connection, connection.execute(_WORLD).fetchone(), {})


def _made(connection: Looking, row: Row, remembered: dict[Any, bytes]) -> Peek:
    faults = orjson.loads(row["faults"] or "{}") or {}
    return Peek(connection, row["now"], row["seed"], row["date_set"], faults, remembered)


def marks(values: list[Any]) -> str:
    """Return as many placeholders as there are values."""
    return ", ".join("?" * len(values))


@dataclass
class _Kept:
    """A thread's connection to a world, the file it belongs to, and the state of the world it last saw."""

    stamp: tuple[int, int]
    connection: sqlite3.Connection
    version: int = -1
    remembered: dict[Any, bytes] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def _place_of(home: Home, world: str) -> Place:
    """Return where a world lies that exists, or did."""
    return home.world_file(existing(home, world))


def _kept(home: Home, world: str, path: Path) -> _Kept:
    """Return this thread's connection; a world that was made anew under the same name is another file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        existing(home, world)
        raise
    key, stamp = str(path), (status.st_dev, status.st_ino)
    all_kept: dict[str, _Kept] = _local.__dict__.setdefault("kept", {})
    if key in all_kept and all_kept[key].stamp == stamp:
        return all_kept[key]
    if key in all_kept:
        all_kept.pop(key).connection.close()
    while len(all_kept) >= MOST_OPEN:
        all_kept.pop(next(iter(all_kept))).connection.close()
    connection = sqlite3.connect(for_reading(path), uri=True, isolation_level=None, cached_statements=64)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout=5000")
    # Addresses only; pages come into memory as they are read, and leave it when somebody needs it.
    connection.execute("PRAGMA mmap_size=2147418112")
    connection.execute("PRAGMA cache_size=-16000")
    all_kept[key] = _Kept(stamp, connection)
    return all_kept[key]
