"""Attempts: begun, looked at, helped, finished, begun again. Kept in the directory; each has a world of its own.

Must not know pages. A profile is whoever learns: a browser, or a learner of a class.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, delete, func, literal_column, select
from sqlalchemy.orm import Session

from simulator import clock, worlds
from simulator.acting import reading
from simulator.directory import directory
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.models import World
from simulator.moment import Moment
from simulator.training import checking, course, reviewing
from simulator.training.cast import cast_of
from simulator.training.going_back import fork_moment
from simulator.training.grading import Grade, grade
from simulator.training.lesson import MODES, Lesson, Step
from simulator.training.playing import Player
from simulator.training.records import Attempt, Certificate, GradeLink, LookedAt, ReportKey, Review, Statement
from simulator.training.rooms import PREFIX
from simulator.training.vocabulary import Evidence, Look
from simulator.worlds import Plan

# The price of the worked example, which every lesson has; its place among the hints is -1.
WORKED_EXAMPLE, WORKED_EXAMPLE_PRICE = -1, 20
# Another try is another of the seeds that lessons are checked with, so that a rule is learned and not an order number.
SEEDS = len(checking.SEEDS)
# So many worlds of a lesson are kept for trying again; of those before only the debrief.
KEPT_WORLDS = 4
# Instants are whole seconds: of two attempts begun in one, the file knows which came first.
IN_ORDER = literal_column("attempts.rowid", Integer)
# What is kept of a profile besides its attempts.
OF_PROFILES = (Review, Certificate, ReportKey, GradeLink)
# Pages of one attempt that are remembered; more is no learner.
MOST_LOOKS = 2000


@dataclass(frozen=True)
class Wish:
    """What to begin: which lesson, how, for whom; and what a class has decided."""

    profile: str
    lesson: str
    mode: str
    seed: int | None = None


def begin(home: Home, wish: Wish) -> Attempt:
    """Begin an attempt in a fresh world.

    Raises:
        BadInput: the lesson has no such mode, or its exam was taken.
        NotFound: there is no such lesson.
    """
    lesson = course.lesson(wish.lesson)
    if wish.mode not in MODES or wish.mode not in lesson.modes:
        raise BadInput("mode", "Choose one of: {known}.", known=", ".join(lesson.modes))
    with directory(home, looking=True) as records:
        before = _of(records, wish.profile, lesson.id)
    if wish.mode == "exam" and any(one.mode == "exam" and one.finished_at for one in before):
        raise BadInput("mode", "An exam is taken once. Practice as often as you like.")
    seed = wish.seed if wish.seed is not None else 1 + len(before) % SEEDS
    attempt = _new(wish.profile, lesson.id, wish.mode, seed)
    _make_room(home, before)
    worlds.create(home, attempt.world, starting_plan(lesson.id, wish.mode, seed))
    return _kept(home, attempt)


def starting_plan(lesson: str, mode: str, seed: int) -> Plan:
    """Return what the world of an attempt is made from."""
    # Whether canceling is foretold is the lesson's own flag; who practices or is examined is never told.
    flags = {"counting_preview": False} if mode in ("practice", "exam") else {}
    return Plan(template=PREFIX + lesson, seed=seed, flags=flags)


def _make_room(home: Home, before: list[Attempt]) -> None:
    """Let go of the worlds of attempts that were over long ago; their debriefs stay."""
    over = [one for one in before if one.finished_at is not None]
    for one in over[: -KEPT_WORLDS + 1]:
        if home.has(one.world):
            worlds.remove(home, one.world)


def _new(profile: str, lesson: str, mode: str, seed: int) -> Attempt:
    token, now = secrets.token_hex(5), clock.wall_now()
    return Attempt(
        id=token, profile=profile, lesson=lesson, mode=mode, seed=seed, world=f"learn-{lesson.lower()[:20]}-{token}",
        started_at=now, progress_at=now, goals_met=0, passed=False, last_trap="", hints=[], predictions={},
        watched=0, answers={},
    )  # fmt: skip


def _kept(home: Home, attempt: Attempt) -> Attempt:
    with directory(home) as records:
        records.add(attempt)
    return attempt


def begin_again(home: Home, attempt: Attempt, event: int) -> Attempt:
    """Begin a new attempt at the moment of another one that lay just before an event.

    Raises:
        BadInput: the world does not go back that far.
    """
    mode = attempt.mode if attempt.mode != "exam" else "practice"
    again = _new(attempt.profile, attempt.lesson, mode, attempt.seed)
    fork_moment(home, attempt.world, again.world, event)
    again.again_from = attempt.id
    with reading(home, again.world) as moment:
        last = moment.world.last_event
    looks = [one for one in looks_of(home, attempt.id) if one.after_seq <= last]
    with directory(home) as records:
        records.add(again)
        records.add_all(LookedAt(attempt=again.id, path=one.path, after_seq=one.after_seq, at=one.at) for one in looks)
    return again


def attempt_in(home: Home, world: str) -> Attempt | None:
    """Return the attempt whose world this is."""
    with directory(home, looking=True) as records:
        return records.scalars(select(Attempt).where(Attempt.world == world)).first()


def own_attempt(home: Home, attempt_id: str, profile: str | None) -> Attempt:
    """Return an attempt of a profile.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with directory(home, looking=True) as records:
        found = records.get(Attempt, attempt_id)
    if found is None or profile is None or found.profile != profile:
        raise NotFound("There is no such attempt.")
    return found


