"""What a class needs of the lessons: their names, how each learner stands in each, and whose a lesson's world is.

The only module of the class room that knows `simulator.training`. A learner's id is the profile under which attempts
are kept there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from simulator.classroom.records import Course, Learner
from simulator.training import attempts as training
from simulator.training.records import Attempt


@dataclass(frozen=True)
class Pupil:
    """Who is learning, as the lessons need to know it: under which id scores are kept, and what the class decided."""

    profile: str
    nickname: str
    class_id: str
    seed: int
    # Lessons of the class; empty is all of them.
    lessons: tuple[str, ...]
    # Lessons whose hints cost nothing now.
    free_hints: frozenset[str]

    @classmethod
    def of(cls, learner: Learner, course: Course) -> "Pupil":
        """Tell a learner's place in a class."""
        return cls(
            profile=learner.id,
            nickname=learner.nickname,
            class_id=course.id,
            seed=course.seed,
            lessons=tuple(course.lessons),
            free_hints=frozenset(course.free_hints),
        )


class Standing(NamedTuple):
    """How a learner stands in a lesson: the best attempt, how many there were, and the one under way.

    A plain tuple: a board has thousands of them.
    """

    learner_id: str
    lesson: str
    attempts: int
    best: int | None = None
    is_passed: bool = False
    last_trap: str = ""
    # The world of the attempt under way, since when, and when a goal was last reached in it.
    world: str = ""
    running_since: datetime | None = None
    progress_at: datetime | None = None


class _Try(NamedTuple):
    """What a board needs of one attempt; world and instants only while it is under way."""

    profile: str
    lesson: str
    score: int | None
    passed: bool
    last_trap: str
    world: str | None
    running_since: datetime | None
    progress_at: datetime | None


def trap_texts() -> Mapping[tuple[str, str], str]:
    """Return what each trap of each lesson is, in words; one that its lesson no longer has is not there."""
    return training.traps()


def lesson_names() -> Mapping[str, str]:
    """Return the title of every lesson by its id, in order."""
    return training.titles()


def attempts_of(session: Session, class_id: str, learner_id: str | None = None) -> list[Standing]:
    """Return how the learners of a class (or one of them) stand in every lesson begun, in one statement."""
    of_class = select(Learner.id).where(Learner.class_id == class_id)
    who = of_class if learner_id is None else of_class.where(Learner.id == learner_id)
    tries = [_Try(*row) for row in session.execute(_tries(who))]
    return [_standing(list(same)) for _of, same in groupby(tries, attrgetter("profile", "lesson"))]


def player_of(session: Session, world: str) -> str | None:
    """Return the profile that plays a lesson in this world."""
    return session.scalars(select(Attempt.profile).where(Attempt.world == world)).first()


def worlds_of(class_id: str) -> Select[str]:
    """Ask for the worlds in which a class works on lessons."""
    of_class = select(Learner.id).where(Learner.class_id == class_id)
    return select(Attempt.world).where(Attempt.profile.in_(of_class), Attempt.finished_at.is_(None))


def forget(session: Session, profiles: Iterable[str]) -> list[str]:
    """Delete everything that is kept of these profiles; return their worlds, which the caller removes."""
    return training.forget_profiles(session, profiles)


def _standing(tries: list[_Try]) -> Standing:
    """Say what a learner's attempts at a lesson, oldest first, come to."""
    newest = tries[-1]
    return Standing(
        learner_id=newest.profile,
        lesson=newest.lesson,
        attempts=len(tries),
        best=max((one.score for one in tries if one.score is not None), default=None),
        is_passed=any(one.passed for one in tries),
        last_trap=next((one.last_trap for one in reversed(tries) if one.last_trap), ""),
        world=newest.world or "",
        running_since=newest.running_since,
        progress_at=newest.progress_at,
    )


def _tries(profiles: Select[str]) -> Select[Any]:
    """Take every attempt of these profiles, by lesson and age.

    Watching is no attempt. Adding them up afterwards is less work than having the database sort them three times.
    """
    runs = Attempt.finished_at.is_(None)
    told = (Attempt.profile, Attempt.lesson, Attempt.score, Attempt.passed, Attempt.last_trap)
    of_running = [case((runs, kept)) for kept in (Attempt.world, Attempt.started_at, Attempt.progress_at)]
    in_order = (Attempt.profile, Attempt.lesson, Attempt.started_at, Attempt.id.desc())
    asked = select(*told, *of_running).where(Attempt.profile.in_(profiles), Attempt.mode != "watch")
    return asked.order_by(*in_order)
