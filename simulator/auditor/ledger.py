"""The world's file as the auditor sees it: rows of tables, read once each, and the log grouped by order."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from simulator.policy import Policy, policy_for

Row = sqlite3.Row


@dataclass(frozen=True)
class Logged:
    """An event of the log, its facts already read."""

    seq: int
    at: int
    kind: str
    actor: str
    order_id: str | None
    facts: dict[str, Any]
    cause: int | None


@dataclass
class Ledger:
    """A read-only connection with the few readings that several checks share. Instants are epoch seconds."""

    connection: sqlite3.Connection

    def rows(self, query: str) -> list[Row]:
        """Return all rows of a query."""
        return self.connection.execute(query).fetchall()

    def has_table(self, name: str) -> bool:
        """Say whether the world has a table at all; rooms above the engine bring their own."""
        return bool(self.rows(f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{name}'"))  # noqa: S608

    @cached_property
    def world(self) -> Row:
        """The world's own row."""
        row: Row = self.connection.execute("SELECT * FROM world").fetchone()
        return row

    @cached_property
    def orders(self) -> dict[str, Row]:
        """Every order by number."""
        return {row["number"]: row for row in self.rows("SELECT * FROM orders ORDER BY number")}

    @cached_property
    def items(self) -> dict[str, list[Row]]:
        """The lines of every order."""
        return self._by_order("SELECT * FROM order_items ORDER BY order_number, position", "order_number")

    @cached_property
    def log(self) -> list[Logged]:
        """The whole log, oldest first."""
        query = "SELECT seq, at, kind, actor, order_id, data, cause FROM events ORDER BY seq"
        return [
            Logged(seq, at, kind, actor, order_id, read_json(data) or {}, cause)
            for seq, at, kind, actor, order_id, data, cause in self.rows(query)
        ]

    @cached_property
    def history(self) -> dict[str, list[Logged]]:
        """What happened to each order, oldest first; an order without any history has an empty one."""
        told: dict[str, list[Logged]] = {number: [] for number in self.orders}
        for event in self.log:
            if event.order_id in told:
                told[event.order_id].append(event)
        return told

    @cached_property
    def requests(self) -> dict[str, Row]:
        """The official request of each order that has one."""
        return {row["order_number"]: row for row in self.rows("SELECT * FROM cancellation_requests")}

    @cached_property
    def mails(self) -> list[Row]:
        """Every mail, as envelope only."""
        return self.rows("SELECT id, at, role, person_id, address, notice, order_id, event_seq FROM mail ORDER BY id")

    def hung_on(self, table: str) -> dict[str, list[Row]]:
        """Rows of a table that belong to orders (packages, refunds, returns …), by order."""
        return self._by_order(f"SELECT * FROM {table} ORDER BY order_number, rowid", "order_number")  # noqa: S608

    def policy(self, store: str, at: int) -> Policy:
        """The numbers in force in a store at an instant."""
        return policy_for(store, datetime.fromtimestamp(at, UTC), self.world["date_set"])

    def _by_order(self, query: str, column: str) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(query):
            grouped[row[column]].append(row)
        return grouped


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open a world's file for reading; everything is seen as of one instant."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield Ledger(connection)


def read_json(text: str | None) -> Any:
    """Read a JSON column; what is no JSON is nothing."""
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return None


def when(instant: int | None) -> str:
    """Write an instant for a sentence."""
    return "never" if instant is None else datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def of(events: list[Logged], *kinds: str) -> list[Logged]:
    """Pick the events of these kinds."""
    return [event for event in events if event.kind in kinds]


def first(events: list[Logged], *kinds: str) -> Logged | None:
    """Pick the first event of these kinds."""
    return next((event for event in events if event.kind in kinds), None)
