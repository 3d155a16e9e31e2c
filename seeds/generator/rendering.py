"""Rows of tables as text: CSV, JSON lines, SQL, and lines with tabs.

Instants are ISO 8601 in UTC, flags true and false; what is nothing is empty (CSV), null (JSON) or NULL (SQL).
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from seeds.generator.lines import Piece, flags, instant, lines, text, whole
from seeds.generator.schema import Column, Table


def csv_head(table: Table) -> str:
    """Return the header line of a table."""
    return ",".join(one.name for one in table.columns) + "\n"


def csv_rows(table: Table, rows: pa.Table) -> Iterator[bytearray]:
    """Write rows as CSV lines, some at once; text is in quotation marks, codes need none."""
    parts: list[Piece | str] = []
    for column in table.columns:
        parts += [",", *_pieces(column, rows, "", _csv_quoted if column.kind == "text" else None)]
    return lines(rows.num_rows, [*parts[1:], "\n"])


def json_rows(table: Table, rows: pa.Table) -> Iterator[bytearray]:
    """Write rows as JSON lines, some at once."""
    parts: list[Piece | str] = []
    for at, column in enumerate(table.columns):
        quoted = _json_quoted if column.kind == "text" else _in_quotes
        parts += [f'{"," if at else "{"}"{column.name}":', *_pieces(column, rows, "null", quoted, '"')]
    return lines(rows.num_rows, [*parts, "}\n"])


def sql_head(table: Table) -> str:
    """Return nothing: statements name their columns themselves."""
    return ""


def sql_rows(table: Table, rows: pa.Table) -> Iterator[bytearray]:
    """Write rows as INSERT statements, one a row, some at once."""
    names = ", ".join(f'"{one.name}"' for one in table.columns)
    parts: list[Piece | str] = [f"INSERT INTO {table.name} ({names}) VALUES ("]  # noqa: S608 - own words
    for at, column in enumerate(table.columns):
        parts += [", " if at else "", *_pieces(column, rows, "NULL", _sql_quoted, "'")]
    return lines(rows.num_rows, [*parts, ");\n"])


def tab_rows(columns: list[pa.Array], line_end: str) -> Iterator[bytearray]:
    """Write columns of text as lines with tabs between, some at once."""
    parts: list[Piece | str] = []
    for column in columns:
        parts += ["\t", text(column)]
    return lines(len(columns[0]), [*parts[1:], line_end])


def plain(kind: str, column: pa.Array) -> pa.Array:
    """Return a column as text without quotes."""
    if kind == "instant":
        return iso(column)
    return column.cast(pa.string())


def iso(column: pa.Array) -> pa.Array:
    """Return instants as text, such as 2026-03-02T17:00:00Z."""
    return pc.strftime(column.cast(pa.timestamp("s", tz="UTC")), "%Y-%m-%dT%H:%M:%SZ")


def _pieces(column: Column, rows: pa.Table, nothing: str, quoted: object, quote: str = "") -> list[Piece]:
    """Return the pieces of a column; `quoted` writes words with their quotation marks."""
    values = _whole(rows[column.name])
    if column.kind == "instant":
        return instant(values, nothing, quote)
    if column.kind == "flag":
        return [flags(values, nothing)]
    if column.kind in ("whole", "money"):
        return whole(values, nothing)
    return [text(_by_word(values, quoted) if quoted else values, nothing)]


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _by_word(column: pa.Array, write: object) -> pa.Array:
    """Write the words of a dictionary once."""
    if isinstance(column, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(column.indices, write(column.dictionary))  # type: ignore[operator]
    return write(column)  # type: ignore[operator]


def _in_quotes(words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', words, '"', "", null_handling="emit_null")


def _csv_quoted(words: pa.Array) -> pa.Array:
    return _in_quotes(pc.replace_substring(words, '"', '""'))


def _json_quoted(words: pa.Array) -> pa.Array:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        words = pc.replace_substring(words, sign, written)
    return _in_quotes(words)


def _sql_quoted(words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("'", pc.replace_substring(words, "'", "''"), "'", "", null_handling="emit_null")
