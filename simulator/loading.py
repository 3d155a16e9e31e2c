"""Objects made of many rows at once, and what hangs on them, without the layers of a general query.

What a session has in memory already is given as it is there. Knows no table and no rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.orm import DeclarativeBase, InstanceState, Session
from sqlalchemy.orm.attributes import set_committed_value

from simulator.storing import Convert, dumps, reader

Row = TypeVar("Row", bound=DeclarativeBase)


def rows_by(session: Session, kind: type[Row], column: str, values: Iterable[str]) -> list[Row]:
    """Return the objects whose column, a text, has one of these values; in the order of their keys."""
    # New objects may be among them. Changed ones are in memory, and need no file.
    if session.new:
        session.flush()
    connection = session.connection()
    plan = _planned(kind, column, connection.dialect)
    found = connection.exec_driver_sql(plan.statement, (dumps(list(values)),)).cursor
    memory, kept, rows = session.identity_map, session.info.get("kept"), []
    for told in found.fetchall():
        key = (kind, tuple(told[place] for place in plan.key), None)
        state = memory.fast_get_state(key)
        known = state.obj() if state else None
        if known is None:
            known = _object(session, kind, key)
            plan.fill(known.__dict__, told)
            if kept is not None:
                kept.append(known)
        rows.append(known)
    return rows


def hang_on(rows: Sequence[Any], name: str, others: Iterable[Any], by: str) -> None:
    """Give rows what hangs on them, under a relationship's name: others that name the row's key in column `by`."""
    relationship = type(rows[0]).__mapper__.relationships[name]
    several, order = relationship.uselist, [str(column.key) for column in relationship.order_by or ()]
    hanging: dict[Any, list[Any]] = {}
    for other in sorted(others, key=lambda one: [one.__dict__[name] for name in order]) if order else others:
        hanging.setdefault(other.__dict__[by], []).append(other)
    for row in rows:
        key = row.__dict__["_sa_instance_state"].key[1][0]
        if several:
            set_committed_value(row, name, hanging.get(key, ()))
        else:
            row.__dict__[name] = hanging[key][0] if key in hanging else None


def _object(session: Session, kind: type[Row], key: tuple[type[Any], tuple[Any, ...], None]) -> Row:
    """Make an empty object that the session takes for one it has loaded."""
    made = kind.__new__(kind)
    state = made.__dict__["_sa_instance_state"] = InstanceState(made, kind.__mapper__.class_manager)
    state.key, state.session_id = key, session.hash_key
    session.identity_map._add_unpresent(state, key)
    return made


@dataclass(frozen=True)
class _Plan:
    """A statement, the attributes in its order, what some of them are converted by, and which of them are the key."""

    statement: str
    names: list[str]
    converts: list[tuple[str, Convert]]
    key: list[int]

    def fill(self, attributes: dict[str, Any], told: Sequence[Any]) -> None:
        """Give an object what a row says."""
        attributes.update(zip(self.names, told, strict=True))
        for name, convert in self.converts:
            if attributes[name] is not None:
                attributes[name] = convert(attributes[name])


@cache
def _planned(kind: type[DeclarativeBase], column: str, dialect: Dialect) -> _Plan:
    mapper = kind.__mapper__
    attributes = [one for one in mapper.column_attrs if not one.deferred]
    columns, names = [one.columns[0] for one in attributes], [one.key for one in attributes]
    converts = [(name, reader(one, dialect)) for name, one in zip(names, columns, strict=True)]
    statement = (
        f"SELECT {', '.join(one.name for one in columns)} FROM {mapper.local_table} "  # noqa: S608 - names of ours
        f"WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {', '.join(k.name for k in mapper.primary_key)}"
    )
    keys = [names.index(mapper.get_property_by_column(one).key) for one in mapper.primary_key]
    return _Plan(statement, names, [(name, convert) for name, convert in converts if convert], keys)
