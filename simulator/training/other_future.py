"""The other future: the world as it was before the decisive moment, the better act played by the solver, both run on.

Everything happens in copies inside a directory of their own, which is thrown away; the learner's world is only read.
Where nothing was lost, the other future is that of the lesson's first trap.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator import worlds
from simulator.acting import move_time, reading
from simulator.console.branches import Comparison, Outcome, compare
from simulator.events import iso
from simulator.home import Home
from simulator.moment import Moment
from simulator.training.cast import Cast
from simulator.training.going_back import moment_file
from simulator.training.guiding import deeds_of, in_words
from simulator.training.lesson import Lesson, Step
from simulator.training.playing import Player, existing_cast
from simulator.training.records import Attempt
from simulator.training.vocabulary import Evidence

if TYPE_CHECKING:
    from simulator.training.debriefing import Loss

MINE, OTHER = "mine", "other"


def other_future(home: Home, attempt: Attempt, lesson: Lesson, lost: Sequence["Loss"]) -> dict[str, Any] | None:
    """Play the better act from the decisive moment, run both futures on, and say how they end."""
    with reading(home, attempt.world) as moment:
        cast = existing_cast(moment)
        decisive = next((one for one in lost if one.points or one.is_critical), None)
        before = cast.start_seq if decisive is None or decisive.before is None else decisive.before
    with tempfile.TemporaryDirectory(dir=home.path) as folder:
        copies = Home.at(Path(folder))
        worlds.adopt(copies, MINE, "lesson", home.world_file(attempt.world))
        with moment_file(home, attempt.world, before) as file:
            worlds.adopt(copies, OTHER, "lesson", file)
        steps = steps_from_here(copies, lesson, decisive)
        player = Player(copies, OTHER)
        _catch_up(copies, home, attempt, decisive)
        player.play(steps)
        ends = compare(copies, MINE, f"world:{MINE}", f"world:{OTHER}", lesson.run_on, cast.seller)
    with reading(home, attempt.world) as moment:
        words = _words(lesson, decisive, steps, Evidence(moment, cast))
    return _told(ends, decisive, words, before, cast)


def steps_from_here(copies: Home, lesson: Lesson, decisive: "Loss | None") -> list[Step]:
    """Return the better act: what the lesson names, else those steps of its solver that were not done yet."""
    if decisive is None:
        return lesson.wrong[0].steps if lesson.wrong else lesson.solver
    named = next((one.better for one in lesson.judged if one.better and one.id == decisive.id), None)
    if named:
        return named
    with reading(copies, OTHER) as moment:
        return [step for step in lesson.solver if not is_done(moment, step)]


def _words(lesson: Lesson, decisive: "Loss | None", steps: list[Step], evidence: Evidence) -> list[str]:
    """Say what is done in the other future; of a trap what the lesson says of who steps into it."""
    if decisive is None and lesson.wrong:
        return [one.text for one in lesson.traps if one.id == lesson.wrong[0].trap]
    return [words for words in (in_words(step, evidence) for step in steps) if words]


def is_done(moment: Moment, step: Step) -> bool:
    """Say whether a deed of the solver was done already."""
    if step.do is None or step.do == "message":
        return False
    return bool(deeds_of(step, Evidence(moment, existing_cast(moment))))


def _catch_up(copies: Home, home: Home, attempt: Attempt, decisive: "Loss | None") -> None:
    """Let the other future reach the instant of the decision before it decides otherwise."""
    if decisive is None or decisive.event is None:
        return
    from simulator.models import Event

    with reading(home, attempt.world) as moment, reading(copies, OTHER) as other:
        cast, event = existing_cast(moment), moment.session.get(Event, decisive.event)
        there, now = (event.at if event else other.now), other.now
    if decisive.before is not None and decisive.before > cast.start_seq and there > now:
        move_time(copies, OTHER, to=there)


def _told(ends: Comparison, decisive: "Loss | None", steps: list[str], before: int, cast: Cast) -> dict[str, Any]:
    named = {number: name for name, number in cast.orders.items()}
    return {
        "at": iso(ends.at),
        "days": ends.days,
        "before": before,
        "event": decisive.event if decisive else None,
        "decisive": decisive.what if decisive else None,
        "steps": steps,
        "mine": _outcome(ends.first),
        "other": _outcome(ends.second),
        "orders": [
            {"number": one.number, "name": named.get(one.number), "mine": _end(one.first), "other": _end(one.second)}
            for one in ends.differences
        ],
    }


def _outcome(found: Outcome) -> dict[str, Any]:
    return {
        "rate": None if found.rate is None else float(found.rate),
        "counted": found.counted,
        "placed": found.placed,
        "status": found.status,
        "money": dict(found.money),
    }


def _end(end: Any) -> dict[str, Any] | None:
    if end is None:
        return None
    return {"status": end.status, "by": end.canceled_by, "counts": end.counts, "refunded": end.refunded}
