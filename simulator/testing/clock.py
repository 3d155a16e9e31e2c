"""A world's clock as a test moves it. Nothing here reads real time: a test never sleeps."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.testing.calling import Calls

__tracebackhide__ = True


class Clock:
    """`clock.advance(minutes=31)`, `clock.to_next()`, `clock.to(instant)`, `clock.now`."""

    def __init__(self, calls: Calls, world: str) -> None:
        self._calls, self._path = calls, f"/worlds/{world}"
        self._browsers: list[Any] = []
        # What asynchronous pages are still to be told; the clock's twin awaits it.
        self.unawaited: list[Awaitable[None]] = []

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return read_instant(self._calls.get(f"{self._path}/clock")["now"])

    def advance(self, by: timedelta | str | None = None, **units: float) -> dict[str, Any]:
        """Move forward by a duration (`minutes=31`, a timedelta or "P7D"); answer what happened on the way."""
        return self._move({"by": _duration(by, units)})

    def to(self, instant: datetime | str) -> dict[str, Any]:
        """Move forward to an instant."""
        return self._move({"to": as_text(instant)})

    def to_next(self) -> dict[str, Any]:
        """Move forward to the next thing on the agenda."""
        return self._move({"next": True})

    def preview(self, by: timedelta | str | None = None, **units: float) -> dict[str, Any]:
        """Answer what `advance` would do, and change nothing."""
        told: dict[str, Any] = self._calls.post(f"{self._path}/clock/preview", {"by": _duration(by, units)})
        return told

    def agenda(self, until: datetime | str | None = None) -> list[dict[str, Any]]:
        """List what is due."""
        return self._calls.listed(f"{self._path}/agenda", "agenda", until=as_text(until) if until else None)

    def play(self, speed: int = 60) -> None:
        """Let time run by itself, at so many simulated seconds per second."""
        self._calls.put(f"{self._path}/clock", {"mode": "playing", "speed": speed})

    def pause(self) -> None:
        """Hold time still."""
        self._calls.put(f"{self._path}/clock", {"mode": "paused"})

    def show_in(self, page: Any) -> None:
        """Set a browser page's own clock (`Date`) to the world's, now and after every move of this clock."""
        self._browsers.append(page)
        self._show(self.now)

    def _move(self, how: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = self._calls.post(f"{self._path}/clock/advance", how)
        self._show(read_instant(told["to"]))
        return told

    def _show(self, now: datetime) -> None:
        told = [page.clock.set_fixed_time(now) for page in self._browsers]
        self.unawaited += [one for one in told if isinstance(one, Awaitable)]


def read_instant(text: str) -> datetime:
    """Read an instant as the control API writes it."""
    return datetime.fromisoformat(text)


def as_text(instant: datetime | str) -> str:
    """Write an instant as the control API reads it."""
    if isinstance(instant, str):
        return instant
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _duration(by: timedelta | str | None, units: dict[str, float]) -> str:
    if isinstance(by, str):
        return by
    length = (by or timedelta()) + timedelta(**units)
    return f"PT{int(length.total_seconds())}S"
