"""Shipping dates that programs send. They take them from the wall, and a world may live in another year.

Knows no orders; which dates a confirmation may carry is the rule book's.
"""

from datetime import datetime, timedelta

from simulator.clock import wall_now

DAY = timedelta(days=1)


def in_the_world(at: datetime, now: datetime) -> datetime:
    """Return a program's date as the world has it: what it has not reached is now, and so is the wall's present."""
    wall = wall_now()
    elsewhere = abs(now - wall) > DAY
    return now if elsewhere and abs(at - wall) <= DAY else min(at, now)
