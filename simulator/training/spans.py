"""Durations as lesson files write them: `30m`, `24h`, `7d`, `9h55m`, or ISO 8601 (`PT30M`)."""

import re
from datetime import timedelta

from simulator.errors import BadInput
from simulator.instants import read_duration

_SHORT = re.compile(r"(?=\d)(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?")


def span(text: str) -> timedelta:
    """Read a duration.

    Raises:
        ValueError: it is none.
    """
    short = _SHORT.fullmatch(text)
    if short:
        days, hours, minutes = (int(part or 0) for part in short.groups())
        return timedelta(days=days, hours=hours, minutes=minutes)
    try:
        return read_duration(text, "duration")
    except BadInput:
        raise ValueError(f"{text!r} is no duration; write 30m, 9h55m, 7d or PT30M") from None
