"""The motor: moves playing worlds along with the wall clock, and does the chores of an installation.

One motor per data directory or database, however many server processes and machines there are: each process has a
candidate, and the one that holds the lock is the motor. When its process dies the lock is free, and another takes over
at its next beat.
APScheduler stands here and nowhere else. Knows no rule: it calls `acting.tick`.
"""

import logging
import os
from collections.abc import Callable
from datetime import UTC, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import Timeout

from simulator import clock, worlds
from simulator.acting import tick
from simulator.directory import note_playing, playing_worlds, world_names
from simulator.errors import Busy, MarketplaceError
from simulator.home import Home
from simulator.storage import said_by_disk
from simulator.turns import turn

log = logging.getLogger(__name__)

# Seconds between two beats: short enough that a playing clock looks continuous.
BEAT = 0.25
# Seconds the motor waits for a world that somebody writes into; whoever holds it brings it up to now anyway.
PATIENCE = 0.05
MINUTE = 60.0

Chore = Callable[[Home], None]


class Motor:
    """A process's candidate for moving the worlds of a data directory."""

    def __init__(self, home: Home, beat: float = BEAT) -> None:
        self._home = home
        self._lock = home.motor_lock()
        self._complaint = ""
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # One thread: a beat never overtakes the one before.
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_job(self.beat, "interval", seconds=beat, next_run_time=clock.wall_now())
        # A beat that takes longer than the interval is no news.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    @property
    def is_running(self) -> bool:
        """Say whether this process moves the worlds."""
        return self._lock.is_locked

    def add_chore(self, chore: Chore, every: float = MINUTE) -> None:
        """Have something done every so many real seconds, by whichever process is the motor."""

        def when_running() -> None:
            if self.is_running:
                self._as_the_disk_allows(partial(chore, self._home))

        self._scheduler.add_job(when_running, "interval", seconds=every)

    def start(self) -> None:
        """Stand as a candidate from now on."""
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the beat that is under way and let another process take over."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        if self.is_running:
            self._lock.release()

    def beat(self) -> None:
        """Become the motor if nobody is; if this process is it, bring every playing world up to now."""
        self._as_the_disk_allows(self._beat)

    def _beat(self) -> None:
        if not self.is_running and not self._take_over():
            return
        for world in playing_worlds(self._home):
            _move(self._home, world)

    def _as_the_disk_allows(self, work: Callable[[], None]) -> None:
        """Do something, or wait for the next turn where the disk takes nothing; that is told once, not at each beat."""
        try:
            work()
        except Exception as error:
            no = said_by_disk(error)
            if no is None:
                raise
            if no.message != self._complaint:
                log.warning("worlds stand still: %s", no.message)
            self._complaint = no.message
        else:
            self._complaint = ""

    def _take_over(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        log.info("process %s moves the worlds of %s", os.getpid(), self._home.told)
        return True


def expire_idle(days: int) -> Chore:
    """Return the chore that deletes worlds nobody wrote into for so many days."""

    def expire(home: Home) -> None:
        limit = (clock.wall_now() - timedelta(days=days)).timestamp()
        for world in world_names(home):
            if home.last_written(world) < limit:
                log.info("deleting world %s: idle for %s days", world, days)
                worlds.remove(home, world)

    return expire


def _move(home: Home, world: str) -> None:
    """Move one world; whatever is wrong with it must not stop the others."""
    try:
        with turn():
            tick(home, world, PATIENCE)
    except Busy:
        return
    except MarketplaceError as error:
        log.warning("world %s no longer plays: %s", world, error.message)
        note_playing(home, world, False)
    except Exception:
        log.exception("world %s could not be moved", world)
