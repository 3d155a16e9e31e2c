"""A lecture of two hundred learners who have tried every lesson twice: what the board has to read at most."""

from datetime import timedelta

import simulator.everything  # noqa: F401 - templates and lessons
from simulator.classroom import classes
from simulator.classroom.records import Learner
from simulator.clock import wall_now
from simulator.directory import directory
from simulator.home import Home
from simulator.training import attempts
from simulator.training.records import Attempt

LEARNERS, TRIES = 200, 2


def lecture(home: Home, instructor_id: str) -> str:
    """Keep such a class, without its worlds, and return its id."""
    course = classes.create(home, classes.Wish("Lecture", template="empty"), instructor_id)
    ids = [f"{course.id}-{seat}" for seat in range(1, LEARNERS + 1)]
    with directory(home) as records:
        records.add_all(_learner(course.id, one, seat) for seat, one in enumerate(ids, 1))
        records.add_all(
            _attempt(one, lesson, nth) for one in ids for lesson in attempts.titles() for nth in range(TRIES)
        )
    return str(course.id)


def _learner(class_id: str, key: str, seat: int) -> Learner:
    now = wall_now()
    return Learner(
        id=key, class_id=class_id, seat=seat, nickname=f"learner {seat}", name_key=key, session_key="k",
        joined_at=now, seen_at=now,
    )  # fmt: skip


def _attempt(profile: str, lesson: str, nth: int) -> Attempt:
    begun, key = wall_now() - timedelta(hours=2 - nth), f"{profile}-{lesson}-{nth}"
    return Attempt(
        id=key, profile=profile, lesson=lesson, mode="practice", seed=1, world=key, started_at=begun,
        progress_at=begun, finished_at=begun, score=60 + 30 * nth, passed=nth > 0, last_trap="wrong-row",
        hints=[], predictions={}, answers={},
    )  # fmt: skip
