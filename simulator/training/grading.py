"""From what happened to a score: goals reached, traps stepped into, and the event and rule behind every point lost.

Pure reading of a world; nothing is written. Real time never counts.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from simulator.models import Event, RefusedAttempt
from simulator.training.expressions import Expression
from simulator.training.lesson import CRITICAL_CAP, EXAM_PASS, Goal, Lesson, Trap
from simulator.training.vocabulary import Evidence


@dataclass(frozen=True)
class Reached:
    """A goal and what was earned for it. `event` is what decided it, or what is to blame."""

    id: str
    text: str
    points: int
    earned: int
    part: str
    rule: str
    policy: str
    event: int | None
    at_end: bool = False

    @property
    def met(self) -> bool:
        """Whether all its points were earned."""
        return self.earned == self.points


@dataclass(frozen=True)
class Fallen:
    """A trap that was stepped into, with the event in which it happened."""

    id: str
    text: str
    rule: str
    policy: str
    critical: bool
    costs: int
    event: int | None


@dataclass(frozen=True)
class Foretold:
    """A prediction, what came true, and how sure the learner was."""

    id: str
    said: str | None
    truth: str

    @property
    def right(self) -> bool:
        """Whether it was said, and true."""
        return self.said == self.truth


@dataclass(frozen=True)
class Grade:
    """How an attempt went."""

    score: int
    passed: bool
    critical: bool
    hints: int
    goals: list[Reached] = field(default_factory=list)
    traps: list[Fallen] = field(default_factory=list)
    predictions: list[Foretold] = field(default_factory=list)

    def fell_into(self, trap: str) -> bool:
        """Say whether a trap was stepped into."""
        return any(one.id == trap for one in self.traps)


def grade(lesson: Lesson, evidence: Evidence, *, hints: int = 0, exam: bool = False, final: bool = True) -> Grade:
    """Grade an attempt as it stands; before the end (`final` false) nothing is judged that only the end decides."""
    evidence.truths = {one.id: one.truth for one in lesson.predictions}
    traps = [one for one in (_trap(trap, evidence, final) for trap in lesson.traps) if one]
    goals = [_goal(goal, evidence, traps, final) for goal in lesson.goals]
    critical = any(one.critical for one in traps)
    score = sum(one.earned for one in goals) - sum(one.costs for one in traps) - hints
    score = max(0, min(score, CRITICAL_CAP) if critical else score)
    needed = max(lesson.pass_at, EXAM_PASS) if exam else lesson.pass_at
    foretold = [Foretold(one.id, evidence.foretold.get(one.id), evidence.truth(one.id)) for one in lesson.predictions]
    return Grade(score, score >= needed and not critical, critical, hints, goals, traps, foretold)


def _trap(trap: Trap, evidence: Evidence, final: bool) -> Fallen | None:
    if trap.at_end and not final:
        return None
    found = evidence.value(trap.check)
    if not found:
        return None
    event = found.seq if isinstance(found, Event) else _last_about(trap.check, evidence)
    return Fallen(trap.id, trap.text, trap.rule, trap.policy, trap.critical, trap.costs, event)


def _goal(goal: Goal, evidence: Evidence, traps: list[Fallen], final: bool) -> Reached:
    found = None if goal.at_end and not final else evidence.value(goal.check)
    earned = goal.points if found else 0
    if not earned and goal.partly is not None and final:
        earned = goal.partly_points if evidence.value(goal.partly) else 0
    event = found.seq if isinstance(found, Event) else _last_about(goal.check, evidence)
    if earned < goal.points and final:
        event = _to_blame(goal, evidence, traps) or event
    return Reached(goal.id, goal.text, goal.points, earned, goal.part, goal.rule, goal.policy, event, goal.at_end)


def _to_blame(goal: Goal, evidence: Evidence, traps: list[Fallen]) -> int | None:
    """Return the event a missed goal is owed to: named by the lesson, else that of a trap of the same rule, or any."""
    found: Any = evidence.value(goal.blame) if goal.blame else None
    if isinstance(found, Event):
        return found.seq
    same = [one for one in traps if one.rule == goal.rule and one.event]
    return next((one.event for one in (*same, *traps) if one.event), None)


def _last_about(check: Expression, evidence: Evidence) -> int | None:
    """Return the last event about the orders a check names, or the one the lesson began with."""
    numbers = {evidence.cast.orders.get(one) for name in check.names for one in evidence.cast.groups.get(name, [name])}
    about = [one.seq for one in evidence.events if not numbers or one.order_id in numbers]
    return about[-1] if about else evidence.cast.start_seq or None


def refusals(evidence: Evidence) -> list[RefusedAttempt]:
    """List what was tried and refused since the lesson began."""
    query = select(RefusedAttempt).where(RefusedAttempt.after_seq >= evidence.cast.start_seq)
    return list(evidence.moment.session.scalars(query.order_by(RefusedAttempt.id)))
