"""Faults on demand: what a world's faults say of one part of it. Without any, nothing is read twice and nothing waits.

Rooms ask for their own part: the machine interfaces for `api`, and so on. Which faults there can be is said by the
control API's shape (`console/api/rule_calls.py`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulator.draws import chance

Faults = Mapping[str, Any] | None


def part_of(faults: Faults, name: str) -> dict[str, Any]:
    """Return what goes wrong in a part of a world; nothing where all is well."""
    return dict((faults or {}).get(name) or {})


def latency(faults: Faults, name: str) -> timedelta:
    """Return how long a part lets everybody wait, on the wall clock."""
    return timedelta(milliseconds=int(part_of(faults, name).get("latency_ms") or 0))


def strikes(faults: Faults, name: str, kind: str, seed: int, place: object) -> bool:
    """Say whether a fault of a kind (`error_rate`, `duplicate_rate`, `throttle`) happens at a place.

    The seed and the place decide, so the same story meets the same faults.
    """
    rate = part_of(faults, name).get(kind) or 0
    return bool(rate) and chance(seed, name, place, kind, round(rate * 1_000_000))
