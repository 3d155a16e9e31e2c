"""Chance as a function: the same seed, entity, id and field give the same value on every machine.

Knows nothing of the marketplace. Adding a field or an order never moves another value, because no generator
state is shared; weights are integers, so no processor's floating point matters.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def draw(seed: int, entity: str, key: object, field: str) -> int:
    """Return the 64-bit value that belongs to this field of this entity in a world with this seed."""
    digest = blake2b(f"{seed}\x1f{entity}\x1f{key}\x1f{field}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def between(seed: int, entity: str, key: object, field: str, low: int, high: int) -> int:
    """Draw a whole number from low to high, both included."""
    return low + draw(seed, entity, key, field) % (high - low + 1)


def choose(seed: int, entity: str, key: object, field: str, options: Sequence[T]) -> T:
    """Draw one of the options, each as likely as the others."""
    return options[draw(seed, entity, key, field) % len(options)]


def choose_each(seed: int, entity: str, key: object, fields: Sequence[str], options: Sequence[T]) -> list[T]:
    """Draw one of the options for each of many fields: what `choose` draws, in less time."""
    common = blake2b(f"{seed}\x1f{entity}\x1f{key}\x1f".encode(), digest_size=8)
    drawn = []
    for field in fields:
        one = common.copy()
        one.update(field.encode())
        drawn.append(options[int.from_bytes(one.digest(), "big") % len(options)])
    return drawn


def chance(seed: int, entity: str, key: object, field: str, per_million: int) -> bool:
    """Say whether something that happens `per_million` times in a million happens here."""
    return draw(seed, entity, key, field) % 1_000_000 < per_million


def weighted(seed: int, entity: str, key: object, field: str, weights: Mapping[T, int]) -> T:
    """Draw a key of `weights` as often as its integer weight says."""
    ticket = draw(seed, entity, key, field) % sum(weights.values())
    for option, weight in weights.items():
        ticket -= weight
        if ticket < 0:
            return option
    raise ValueError("weights must be positive")
