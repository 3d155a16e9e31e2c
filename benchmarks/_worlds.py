"""Worlds with very many orders for benchmarks: the world `demo`, its orders copied inside SQLite.

A copied order keeps what happened to it, moved into the past by an amount of its own and given to other buyers; log,
mail and conversation are copied along. Such a world is for reading: its agenda knows the first orders only.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import simulator.everything  # noqa: F401 - registers the template `demo`
from simulator import tallies, worlds
from simulator.database import Base, Instant, open_file
from simulator.files import make_file
from simulator.home import Home
from simulator.states import make_own

DAY = 86_400
# Orders that are over lie so far back at most; a seller's open ones are always some hours old.
SPREAD_CLOSED, SPREAD_OPEN = 150 * DAY, DAY // 4
# One order in so many copies is still open.
OPEN_EVERY = 10
# Every tenth copy is bought by the buyers of the demo, so that they have long histories.
OWN_EVERY = 10

OPEN_STATUSES = "('Pending','PendingAvailability','Unshipped','PartiallyShipped','Planning','Processing','New')"
NUMBER = "printf('%03d-%07d-%07d', 200 + b.i % 700, b.i, x.c)"
# What a column becomes in a copy, by the column's name; `t` is the old row, `b` its order, `x` the copy.
KEYS = {
    "order_number": NUMBER,
    "order_id": NUMBER,
    "seq": "t.seq + x.c * (SELECT last_event FROM world)",
    "event_seq": "t.event_seq + x.c * (SELECT last_event FROM world)",
    "cause": "t.cause + x.c * (SELECT last_event FROM world)",
    "buyer_id": "CASE WHEN x.own THEN t.buyer_id ELSE t.buyer_id || '/' || x.c END",
    "ship_name": "CASE WHEN x.own THEN t.ship_name ELSE t.ship_name || ' ' || x.c END",
    "data": "replace(t.data, b.number, " + NUMBER + ")",
    "facts": "replace(t.facts, b.number, " + NUMBER + ")",
}
TABLES = {
    "orders": {"number": NUMBER},
    "order_items": {"id": "printf('%06d%08d', t.rowid, x.c)"},
    "events": {},
    "mail": {"id": "t.id + x.c * (SELECT last_mail FROM world)"},
    **{one: {} for one in ("cancellation_requests", "packages", "refunds", "returns", "claims", "feedback")},
    **{one: {} for one in ("threads", "messages", "deliveries")},
}


def world_of(home: Home, orders: int) -> str:
    """Return the name of a world with about so many orders, making it where it is missing or of other tables."""
    name = f"orders-{orders}"
    if home.folder(name).exists() and _outdated(home.world_file(name)):
        worlds.remove(home, name)
    if not home.folder(name).exists():
        worlds.create(home, name, worlds.Plan(template="demo"))
        multiply(home, name, orders)
    return name


def _outdated(path: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        make_file(fresh := Path(folder) / "world.db")
        return _tables(path) != _tables(fresh)


def _tables(path: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return set(connection.execute("SELECT type, name, sql FROM sqlite_master"))


def multiply(home: Home, name: str, orders: int) -> None:
    """Copy a small world's orders until there are so many."""
    make_own(home.world_file(name))
    with closing(open_file(home.world_file(name))) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        connection.execute("BEGIN")
        dropped = _without_indexes(connection)
        _prepare(connection, orders)
        with tallies.paused(connection):
            _copy_buyers(connection)
            for table, own in TABLES.items():
                _copy(connection, table, own)
            for statement in dropped:
                connection.execute(statement)
        copies = connection.execute("SELECT max(c) FROM x").fetchone()[0]
        connection.execute(
            "UPDATE world SET last_event = last_event * (?1 + 1), last_mail = last_mail * (?1 + 1)", (copies,)
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop what slows filling down, and return the statements that make it again."""
    kept = "type = 'index' AND sql IS NOT NULL"
    found = connection.execute(f"SELECT name, sql FROM sqlite_master WHERE {kept}").fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in found]


def _prepare(connection: sqlite3.Connection, orders: int) -> None:
    is_open = f"status IN {OPEN_STATUSES}"
    connection.execute(
        f"CREATE TEMP TABLE b AS SELECT number, row_number() OVER (ORDER BY number) AS i, {is_open} AS open FROM orders"
    )
    connection.execute("CREATE UNIQUE INDEX temp.b_number ON b (number)")
    every, each = connection.execute(f"SELECT count(*), sum(iif(open, 1.0 / {OPEN_EVERY}, 1.0)) FROM b").fetchone()
    copies = max(round((orders - every) / each), 0)
    connection.execute(
        f"""CREATE TEMP TABLE x AS WITH RECURSIVE n (c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM n WHERE c < {copies})
        SELECT c, c % {OWN_EVERY} = 0 AS own, c % {OPEN_EVERY} = 0 AS open,
               (c * 104729) % {SPREAD_CLOSED} AS back, (c * 61) % {SPREAD_OPEN} AS back_open FROM n"""
    )


def _copy_buyers(connection: sqlite3.Connection) -> None:
    new = {
        "id": "t.id || '/' || x.c",
        "number": "t.number + x.c * 1000",
        "name": "t.name || ' ' || x.c",
        "email": "x.c || '.' || t.email",
    }
    names = [column.name for column in Base.metadata.tables["buyers"].columns]
    values = ", ".join(new.get(name, f't."{name}"') for name in names)
    connection.execute(f"INSERT INTO buyers ({_listed(names)}) SELECT {values} FROM buyers t, x WHERE NOT x.own")


def _copy(connection: sqlite3.Connection, table: str, own: dict[str, str]) -> None:
    columns = Base.metadata.tables[table].columns
    key = next(name for name in ("order_number", "order_id", "number") if name in columns)
    back = "iif(b.open, x.back_open, x.back)"
    values = []
    for column in columns:
        plain = f't."{column.name}"'
        moved = f"{plain} - {back}" if isinstance(column.type, Instant) else plain
        values.append({**KEYS, **own}.get(column.name, moved))
    connection.execute(
        f"INSERT INTO {table} ({_listed([column.name for column in columns])}) SELECT {', '.join(values)} "
        f"FROM x JOIN b ON (x.open OR NOT b.open) JOIN (SELECT rowid, * FROM {table}) t ON t.{key} = b.number"
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
