"""Columns of text made from arrays of numbers: identifiers, codes, and words by index.

Nothing here knows what the columns mean.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.chance import Bits, field_key, mixed

Column = NDArray[np.int64]
UTC_MS = pa.timestamp("ms", tz="UTC")
_ZERO, _DASH = ord("0"), ord("-")
# A dictionary with as few words as this is written whole.
FEW = 64
# An instant that never comes.
NEVER = np.int64(2**61)


def digits(values: Column, width: int) -> NDArray[np.uint8]:
    """Write numbers as rows of ASCII digits, zeros in front."""
    rows, rest = np.empty((len(values), width), dtype=np.uint8), values
    for end in range(width, 0, -4):
        start = max(end - 4, 0)
        rest, last = divided(rest, 10_000)
        rows[:, start:end] = _fours().take(last, axis=0)[:, 4 - end + start :]
    return rows


def divided(values: Column, by: int) -> tuple[Column, Column]:
    """Return quotients and remainders: NumPy divides by one number fast, but not with the remainder."""
    whole = values // by
    return whole, values - whole * by


@cache
def _fours() -> NDArray[np.uint8]:
    """Every number of four digits as a row of ASCII."""
    rows = np.arange(10_000)[:, None] // [1000, 100, 10, 1] % 10 + _ZERO
    return rows.astype(np.uint8)


def text_rows(rows: NDArray[np.uint8], absent: NDArray[np.bool_] | None = None) -> pa.Array:
    """Make a text column of rows of ASCII bytes, all of the same width; absent ones are null."""
    count, width = rows.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    buffers = [_validity(absent), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows))]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _validity(absent: NDArray[np.bool_] | None) -> Any:
    if absent is None or not absent.any():
        return None
    return pa.py_buffer(np.packbits(~absent, bitorder="little"))


def prefixed(prefix: str, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put the same ASCII letters in front of every row."""
    head = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    return np.hstack([np.broadcast_to(head, (len(rows), len(head))), rows])


def numbers(values: Column, absent: NDArray[np.bool_] | None = None, kind: Any = None) -> pa.Array:
    """Make a column of whole numbers."""
    plain = np.ascontiguousarray(values, dtype=np.int64 if kind is None else kind.to_pandas_dtype())
    return pa.Array.from_buffers(kind or pa.int64(), len(values), [_validity(absent), pa.py_buffer(plain)])


def instants(seconds: Column) -> pa.Array:
    """Make a column of instants; what never happens is null."""
    absent = seconds >= NEVER
    values = np.where(absent, 0, seconds) * 1000
    return pa.Array.from_buffers(UTC_MS, len(values), [_validity(absent), pa.py_buffer(values)])


class Words:
    """A list of words to choose from by index; words that are equal share a place, as dictionaries demand."""

    def __init__(self, words: Sequence[str]) -> None:
        encoded = pa.array(list(words), pa.string()).dictionary_encode()
        self.unique: pa.Array = encoded.dictionary
        # Nothing, where every word has a place of its own.
        self.place: NDArray[np.int32] | None = None
        if len(self.unique) < len(words):
            self.place = encoded.indices.to_numpy()

    @classmethod
    def distinct(cls, words: pa.Array) -> "Words":
        """Take words of which no two are equal as they are."""
        made = cls(())
        made.unique = words
        return made

    def spots(self, codes: NDArray[Any]) -> NDArray[np.int32]:
        """Return the place of each word among those that differ."""
        if self.place is None:
            return codes.astype(np.int32)
        spots: NDArray[np.int32] = self.place.take(codes, mode="clip")
        return spots


_words = cache(Words)


def coded(words: Words | Sequence[str], codes: NDArray[Any]) -> pa.Array:
    """Make a column of words by index; a negative index is null. Of many words, only those that occur are kept."""
    known = words if isinstance(words, Words) else _words(tuple(words))
    spots, absent = known.spots(codes), None
    if codes.min(initial=0) < 0:
        absent = codes < 0
        spots[absent] = 0
    dictionary = known.unique
    if len(dictionary) > FEW:
        dictionary, spots = _pruned(dictionary, spots, absent)
    column = pa.Array.from_buffers(pa.int32(), len(spots), [_validity(absent), pa.py_buffer(spots)])
    return pa.DictionaryArray.from_arrays(column, dictionary, safe=False)


