"""What stands beside the data: DDL for every table, how to load them, and the data dictionary. Made from the schema."""

from collections.abc import Iterator

from seeds.generator.schema import Column, Table, schema

SQL_KINDS = {
    "text": "TEXT",
    "code": "TEXT",
    "whole": "INTEGER",
    "money": "BIGINT",
    "flag": "BOOLEAN",
    "instant": "TIMESTAMP WITH TIME ZONE",
}


def ddl() -> str:
    """Return CREATE TABLE statements that PostgreSQL, SQLite and DuckDB understand."""
    return "\n".join(["-- Tables in the order in which they can be loaded. CC0.", *map(_create, schema().values())])


def _create(table: Table) -> str:
    lines = [_line(one) for one in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    lines += [
        f"FOREIGN KEY ({one.name}) REFERENCES {one.references} ({schema()[one.references].key[0]})"
        for one in table.columns
        if one.references
    ]
    return f"CREATE TABLE {table.name} (\n    " + ",\n    ".join(lines) + "\n);"


def _line(column: Column) -> str:
    # "at" is a word of some databases' own.
    return f'"{column.name}" {SQL_KINDS[column.kind]}{"" if column.nullable else " NOT NULL"}'


def postgres_load() -> str:
    """Return a psql script that loads the CSV files by COPY."""
    lines = ["-- psql -f load-postgres.sql; the CSV files lie beside this one.", "\\i schema.sql"]
    lines += [f"\\copy {name} from '{name}.csv' with (format csv, header true)" for name in schema()]
    return "\n".join(lines) + "\n"


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    return "\n".join(_dictionary()) + "\n"


def _dictionary() -> Iterator[str]:
    yield "# Data dictionary\n"
    yield "Every table and column that `marketsim generate` writes. Money is in minor units of the row's currency (of"
    yield "its order's, where it has none); instants are UTC; an empty value: it has not happened or does not apply."
    for table in schema().values():
        yield f"\n## {table.name}\n\n{table.says} Key: {', '.join(f'`{one}`' for one in table.key)}.\n"
        yield "| Column | Kind | Empty? | Meaning | Refers to |\n|---|---|---|---|---|"
        for one in table.columns:
            empty = "yes" if one.nullable else ""
            yield f"| `{one.name}` | {one.kind} | {empty} | {one.says} | {one.references or ''} |"
