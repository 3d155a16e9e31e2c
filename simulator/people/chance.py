"""Chance in the shapes people need: numbers of arrivals, delays along a curve. Pure functions of seed and names.

Only whole numbers and correctly rounded decimals are used, so every machine draws the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Context, Decimal
from itertools import pairwise

from simulator.draws import draw

# A curve: [per mille, value], rising, straight in between.
Curve = Sequence[Sequence[int]]

_EXACT = Context(prec=40)
_ALL = 1 << 64


def poisson(seed: int, entity: str, key: object, field: str, mean: Decimal) -> int:
    """Draw how often something happens that happens `mean` times on average."""
    ticket = _EXACT.divide(Decimal(draw(seed, entity, key, field)), Decimal(_ALL))
    count, share = 0, _EXACT.exp(-mean)
    passed = share
    while ticket >= passed and share > 0:
        count += 1
        share = _EXACT.divide(_EXACT.multiply(share, mean), Decimal(count))
        passed = _EXACT.add(passed, share)
    return count


def along(seed: int, entity: str, key: object, field: str, curve: Curve, scale: int = 1) -> int:
    """Draw a value along a curve; `scale` gives finer steps than its own unit."""
    place = draw(seed, entity, key, field) % 1_000_000
    for (low, start), (high, end) in pairwise(curve):
        if place < high * 1000:
            return start * scale + (end - start) * scale * (place - low * 1000) // ((high - low) * 1000)
    return curve[-1][1] * scale


def delay(seed: int, entity: str, key: object, field: str, curve: Curve) -> timedelta:
    """Draw a delay along a curve of minutes, to the second."""
    return timedelta(seconds=along(seed, entity, key, field, curve, scale=60))
