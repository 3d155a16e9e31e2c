"""The same suite on PostgreSQL: with MARKETSIM_TEST_DATABASE, data directories of tests keep their worlds there.

What a test opens as a folder is opened as schemas of that database, told apart by the folder's name. Folders inside a
data directory stay folders: copies that are looked at and thrown away.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from simulator.database import engine
from simulator.home import Home, is_database
from simulator.schemas.home import SharedHome

# Tests that open, break or look at files of worlds, or start processes on a folder: they say nothing of a database.
ABOUT_FILES = (
    "tests/faults/",
    "tests/fuzzing/",
    "tests/migrating/",
    "tests/test_importing.py",
    "tests/test_keeping.py",
    "tests/test_serving.py",
    "tests/test_states.py",
    "tests/test_tallies.py",
    "tests/test_cli.py",
    "tests/test_journaling.py::test_of_a_large_world",
    "tests/test_realtime.py::test_a_damaged_world",
    "tests/test_realtime.py::test_a_world_that_is_gone",
    "tests/test_worlds.py::test_a_foreign_file",
    "tests/test_worlds.py::test_a_damaged_world",
    "tests/benchmarks/test_pages.py::test_the_demo_and_a_crowded",
    "tests/benchmarks/test_pages.py::test_a_crowded_world",
    "tests/console/pages/test_welcome_pages.py::test_a_damaged_world",
    "tests/console/test_api_keys.py::test_a_world_whose_maker",
    "tests/console/test_api_worlds.py::test_one_damaged_world",
    "tests/classroom/test_accounts.py::test_passwords_are_kept",
    "tests/classroom/test_board.py::test_the_board_of_two_hundred",
    "tests/classroom/test_classes.py::test_nothing_of_a_deleted_class_stays_in_the_files",
)

ADDRESS = os.environ.get("MARKETSIM_TEST_DATABASE")


def is_about_files(test: str) -> bool:
    """Say of a test, by its name, that it is left out where worlds lie in a database."""
    return ADDRESS is not None and test.startswith(ABOUT_FILES)


@contextmanager
def every_home_shared(address: str) -> Iterator[None]:
    """Open all data directories in a database in this block; what they held is deleted after it."""
    opened: dict[Path, Home] = {}
    plainly = Home.at

    def at(place: Path | str) -> Home:
        folder = Path(place).resolve()
        if is_database(place) or any(one in folder.parents for one in opened):
            return plainly(place)
        opened[folder] = found = plainly(f"{address}&schema={schema_of(folder)}&folder={folder}")
        return found

    with patch.object(Home, "at", staticmethod(at)):
        yield
    for one in opened:
        drop(address, schema_of(one))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements that are sent to worlds in this block, wherever they lie."""
    seen: list[str] = []

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        # Directories have an engine of their own; in a database they say where they work.
        in_database = connection.dialect.name == "postgresql"
        of_worlds = "works_in" not in connection.get_execution_options() if in_database else connection.engine is engine
        if of_worlds:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def place_of(home: Home) -> str:
    """Return what another process opens the same installation by."""
    if not isinstance(home, SharedHome):
        return str(home.path)
    return f"{home.address}&schema={home.schema}&folder={home.path}"


def schema_of(folder: Path) -> str:
    """Return the name of the schema that stands for a folder."""
    return f"t{blake2b(str(folder).encode(), digest_size=6).hexdigest()}"


def drop(address: str, schema: str) -> None:
    """Delete an installation with all its worlds."""
    from simulator.schemas.connecting import plain

    told = "SELECT nspname FROM pg_namespace WHERE nspname = %s OR starts_with(nspname, %s)"
    with plain(address) as connection:
        for (name,) in connection.execute(told, (schema, f"{schema}:")).fetchall():
            connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE'.encode())
