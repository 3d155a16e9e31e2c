"""States made, kept, copied and forgotten inside the database: rows never leave it.

A kept state is its rows alone, without keys and indexes. A world that is put back to one is given the rows that differ:
who reads meanwhile goes on seeing what was there before. Everything here is one transaction each, done while the
world's lock is held, and told to nobody before it is whole.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import Table

from simulator.errors import BadInput
from simulator.home import Home
from simulator.schemas.connecting import key_of, plain, quoted
from simulator.schemas.place import Schema
from simulator.schemas.sharing import TABLE
from simulator.schemas.tables import ABOUT, bare, begun, columns, hanging, tables
from simulator.schemas.tongue import NEXT_ID


def is_there(state: Schema) -> bool:
    """Say whether there is such a schema."""
    with plain(state.address) as connection:
        found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (state.name,))
        return found.fetchone() is not None


def labels(state: Schema) -> list[str]:
    """List the labels of all states of this kind that are kept of a world."""
    told = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE starts_with(nspname, %s)"
    with plain(state.address) as connection:
        return sorted(words.split()[1] for (words,) in connection.execute(told, (state.prefix,)) if words)


def first_row(state: Schema, asked: str) -> tuple[Any, ...] | None:
    """Return the first row of a statement of ours about a state."""
    with plain(state.address) as connection, connection.transaction():
        connection.execute(f"SET LOCAL search_path TO {quoted(state.name, state.home)}")
        return connection.execute(asked.encode()).fetchone()


def server_version(home: Home) -> str:
    """Return the version of the server that holds an installation."""
    with plain(str(home.directory_place).partition("#")[0]) as connection:
        found = connection.execute("SHOW server_version").fetchone()
        return str(found and found[0])


def drop(state: Schema) -> None:
    """Forget a state."""
    run(state, f"DROP SCHEMA IF EXISTS {quoted(state.name)} CASCADE")


def drop_all(world: Schema) -> None:
    """Forget a world and everything that is kept of it."""
    told = "SELECT nspname FROM pg_namespace WHERE nspname = %s OR starts_with(nspname, %s)"
    with plain(world.address) as connection:
        for (name,) in connection.execute(told, (world.name, world.kept)).fetchall():
            connection.execute(f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE".encode())


def found_home(address: str, schema: str) -> None:
    """Make room for an installation's directory, and the function that finds the next free key.

    Raises:
        BadInput: the database cannot be reached.
    """
    try:
        with plain(address) as connection, connection.transaction():
            connection.execute(f"SELECT pg_advisory_xact_lock({key_of('founding', schema)})".encode())
            found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
            if found is None:
                connection.execute(f"CREATE SCHEMA {quoted(schema)}".encode())
                connection.execute(f"SET LOCAL search_path TO {quoted(schema)}".encode())
                connection.execute(f"{NEXT_ID}; {TABLE}".encode(), prepare=False)
    except psycopg.Error as error:
        raise BadInput("data", f"The database cannot be used: {str(error).strip().splitlines()[0]}") from None


def keep(source: Schema, target: Schema) -> None:
    """Keep a state under another name, in place of what was kept there.

    Raises:
        FileNotFoundError: the state is gone.
    """
    rows = [f"CREATE TABLE {_of(target, name)} AS TABLE {_of(source, name)}" for name in columns()]
    try:
        run(target, *begun(target), *rows)
    except psycopg.errors.UndefinedTable:
        raise FileNotFoundError(source.told) from None


def copy(source: Schema, world: Schema) -> None:
    """Make a world out of a state."""
    run(world, *begun(world), *bare(), *_insertions(source, world), *hanging())


def put_back(source: Schema, world: Schema) -> None:
    """Give a world the rows of a kept state, and take note that it was put back once more."""
    run(
        world,
        f"SET LOCAL search_path TO {quoted(world.name, world.home)}",
        f"SELECT pg_advisory_xact_lock({key_of('writing', world.name)})",
        "CREATE TEMP TABLE put_back ON COMMIT DROP AS SELECT generation + 1 AS generation FROM world",
        *_differences(source, world),
        "UPDATE world SET generation = (SELECT generation FROM put_back)",
    )


def run(state: Schema, *statements: str) -> None:
    """Do all of this in the database, or nothing."""
    with plain(state.address) as connection, connection.transaction():
        connection.execute("; ".join(statements).encode(), prepare=False)


def _of(state: Schema, table: str) -> str:
    return f"{quoted(state.name)}.{table}"


def _insertions(source: Schema, world: Schema) -> Iterator[str]:
    for name, of_table in columns().items():
        listed = ", ".join(of_table)
        yield f"INSERT INTO {_of(world, name)} ({listed}) SELECT {listed} FROM {_of(source, name)}"  # noqa: S608 - ours


def _differences(source: Schema, world: Schema) -> Iterator[str]:
    """Delete rows that are no longer there, what refers to others first; then write those that are new or other."""
    for table in reversed(tables()):
        same = " AND ".join(f"old.{column.name} = now.{column.name}" for column in table.primary_key)
        kept = f"SELECT 1 FROM {_of(source, table.name)} old WHERE {same}"  # noqa: S608 - names of ours
        yield f"DELETE FROM {_of(world, table.name)} now WHERE NOT EXISTS ({kept})"  # noqa: S608
    for table in tables():
        yield _written(table, source, world)
    yield f"UPDATE {ABOUT} SET (version, written) = (SELECT version, current_date FROM {_of(source, ABOUT)})"  # noqa: S608


def _written(table: Table, source: Schema, world: Schema) -> str:
    keys = [column.name for column in table.primary_key]
    others = [name for name in columns()[table.name] if name not in keys]
    listed = ", ".join([*keys, *others])
    old, now = _of(source, table.name), _of(world, table.name)
    change = ", ".join(f"{name} = excluded.{name}" for name in others)
    return (
        f"INSERT INTO {now} ({listed}) (SELECT {listed} FROM {old} EXCEPT SELECT {listed} FROM {now}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(keys)}) DO {'UPDATE SET ' + change if change else 'NOTHING'}"
    )
