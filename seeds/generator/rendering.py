"""Rows as text: CSV and JSON lines, column by column, then joined row by row in one go.

Instants are ISO 8601 in UTC, flags true and false, nothing is empty (CSV) or null (JSON).
"""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeds.generator.columns import digits
from seeds.generator.schema import Table

DAY = 86_400
# Days since 1970 that the tables of digits cover: 2000 to 2110.
_FIRST_DAY, _LAST_DAY = 10_957, 51_134


def csv_head(table: Table) -> str:
    """Return the header line of a table."""
    return ",".join(one.name for one in table.columns) + "\n"


def csv_rows(table: Table, rows: pa.Table) -> pa.Buffer:
    """Return rows as the bytes of CSV lines."""
    parts: list[pa.Array | str] = []
    for column in table.columns:
        parts += [_csv(column.kind, _whole(rows[column.name])), ","]
    return _bytes([*parts[:-1], "\n"], "")


def json_rows(table: Table, rows: pa.Table) -> pa.Buffer:
    """Return rows as the bytes of JSON lines."""
    parts: list[pa.Array | str] = []
    for at, column in enumerate(table.columns):
        lead = "{" if at == 0 else ","
        parts += [f'{lead}"{column.name}":', _json(column.kind, _whole(rows[column.name]))]
    return _bytes([*parts, "}\n"], "null")


def tab_rows(parts: list[pa.Array | str], line_end: str) -> pa.Buffer:
    """Return columns as the bytes of lines with tabs between."""
    told: list[pa.Array | str] = []
    for part in parts:
        told += [part, "\t"]
    return _bytes([*told[:-1], line_end], "")


def _bytes(parts: list[pa.Array | str], nothing: str) -> pa.Buffer:
    lines = pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement=nothing)
    if len(lines) == 0:
        return pa.py_buffer(b"")
    end = np.frombuffer(lines.buffers()[1], dtype=np.int32, count=len(lines) + lines.offset + 1)
    return lines.buffers()[2].slice(int(end[lines.offset]), int(end[-1] - end[lines.offset]))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _csv(kind: str, column: pa.Array) -> pa.Array:
    if kind == "text":
        return _by_word(column, _csv_quoted)
    return plain(kind, column)


def _json(kind: str, column: pa.Array) -> pa.Array:
    if kind in ("text", "code"):
        return _by_word(column, _json_quoted if kind == "text" else _in_quotes)
    if kind == "instant":
        return iso(column, '"')
    return plain(kind, column)


def plain(kind: str, column: pa.Array) -> pa.Array:
    """Return a column as text without quotes."""
    if kind == "instant":
        return iso(column)
    if kind in ("text", "code"):
        return _by_word(column, lambda words: words)
    return column.cast(pa.string())


def _by_word(column: pa.Array, write: object) -> pa.Array:
    """Write the words of a dictionary once, then look them up."""
    if isinstance(column, pa.DictionaryArray):
        return write(column.dictionary).take(column.indices)  # type: ignore[operator]
    return write(column)  # type: ignore[operator]


def _in_quotes(words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', words, '"', "", null_handling="emit_null")


def _csv_quoted(words: pa.Array) -> pa.Array:
    return _in_quotes(pc.replace_substring(words, '"', '""'))


def _json_quoted(words: pa.Array) -> pa.Array:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        words = pc.replace_substring(words, sign, written)
    return _in_quotes(words)


@cache
def _days(quote: str) -> NDArray[np.uint8]:
    """Rows of ASCII for every day: 2026-03-02T."""
    days = np.arange(_FIRST_DAY, _LAST_DAY).astype("datetime64[D]").astype(str)
    return np.frombuffer("".join(f"{quote}{one}T" for one in days).encode(), dtype=np.uint8).reshape(len(days), -1)


@cache
def _seconds(quote: str) -> NDArray[np.uint8]:
    """Rows of ASCII for every second of a day: 17:00:00Z."""
    second = np.arange(DAY, dtype=np.int64)
    rows = np.empty((DAY, 9), dtype=np.uint8)
    for at, part in ((0, second // 3600), (3, second // 60 % 60), (6, second % 60)):
        rows[:, at : at + 2] = digits(part, 2)
    rows[:, [2, 5]], rows[:, 8] = ord(":"), ord("Z")
    mark = np.full((DAY, len(quote)), ord(quote or " "), dtype=np.uint8)
    return np.hstack([rows, mark])


def iso(column: pa.Array, quote: str = "") -> pa.Array:
    """Return instants as text, such as 2026-03-02T17:00:00Z."""
    validity, values = column.buffers()
    seconds = np.frombuffer(values, dtype=np.int64)[column.offset : column.offset + len(column)] // 1000
    day = seconds // DAY
    place = np.clip(day - _FIRST_DAY, 0, _LAST_DAY - _FIRST_DAY - 1)
    rows = np.hstack([_days(quote)[place], _seconds(quote)[seconds - day * DAY]])
    width = rows.shape[1]
    offsets = np.arange(0, (len(rows) + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(rows), [validity if column.null_count else None, pa.py_buffer(offsets), pa.py_buffer(rows)]
    )


def sql_head(table: Table) -> str:
    """Return nothing: statements name their columns themselves."""
    return ""


def sql_rows(table: Table, rows: pa.Table) -> pa.Buffer:
    """Return rows as INSERT statements, one a row."""
    names = ", ".join(f'"{one.name}"' for one in table.columns)
    parts: list[pa.Array | str] = ["INSERT INTO ", table.name, f" ({names}) VALUES ("]
    for at, column in enumerate(table.columns):
        parts += [", " if at else "", _sql(column.kind, _whole(rows[column.name]))]
    return _bytes([*parts, ");\n"], "NULL")


def _sql(kind: str, column: pa.Array) -> pa.Array:
    if kind in ("text", "code"):
        return _by_word(column, _sql_quoted)
    if kind == "instant":
        return iso(column, "'")
    return plain(kind, column)


def _sql_quoted(words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("'", pc.replace_substring(words, "'", "''"), "'", "", null_handling="emit_null")
