"""The shapes of chance as whole-number tables: how long things take, how often each of several things happens.

A delay is given by a few quantiles (shapes.toml) and straight lines between them; a choice by weights. Both become
tables that are looked up by a drawn place, so no exponential function is ever computed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds.generator.chance import TABLE_SIZE, Draws

# Delays need no finer table than this.
DELAY_SHIFT = 4
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "permille": 1}


@cache
def shapes() -> Mapping[str, Any]:
    """Read shapes.toml."""
    return tomllib.loads((Path(__file__).parent / "shapes.toml").read_text("utf-8"))


@cache
def delay_table(name: str) -> NDArray[np.int64]:
    """Return the inverse distribution of a delay, in its unit times seconds."""
    row = shapes()["delays"][name]
    size, unit = TABLE_SIZE >> DELAY_SHIFT, UNITS[row["unit"]]
    places = np.array([share * size for share, _ in row["points"]], dtype=np.int64) // 1000
    values = np.array([round(value * unit * 1000) for _, value in row["points"]], dtype=np.int64)
    at = np.arange(size, dtype=np.int64)
    left = np.clip(np.searchsorted(places, at, side="right") - 1, 0, len(places) - 2)
    rise, run = values[left + 1] - values[left], places[left + 1] - places[left]
    return (values[left] + rise * (at - places[left]) // run) // 1000


def delay(draws: Draws, field: str, name: str) -> NDArray[np.int64]:
    """Draw a delay of this name for each id."""
    places = draws.places(field)
    places >>= DELAY_SHIFT
    return delay_table(name).take(places)


def weights_table(weights: Sequence[int], dtype: Any = np.uint8) -> NDArray[Any]:
    """Return an inverse table that gives index k as often as its weight says."""
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights are whole numbers, not all zero")
    edges, sum_so_far = [], 0
    for weight in weights:
        sum_so_far += weight
        edges.append(sum_so_far * TABLE_SIZE // total)
    counts = np.diff(np.array([0, *edges], dtype=np.int64))
    return np.repeat(np.arange(len(weights), dtype=dtype), counts)


def pick(draws: Draws, field: str, table: NDArray[Any]) -> NDArray[Any]:
    """Draw an index for each id from an inverse table."""
    return table.take(draws.places(field))