def _pruned(
    dictionary: pa.Array, spots: NDArray[np.int32], absent: NDArray[np.bool_] | None
) -> tuple[pa.Array, NDArray[np.int32]]:
    """Keep only the words that a column of indices uses."""
    used = np.zeros(len(dictionary), dtype=bool)
    used[spots if absent is None else spots[~absent]] = True
    if used.all():
        return dictionary, spots
    moved = np.maximum(np.cumsum(used, dtype=np.int32) - 1, 0).take(spots)
    return dictionary.take(pa.array(np.flatnonzero(used))), moved


def by_row(words: pa.Array, row: Column) -> pa.Array:
    """Return the word of each row's place."""
    return words.take(pa.array(row))


def by_row_often(words: pa.Array, row: Column) -> pa.Array:
    """Return the word of each row's place as a dictionary over all words, where each is named again and again."""
    return pa.DictionaryArray.from_arrays(pa.array(row.astype(np.int32)), words)


def spread(counts: Column) -> tuple[Column, Column]:
    """Return, for as many rows as the counts add up to, whose each is, and which of its own, from 0."""
    ends, some = np.cumsum(counts), np.flatnonzero(counts)
    starts, step = ends - counts, np.zeros(ends[-1] if len(ends) else 0, dtype=np.int64)
    step[starts[some]] = np.diff(some, prepend=0)
    whose = np.cumsum(step)
    return whose, np.arange(len(whose)) - starts.take(whose)


def numbered(groups: Column) -> Column:
    """Number the rows of each group from 1; the rows of a group lie together."""
    fresh, first = np.flatnonzero(np.diff(groups, prepend=-1)), np.zeros(len(groups), dtype=np.int64)
    first[fresh] = np.diff(fresh, prepend=0)
    return np.arange(1, len(groups) + 1) - np.cumsum(first)


def distinct(values: Column) -> tuple[Column, Column]:
    """Return the different values as they first occur, and the place of each row's value among them."""
    encoded = pa.array(values).dictionary_encode()
    return encoded.dictionary.to_numpy(), encoded.indices.to_numpy().astype(np.int64)


def flags(values: NDArray[np.bool_]) -> pa.Array:
    """Make a column of yes and no."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(np.packbits(values, bitorder="little"))])


def shuffled(seed: int, entity: str, ids: Column, high: int, low: int) -> Column:
    """Map ids to different numbers below high * low: a Feistel network over the two factors."""
    left, right = divided(ids, low)
    for turn in range(3):
        left = divided(left + _folded(seed, entity, right, f"l{turn}", high), high)[1]
        right = divided(right + _folded(seed, entity, left, f"r{turn}", low), low)[1]
    return left * low + right


def _folded(seed: int, entity: str, ids: Column, field: str, limit: int) -> Column:
    bits: Bits = mixed(ids, field_key(seed, entity, field))
    return ((bits >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)).view(np.int64)


def order_numbers(seed: int, ids: Column, prefixes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Write order numbers in the 3-7-7 shape, each different."""
    high, low = divided(shuffled(seed, "order number", ids, 10**7, 10**7), 10**7)
    rows = np.empty((len(ids), 19), dtype=np.uint8)
    rows[:, 0:3], rows[:, 3], rows[:, 11] = prefixes, _DASH, _DASH
    rows[:, 4:11], rows[:, 12:19] = digits(high, 7), digits(low, 7)
    return rows


def fourteen(seed: int, entity: str, ids: Column) -> Column:
    """Number things with fourteen digits, the first not zero, each different."""
    return shuffled(seed, entity, ids, 9 * 10**6, 10**7) + 10**13
