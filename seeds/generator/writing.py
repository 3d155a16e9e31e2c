"""The files of a run, format by format: what one shard writes, and how the shards' files become one.

Each format turns a chunk into bytes for named files. Files are written under a folder of parts and joined at the end,
so a file under its final name is always whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from seeds.generator import footer, rendering
from seeds.generator.lives import Lives
from seeds.generator.plan import Plan
from seeds.generator.schema import Table, schema
from seeds.generator.streaming import Chunk, Mill


@dataclass
class Work:
    """A finished chunk with what it was made from."""

    number: int
    mill: Mill
    lives: Lives
    tables: Chunk


class Format(Protocol):
    """A way to write chunks. One object serves one shard."""

    def open(self, folder: Path, plan: Plan, *, first: bool) -> None:
        """Begin the shard's files in a folder; `first` says that headers belong here."""

    def write(self, work: Work) -> None:
        """Write one chunk."""

    def close(self) -> None:
        """Finish the files."""


class ParquetFormat:
    """One Parquet file a table, one row group a chunk."""

    def open(self, folder: Path, plan: Plan, *, first: bool) -> None:
        """Begin the files; empty tables have one too."""
        self.folder, self.writers = folder, dict[str, pq.ParquetWriter]()

    def write(self, work: Work) -> None:
        """Write a row group to each table."""
        self.write_rows(work.tables)

    def write_rows(self, tables: Chunk) -> None:
        """Write rows, however they were made."""
        for name, rows in tables.items():
            writer = self.writers.get(name) or self._begin(name, rows.schema)
            if rows.num_rows:
                writer.write_table(rows, row_group_size=rows.num_rows)

    def close(self) -> None:
        """Write the footers."""
        failed: OSError | None = None
        for writer in self.writers.values():
            try:
                writer.close()
            except OSError as error:
                # Or it would try again when it is forgotten, and print that it could not.
                writer.is_open, failed = False, error
        if failed:
            raise failed

    def _begin(self, name: str, columns: pa.Schema) -> pq.ParquetWriter:
        coded = [one.name for one in columns if pa.types.is_dictionary(one.type)]
        instants = [one.name for one in columns if pa.types.is_timestamp(one.type)]
        wholes = [one.name for one in columns if pa.types.is_integer(one.type)]
        self.writers[name] = pq.ParquetWriter(
            self.folder / f"{name}.parquet",
            columns,
            compression="snappy",
            use_dictionary=coded,
            column_encoding=dict.fromkeys([*instants, *wholes], "DELTA_BINARY_PACKED"),
            write_statistics=instants,
            store_schema=False,
        )
        return self.writers[name]


class TextFormat:
    """Files of lines. Subclasses say which lines a chunk brings."""

    def open(self, folder: Path, plan: Plan, *, first: bool) -> None:
        """Begin the files."""
        self.folder, self.plan, self.first = folder, plan, first
        self.files: dict[str, BinaryIO] = {}
        for name, head in self.heads():
            self._file(name).write(head.encode() if first else b"")

    def heads(self) -> Iterator[tuple[str, str]]:
        """Yield every file that must exist, with its header."""
        yield from ()

    def lines(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Yield file names and bytes."""
        raise NotImplementedError

    def write(self, work: Work) -> None:
        """Write the lines of a chunk."""
        self._put(self.lines(work))

    def _put(self, lines: Iterator[tuple[str, Any]]) -> None:
        for name, told in lines:
            self._file(name).write(told)

    def close(self) -> None:
        """Close the files."""
        for file in self.files.values():
            file.close()

    def _file(self, name: str) -> BinaryIO:
        if name not in self.files:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self.files[name] = path.open("wb")
        return self.files[name]


class TableLines(TextFormat):
    """One file a table, one line a row."""

    def __init__(
        self, ending: str, head: Callable[[Table], str], lines: Callable[[Table, pa.Table], Iterator[bytearray]]
    ) -> None:
        self.ending, self.head, self.as_lines = ending, head, lines

    def heads(self) -> Iterator[tuple[str, str]]:
        """Sellers and products are written by the first shard only."""
        for name, table in schema().items():
            if self.first or name not in ("sellers", "products"):
                yield f"{name}.{self.ending}", self.head(table)

    def lines(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Yield every table's rows."""
        yield from self._rows(work.tables)

    def write_rows(self, tables: Chunk) -> None:
        """Write rows, however they were made."""
        self._put(self._rows(tables))

    def _rows(self, tables: Chunk) -> Iterator[tuple[str, Any]]:
        for name, rows in tables.items():
            for told in self.as_lines(schema()[name], rows):
                yield f"{name}.{self.ending}", told


def _reports() -> Format:
    from seeds.generator.order_reports import OrderReports

    return OrderReports()


def _pages() -> Format:
    from seeds.generator.selling_partner import OrderPages

    return OrderPages()


def _changes() -> Format:
    from seeds.generator.order_changes import OrderChanges

    return OrderChanges()


# Formats that need nothing but the rows.
TABLES: dict[str, Callable[[], ParquetFormat | TableLines]] = {
    "parquet": ParquetFormat,
    "csv": lambda: TableLines("csv", rendering.csv_head, rendering.csv_rows),
    "jsonl": lambda: TableLines("jsonl", lambda _: "", rendering.json_rows),
    "sql": lambda: TableLines("sql", rendering.sql_head, rendering.sql_rows),
}
FORMATS: dict[str, Callable[[], Format]] = {
    **TABLES,
    "order-report": _reports,
    "sp-api": _pages,
    "order-change": _changes,
}


def join_parts(parts: list[Path], target: Path) -> None:
    """Make one file of the shards' files of a name; they are used up."""
    target.parent.mkdir(parents=True, exist_ok=True)
    (footer.join if target.suffix == ".parquet" else footer.chain)(parts, target)
