"""Reads a world for programs: plain rows through a connection kept open per thread, since lists are asked for often.

Looks only, at what was committed. Everything that changes a world goes through `simulator.acting`.
"""

import sqlite3
import threading
from dataclasses import dataclass
from typing import Any

import orjson

from simulator.acting import existing
from simulator.home import Home

# Worlds whose connection a thread keeps.
MOST_OPEN = 8
_local = threading.local()


@dataclass
class Peek:
    """A world to look at: its rows, its instant, its seed and its faults."""

    connection: sqlite3.Connection
    now: int
    seed: int
    date_set: str
    faults: dict[str, Any]

    def rows(self, statement: str, values: list[Any] | tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        """Return the rows of a statement of ours."""
        return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: list[Any] | tuple[Any, ...] = ()) -> sqlite3.Row | None:
        """Return the first row of a statement of ours."""
        found: sqlite3.Row | None = self.connection.execute(statement, values).fetchone()
        return found


def peek(home: Home, world: str) -> Peek:
    """Look at a world.

    Raises:
        NotFound: there is none.
    """
    connection = _connection(home, existing(home, world))
    row = connection.execute("SELECT now, seed, date_set, faults FROM world").fetchone()
    return Peek(connection, row["now"], row["seed"], row["date_set"], orjson.loads(row["faults"] or "{}") or {})


def marks(values: list[Any]) -> str:
    """Return as many placeholders as there are values."""
    return ", ".join("?" * len(values))


def _connection(home: Home, world: str) -> sqlite3.Connection:
    """Return this thread's connection; a world that was made anew under the same name is another file."""
    path = home.world_file(world)
    status = path.stat()
    key, stamp = str(path), (status.st_dev, status.st_ino)
    kept: dict[str, tuple[tuple[int, int], sqlite3.Connection]] = _local.__dict__.setdefault("kept", {})
    if key in kept and kept[key][0] == stamp:
        return kept[key][1]
    if key in kept:
        kept.pop(key)[1].close()
    while len(kept) >= MOST_OPEN:
        kept.pop(next(iter(kept)))[1].close()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, cached_statements=64)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA mmap_size=268435456")
    kept[key] = (stamp, connection)
    return connection