def attempts_of(home: Home, profile: str | None, lesson: str | None = None) -> list[Attempt]:
    """Return the attempts of a profile, oldest first."""
    if profile is None:
        return []
    with directory(home, looking=True) as records:
        return _of(records, profile, lesson)


def _of(records: Session, profile: str, lesson: str | None) -> list[Attempt]:
    query = select(Attempt).where(Attempt.profile == profile).order_by(Attempt.started_at, IN_ORDER)
    return list(records.scalars(query.where(Attempt.lesson == lesson) if lesson else query))


def update(home: Home, attempt: Attempt, **values: Any) -> Attempt:
    """Write something down about an attempt."""
    with directory(home) as records:
        row = records.get_one(Attempt, attempt.id)
        for name, value in values.items():
            setattr(row, name, value)
            setattr(attempt, name, value)
    return attempt


def note_look(home: Home, attempt: Attempt, path: str, moment: Moment) -> None:
    """Remember that the learner opened a page; the same page after the same event is one look."""
    last, at = moment.world.last_event, moment.now
    with directory(home) as records:
        mine = select(func.count()).select_from(LookedAt).where(LookedAt.attempt == attempt.id)
        same = mine.where(LookedAt.path == path[:400], LookedAt.after_seq == last)
        if not records.scalar(same) and (records.scalar(mine) or 0) < MOST_LOOKS:
            records.add(LookedAt(attempt=attempt.id, path=path[:400], after_seq=last, at=at))


def looks_of(home: Home, attempt_id: str) -> list[Look]:
    """Return the pages that were opened during an attempt."""
    with directory(home, looking=True) as records:
        rows = records.scalars(select(LookedAt).where(LookedAt.attempt == attempt_id).order_by(LookedAt.id))
        return [Look(row.path, row.after_seq, row.at) for row in rows]


def evidence_of(home: Home, attempt: Attempt, moment: Moment) -> Evidence:
    """Return what checks may ask about an attempt.

    Raises:
        NotFound: its world belongs to no lesson.
    """
    cast = cast_of(moment.world)
    if cast is None:
        raise NotFound("This world belongs to no lesson.")
    said = {name: one["said"] for name, one in attempt.predictions.items()}
    return Evidence(moment, cast, looks_of(home, attempt.id), said)


def hint_price(lesson: Lesson, attempt: Attempt, free: bool = False) -> int:
    """Return what the opened hints cost."""
    prices = dict(enumerate(one.price for one in lesson.hints)) | {WORKED_EXAMPLE: WORKED_EXAMPLE_PRICE}
    return 0 if free else sum(prices.get(n, 0) for n in set(attempt.hints))


def graded(home: Home, attempt: Attempt, moment: Moment, *, final: bool, free_hints: bool = False) -> Grade:
    """Grade an attempt as it stands."""
    lesson, evidence = course.lesson(attempt.lesson), evidence_of(home, attempt, moment)
    price = hint_price(lesson, attempt, free_hints)
    return grade(lesson, evidence, hints=price, exam=attempt.mode == "exam", final=final)


