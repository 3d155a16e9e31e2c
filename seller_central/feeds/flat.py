"""Reads flat files: tab-separated columns by name, with or without a line that names the template.

Knows columns and rows, nothing of orders. Source: policies §11; uploads are tried as UTF-8, then as Latin-1, since a
widespread client sends the latter whatever it declares.
"""

import codecs
import re

from seller_central.feeds import codes
from seller_central.feeds.records import MOST_RECORDS, Record, UnusableFile

_LINE_END = re.compile(r"\r\n|\n|\r")
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


def read_rows(content: bytes, required: tuple[str, ...], known: tuple[str, ...]) -> list[Record]:
    """Read the rows of a flat file; the first after the column names is record 1.

    Raises:
        UnusableFile: no text, no column names, a required column is missing, or too many rows.
    """
    lines = [line for line in _LINE_END.split(decoded(content)) if line.strip("\t ")]
    if lines and lines[0].lstrip('"').startswith("TemplateType="):
        lines = lines[1:]
    if not lines:
        raise UnusableFile(codes.UNREADABLE, "The file is empty.")
    names = [_name(cell, known) for cell in lines[0].split("\t")]
    missing = [name for name in required if name not in names]
    if missing:
        raise UnusableFile(codes.MISSING_COLUMN, f"The file has no column {missing[0]}. Use the template.")
    if len(lines) - 1 > MOST_RECORDS:
        raise UnusableFile(codes.TOO_MANY, f"A file has at most {MOST_RECORDS:,} rows.")
    return [Record(number, _cells(names, line)) for number, line in enumerate(lines[1:], 1)]


def _name(cell: str, known: tuple[str, ...]) -> str:
    plain = cell.strip().strip('"').strip()
    folded = plain.casefold().replace("_", "-")
    name = OLDER_NAMES.get(folded, folded)
    return next((one for one in known if one.casefold().replace("_", "-") == name), name)


def _cells(names: list[str], line: str) -> dict[str, str]:
    cells = (cell.strip().strip('"').strip() for cell in line.split("\t"))
    return {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
