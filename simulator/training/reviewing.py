"""Spaced return: when a rule comes back, and which come first. Days are the wall's."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from simulator import clock
from simulator.directory import directory
from simulator.home import Home
from simulator.training.grading import Grade
from simulator.training.lesson import Lesson
from simulator.training.records import Attempt, Review

# A rule that went well comes back after so many days; one that did not begins anew.
LADDER = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=21))


def note_lesson(home: Home, attempt: Attempt, lesson: Lesson, grade: Grade) -> None:
    """Plan when the rules of a lesson come back."""
    lost = {one.rule for one in grade.goals if not one.met} | {one.rule for one in grade.traps}
    wrong = {one.id for one in grade.predictions if not one.right}
    sure = any(attempt.predictions.get(one, {}).get("sure") == 3 for one in wrong)
    for rule in lesson.rules:
        note_rule(home, attempt.profile, rule, went_well=rule not in lost and not sure, was_sure=sure)


def note_rule(home: Home, profile: str, rule: str, *, went_well: bool, was_sure: bool = False) -> None:
    """Plan when one rule comes back."""
    now = clock.wall_now()
    with directory(home) as records:
        row = records.get(Review, (profile, rule))
        if row is None:
            row = Review(profile=profile, rule=rule, rung=-1, due_at=now, was_sure=False)
            records.add(row)
        row.rung = min(row.rung + 1, len(LADDER) - 1) if went_well else 0
        row.due_at, row.was_sure = now + LADDER[row.rung], was_sure and not went_well


def due_rules(home: Home, profile: str | None) -> list[str]:
    """Return the rules that are to come back now: what was surely wrong first, then the longest overdue."""
    if profile is None:
        return []
    query = select(Review).where(Review.profile == profile, Review.due_at <= clock.wall_now())
    with directory(home, looking=True) as records:
        rows = list(records.scalars(query.order_by(Review.was_sure.desc(), Review.due_at, Review.rule)))
    return [row.rule for row in rows]


def suggested(lessons: Sequence[Lesson], due: Sequence[str], most: int = 3) -> list[Lesson]:
    """Return lessons that bring back what is due, each for another rule, so that rules mix."""
    found: list[Lesson] = []
    for rule in due:
        one = next((lesson for lesson in lessons if rule in lesson.rules and lesson not in found), None)
        if one is not None:
            found.append(one)
    return found[:most]
