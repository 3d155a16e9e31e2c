"""A world to open in the browser: the generated orders as rows of a world file, with what is still due on its agenda.

Rows are written straight into the engine's tables, in columns; a replay of deeds and the auditor answer for them. The
file is the one that `marketsim world import` reads.
"""

import errno
import gzip
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import messaging.models  # noqa: F401 - its tables
import simulator.outgoing  # noqa: F401 - its tables
from seeds.generator.plan import Plan
from seeds.generator.streaming import Mill
from seeds.generator.world_log import Log
from seeds.generator.world_rows import SELF_MADE, buyer_rows, order_rows, party_rows, product_rows
from seeds.generator.world_story import Story
from simulator import tallies
from simulator.database import Base, open_file
from simulator.errors import BadInput
from simulator.files import make_file
from simulator.policy import store

# Beyond this a file would be larger than an import may be.
MOST_ORDERS = 250_000
_BLOCK = 1 << 22
Columns = Mapping[str, Any]


def write_world(plan: Plan, target: Path) -> None:
    """Write a world file of a plan.

    Raises:
        BadInput: more orders than a world file holds.
    """
    if plan.orders > MOST_ORDERS:
        raise BadInput("format", f"A world holds at most {MOST_ORDERS:,} orders; make fewer, or other formats.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "world.db"
        make_file(plain)
        with closing(open_file(plain)) as connection:
            # What counts orders as they come in would look for them in tables without indexes.
            with tallies.paused(connection), _full_disk_said():
                _fill(connection, plan)
            connection.execute("PRAGMA journal_mode=DELETE")
        with (
            plain.open("rb") as source,
            target.open("wb") as file,
            gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as packed,
        ):
            shutil.copyfileobj(source, packed, _BLOCK)


@contextmanager
def _full_disk_said() -> Iterator[None]:
    """Let a full disk be the system's error that it is with other files."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def _fill(connection: sqlite3.Connection, plan: Plan) -> None:
    indexes = _without_indexes(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN")
    mill, log = Mill(plan), Log(plan)
    for table, columns in party_rows(mill):
        insert(connection, table, columns)
    for number in range(len(plan.chunks)):
        story = Story(mill, number)
        log.add(story)
        for table, columns in order_rows(story):
            insert(connection, table, columns)
    people = (*product_rows(mill, log.sold), *buyer_rows(mill, log.orders_of_buyers))
    for table, columns in (*people, *log.rows(mill)):
        insert(connection, table, columns)
    insert(connection, "world", _world(plan, log))
    connection.execute("COMMIT")
    for statement in indexes:
        connection.execute(statement)
    connection.execute("ANALYZE")


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Take the indexes away while rows come in; return how they are made again.

    They were made in no particular order, which the empty file is made to forget: equal plans give equal files.
    """
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    rows = connection.execute(asked).fetchall()
    for name, _ in rows:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("VACUUM")
    return [statement for _, statement in rows]


def insert(connection: sqlite3.Connection, table: str, columns: Columns) -> None:
    """Insert rows given as columns; what is not given takes the default of the engine's model."""
    count = max((len(one) for one in columns.values() if isinstance(one, (list, np.ndarray))), default=1)
    names, values = [], list[Iterable[Any]]()
    for column in Base.metadata.tables[table].columns:
        given = columns[column.name] if column.name in columns else _usual(column)
        names.append(f'"{column.name}"')
        values.append(_list(given, count))
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})'  # noqa: S608 - our own names
    connection.executemany(statement, zip(*values, strict=True))


def _list(given: Any, count: int) -> Iterable[Any]:
    if isinstance(given, np.ndarray):
        told: list[Any] = given.tolist()
        return told
    return given if isinstance(given, list) else [given] * count


def _usual(column: Any) -> Any:
    if column.name in SELF_MADE:
        return SELF_MADE[column.name]
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    if column.default is not None:
        return {list: "[]", dict: "{}"}[type(column.default.arg(None))]
    if column.nullable or column.primary_key:
        return None
    raise AssertionError(f"{column.table.name}.{column.name} has no value")


def _world(plan: Plan, log: Log) -> Columns:
    codes = [store(code).code for code in plan.marketplaces]
    return {
        "id": 1,
        "seed": plan.seed,
        "template": "generated",
        "marketplace": codes[0],
        "marketplaces": '["' + '","'.join(codes) + '"]',
        "date_set": plan.date_set,
        "started_at": plan.segments[0].start,
        "now": plan.until,
        "base_now": plan.until,
        "flags": "{}",
        "last_event": log.last_event,
        "last_due": log.last_due,
        "last_mail": log.last_mail,
    }
