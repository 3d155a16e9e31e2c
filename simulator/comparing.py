"""What differs between two states of a world, row by row: the same rows and columns that the state hash is over.

SQLite compares; only rows that differ are read. Knows tables, and nothing of what they mean.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import JSON, Table
from sqlalchemy.engine.default import DefaultDialect

from simulator.database import Base, Instant
from simulator.events import iso
from simulator.models import UNHASHED_TABLES
from simulator.schemas.place import Place
from simulator.states import as_file, for_reading

# Differences of a table that are listed; their number is always exact.
LISTED = 500
# What tells a row of the agenda apart: its number says nothing.
AGENDA_KEY = ("rule", "subject", "due_at")


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed; columns of a changed row as (before, after)."""

    table: str
    change: str
    key: list[Any]
    columns: dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """Everything that differs: how many rows of each table, and the first of them."""

    counts: dict[str, int]
    changes: list[Change]


def compare(before: Place, after: Place) -> Difference:
    """Compare two states."""
    with as_file(before) as old, as_file(after) as new:
        return _compared(old, new)


def _compared(before: Path, after: Path) -> Difference:
    counts: dict[str, int] = {}
    changes: list[Change] = []
    with closing(sqlite3.connect(for_reading(before), uri=True)) as connection:
        connection.execute("ATTACH ? AS after", (for_reading(after),))
        for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
            if table.name not in UNHASHED_TABLES and table.info.get("hashed", True):
                found = _changes(connection, table)
                listed = list(islice(found, LISTED))
                if listed:
                    changes += listed
                    counts[str(table.name)] = len(listed) + sum(1 for _ in found)
    return Difference(counts, changes)


def _changes(connection: sqlite3.Connection, table: Table) -> Iterator[Change]:
    columns = [column for column in table.columns if column.info.get("hashed", True)]
    listed = ", ".join(f'"{column.name}"' for column in columns)
    key = AGENDA_KEY if table.name == "agenda" else tuple(column.name for column in table.primary_key.columns)
    old = _only_in(connection, "main", "after", table, listed)
    new = _only_in(connection, "after", "main", table, listed)
    names = [column.name for column in columns]
    gone = {_key(names, key, row): row for row in old}
    come = {_key(names, key, row): row for row in new}
    for place in [*gone, *(one for one in come if one not in gone)]:
        yield _change(table, place, gone.get(place), come.get(place))


def _only_in(connection: sqlite3.Connection, here: str, there: str, table: Table, listed: str) -> list[tuple[Any, ...]]:
    query = f'SELECT {listed} FROM {here}."{table.name}" EXCEPT SELECT {listed} FROM {there}."{table.name}"'  # noqa: S608 - our own names
    return connection.execute(query).fetchall()


def _key(names: list[str], key: tuple[str, ...], row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row[names.index(one)] for one in key if one in names)


def _change(table: Table, place: tuple[Any, ...], old: tuple[Any, ...] | None, new: tuple[Any, ...] | None) -> Change:
    before, after = _read(table, old), _read(table, new)
    if old is not None and new is not None:
        columns = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        return Change(table.name, "changed", list(place), columns)
    if new is not None:
        return Change(table.name, "added", list(place), after)
    return Change(table.name, "removed", list(place), before)


def _read(table: Table, row: tuple[Any, ...] | None) -> dict[str, Any]:
    """Read a row as interfaces tell values: instants as text, JSON as what it holds."""
    columns = [column for column in table.columns if column.info.get("hashed", True)]
    return (
        {} if row is None else {column.name: _told(column.type, one) for column, one in zip(columns, row, strict=True)}
    )


def _told(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return iso(kind.process_result_value(value, DefaultDialect()) or value)
    return orjson.loads(value) if isinstance(kind, JSON) else value
