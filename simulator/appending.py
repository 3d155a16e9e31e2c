"""Rows that are only ever added - log, mail, agenda, journal - collected and written many at a time.

They are written before any statement of the session could miss them: with its next flush. What is appended can be read
at once and never changed. A rollback forgets what was not written yet. Knows no table and no rule.
"""

from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.orm import DeclarativeBase, Session

from simulator.storing import Convert, converted, writers

Row = TypeVar("Row", bound=DeclarativeBase)
_ROWS, _AFTER = "appended rows", "statements after appended rows"


def append(session: Session, kind: type[Row], /, **values: Any) -> Row:
    """Have a row written, every column of it named, its key first; return it, for reading."""
    session.info.setdefault(_ROWS, {}).setdefault(kind, {})[next(iter(values.values()))] = values
    # Not an object of the session: there is nothing about it to keep track of.
    row = kind.__new__(kind)
    row.__dict__.update(values)
    return row


def take_back(session: Session, kind: type[Row], key: object) -> bool:
    """Drop a row that was not written yet; say whether there was one."""
    rows: dict[object, object] = session.info.get(_ROWS, {}).get(kind, {})
    return rows.pop(key, None) is not None


def is_awaited(session: Session, kind: type[DeclarativeBase]) -> bool:
    """Say whether something about a table's rows is still to be written."""
    waiting: dict[str, Any] = session.info.get(_AFTER) or {}
    return bool(session.info.get(_ROWS, {}).get(kind)) or any(kind.__tablename__ in one for one in waiting)


def afterwards(session: Session, statement: str, parameters: Iterable[tuple[Any, ...]]) -> None:
    """Have a statement executed for each of these rows once what was appended until now is written."""
    session.info.setdefault(_AFTER, {}).setdefault(statement, []).extend(parameters)


def write_out(session: Session) -> None:
    """Write what was appended, a statement a table."""
    rows, after = session.info.pop(_ROWS, None), session.info.pop(_AFTER, None)
    if not rows and not after:
        return
    connection = session.connection()
    for kind, values in (rows or {}).items():
        if values:
            _insert(connection, kind.__table__, values.values())
    for statement, parameters in (after or {}).items():
        connection.exec_driver_sql(statement, parameters)


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    statement, told, writers = _prepared(table, connection.dialect)
    connection.exec_driver_sql(statement, converted(list(map(told, rows)), writers))


@cache
def _prepared(
    table: Table, dialect: Dialect
) -> tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]], list[tuple[int, Convert]]]:
    """Return a table's statement, what takes its columns out of a row in order, and what some of them need."""
    names = [column.name for column in table.columns]
    values = ", ".join(["?"] * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - names of ours
    return statement, itemgetter(*names), writers(table.columns, dialect)


def forget(session: Session) -> None:
    """Drop what was not written yet; what it belonged to never happened."""
    session.info.pop(_ROWS, None)
    session.info.pop(_AFTER, None)
