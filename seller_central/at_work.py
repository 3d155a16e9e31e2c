"""Who is at work on a file or a report: one worker at a time, in whatever process, and another where that one died.

A worker holds a lock that its death sets free, so whoever looks at an unfinished job can tell whether to take it up.
Jobs live on the wall clock. Knows neither what a file holds nor what a report tells.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.errors import MarketplaceError
from simulator.home import Home, Queue

log = logging.getLogger(__name__)

# States of a job that is not over. Slow ones wait first; only those can be called off.
WAITING, WORKING = "IN_QUEUE", "IN_PROGRESS"
OPEN = (WAITING, WORKING)
Work = Callable[[], None]


def alone(home: Home, world: str, job: str, work: Work, give_up: Work) -> bool:
    """Do the work of a job unless somebody is at it, or give it up if it cannot be done; says whether it was tried."""
    lock = _lock(home, world, job)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    try:
        work()
    except MarketplaceError:
        raise
    except Exception:
        log.exception("%s of world %s could not be done", job, world)
        give_up()
    finally:
        _lock_file(home, world, job).unlink(missing_ok=True)
        lock.release()
    return True


def beside(work: Work, after: timedelta = timedelta(0)) -> None:
    """Do something in a thread of its own, at once or after a while."""
    timer = threading.Timer(after.total_seconds(), partial(_quietly, work))
    timer.daemon = True
    timer.start()


def is_left(home: Home, world: str, job: str) -> bool:
    """Say whether nobody is at work on a job."""
    lock = _lock(home, world, job)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    lock.release()
    return True


def _quietly(work: Work) -> None:
    """Leave a job whose world went away, or is busy, to whoever looks next."""
    try:
        work()
    except MarketplaceError as error:
        log.info("a job was left: %s", error.message)


def _lock(home: Home, world: str, job: str) -> Queue:
    return home.queue(f"job {world}/{job}") if home.is_shared else FileLock(_lock_file(home, world, job))


def _lock_file(home: Home, world: str, job: str) -> Path:
    folder = home.path / "documents"
    folder.mkdir(exist_ok=True)
    return folder / f"{world}-{job}.lock"
