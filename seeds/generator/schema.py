"""The tables and their columns: type, meaning, keys. Files, DDL and the data dictionary are all made from this list."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, code, whole, money, flag or instant; codes are text without quotes or commas."""

    name: str
    kind: str
    says: str
    nullable: bool
    references: str | None = None


@dataclass(frozen=True)
class Table:
    """One table with its columns in order and the columns that name a row."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(one for one in self.columns if one.name == name)


@cache
def schema() -> dict[str, Table]:
    """Return every table, in the order in which they can be loaded."""
    told = tomllib.loads((Path(__file__).parent / "schema.toml").read_text("utf-8"))
    return {name: _table(name, rows) for name, rows in told.items()}


def _table(name: str, rows: dict[str, object]) -> Table:
    columns = rows["columns"]
    assert isinstance(columns, dict)
    made = tuple(_column(key, *row) for key, row in columns.items())
    return Table(name, str(rows["says"]), tuple(rows["key"]), made)  # type: ignore[arg-type]


def _column(name: str, kind: str, says: str, references: str | None = None) -> Column:
    return Column(name, kind.rstrip("?"), says, kind.endswith("?"), references)
