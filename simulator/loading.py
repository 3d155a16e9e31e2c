"""Objects made of rows, one or many at once, and what hangs on them, without the layers of a general query.

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


class LoadsAtOnce(Session):
    """A session that fetches an object by its key at once; most of what a page costs is asked for so."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the object of a key, or None; as ever, where more than that is asked."""
        if type(ident) not in (str, int) or any(options.values()):
            return super().get(entity, ident, **options)
        key = (entity, (ident,), None)
        if self.identity_map.fast_get_state(key) is not None:
            return super().get(entity, ident)
        if self.autoflush:
            self.flush()
            if self.identity_map.fast_get_state(key) is not None:
                # It was new: written, it is in memory.
                return super().get(entity, ident)
        connection = self.connection()
        plan = _planned(entity, entity.__mapper__.primary_key[0].name, connection.dialect)
        told = connection.exec_driver_sql(plan.by_key, (ident,)).cursor.fetchone()
        return None if told is None else _known(self, entity, key, plan, told)


def rows_by(session: Session, kind: type[Row], column: str, values: Iterable[str]) -> list[Row]:
    """Return the objects whose column, a text, has one of these values; in the order of their keys."""
    # New objects may be among them. Changed ones are in memory, and need no file.
    if session.new:
        session.flush()
    connection = session.connection()
    plan = _planned(kind, column, connection.dialect)
    found = connection.exec_driver_sql(plan.statement, (dumps(list(values)),)).cursor
    memory, rows = session.identity_map, []
    for told in found.fetchall():
        key = (kind, tuple(told[place] for place in plan.key), None)
        state = memory.fast_get_state(key)
        known = state.obj() if state else None
        rows.append(_known(session, kind, key, plan, told) if known is None else known)
    return rows


def hang_on(rows: Sequence[Any], name: str, others: Iterable[Any], by: str) -> None:
    """Give rows what hangs on them, under a relationship's name: others that name the row's key in column `by`."""
    relationship = type(rows[0]).__mapper__.relationships[name]
    several, order = relationship.uselist, [str(column.key) for column in relationship.order_by or ()]
    hanging: dict[Any, list[Any]] = {}
    # Asked as attributes: after a rollback what is in memory has to be read again.
    for other in sorted(others, key=lambda one: [getattr(one, name) for name in order]) if order else others:
        hanging.setdefault(getattr(other, by), []).append(other)
    for row in rows:
        key = row.__dict__["_sa_instance_state"].key[1][0]
        if several:
            set_committed_value(row, name, hanging.get(key, ()))
        else:
            row.__dict__[name] = hanging[key][0] if key in hanging else None


def _known(
    session: Session, kind: type[Row], key: tuple[type[Any], tuple[Any, ...], None], plan: "_Plan", told: Sequence[Any]
) -> Row:
    """Make the object of a row, which the session takes for one it has loaded."""
    made = kind.__new__(kind)
    state = made.__dict__["_sa_instance_state"] = InstanceState(made, kind.__mapper__.class_manager)
    state.key, state.session_id = key, session.hash_key
    session.identity_map._add_unpresent(state, key)
    plan.fill(made.__dict__, told)
    if "kept" in session.info:
        session.info["kept"].append(made)
    return made


@dataclass(frozen=True)
class _Plan:
    """Two statements, the attributes in their order, what some are converted by, and which of them are the key.

    The first asks for the rows of many values of a column, the second for the row of one.
    """

    statement: str
    by_key: str
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
    select = f"SELECT {', '.join(one.name for one in columns)} FROM {mapper.local_table}"  # noqa: S608 - names of ours
    order = ", ".join(one.name for one in mapper.primary_key)
    keys = [names.index(mapper.get_property_by_column(one).key) for one in mapper.primary_key]
    needed = [(name, convert) for name, convert in converts if convert]
    return _Plan(
        f"{select} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {order}",  # noqa: S608 - the same
        f"{select} WHERE {column} = ?",
        names,
        needed,
        keys,
    )
