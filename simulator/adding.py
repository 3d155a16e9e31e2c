"""New rows written many at a time: objects that say all of their row themselves, a statement a table, parents first.

The session's own flush, which comes after, finds them written. Where one of them waits for something that only the
session knows - a key that is counted, the key of a parent it hangs on - all is left to it. Knows no table and no rule,
but where SQLAlchemy notes what is new.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, ClauseElement, Column, Dialect
from sqlalchemy.orm import DeclarativeBase, InstanceState, Mapper, Session

from simulator.storing import Convert, converted, writers

State = InstanceState[Any]


def write_new(session: Session) -> None:
    """Write what is new, if it is all known, and take note that it is written."""
    if session._new and not session._deleted:
        _write(session, list(session._new))


def add_at_once(session: Session, made: DeclarativeBase) -> None:
    """Add an object that says all of its row, so that it is found without everything else being written first."""
    session.add(made)
    _write(session, [made.__dict__["_sa_instance_state"]])


def _write(session: Session, states: list[State]) -> None:
    tables: dict[Mapper[Any], list[tuple[Any, ...]]] = {}
    for state in states:
        row = _row(state)
        if row is None:
            return
        tables.setdefault(state.mapper, []).append(row)
    connection = session.connection()
    for mapper in sorted(tables, key=_place):
        statement, needed = _prepared(mapper, connection.dialect)
        connection.exec_driver_sql(statement, converted(tables[mapper], needed))
    session._register_persistent(set(states))


@dataclass(frozen=True)
class _Plan:
    """The attributes of a row in the order of its columns, what stands for a missing one, and which are its key."""

    names: list[str]
    missing: dict[str, Callable[[], Any]]
    key: list[str]


def _row(state: State) -> tuple[Any, ...] | None:
    """Return the values of an object's row; None where it does not say them all."""
    plan, values = _planned(state.mapper), state.dict
    if plan is None or any(values.get(name) is None for name in plan.key):
        return None
    for name in plan.names:
        if name not in values:
            if name not in plan.missing:
                return None
            values[name] = plan.missing[name]()
    row = tuple(map(values.__getitem__, plan.names))
    return None if any(isinstance(value, ClauseElement) for value in row) else row


@cache
def _planned(mapper: Mapper[Any]) -> _Plan | None:
    """Plan the rows of a table; None where they are more than columns with plain defaults."""
    if len(mapper.tables) != 1 or mapper.inherits or mapper.version_id_col is not None:
        return None
    attributes = {mapper.get_property_by_column(column).key: column for column in mapper.columns}
    if any(column.server_default is not None for column in attributes.values()):
        return None
    # Whom a row belongs to is perhaps known to the session alone.
    own = {name: column for name, column in attributes.items() if not column.foreign_keys}
    missing = {name: stands for name, column in own.items() if (stands := _default(column))}
    return _Plan(list(attributes), missing, [name for name, column in attributes.items() if column.primary_key])


def _default(column: Column[Any]) -> Callable[[], Any] | None:
    """Return what stands for a missing value; None where that depends on the other values."""
    default: Any = column.default
    if default is None:
        # JSON has a null of its own, which is another than a missing value.
        return None if isinstance(column.type, JSON) else lambda: None
    if default.is_scalar:
        return lambda: default.arg
    made: Callable[[], Any] | None = getattr(default.arg, "__wrapped__", None)
    return made


def _table(mapper: Mapper[Any]) -> str:
    return str(mapper.local_table)


@cache
def _place(mapper: Mapper[Any]) -> int:
    """Say where a table stands among all, parents before what hangs on them."""
    return [table.name for table in mapper.registry.metadata.sorted_tables].index(_table(mapper))


@cache
def _prepared(mapper: Mapper[Any], dialect: Dialect) -> tuple[str, list[tuple[int, Convert]]]:
    columns, quote = list(mapper.columns), dialect.identifier_preparer.quote
    names, marks = ", ".join(quote(one.name) for one in columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {_table(mapper)} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
    return statement, writers(columns, dialect)
