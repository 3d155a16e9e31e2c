"""Reads flat files: tab-separated columns by name, with or without a line that names the template.

Knows columns and rows, nothing of orders. Source: policies §11; uploads are tried as UTF-8, then as Latin-1, since a
widespread client sends the latter whatever it declares.
"""

import codecs
import re
from dataclasses import dataclass

from seller_central.feeds import codes
from seller_central.feeds.records import MOST_RECORDS, Record, UnusableFile

_LINE_END = re.compile(r"\r\n|\n|\r")
_TEMPLATE = re.compile(r'"?TemplateType=([^\t ";,]*)')
# Names that older files use for a column.
OLDER_NAMES = {
    "order-item-code": "amazon-order-item-code",
    "amazon-order-id": "order-id",
    "ship-from-supply-source-id": "",
}


def decoded(content: bytes) -> str:
    """Return a file's text.

    Raises:
        UnusableFile: it is no text.
    """
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise UnusableFile(codes.UNREADABLE, "This is not a text file. Save it as tab-delimited text.")
    return text


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of file: those it knows, those it must have, and those that only other kinds have."""

    known: tuple[str, ...]
    required: tuple[str, ...]
    foreign: frozenset[str] = frozenset()


def read_rows(content: bytes, columns: Columns, template: str = "") -> list[Record]:
    """Read the rows of a flat file; the first after the column names is record 1.

    Raises:
        UnusableFile: no text, another kind of file, no column names or the wrong ones, or too many rows.
    """
    lines = [line for line in _LINE_END.split(decoded(content)) if line.strip("\t ")]
    if lines and (told := _TEMPLATE.match(lines[0])):
        if template and told[1] != template:
            raise UnusableFile(codes.WRONG_CONTENT, f"This file says it is {told[1][:40]}, not {template}.")
        lines = lines[1:]
    if not lines:
        raise UnusableFile(codes.UNREADABLE, "The file is empty.")
    names = [_name(cell, columns.known) for cell in lines[0].split("\t")]
    _check(names, columns)
    if len(lines) - 1 > MOST_RECORDS:
        raise UnusableFile(codes.TOO_MANY, f"A file has at most {MOST_RECORDS:,} rows.")
    return [Record(number, _cells(names, line)) for number, line in enumerate(lines[1:], 1)]


def _check(names: list[str], columns: Columns) -> None:
    for name in columns.required:
        if name not in names:
            raise UnusableFile(codes.MISSING_COLUMN, f"The file has no column {name}. Use the template.")
    for name in names:
        if name in columns.known and names.count(name) > 1:
            raise UnusableFile(codes.WRONG_CONTENT, f"The file has the column {name} more than once.")
        if name in columns.foreign:
            # A file of shipments would otherwise cancel every order it names.
            raise UnusableFile(codes.WRONG_CONTENT, f"The column {name} belongs to another kind of file.")


def _name(cell: str, known: tuple[str, ...]) -> str:
    plain = cell.strip().strip('"').strip()
    folded = plain.casefold().replace("_", "-")
    name = OLDER_NAMES.get(folded, folded)
    return next((one for one in known if one.casefold().replace("_", "-") == name), name)


def _cells(names: list[str], line: str) -> dict[str, str]:
    cells = (cell.strip().strip('"').strip() for cell in line.split("\t"))
    return {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
