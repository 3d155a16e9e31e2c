"""Objects made of rows, one or many at once, and what hangs on them, without the layers of a general query.

What a session has in memory already is given as it is there. Knows no table and no rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.orm import DeclarativeBase, InstanceState, Session

from simulator.appending import is_awaited
from simulator.asking import asked
from simulator.storing import Convert, converted, dumps, reader

Row = TypeVar("Row", bound=DeclarativeBase)
Found = TypeVar("Found")


class LoadsAtOnce(Session):
    """A session that fetches an object by its key at once; most of what a page costs is asked for so."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the object of a key, or None; as ever, where more than that is asked."""
        if type(ident) not in (str, int) or any(options.values()):
            return super().get(entity, ident, **options)
        key = (entity, (ident,), None)
        if self.identity_map.fast_get_state(key) is not None:
            return super().get(entity, ident)
        if self.autoflush and (self.new or is_awaited(self, entity)):
            self.flush()
            if self.identity_map.fast_get_state(key) is not None:
                # It was new: written, it is in memory.
                return super().get(entity, ident)
        connection = self.connection()
        plan = _planned(entity, entity.__mapper__.primary_key[0].name, connection.dialect)
        told = asked(connection, plan.by_key, (ident,)).fetchall()
        return _made(self, entity, plan, told)[0] if told else None


def in_memory(session: Session, kind: type[Found], key: str) -> Found | None:
    """Return the object of a key, if the session has it in memory."""
    state = session.identity_map.fast_get_state((kind, (key,), None))
    return state.obj() if state else None


def rows_by(session: Session, kind: type[Row], column: str, values: Iterable[str]) -> list[Row]:
    """Return the objects whose column, a text, has one of these values; in the order of their keys."""
    # New objects may be among them. Changed ones are in memory, and need no file.
    if session.new:
        session.flush()
    connection = session.connection()
    plan = _planned(kind, column, connection.dialect)
    found = asked(connection, plan.statement, (dumps(list(values)),))
    memory, rows = session.identity_map, found.fetchall()
    keys = [(kind, tuple(told[place] for place in plan.key), None) for told in rows]
    known = [memory.get(key) for key in keys]
    made = iter(_made(session, kind, plan, [told for told, one in zip(rows, known, strict=True) if one is None]))
    return [next(made) if one is None else one for one in known]


def hang_on(rows: Sequence[Any], name: str, others: Iterable[Any], by: str) -> None:
    """Give rows what hangs on them, under a relationship's name: others that name the row's key in column `by`."""
    kind = type(rows[0])
    relationship, attribute = kind.__mapper__.relationships[name], kind.__mapper__.class_manager[name].impl
    several, order = relationship.uselist, [str(column.key) for column in relationship.order_by or ()]
    hanging: dict[Any, list[Any]] = {}
    # Asked as attributes: after a rollback what is in memory has to be read again.
    for other in others:
        hanging.setdefault(getattr(other, by), []).append(other)
    for row in rows:
        state = row.__dict__["_sa_instance_state"]
        found = hanging.get(state.key[1][0], [])
        if len(found) > 1:
            found.sort(key=lambda one: [getattr(one, name) for name in order])
        if several:
            attribute.set_committed_value(state, row.__dict__, found)
        else:
            row.__dict__[name] = found[0] if found else None


def _made(session: Session, kind: type[Row], plan: "_Plan", rows: Sequence[Sequence[Any]]) -> list[Row]:
    """Make objects of rows, which the session takes for ones it has loaded."""
    manager, memory, made = kind.__mapper__.class_manager, session.identity_map, []
    keep = session.info["kept"].append if "kept" in session.info else None
    for told in converted(rows, plan.converts):
        one = kind.__new__(kind)
        state = InstanceState(one, manager)
        one.__dict__.update(zip(plan.names, told, strict=True), _sa_instance_state=state)
        state.key, state.session_id = (kind, tuple(told[place] for place in plan.key), None), session.hash_key
        memory._add_unpresent(state, state.key)
        made.append(one)
        if keep:
            keep(one)
    return made


@dataclass(frozen=True)
class _Plan:
    """Two statements, the attributes in their order, what some are converted by, and which of them are the key.

    The first asks for the rows of many values of a column, the second for the row of one.
    """

    statement: str
    by_key: str
    names: list[str]
    converts: list[tuple[int, Convert]]
    key: list[int]


@cache
def _planned(kind: type[DeclarativeBase], column: str, dialect: Dialect) -> _Plan:
    mapper = kind.__mapper__
    attributes = [one for one in mapper.column_attrs if not one.deferred]
    columns, names = [one.columns[0] for one in attributes], [one.key for one in attributes]
    converts = [(place, reader(one, dialect)) for place, one in enumerate(columns)]
    # Some names are words of the language of one database or another.
    quote = dialect.identifier_preparer.quote
    select = f"SELECT {', '.join(quote(one.name) for one in columns)} FROM {mapper.local_table}"  # noqa: S608 - names of ours
    order = ", ".join(quote(one.name) for one in mapper.primary_key)
    keys = [names.index(mapper.get_property_by_column(one).key) for one in mapper.primary_key]
    needed = [(place, convert) for place, convert in converts if convert]
    return _Plan(
        f"{select} WHERE {quote(column)} IN (SELECT value FROM json_each(?)) ORDER BY {order}",  # noqa: S608 - the same
        f"{select} WHERE {quote(column)} = ?",
        names,
        needed,
        keys,
    )
