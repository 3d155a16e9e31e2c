"""How the values of columns go into a file and come out of it: the functions themselves, no layers around them.

Knows types, no table.
"""

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnElement, Dialect

Convert = Callable[[Any], Any]


def dumps(value: object) -> str:
    """Write JSON, the same for equal values."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def writers(columns: Iterable[ColumnElement[Any]], dialect: Dialect) -> list[tuple[int, Convert]]:
    """Return what the values of columns need before they are stored, by place; most are stored as they are."""
    needed = [(place, _writer(column, dialect)) for place, column in enumerate(columns)]
    return [(place, convert) for place, convert in needed if convert]


def written(values: tuple[Any, ...], needed: list[tuple[int, Convert]]) -> tuple[Any, ...]:
    """Return values as they are stored."""
    stored = list(values)
    for place, convert in needed:
        stored[place] = convert(stored[place])
    return tuple(stored)


def _writer(column: ColumnElement[Any], dialect: Dialect) -> Convert | None:
    if isinstance(column.type, JSON):
        return dumps
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def reader(column: ColumnElement[Any], dialect: Dialect) -> Convert | None:
    """Return what a column's values need that were stored; NULL is None and needs nothing."""
    if isinstance(column.type, JSON):
        return orjson.loads
    return column.type.dialect_impl(dialect).result_processor(dialect, None)
