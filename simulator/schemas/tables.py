"""The statements that make a world's schema: tables, then what hangs on them; rows may be written in between."""

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, ExecutableDDLElement

from simulator.database import Base
from simulator.schemas import counting
from simulator.schemas.connecting import quoted
from simulator.schemas.place import Schema
from simulator.schemas.tongue import Tongue

# Beside the world's own tables: the number of their version, and the day on which somebody last wrote.
ABOUT = "about"


@cache
def tables() -> list[Table]:
    """List a world's tables, what is referred to first."""
    return list(Base.metadata.sorted_tables)


@cache
def columns() -> dict[str, list[str]]:
    """Name the columns of every table of a schema."""
    return {table.name: [column.name for column in table.columns] for table in tables()} | {
        ABOUT: ["version", "written"]
    }


def begun(state: Schema) -> list[str]:
    """Make room for a state, in place of what lies there."""
    name = quoted(state.name)
    return [
        f"DROP SCHEMA IF EXISTS {name} CASCADE",
        f"CREATE SCHEMA {name}",
        f"COMMENT ON SCHEMA {name} IS '{state.told}'",
        f"SET LOCAL search_path TO {quoted(state.name, state.home)}",
    ]


@cache
def bare() -> list[str]:
    """Make all tables, each with its key."""
    made = [_said(CreateTable(table, include_foreign_key_constraints=[])) for table in tables()]
    return [*made, f"CREATE TABLE {ABOUT} (version BIGINT NOT NULL, written DATE NOT NULL)"]


@cache
def hanging() -> list[str]:
    """Make indexes, references and the views that counts are read from."""
    made: list[ExecutableDDLElement] = []
    for table in tables():
        made += [CreateIndex(index) for index in sorted(table.indexes, key=lambda one: str(one.name))]
        # Else tables of files would be made without them from here on.
        made += [AddConstraint(one, isolate_from_table=False) for one in table.foreign_key_constraints]
    return [*map(_said, made), *counting.views()]


def _said(element: ExecutableDDLElement) -> str:
    tongue: Any = Tongue
    return str(element.compile(dialect=tongue()))
