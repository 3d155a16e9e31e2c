"""Plain rows of a world in a database, read by statements of ours; each sees one state of the world, or all do."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from simulator.schemas.connecting import LOOKING, Plain, plain, quoted
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
    """Rows that were found, in memory or still to be fetched."""

    def __init__(self, rows: Iterable[Any]) -> None:
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


# Rows fetched at a time of a statement whose rows come as they are wanted.
AT_ONCE = 1_000


class LookingIn:
    """A world in a database to look at; it holds no connection between two statements."""

    def __init__(self, state: Schema) -> None:
        self._state = state

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Found:
        """Return the rows of a statement."""
        with self._opened() as connection, connection.cursor(row_factory=rows_with_names) as cursor:
            cursor.execute(in_postgresql(statement).encode(), tuple(values))
            return Found(cursor.fetchall())

    @contextmanager
    def at_one_instant(self) -> Iterator["LookingOn"]:
        """See one state of the world in all statements of this block; rows come as they are wanted."""
        with self._opened() as connection:
            yield LookingOn(connection)

    @contextmanager
    def _opened(self) -> Iterator[Plain]:
        path = f"SET LOCAL search_path TO {quoted(self._state.name, self._state.home)}"
        with plain(self._state.address) as connection:
            try:
                connection.execute(f"{LOOKING}; {path}".encode(), prepare=False)
                yield connection
            finally:
                connection.rollback()


class LookingOn:
    """A transaction that looks at a world; the database keeps rows until somebody wants them."""

    def __init__(self, connection: Plain) -> None:
        self._connection, self._number = connection, 0

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Found:
        """Return the rows of a statement."""
        self._number += 1
        return Found(self._fetched(f"rows {self._number}", in_postgresql(statement), tuple(values)))

    def _fetched(self, name: str, statement: str, values: tuple[Any, ...]) -> Iterator[Any]:
        with self._connection.cursor(name, row_factory=rows_with_names) as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(statement.encode(), values)
