"""Durations as lesson files write them: `30m`, `24h`, `7d`, or ISO 8601 (`PT30M`)."""

import re
from datetime import timedelta

from simulator.errors import BadInput
from simulator.instants import read_duration

_SHORT = re.compile(r"(\d{1,6})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def span(text: str) -> timedelta:
    """Read a duration.

    Raises:
        ValueError: it is none.
    """
    short = _SHORT.fullmatch(text)
    if short:
        return int(short[1]) * _UNITS[short[2]]
    try:
        return read_duration(text, "duration")
    except BadInput:
        raise ValueError(f"{text!r} is no duration; write 30m, 24h, 7d or PT30M") from None
