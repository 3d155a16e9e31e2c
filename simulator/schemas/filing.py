"""States carried between a database and a file: values are the same in both, so rows are only moved."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from operator import itemgetter
from pathlib import Path
from typing import Any

from simulator import tallies
from simulator.schemas.connecting import Plain, plain, quoted
from simulator.schemas.place import LIVE, Schema
from simulator.schemas.tables import ABOUT, bare, begun, columns, hanging
from simulator.states import for_reading

# Rows fetched from the database at a time.
AT_ONCE = 2_000
# Tallies are drawn from the other tables.
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('tallies', 'sqlite_sequence')"
Paused = Callable[[sqlite3.Connection], AbstractContextManager[Any]]


def save(source: Schema, path: Path) -> None:
    """Write a state into a new file."""
    from simulator.files import make_file

    make_file(path)
    fill(source, path, tallies.paused)


def fill(source: Schema, path: Path, paused: Paused = nullcontext) -> None:
    """Write a state into an empty file that has its tables, of whichever version both are."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file, plain(source.address) as connection:
        file.execute("PRAGMA synchronous=OFF")
        file.execute("BEGIN")
        with connection.transaction(), paused(file):
            # All tables as they were at one moment.
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for (name,) in file.execute(TABLES).fetchall():
                _fill_table(connection, source, file, name)
        file.execute("COMMIT")


def _fill_table(connection: Plain, source: Schema, file: sqlite3.Connection, name: str) -> None:
    told = file.execute("SELECT name, pk FROM pragma_table_info(?)", (name,)).fetchall()
    listed = ", ".join(column for column, _ in told)
    keys = ", ".join(column for column, place in sorted(told, key=itemgetter(1)) if place)
    statement = f"INSERT INTO {name} ({listed}) VALUES ({', '.join('?' * len(told))})"  # noqa: S608 - names of ours
    with connection.cursor(name="rows") as rows:
        rows.itersize = AT_ONCE
        # By their keys, which come first: so they lie in any file that was written in order.
        rows.execute(f"SELECT {listed} FROM {quoted(source.name)}.{name} ORDER BY {keys}".encode())  # noqa: S608
        file.executemany(statement, rows)


def load(path: Path, target: Schema, version: int) -> None:
    """Make a state out of a file; a world with everything that belongs to it, a kept one of its rows alone."""
    with (
        closing(sqlite3.connect(for_reading(path), uri=True)) as file,
        plain(target.address) as connection,
        connection.transaction(),
    ):
        connection.execute("; ".join([*begun(target), *bare()]).encode(), prepare=False)
        for name, of_table in columns().items():
            if name != ABOUT:
                _load_table(connection, file, name, of_table)
        connection.execute(f"INSERT INTO {ABOUT} VALUES ({version}, current_date)".encode())  # noqa: S608 - ours
        if target.kind == LIVE:
            connection.execute("; ".join(hanging()).encode(), prepare=False)


def _load_table(connection: Plain, file: sqlite3.Connection, name: str, of_table: list[str]) -> None:
    rows = file.execute(f"SELECT {', '.join(of_table)} FROM {name}")  # noqa: S608 - names of ours
    first = rows.fetchone()
    if first is None:
        return
    with connection.cursor().copy(f"COPY {name} ({', '.join(of_table)}) FROM STDIN".encode()) as copy:
        copy.write_row(first)
        for row in rows:
            copy.write_row(row)
