"""The board: learner × lesson with best score, attempts and last trap, and who seems to be stuck.

Two statements however large the class is. Knows no page; reasons are keys that pages put into words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.classroom import attempts, classes
from simulator.classroom.attempts import Standing
from simulator.classroom.records import Course, Learner
from simulator.directory import directory
from simulator.home import Home

# Assumed: who is here and has reached no goal for so long wants help; who has not been seen for longer has left.
STUCK_AFTER, PRESENT_FOR = timedelta(minutes=10), timedelta(minutes=15)
# Finished attempts at a lesson without passing it.
MANY_ATTEMPTS = 3
NO_PROGRESS, NOT_PASSED = "no-progress", "not-passed"


@dataclass(frozen=True)
class Stuck:
    """A learner who seems to need help, where, and why."""

    seat: int
    name: str
    lesson: str
    reason: str
    trap: str
    attempts: int
    since: datetime | None


@dataclass(frozen=True)
class Line:
    """One learner's line: a standing for each lesson of the board, None where nothing was begun."""

    seat: int
    name: str
    seen_at: datetime
    is_here: bool
    passed: int
    cells: list[Standing | None]


@dataclass(frozen=True)
class Board:
    """A class at one look."""

    lessons: list[tuple[str, str]]
    lines: list[Line]
    stuck: list[Stuck]


def board_of(home: Home, course: Course, now: datetime) -> Board:
    """Read the board of a class as it is now."""
    lessons = lessons_of(course)
    learners = classes.learners(home, course)
    with directory(home, looking=True) as session:
        standings = attempts.attempts_of(session, course.id)
    found = {(one.learner_id, one.lesson): one for one in standings}
    by_id = {one.id: one for one in learners}
    lines = [_line(course, learner, lessons, found, now) for learner in learners]
    stuck = [_stuck(course, by_id[one.learner_id], one, now) for one in standings if one.learner_id in by_id]
    return Board(lessons, lines, sorted((one for one in stuck if one), key=lambda one: (one.seat, one.lesson)))


def lessons_of(course: Course) -> list[tuple[str, str]]:
    """List the lessons a class works on, with their titles: those chosen, else all."""
    names = attempts.lesson_names()
    return [(key, title) for key, title in names.items() if not course.lessons or key in course.lessons]


def _line(
    course: Course,
    learner: Learner,
    lessons: list[tuple[str, str]],
    found: dict[tuple[str, str], Standing],
    now: datetime,
) -> Line:
    cells = [found.get((learner.id, lesson)) for lesson, _title in lessons]
    return Line(
        seat=learner.seat,
        name=classes.shown_name(course, learner),
        seen_at=learner.seen_at,
        is_here=now - learner.seen_at < PRESENT_FOR,
        passed=sum(cell is not None and cell.is_passed for cell in cells),
        cells=cells,
    )


def _stuck(course: Course, learner: Learner, standing: Standing, now: datetime) -> Stuck | None:
    reason = _reason(learner, standing, now)
    if reason is None:
        return None
    return Stuck(
        seat=learner.seat,
        name=classes.shown_name(course, learner),
        lesson=standing.lesson,
        reason=reason,
        trap=standing.last_trap,
        attempts=standing.attempts,
        since=standing.progress_at or standing.running_since,
    )


def _reason(learner: Learner, standing: Standing, now: datetime) -> str | None:
    since = standing.progress_at or standing.running_since
    is_here = now - learner.seen_at < PRESENT_FOR
    if is_here and standing.running_since and since and now - since >= STUCK_AFTER:
        return NO_PROGRESS
    if standing.attempts >= MANY_ATTEMPTS and not standing.is_passed:
        return NOT_PASSED
    return None
