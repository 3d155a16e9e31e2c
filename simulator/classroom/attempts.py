"""What a class needs of the lessons: their names, how each learner stands in each, and whose a lesson's world is.

The only module of the class room that knows `simulator.training`. A learner's id is the profile under which attempts
are kept there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
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


@dataclass(frozen=True)
class Standing:
    """How a learner stands in a lesson: the best attempt, how many there were, and the one under way."""

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
    return [_standing(row) for row in session.execute(_standings(who))]


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


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        learner_id=row.profile,
        lesson=row.lesson,
        attempts=row.attempts,
        best=row.best,
        is_passed=bool(row.passed),
        last_trap=row.trap,
        world=row.world if row.runs else "",
        running_since=row.started_at if row.runs else None,
        progress_at=row.progress_at if row.runs else None,
    )


def _standings(profiles: Select[str]) -> Select[Any]:
    """Take of each profile and lesson the newest attempt, with what all of them came to. Watching is no attempt."""
    key = (Attempt.profile, Attempt.lesson)
    newest = (Attempt.started_at.desc(), Attempt.id)
    trapped = (Attempt.last_trap == "", *newest)
    told = (
        select(
            *key,
            func.count().over(partition_by=key).label("attempts"),
            func.max(Attempt.score).over(partition_by=key).label("best"),
            func.max(Attempt.passed).over(partition_by=key).label("passed"),
            func.first_value(Attempt.last_trap).over(partition_by=key, order_by=trapped).label("trap"),
            Attempt.world,
            Attempt.started_at,
            Attempt.progress_at,
            Attempt.finished_at.is_(None).label("runs"),
            func.row_number().over(partition_by=key, order_by=newest).label("place"),
        )
        .where(Attempt.profile.in_(profiles), Attempt.mode != "watch")
        .subquery()
    )
    return select(told).where(told.c.place == 1)
