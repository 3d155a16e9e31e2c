"""Chance by the column: the same seed, entity, id and field give the same value, for a million ids at once.

The key of a field comes from `simulator.draws`; each id is then mixed with it in whole numbers only, so neither the
number of shards nor the processor matters. Knows nothing of orders.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.draws import draw

Ids = NDArray[np.int64]
Bits = NDArray[np.uint64]

# SplitMix64's constants.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)

# Tables of inverse distributions have this many places.
TABLE_BITS = 20
TABLE_SIZE = 1 << TABLE_BITS
_TO_TABLE = np.uint64(64 - TABLE_BITS)


@cache
def field_key(seed: int, entity: str, field: str) -> np.uint64:
    """Return the key of a field; every value of the field depends on it."""
    return np.uint64(draw(seed, entity, "column", field))


def mixed(ids: Ids, key: np.uint64 | Bits) -> Bits:
    """Return 64 bits for each id under a key, or each under its own."""
    return _stirred(_base(ids) + key)


def _base(ids: Ids) -> Bits:
    """Return what every field of these ids starts from."""
    return (ids.astype(np.uint64) + np.uint64(1)) * _STEP


def _stirred(bits: Bits) -> Bits:
    bits ^= bits >> _30
    bits *= _FIRST
    bits ^= bits >> _27
    bits *= _SECOND
    bits ^= bits >> _31
    return bits


class Draws:
    """The chances of some entities: one method call is one field."""

    def __init__(self, seed: int, entity: str, ids: Ids) -> None:
        self.seed, self.entity, self.ids, self.base = seed, entity, ids, _base(ids)

    def of(self, ids: Ids) -> "Draws":
        """Return the chances of other entities of this kind."""
        return Draws(self.seed, self.entity, ids)

    def bits(self, field: str) -> Bits:
        """Draw 64 bits for each id."""
        return _stirred(self.base + field_key(self.seed, self.entity, field))

    def below(self, field: str, limit: int | NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw a whole number from 0 to below the limit (at most 2^31) for each id."""
        bits = self.bits(field)
        bits >>= _32
        bits *= np.asarray(limit).astype(np.uint64)
        bits >>= _32
        return bits.view(np.int64)

    def happens(self, field: str, per_million: int | NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say for each id whether something so likely happens."""
        return self.below(field, 1_000_000) < per_million

    def places(self, field: str) -> NDArray[np.int64]:
        """Draw a place in an inverse table for each id."""
        bits = self.bits(field)
        bits >>= _TO_TABLE
        return bits.view(np.int64)


class DrawsByKind(Draws):
    """The chances of entities of several kinds at once; `kind` says which of `entities` each is."""

    def __init__(self, seed: int, entities: Sequence[str], kind: Ids, ids: Ids) -> None:
        super().__init__(seed, "", ids)
        self.entities, self.kind = entities, kind

    def bits(self, field: str) -> Bits:
        """Draw 64 bits for each id."""
        keys = np.array([field_key(self.seed, one, field) for one in self.entities])
        return _stirred(self.base + keys[self.kind])
