"""Instants and durations as people and machines write them: ISO 8601, in UTC unless they say otherwise."""

import re
from datetime import UTC, datetime, timedelta

from simulator.errors import BadInput

EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=3660)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,10})S)?)?"
)


def read_instant(text: object, field: str) -> datetime:
    """Read an ISO 8601 instant into aware UTC, whole seconds.

    Raises:
        BadInput: not an instant, or outside the years the simulator covers.
    """
    try:
        if not isinstance(text, str):
            raise ValueError
        instant = datetime.fromisoformat(text.strip())
        instant = instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise BadInput(field, "{name}: write an instant such as 2026-03-02T17:00:00Z.", name=field) from None
    if not EARLIEST <= instant < LATEST:
        raise BadInput(field, "{name}: choose an instant between 2009 and 2099.", name=field)
    return instant


def read_duration(text: object, field: str) -> timedelta:
    """Read an ISO 8601 duration of weeks, days, hours, minutes and seconds.

    Raises:
        BadInput: not a duration, negative, or longer than ten years.
    """
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise BadInput(field, "{name}: write a duration such as PT31M or P7D.", name=field)
    duration = timedelta(**{unit: int(number) for unit, number in match.groupdict().items() if number})
    if duration > LONGEST:
        raise BadInput(field, "{name}: at most ten years at a time.", name=field)
    return duration
