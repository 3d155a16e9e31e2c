"""Older files brought up to date: each change of the tables is a revision of Alembic's, for worlds and for directories.

A file carries the number of its schema (`PRAGMA user_version`), which is the name of the revision it stands at; there
is no table for that. The first revision of each history makes the tables as they were then. Tallies are drawn from a
world's rows, so they are taken off before a world is changed and counted afresh in the end. A file is changed within
one transaction: whoever is killed finds it as it was.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from simulator import tallies

HERE = Path(__file__).parent
WORLDS, DIRECTORY = "worlds", "directory"
# The first schema of each history; what is older was never given away.
FIRST = {WORLDS: 4, DIRECTORY: 1}


def version_in(path: Path) -> int:
    """Return the number of a file's schema."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def can_bring_up(history: str, version: int, wanted: int) -> bool:
    """Say whether a file's schema is older than what is wanted, and one that is known."""
    return FIRST[history] <= version < wanted


def bring_up(path: Path, history: str, wanted: int) -> None:
    """Bring one file up to date from the schema it has."""
    with _changing(path) as bound:
        file: Any = bound.connection.dbapi_connection
        if history == WORLDS:
            _take_tallies_off(file)
        _go(bound, history, wanted)
        if history == WORLDS:
            tallies.install(file)
            tallies.rebuild(file)


def make_at(path: Path, history: str, wanted: int) -> None:
    """Make an empty file of any schema, without tallies."""
    with _changing(path) as bound:
        _go(bound, history, wanted)


def make_first(history: str) -> None:
    """Make the tables of a history's first schema; this is what its first revision does."""
    from alembic import op

    schema = (HERE / history / f"{FIRST[history]}.sql").read_text("utf-8")
    for statement in schema.split(";\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)


@contextmanager
def _changing(path: Path) -> Iterator[Connection]:
    """Open a file for one transaction."""
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None, timeout=30), poolclass=NullPool
    )
    with engine.connect() as bound:
        bound.exec_driver_sql("BEGIN IMMEDIATE")
        yield bound
        bound.commit()


def _go(bound: Connection, history: str, wanted: int) -> None:
    """Do all steps from the schema a file has to another; an empty file begins before the first."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    version = bound.exec_driver_sql("PRAGMA user_version").scalar_one()
    with Operations.context(MigrationContext.configure(bound)):
        for upgrade in _steps(history, version, wanted):
            upgrade()
    bound.exec_driver_sql(f"PRAGMA user_version={wanted}")


def _steps(history: str, version: int, wanted: int) -> list[Callable[[], None]]:
    """List what the revisions after one do, oldest first."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(HERE), version_locations=[str(HERE / history)])
    revisions = list(script.iterate_revisions(str(wanted), str(version) if version else "base"))
    return [one.module.upgrade for one in reversed(revisions)]


def _take_tallies_off(file: sqlite3.Connection) -> None:
    told = "SELECT type, name FROM sqlite_master WHERE name LIKE 'tally!_%' ESCAPE '!' AND type IN ('trigger', 'view')"
    for kind, name in file.execute(told).fetchall():
        file.execute(f'DROP {kind} "{name}"')
    file.execute("DROP TABLE IF EXISTS tallies")
