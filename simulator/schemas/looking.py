"""Plain rows of a world in a database, read by statements of ours; each sees one state of the world."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from simulator.schemas.connecting import LOOKING, plain, quoted
from simulator.schemas.place import Schema
from simulator.schemas.tongue import in_postgresql


class Row(tuple[Any, ...]):
    """A row whose columns are found by place and by name."""

    __slots__ = ()
    names: dict[str, int]

    def __getitem__(self, name: Any) -> Any:
        """Return a column."""
        return super().__getitem__(self.names[name] if isinstance(name, str) else name)

    def keys(self) -> list[str]:
        """Name the columns."""
        return list(self.names)


def rows_with_names(cursor: psycopg.Cursor[Any]) -> Any:
    """Have a cursor make such rows."""
    names = {column.name: place for place, column in enumerate(cursor.description or ())}
    return type("Row", (Row,), {"names": names, "__slots__": ()})


class Found:
    """Rows that were found, in memory."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return self._rows

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        return list(self._rows)

    def fetchone(self) -> Any:
        """Return the next row, if there is one."""
        return next(self._rows, None)


class LookingIn:
    """A world in a database to look at; it holds no connection between two statements."""

    def __init__(self, state: Schema) -> None:
        self._state = state

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Found:
        """Return the rows of a statement."""
        path = f"SET LOCAL search_path TO {quoted(self._state.name, self._state.home)}"
        with plain(self._state.address) as connection, connection.cursor(row_factory=rows_with_names) as cursor:
            cursor.execute(f"{LOOKING}; {path}".encode(), prepare=False)
            try:
                cursor.execute(in_postgresql(statement).encode(), tuple(values))
                return Found(cursor.fetchall())
            finally:
                connection.rollback()
