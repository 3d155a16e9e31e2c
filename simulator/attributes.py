"""Attributes of mapped objects that are read as quickly as those of any other object.

SQLAlchemy keeps what it loaded in an object's own dictionary and looks there itself, in Python, at every reading. Here
Python finds it there first; what is not loaded is fetched as ever, and what is written is noted as ever. Knows no
table.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute


class ReadsAtHand:
    """For the base of tables, before SQLAlchemy's own; see `read_at_hand`."""

    # Hidden from the type checker, to which it would say that an object takes attributes of any name.
    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: Any) -> None:
            kind, values = type(self), self.__dict__
            state = values.get("_sa_instance_state")
            if state is not None and name in values and name in _plain(kind):
                if state.modified:
                    # The object is among the changed ones; what is left to note is what this was.
                    state.committed_state.setdefault(name, values[name])
                else:
                    state._modified_event(values, kind._sa_class_manager[name].impl, values[name])
                values[name] = value
            elif name in kind._sa_class_manager:
                kind._sa_class_manager[name].__set__(self, value)
            else:
                object.__setattr__(self, name, value)


@cache
def _plain(kind: type[Any]) -> frozenset[str]:
    """Return the attributes that are columns whose changes nobody asked to hear of, and that refer to nothing."""
    mapper = kind.__mapper__
    columns = {one.key: getattr(kind, one.key) for one in mapper.column_attrs}
    referring = {column.key for one in mapper.relationships for column in one.local_columns}
    return frozenset(
        name
        for name, attribute in columns.items()
        if name not in referring and not attribute.dispatch.set and not attribute.impl.active_history
    )


class _AtHand:
    """An attribute that gives way to the object's own dictionary, because it knows no writing."""

    def __init__(self, attribute: InstrumentedAttribute[Any]) -> None:
        self._attribute = attribute

    def __get__(self, instance: object | None, owner: type[Any]) -> Any:
        return self._attribute if instance is None else self._attribute.__get__(instance, owner)


def read_at_hand(base: type[ReadsAtHand]) -> None:
    """Have the attributes of all tables of this base read so."""
    event.listen(base, "attribute_instrument", _give_way, propagate=True)


def _give_way(kind: type[Any], name: str, attribute: InstrumentedAttribute[Any]) -> None:
    type.__setattr__(kind, name, _AtHand(attribute))
