"""Changed rows written many at a time: plain columns of objects that were there before, a statement a set of columns.

New rows are written before (adding.py). The session's own flush, which comes after, finds them written and is left
with what is gone or related anew. Knows no table and no rule, but where SQLAlchemy notes what changed.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.orm import InstanceState, Mapper, PassiveFlag, RelationshipDirection, Session

from simulator.storing import Convert, converted, writers

State = InstanceState[Any]
# What is written of a row: its class, and the names of the attributes that changed.
Shape = tuple[Mapper[Any], tuple[str, ...]]
_Plan = tuple[str, Callable[[dict[str, Any]], Iterable[Any]], list[tuple[int, Convert]]]


def write_changes(session: Session) -> None:
    """Write what changed in plain columns, a statement a shape, and take note that it is written."""
    groups: dict[Shape, list[State]] = {}
    for state in session.identity_map._modified - session._deleted.keys():
        shape = _shape(state)
        if shape is not None:
            groups.setdefault(shape, []).append(state)
    if not groups:
        return
    connection = session.connection()
    for shape, states in groups.items():
        # By key, so that neighbors in the file are written together.
        states.sort(key=_key)
        if shape[1]:
            statement, told, needed = _prepared(*shape, connection.dialect)
            rows = [(*told(state.dict), *_key(state)) for state in states]
            connection.exec_driver_sql(statement, converted(rows, needed))
        _note(session, states)


def _shape(state: State) -> Shape | None:
    """Say which attributes of an object changed; None where that is for the session's own flush to work out."""
    mapper, values, changed = state.mapper, state.dict, []
    plain = _plain(mapper)
    for name, before in state.committed_state.items():
        if name not in plain or name not in values:
            if not _hangs_on(state, name):
                return None
            continue
        value = values[name]
        if isinstance(value, ClauseElement) or hasattr(value, "__clause_element__"):
            return None
        if value is not before and value != before:
            changed.append(name)
    return mapper, tuple(sorted(changed))


def _hangs_on(state: State, name: str) -> bool:
    """Say whether an attribute is what hangs on an object, of which all that was added is written and names its key."""
    column = _hanging(state.mapper).get(name)
    if column is None:
        return False
    history = state.get_history(name, PassiveFlag.PASSIVE_NO_INITIALIZE)
    added = [child.__dict__ for child in history.added or () if child is not None]
    gone = any(child is not None for child in history.deleted or ())
    return not gone and all(
        one["_sa_instance_state"].key is not None and (one.get(column),) == _key(state) for one in added
    )


@cache
def _hanging(mapper: Mapper[Any]) -> dict[str, str]:
    """Return the relationships to rows that name this one's key, each with the attribute in which they do."""
    found = {}
    for one in mapper.relationships:
        if one.direction is RelationshipDirection.ONETOMANY and len(one.remote_side) == 1:
            found[one.key] = one.mapper.get_property_by_column(next(iter(one.remote_side))).key
    return found


def _key(state: State) -> Any:
    assert state.key is not None
    return state.key[1]


def _note(session: Session, states: list[State]) -> None:
    """Take note that these are as the file has them, and that a rollback makes them what they were."""
    session._register_altered(states)
    # As SQLAlchemy does it, without comparing every attribute of a row with those that were let go.
    for state in states:
        state.committed_state.clear()
        state.__dict__.pop("_pending_mutations", None)
        if state.expired_attributes:
            state.expired_attributes.difference_update(state.dict)
        state.modified, state._strong_obj = False, None
    session.identity_map._modified.difference_update(states)


@cache
def _plain(mapper: Mapper[Any]) -> frozenset[str]:
    """Return the attributes that are columns and no part of the key; none where more than the row has to be written."""
    derived = any(column.onupdate is not None for column in mapper.columns)
    if derived or mapper.version_id_col is not None or len(mapper.tables) != 1:
        return frozenset()
    keys = {mapper.get_property_by_column(column).key for column in mapper.primary_key}
    return frozenset(mapper.column_attrs.keys()) - keys


@cache
def _prepared(mapper: Mapper[Any], names: tuple[str, ...], dialect: Dialect) -> _Plan:
    """Return the statement of a shape, what takes its values out of an object, and what some need to be stored."""
    columns, quote = [mapper.columns[name] for name in names], dialect.identifier_preparer.quote
    changes = ", ".join(f"{quote(column.name)} = ?" for column in columns)
    keys = " AND ".join(f"{quote(column.name)} = ?" for column in mapper.primary_key)
    statement = f"UPDATE {mapper.local_table} SET {changes} WHERE {keys}"  # noqa: S608 - names of ours
    return statement, lambda values: map(values.__getitem__, names), writers(columns, dialect)
