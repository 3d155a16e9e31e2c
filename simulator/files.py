"""World files: making, checking, copying. A file carries the version of its schema; newer ones are refused in words.

Copies go through SQLite's backup, so connections that are open on the target see the change at once.
"""

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from simulator import tallies
from simulator.database import Base, open_file
from simulator.errors import BadInput
from simulator.migrating import WORLDS, can_bring_up
from simulator.schemas.place import Place, Schema
from simulator.states import first_row, for_reading, keep

# Raised with every change of the tables, together with a step in `simulator/migrating/worlds`.
SCHEMA_VERSION = 5
# Marks a file as a world of ours.
APPLICATION_ID = 0x4D_50_57_31


class DamagedWorld(BadInput):
    """A world file that cannot be read, or is none."""

    def __init__(self, why: str) -> None:
        super().__init__("file", why)


class OlderWorld(DamagedWorld):
    """A world file of an earlier schema, which a start of the simulator brings up to date."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(
            f"{name} has schema {version}, this version works with {SCHEMA_VERSION}; marketsim serve brings it up."
        )
        self.version = version


def make_file(path: Path) -> None:
    """Create an empty world file with all tables and tallies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty_file())


@cache
def _empty_file() -> bytes:
    """Build an empty world file once: making fifty tables takes longer than all that a small world holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        _build_empty(path)
        return path.read_bytes()


def _build_empty(path: Path) -> None:
    engine = create_engine("sqlite://", creator=lambda: open_file(path), poolclass=NullPool)
    Base.metadata.create_all(engine)
    with closing(open_file(path)) as connection:
        tallies.install(connection)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def check_file(path: Place, asked: str = "SELECT now FROM world") -> tuple[Any, ...]:
    """Make sure that a file is a world this version can open; return the first row of what is asked of it.

    Raises:
        DamagedWorld: not a world, damaged, or written by a newer version.
    """
    if isinstance(path, Schema):
        return _checked_schema(path, asked)
    try:
        with closing(sqlite3.connect(for_reading(path), uri=True)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application == APPLICATION_ID and version == SCHEMA_VERSION:
                return tuple(connection.execute(asked).fetchone() or ())
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # SQLite quotes a damaged schema in its errors, whatever bytes it has.
        raise DamagedWorld(f"The world file {path.name} is damaged or no world: {error}.") from None
    if application != APPLICATION_ID:
        raise DamagedWorld(f"{path.name} is not a world of this simulator.")
    raise _not_ours(path.name, version)


def _checked_schema(state: Schema, asked: str) -> tuple[Any, ...]:
    if not state.exists():
        raise DamagedWorld(f"There is no {state.told} in the database.")
    version = first_row(state, "SELECT version FROM about")[0]
    if version != SCHEMA_VERSION:
        raise _not_ours(state.told, version)
    return first_row(state, asked)


def _not_ours(name: str, version: int) -> DamagedWorld:
    """Say of a world of another schema what can be done with it."""
    if version > SCHEMA_VERSION:
        return DamagedWorld(
            f"{name} was written by a newer version (schema {version}); this one reads {SCHEMA_VERSION}."
        )
    if can_bring_up(WORLDS, version, SCHEMA_VERSION):
        return OlderWorld(name, version)
    return DamagedWorld(f"{name} has schema {version}, which cannot be brought up to {SCHEMA_VERSION}.")


def copy_new(source: Place, target: Path) -> None:
    """Copy a world to a file where nothing is yet; it appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    if isinstance(source, Schema):
        keep(source, half)
        half.replace(target)
        return
    with closing(sqlite3.connect(for_reading(source), uri=True)) as from_, closing(sqlite3.connect(half)) as to:
        # It appears when it is whole; after a loss of power it may have to be made again.
        to.execute("PRAGMA synchronous=OFF")
        from_.backup(to)
    half.replace(target)


def copy_densely(source: Place, target: Path) -> None:
    """Copy a world to a new file of its rows alone, without what was deleted and is still in its file."""
    if isinstance(source, Schema):
        copy_new(source, target)
        return
    with closing(sqlite3.connect(for_reading(source), uri=True, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
