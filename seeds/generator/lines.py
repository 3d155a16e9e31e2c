"""Many rows at once as lines of text: each row is a record of fixed width, and what pads its fields is taken out.

Nothing here knows what the columns mean. Text never holds a zero byte, so zero bytes can pad it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.columns import digits, divided

Codes = NDArray[np.int64] | NDArray[np.int32]
Padded = NDArray[np.bytes_]
DAY = 86_400
# Days since 1970 that the table of days covers: 2000 to 2110.
_FIRST_DAY, _LAST_DAY = 10_957, 51_134
_GROUP = 10_000
# Records written at once, in bytes: they stay in the processor's cache.
_BLOCK = 1 << 18


@dataclass(frozen=True)
class Piece:
    """A part of each line: words padded with zero bytes, and which of them stands in each row; none is row by row."""

    words: Padded
    codes: Codes | None = None

    def part(self, rows: slice) -> Padded:
        """Return the words of some rows."""
        return self.words[rows] if self.codes is None else self.words.take(self.codes[rows])


def lines(count: int, pieces: Sequence[Piece | str]) -> Iterator[bytearray]:
    """Write as many lines, their pieces one after the other; a plain word is the same in each. Yields some at once."""
    fixed = [one.encode() if isinstance(one, str) else b"" for one in pieces]
    widths = [one.words.dtype.itemsize if isinstance(one, Piece) else len(word)
              for one, word in zip(pieces, fixed, strict=True)]  # fmt: skip
    starts, width = np.cumsum([0, *widths[:-1]]).tolist(), sum(widths)
    template = b"".join(word.ljust(width, b"\0") for word, width in zip(fixed, widths, strict=True))
    filled = [(piece, start) for piece, start in zip(pieces, starts, strict=True) if isinstance(piece, Piece)]
    step = max(min(_BLOCK // width, count), 1)
    # The same records are filled again and again; what is the same in each line stays.
    raw = bytearray(template * step)
    fields = [(piece, np.ndarray(step, piece.words.dtype, raw, start, (width,))) for piece, start in filled]
    for first in range(0, count, step):
        rows = slice(first, min(first + step, count))
        for piece, field in fields:
            field[: rows.stop - first] = piece.part(rows)
        told = raw if rows.stop - first == step else raw[: (rows.stop - first) * width]
        yield told.translate(None, b"\0")


def padded(text: pa.Array) -> Padded:
    """Return text, nothing of it null, as words of one width."""
    offsets = np.frombuffer(text.buffers()[1], dtype=np.int32)[text.offset : text.offset + len(text) + 1]
    length = np.diff(offsets)
    width = max(int(length.max(initial=0)), 1)
    letters = np.frombuffer(text.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    if len(letters) == width * len(text):
        rows = letters.reshape(len(text), width)
    else:
        rows = np.zeros((len(text), width), dtype=np.uint8)
        rows[np.arange(width) < length[:, None]] = letters
    return as_words(rows)


def as_words(rows: NDArray[np.uint8]) -> Padded:
    """See rows of bytes as words."""
    return np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").reshape(-1)


def text(column: pa.Array, nothing: str = "") -> Piece:
    """Return a column of text or of a dictionary's words as a piece."""
    if not isinstance(column, pa.DictionaryArray):
        return Piece(padded(column.fill_null(nothing) if column.null_count else column))
    words = padded(pa.concat_arrays([column.dictionary, pa.array([nothing])]))
    return Piece(words, _or_last(column.indices, len(words) - 1))


def _or_last(indices: pa.Array, last: int) -> Codes:
    codes: Codes = (indices.fill_null(last) if indices.null_count else indices).to_numpy()
    return codes


def flags(column: pa.Array, nothing: str = "") -> Piece:
    """Return a column of yes and no as a piece."""
    return Piece(np.array(["false", "true", nothing], dtype=bytes), _or_last(column.cast(pa.int32()), 2))


@cache
def _groups() -> Padded:
    """The numbers below ten thousand, first without zeros in front, then with them."""
    return np.array([str(one) for one in range(_GROUP)] + [f"{one:04}" for one in range(_GROUP)], dtype=bytes)


def whole(column: pa.Array, nothing: str = "") -> list[Piece]:
    """Return a column of whole numbers, none negative, as pieces of four digits."""
    absent = np.asarray(column.is_null()) if column.null_count else None
    rest = column.fill_null(0).to_numpy() if column.null_count else column.to_numpy()
    words = np.append(_groups(), np.array([nothing, ""], dtype=bytes))
    pieces: list[Piece] = []
    while True:
        higher, codes = divided(rest, _GROUP)
        more = bool(higher.any())
        codes = np.where(higher > 0, codes + _GROUP, codes) if more else codes
        if pieces:
            codes = np.where(rest == 0, 2 * _GROUP + 1, codes)
        elif absent is not None:
            codes = np.where(absent, 2 * _GROUP, codes)
        pieces.insert(0, Piece(words, codes))
        if not more:
            return pieces
        rest = higher


@cache
def _days() -> Padded:
    """Every day, such as 2026-03-02T."""
    days = np.arange(_FIRST_DAY, _LAST_DAY).astype("datetime64[D]").astype(str)
    return np.array([f"{one}T" for one in days.tolist()], dtype=bytes)


@cache
def _seconds() -> Padded:
    """Every second of a day, such as 17:00:00Z."""
    second = np.arange(DAY, dtype=np.int64)
    rows = np.empty((DAY, 9), dtype=np.uint8)
    for at, part in ((0, second // 3600), (3, second // 60 % 60), (6, second % 60)):
        rows[:, at : at + 2] = digits(part, 2)
    rows[:, [2, 5]], rows[:, 8] = ord(":"), ord("Z")
    return as_words(rows)


def instant(column: pa.Array, nothing: str = "", quote: str = "") -> list[Piece]:
    """Return a column of instants as pieces, such as 2026-03-02T17:00:00Z."""
    _, values = column.buffers()
    seconds = np.frombuffer(values, dtype=np.int64)[column.offset : column.offset + len(column)] // 1000
    day = seconds // DAY
    second, place = seconds - day * DAY, np.clip(day - _FIRST_DAY, 0, _LAST_DAY - _FIRST_DAY - 1)
    days, clocks = _quoted(quote, nothing)
    if column.null_count:
        absent = np.asarray(column.is_null())
        place, second = np.where(absent, len(days) - 1, place), np.where(absent, DAY, second)
    return [Piece(days, place), Piece(clocks, second)]


@cache
def _quoted(quote: str, nothing: str) -> tuple[Padded, Padded]:
    sign = quote.encode()
    days = np.char.add(sign, _days()) if sign else _days()
    clocks = np.char.add(_seconds(), sign) if sign else _seconds()
    return np.append(days, np.array([nothing], dtype=bytes)), np.append(clocks, np.array([b""]))
