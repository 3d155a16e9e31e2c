"""Objects made of many rows at once, and what hangs on them, without the layers of a general query.

What a session has in memory already is given as it is there. Knows no table and no rule.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import Dialect, inspect
from sqlalchemy.orm import DeclarativeBase, InstanceState, Session
from sqlalchemy.orm.attributes import set_committed_value

Row = TypeVar("Row", bound=DeclarativeBase)
Convert = Callable[[Any], Any]


def rows_by(session: Session, kind: type[Row], column: str, values: Iterable[str]) -> list[Row]:
    """Return the objects whose column, a text, has one of these values; in the order of their keys."""
    # New objects may be among them. Changed ones are in memory, and need no file.
    if session.new:
        session.flush()
    connection = session.connection()
    statement, names, converts, keyed = _prepared(kind, column, connection.dialect)
    found = connection.exec_driver_sql(statement, (orjson.dumps(list(values)).decode(),)).cursor
    memory, kept = session.identity_map, session.info.get("kept")
    rows = []
    for told in found.fetchall():
        key = (kind, keyed(told), None)
        known = memory.get(key)
        if known is None:
            known = _object(session, kind, key)
            values = known.__dict__
            values.update(zip(names, told, strict=True))
            for name, convert in converts:
                if values[name] is not None:
                    values[name] = convert(values[name])
            if kept is not None:
                kept.append(known)
        rows.append(known)
    return rows


def hang_on(rows: Sequence[Any], name: str, others: Iterable[Any], by: str) -> None:
    """Give rows what hangs on them, under a relationship's name: others that name the row's key in column `by`."""
    several = type(rows[0]).__mapper__.relationships[name].uselist
    hanging: dict[Any, list[Any]] = {}
    for other in others:
        hanging.setdefault(other.__dict__[by], []).append(other)
    for row in rows:
        if name not in row.__dict__:
            mine = hanging.get(inspect(row).identity[0], [])
            set_committed_value(row, name, mine if several else next(iter(mine), None))


def _object(session: Session, kind: type[Row], key: tuple[type[Any], tuple[Any, ...], None]) -> Row:
    """Make an empty object that the session takes for one it has loaded."""
    made: Row = kind.__mapper__.class_manager.new_instance()
    state: InstanceState[Row] = inspect(made)
    state.key, state.session_id = key, session.hash_key
    session.identity_map._add_unpresent(state, key)
    return made


@cache
def _prepared(
    kind: type[DeclarativeBase], column: str, dialect: Dialect
) -> tuple[str, list[str], list[tuple[str, Convert]], Callable[[Sequence[Any]], tuple[Any, ...]]]:
    """Return the statement, the attributes in its order, what some of them are converted by, and how a key is read."""
    mapper = kind.__mapper__
    attributes = [one for one in mapper.column_attrs if not one.deferred]
    columns = [one.columns[0] for one in attributes]
    names = [one.key for one in attributes]
    keys = [names.index(mapper.get_property_by_column(one).key) for one in mapper.primary_key]
    order = ", ".join(one.name for one in mapper.primary_key)
    statement = (
        f"SELECT {', '.join(one.name for one in columns)} FROM {mapper.local_table} "  # noqa: S608 - names of ours
        f"WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {order}"
    )
    kinds = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
    converts: list[tuple[str, Convert]] = [
        (name, convert) for name, convert in zip(names, kinds, strict=True) if convert
    ]
    return statement, names, converts, lambda told: tuple(told[place] for place in keys)