def note_progress(home: Home, attempt: Attempt, grade: Grade) -> None:
    """Remember when a goal was reached, for whoever looks after the class."""
    met = sum(one.met for one in grade.goals)
    trap = grade.traps[-1].id if grade.traps else ""
    if met != attempt.goals_met or trap != attempt.last_trap:
        now = clock.wall_now() if met > attempt.goals_met else attempt.progress_at
        update(home, attempt, goals_met=met, last_trap=trap, progress_at=now)


def finish(home: Home, attempt: Attempt, *, free_hints: bool = False) -> Attempt:
    """End an attempt: grade it, write its debrief, and plan when its rules come back."""
    from simulator.training.debriefing import debrief

    if attempt.finished_at is not None:
        return attempt
    with reading(home, attempt.world) as moment:
        result = graded(home, attempt, moment, final=True, free_hints=free_hints)
    told = debrief(home, attempt, result)
    trap = result.traps[0].id if result.traps else ""
    # What plays itself earns nothing.
    score, passed = (None, False) if attempt.mode == "watch" else (result.score, result.passed)
    met = sum(one.met for one in result.goals)
    update(
        home,
        attempt,
        finished_at=clock.wall_now(),
        score=score,
        passed=passed,
        last_trap=trap,
        debrief=told,
        goals_met=met,
    )
    if attempt.mode != "watch":
        reviewing.note_lesson(home, attempt, course.lesson(attempt.lesson), result)
    return attempt


def take_step(home: Home, attempt: Attempt) -> Step | None:
    """Play the next step of the worked example; None when there is no further one."""
    steps = course.lesson(attempt.lesson).solver
    if attempt.watched >= len(steps):
        return None
    step, player = steps[attempt.watched], Player(home, attempt.world)
    player.take(step, attempt.watched)
    with directory(home) as records:
        rows = [LookedAt(attempt=attempt.id, path=one.path, after_seq=one.after_seq, at=one.at) for one in player.looks]
        records.add_all(rows)
    said = {name: {"said": value, "sure": 3} for name, value in player.foretold.items()}
    update(home, attempt, watched=attempt.watched + 1, predictions={**attempt.predictions, **said})
    return step


def clear(home: Home, profile: str, lesson: str | None = None) -> int:
    """Delete a profile's attempts at a lesson, or everything it ever did; return how many attempts there were."""
    found = attempts_of(home, profile, lesson)
    for one in found:
        _forget(home, one)
    if lesson is None:
        with directory(home) as records:
            for table in OF_PROFILES:
                records.execute(delete(table).where(table.profile == profile))
    return len(found)


def discard(home: Home, attempt: Attempt) -> None:
    """Delete one attempt with its world."""
    _forget(home, attempt)


def _forget(home: Home, attempt: Attempt) -> None:
    if home.has(attempt.world):
        worlds.remove(home, attempt.world)
    with directory(home) as records:
        records.execute(delete(LookedAt).where(LookedAt.attempt == attempt.id))
        records.execute(delete(Statement).where(Statement.attempt == attempt.id))
        records.execute(delete(Attempt).where(Attempt.id == attempt.id))


def forget_profiles(records: Session, profiles: Iterable[str]) -> list[str]:
    """Delete everything of these profiles from an open directory; return their worlds, which the caller removes."""
    mine = list(profiles)
    rows = list(records.scalars(select(Attempt).where(Attempt.profile.in_(mine))))
    ids = [one.id for one in rows]
    records.execute(delete(LookedAt).where(LookedAt.attempt.in_(ids)))
    records.execute(delete(Statement).where(Statement.attempt.in_(ids)))
    for table in (Attempt, *OF_PROFILES):
        records.execute(delete(table).where(table.profile.in_(mine)))
    return [one.world for one in rows]


def titles() -> Mapping[str, str]:
    """Return the title of every lesson by its id, in the order of the course."""
    return {one.id: one.title for one in course.lessons()}


def traps() -> Mapping[tuple[str, str], str]:
    """Return what each trap of each lesson is, in words."""
    return {(one.id, trap.id): trap.text for one in course.lessons() for trap in one.traps}


def template_of(world: World) -> str | None:
    """Return the lesson a world was made for, or None."""
    return world.template.removeprefix(PREFIX) if world.template.startswith(PREFIX) else None
