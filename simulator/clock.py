"""The only place that reads wall time, and the arithmetic of a world's own clock.

A world's clock is *paused* or *playing* at a speed (simulated seconds per real second). While it plays, its time is a
function of an anchor and of the motor's last heartbeat: without a motor no simulated time passes. Nothing here knows
a database or a marketplace rule.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A playing world may run ahead of its motor's last heartbeat by this many real seconds, so that one late tick is not
# seen, and a server that was stopped overnight costs its worlds no more than this.
HEARTBEAT_GRACE = 2.0


def wall_now() -> datetime:
    """Return the present wall-clock instant, in UTC."""
    return datetime.now(UTC)


def wall_seconds() -> float:
    """Return wall time in seconds since the epoch, for anchors, tokens and throttles."""
    return time.time()


def stopwatch() -> float:
    """Return seconds on a clock that never goes back, for measuring how long something took."""
    return time.perf_counter()


@dataclass(frozen=True)
class Reading:
    """What a playing clock needs to be read: the anchor (simulated and real) and the motor's last heartbeat."""

    base_now: datetime
    base_wall: float
    beat_wall: float
    speed: int

    def at(self, wall: float) -> datetime:
        """Return the simulated instant, in whole seconds, when the wall clock says `wall`."""
        lived = min(wall, self.beat_wall + HEARTBEAT_GRACE) - self.base_wall
        return self.base_now + timedelta(seconds=int(max(lived, 0.0) * self.speed))
