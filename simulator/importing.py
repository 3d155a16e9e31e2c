"""World files from elsewhere, made into files of our own: unpacked within bounds, and nothing foreign in their schema.

A file whose schema is ours to the letter is taken as it is, once it has been found sound. Of any other file the rows of
known tables and columns are copied into a fresh one; if its schema is an older one, into one of that schema, which is
then brought up to date. Tallies are counted afresh in both cases.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.exc import DatabaseError

from simulator import tallies
from simulator.database import open_file
from simulator.files import SCHEMA_VERSION, DamagedWorld, OlderWorld, check_file, make_file
from simulator.migrating import WORLDS, bring_up, make_at
from simulator.unpacking import unpack


@contextmanager
def brought_in(source: BinaryIO, folder: Path) -> Iterator[Path]:
    """Lend a world file of our own, made in a folder out of one from elsewhere, gzipped or not.

    Raises:
        DamagedWorld: too large, damaged, or written by a newer version.
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        # Errors name the file, so it keeps its name, in a folder where it meets no other.
        folders = Path(place) / "foreign", Path(place) / "own"
        for one in folders:
            one.mkdir()
        foreign, own = folders[0] / _name(source), folders[1] / "own.db"
        unpack(source, foreign)
        try:
            check_file(foreign)
            own = _taken_over(foreign, own)
        except OlderWorld as older:
            _brought_up(foreign, own, older.version)
        except UnicodeDecodeError as error:
            raise DamagedWorld(f"The file is damaged: {error}.") from None
        check_file(own)
        yield own


def _name(source: BinaryIO) -> str:
    """Return what a file is called; what comes over the net has no name."""
    name = getattr(source, "name", None)
    return (Path(name).name if isinstance(name, str) else "") or "upload"


def _taken_over(foreign: Path, own: Path) -> Path:
    """Return a file that holds what a foreign one of today's schema holds."""
    make_file(own)
    if _schema(foreign) == _schema(own):
        _take(foreign)
        return foreign
    _copy_rows(foreign, own, tallies.paused)
    return own


def _brought_up(foreign: Path, own: Path, version: int) -> None:
    """Copy what a foreign file of an earlier schema holds into one of that schema, and bring this one up to date."""
    make_at(own, WORLDS, version)
    _copy_rows(foreign, own, nullcontext)
    try:
        bring_up(own, WORLDS, SCHEMA_VERSION)
    except (sqlite3.Error, DatabaseError) as error:
        raise DamagedWorld(f"The file is damaged: {error}.") from None


def _schema(file: Path) -> set[tuple[str, ...]]:
    told = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    with _read(file) as connection:
        return set(connection.execute(told))


def _take(file: Path) -> None:
    """Make sure that a file with our own schema is sound, and count its tallies afresh, both at once."""
    with ThreadPoolExecutor(1) as beside, closing(open_file(file)) as connection:
        sound = beside.submit(_check_pages, file)
        try:
            _count_afresh(connection)
            sound.result()
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise DamagedWorld(f"The file is damaged: {error}.") from None


def _check_pages(file: Path) -> None:
    with _read(file) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise DamagedWorld("The file is damaged.")


def _count_afresh(connection: sqlite3.Connection) -> None:
    """Count tallies in a transaction that is left open; the pages may still turn out to be damaged."""
    for pragma in ("mmap_size=0", "cell_size_check=ON", "cache_size=-65536", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    _check_references(connection)
    tallies.rebuild(connection)
    connection.execute("UPDATE world SET generation = 0")


@contextmanager
def _read(file: Path) -> Iterator[sqlite3.Connection]:
    """Look into a file that nobody vouches for."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA query_only=ON")
            yield connection
    except sqlite3.Error as error:
        raise DamagedWorld(f"The file is damaged: {error}.") from None


def _check_references(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise DamagedWorld(f"The file is damaged: a row of {broken[0]} refers to nothing.")


def _copy_rows(foreign: Path, own: Path, counting: Callable[[Any], AbstractContextManager[None]]) -> None:
    """Copy rows of known tables and columns only; nothing of the foreign file's schema is executed."""
    with _read(foreign) as source, closing(open_file(own)) as target:
        target.execute("PRAGMA foreign_keys=OFF")
        target.execute("BEGIN")
        try:
            with counting(target):
                # Indexes are made when all rows are there, which is quicker for a large world.
                indexes = _taken_indexes(target)
                for table in _tables(target):
                    _copy_table(table, source, target)
                for statement in indexes:
                    target.execute(statement)
            target.execute("COMMIT")
        except sqlite3.Error as error:
            raise DamagedWorld(f"The file is damaged: {error}.") from None
        _check_references(target)


def _taken_indexes(target: sqlite3.Connection) -> list[str]:
    """Take the indexes off a file of our own; return how they are made again."""
    told = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = target.execute(told).fetchall()
    for name, _ in indexes:
        target.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in indexes]


def _tables(target: sqlite3.Connection) -> list[str]:
    """Name the tables of a file of our own that hold a world's rows."""
    told = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'tallies'"
    return [name for (name,) in target.execute(told) if not name.startswith("sqlite_")]


def _copy_table(table: str, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    names = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    columns = ", ".join(f'"{name}"' for name in names)
    kind = source.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if kind != ("table",):
        raise DamagedWorld(f"The file has no table {table}.")
    rows = source.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608 - our own names
    marks = ", ".join("?" * len(names))
    target.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608
