"""Worlds a class is about to ask for, built before it does: a whole class begins at once, and all would wait for one.

A chore of the motor: each call builds one world at most, so that no beat is late for long. Knows no page.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from simulator.classroom.records import Course
from simulator.classroom.seats import own_plan
from simulator.clock import wall_now
from simulator.directory import directory
from simulator.home import Home
from simulator.training import course as lessons
from simulator.training.attempts import starting_plan
from simulator.worlds import Plan, is_built, template_file

# A class that was made longer ago has begun. Its first lessons are enough: nobody is in step for long.
NEW, AHEAD = timedelta(days=1), 3
MODES = ("guided", "practice")


def make_ready(home: Home) -> bool:
    """Build the next world that a new class will begin with; say whether there was one to build."""
    with directory(home, looking=True) as records:
        new = select(Course).where(Course.created_at > wall_now() - NEW, Course.is_open)
        found = list(records.scalars(new.order_by(Course.created_at.desc(), Course.id)))
    missing = next((plan for one in found for plan in _plans(one) if not is_built(home, plan)), None)
    if missing is not None:
        template_file(home, missing)
    return missing is not None


def _plans(course: Course) -> Iterator[Plan]:
    yield own_plan(course)
    known = lessons.lesson_files()
    for lesson in [one for one in course.lessons or known if one in known][:AHEAD]:
        for mode in MODES:
            yield starting_plan(lesson, mode, course.seed)
