"""A living world: what people do in a CPU-second, a month of the demo in memory that stays flat, fifty worlds at once.

Deeds are what simulated people do through the use cases, mail, log and rates included; turns in which they decide to
do nothing are in the time and not in the count.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import simulator.everything  # noqa: F401 - registers the template `demo`
from benchmarks.results import Result
from simulator import worlds
from simulator.acting import act, move_time, reading, set_clock, tick
from simulator.deeds import perform
from simulator.home import Home
from simulator.people import turns

BUSY = 400
WORLDS = 50
MOST_BEHIND = 2.0


def run() -> list[Result]:
    """Measure all of it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder))
        return [*_deeds(home), *_month(home), *_fifty(home)]


def _deeds(home: Home) -> list[Result]:
    """Live three busy days and count what people did, and one more in which the time inside the use cases is taken.

    That takes two looks at the clock a deed, which would be a part of the days' own time.
    """
    _everybody(home, "busy", volume=BUSY)
    move_time(home, "busy", by=timedelta(hours=6))
    with _counted(lambda: 0.0) as done:
        started = time.process_time()
        move_time(home, "busy", by=timedelta(days=3))
        spent = time.process_time() - started
    with _counted(time.process_time) as inside:
        move_time(home, "busy", by=timedelta(days=1))
    goal, unit, busy = 2000, "deeds/CPU-s", f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return [
        Result("deeds of simulated people, turns and everything due included", done.count / spent, unit, note=busy),
        Result(
            "deeds of a day more, time inside the use cases", inside.count / inside.seconds, unit, goal=goal, note=busy
        ),
    ]


def _month(home: Home) -> list[Result]:
    """Live a month of the demo twice over and see what memory the second half took."""
    _everybody(home, "month")
    started = time.process_time()
    move_time(home, "month", by=timedelta(days=15))
    halfway = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    move_time(home, "month", by=timedelta(days=15))
    spent = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - halfway) / 1024
    return [
        Result("a month of the demo, about 720 orders", spent, "CPU-s", less=True),
        Result("memory its second half added", grown, "MB", goal=20, less=True),
    ]


def _fifty(home: Home) -> list[Result]:
    """Let fifty worlds play at a minute a second and see how long the motor takes for one round."""
    names = [f"play-{n}" for n in range(WORLDS)]
    for name in names:
        worlds.create(home, name, worlds.Plan(template="demo"))
        set_clock(home, name, mode="playing", speed=60)
    rounds = []
    for _ in range(4):
        started = time.perf_counter()
        for name in names:
            tick(home, name)
        rounds.append(time.perf_counter() - started)
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    work = f"{WORLDS} worlds at 1 min/s, one round of the motor"
    return [Result(work, max(rounds[1:]), "s", goal=MOST_BEHIND, less=True, note=busy)]


def _everybody(home: Home, name: str, **dials: int) -> None:
    """Make a demo in which nobody is left to a person."""
    worlds.create(home, name, worlds.Plan(template="demo"))
    act(home, name, "set-people", args={"on": True, **dials})
    with reading(home, name) as moment:
        first = moment.session.connection().exec_driver_sql(
            "SELECT (SELECT id FROM sellers WHERE number = 1), (SELECT id FROM buyers WHERE number = 1)"
        )
        people = list(first.one())
    for person in people:
        act(home, name, "switch-person", args={"person_id": person, "played_by": "simulation"})


@dataclass
class _Done:
    count: int = 0
    seconds: float = 0.0


@contextmanager
def _counted(clock: Callable[[], float]) -> Iterator[_Done]:
    """Count the deeds that people do and that are not refused, and the time they take by a clock."""
    done, original = _Done(), turns.perform

    def counting(*args: Any) -> Any:
        started = clock()
        try:
            event = perform(*args)
        finally:
            done.seconds += clock() - started
        done.count += 1
        return event

    replaced: Callable[..., Any] = counting
    turns.perform = replaced  # type: ignore[assignment]
    try:
        yield done
    finally:
        turns.perform = original
