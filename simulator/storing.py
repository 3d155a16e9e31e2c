"""How the values of columns go into a file and come out of it: the functions themselves, no layers around them.

Knows types, no table.
"""

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnElement, Dialect

Convert = Callable[[Any], Any]


def dumps(value: object) -> str:
    """Write JSON, the same for equal values."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def writer(column: ColumnElement[Any], dialect: Dialect) -> Convert | None:
    """Return what a column's values need before they are stored; None where they are stored as they are."""
    if isinstance(column.type, JSON):
        return dumps
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def reader(column: ColumnElement[Any], dialect: Dialect) -> Convert | None:
    """Return what a column's values need that were stored; NULL is None and needs nothing."""
    if isinstance(column.type, JSON):
        return orjson.loads
    return column.type.dialect_impl(dialect).result_processor(dialect, None)
