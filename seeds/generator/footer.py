"""Joins Parquet files of one schema into one without decoding them: row groups are copied, offsets in the footer moved.

A Parquet footer is a Thrift structure in compact form. Only the offsets, the number of rows and the ordinals are
written anew; everything else is copied byte by byte, so one part alone is its own joined file.
Source: the Parquet format's own description (FileMetaData, RowGroup, ColumnChunk, ColumnMetaData).
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"PAR1"
_STOP, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 3, 7, 8, 9, 10, 12
_ROWS, _ROW_GROUPS = 3, 4
_BLOCK = 1 << 22


class _Scan:
    """Walks through Thrift's compact form."""

    def __init__(self, raw: bytes, at: int = 0) -> None:
        self.raw, self.at = raw, at

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.raw[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def fields(self) -> Iterator[tuple[int, int, int]]:
        """Yield id, kind and start of the value of each field; the caller moves past the value."""
        number = 0
        while (head := self.raw[self.at]) != _STOP:
            self.at += 1
            step = head >> 4
            number = number + step if step else _unzigzag(self.varint())
            yield number, head & 15, self.at
        self.at += 1

    def skip(self, kind: int) -> None:
        """Move past a value."""
        if kind in (1, 2):
            return
        if kind == _BYTE:
            self.at += 1
        elif kind == _DOUBLE:
            self.at += 8
        elif kind == _BINARY:
            length = self.varint()
            self.at += length
        elif kind in (_LIST, _SET):
            count, element = self.listed()
            for _ in range(count):
                self.skip(_BYTE if element in (1, 2) else element)
        elif kind == _STRUCT:
            for _, inner, _ in self.fields():
                self.skip(inner)
        else:
            self.varint()

    def listed(self) -> tuple[int, int]:
        """Read the head of a list: how many elements, of which kind."""
        head = self.raw[self.at]
        self.at += 1
        count = head >> 4
        return (self.varint() if count == 15 else count), head & 15


def _unzigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(value: int) -> bytes:
    return _varint(value << 1 ^ value >> 63)


def _list_head(count: int, element: int) -> bytes:
    return bytes([count << 4 | element]) if count < 15 else bytes([0xF0 | element]) + _varint(count)


# What is moved: field ids of a row group, its column chunks and their meta data.
_META = {9: "offset", 10: "offset", 11: "offset"}
_CHUNK: Mapping[int, Any] = {2: "moved", 3: _META}
_GROUP: Mapping[int, Any] = {1: [_CHUNK], 5: "offset", 7: "ordinal"}


def _edited(scan: _Scan, edits: Mapping[int, Any], by: int, ordinal: int) -> bytes:
    """Copy a structure, with the fields named in `edits` moved."""
    out, begun = [], scan.at
    for number, kind, start in scan.fields():
        edit = edits.get(number)
        if edit is None:
            scan.skip(kind)
            continue
        out.append(scan.raw[begun:start])
        if isinstance(edit, list):
            count, element = scan.listed()
            out.append(_list_head(count, element))
            out += [_edited(scan, edit[0], by, ordinal) for _ in range(count)]
        elif isinstance(edit, dict):
            out.append(_edited(scan, edit, by, ordinal))
        else:
            out.append(_number(_moved(edit, _unzigzag(scan.varint()), by, ordinal)))
        begun = scan.at
    out.append(scan.raw[begun : scan.at])
    return b"".join(out)


def _moved(what: str, value: int, by: int, ordinal: int) -> int:
    if what == "ordinal":
        return ordinal
    # Writers leave the offset of a column chunk's own meta data 0 when there is none.
    return value if what == "moved" and value == 0 else value + by


@dataclass
class Part:
    """A footer taken apart: the bytes around rows and row groups, and each row group's own."""

    raw: bytes
    rows: int
    groups: list[tuple[int, int]]
    spans: dict[int, tuple[int, int]]
    body: int


def read_part(path: Path) -> Part:
    """Read the footer of a Parquet file."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(size - 8)
        tail = file.read(8)
        if tail[4:] != MAGIC:
            raise ValueError(f"{path.name} is no complete Parquet file")
        length = int.from_bytes(tail[:4], "little")
        file.seek(size - 8 - length)
        raw = file.read(length)
    return _taken_apart(raw, size - 8 - length)


def _taken_apart(raw: bytes, body: int) -> Part:
    scan, rows, groups, spans = _Scan(raw), 0, list[tuple[int, int]](), dict[int, tuple[int, int]]()
    for number, kind, start in scan.fields():
        if number == _ROWS:
            rows = _unzigzag(scan.varint())
        elif number == _ROW_GROUPS:
            count, _ = scan.listed()
            for _ in range(count):
                begun = scan.at
                scan.skip(_STRUCT)
                groups.append((begun, scan.at))
        else:
            scan.skip(kind)
        spans[number] = (start, scan.at)
    return Part(raw, rows, groups, spans, body)


def join(parts: list[Path], target: Path) -> None:
    """Make one Parquet file of several, in order. The first becomes the target; all are used up."""
    told = [read_part(one) for one in parts]
    parts[0].replace(target)
    if len(parts) == 1:
        return
    groups, count = [told[0].raw[start:end] for start, end in told[0].groups], len(told[0].groups)
    with target.open("r+b") as file:
        file.truncate(told[0].body)
        file.seek(told[0].body)
        for path, part in zip(parts[1:], told[1:], strict=True):
            by = file.tell() - len(MAGIC)
            append(path, file, len(MAGIC), part.body)
            path.unlink()
            for start, _ in part.groups:
                groups.append(_edited(_Scan(part.raw, start), _GROUP, by, count))
                count += 1
        foot = _footer(told[0], sum(one.rows for one in told), groups)
        file.write(foot + len(foot).to_bytes(4, "little") + MAGIC)


def _footer(first: Part, rows: int, groups: list[bytes]) -> bytes:
    (rows_from, rows_to), (groups_from, groups_to) = first.spans[_ROWS], first.spans[_ROW_GROUPS]
    head, middle, tail = first.raw[:rows_from], first.raw[rows_to:groups_from], first.raw[groups_to:]
    return b"".join([head, _number(rows), middle, _list_head(len(groups), _STRUCT), *groups, tail])


def append(path: Path, file: BinaryIO, start: int, end: int) -> None:
    """Copy bytes of a file to the end of another."""
    with path.open("rb") as source:
        source.seek(start)
        left = end - start
        while left:
            block = source.read(min(left, _BLOCK))
            file.write(block)
            left -= len(block)


def chain(parts: list[Path], target: Path) -> None:
    """Make one text file of several, in order. The first becomes the target; all are used up."""
    parts[0].replace(target)
    with target.open("ab") as file:
        for path in parts[1:]:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _BLOCK)
            path.unlink()
