"""The debrief: what was meant, what happened, where points went and by which event and rule, and the other future.

Made once, when an attempt ends, and kept with it as plain JSON. Reads worlds; the other future is played in copies
that are thrown away.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from simulator.acting import reading
from simulator.console.timeline import Filter, happened
from simulator.events import iso
from simulator.health.canceling import cancellation_rate
from simulator.health.rating import home_policy
from simulator.home import Home
from simulator.models import Event, JournalEntry
from simulator.moment import Moment
from simulator.parties import Seller
from simulator.training import course
from simulator.training.cast import Cast, told
from simulator.training.grading import Fallen, Grade, Reached
from simulator.training.lesson import Lesson
from simulator.training.other_future import other_future
from simulator.training.playing import existing_cast
from simulator.training.records import Attempt
from simulator.training.rules import course_rules

MOST_LINES = 80
# The curve is drawn through so many decisions, so that its labels can be read.
MOST_POINTS = 14


@dataclass(frozen=True)
class Loss:
    """Points that were lost, with the one event and the one rule they are owed to, and where to begin again."""

    id: str
    what: str
    points: int
    rule: str
    policy: str
    event: int | None
    is_trap: bool = False
    is_critical: bool = False
    # The event right before the decision; a new attempt begins there.
    before: int | None = None


def debrief(home: Home, attempt: Attempt, grade: Grade) -> dict[str, Any]:
    """Write the debrief of an attempt that ends."""
    lesson = course.lesson(attempt.lesson)
    with reading(home, attempt.world) as moment:
        cast = existing_cast(moment)
        lost = losses(grade, moment, cast)
        said: dict[str, Any] = {
            "meant": told(lesson.meant, cast, moment),
            "text": told(lesson.debrief, cast, moment),
            "timeline": _timeline(moment, cast),
            "losses": [asdict(one) for one in lost],
            "goals": [{"text": one.text, "points": one.points, "earned": one.earned, "part": one.part, "rule": one.rule,
                       "event": one.event} for one in grade.goals],
            "traps": [asdict(one) for one in grade.traps],
            "hints": grade.hints,
            "critical": grade.critical,
            "score": grade.score,
            "predictions": _predictions(lesson, attempt, grade, cast, moment),
            "rates": _rates(moment, cast),
        }  # fmt: skip
    return said | {"other": other_future(home, attempt, lesson, lost)}


def losses(grade: Grade, moment: Moment, cast: Cast) -> list[Loss]:
    """List what points were lost for: goals, traps, the cap of a critical mistake, hints."""
    found = [_loss(moment, cast, one, one.points - one.earned) for one in grade.goals if not one.met]
    found += [_loss(moment, cast, one, one.costs, is_trap=True, is_critical=one.critical) for one in grade.traps]
    return sorted(found, key=lambda one: (not one.is_critical, -one.points))


def _loss(
    moment: Moment, cast: Cast, one: Reached | Fallen, points: int, *, is_trap: bool = False, is_critical: bool = False
) -> Loss:
    return Loss(
        id=one.id,
        what=told(one.text, cast, moment),
        points=points,
        rule=one.rule,
        policy=one.policy or course_rules()[one.rule].policy,
        event=one.event,
        is_trap=is_trap,
        is_critical=is_critical,
        before=moment_before(moment, cast, one.event),
    )


def moment_before(moment: Moment, cast: Cast, event: int | None) -> int | None:
    """Return the event right before the decision that led to this one; the lesson's beginning if nobody decided it.

    A decision is something the learner did: an event of the learner's journal. What the marketplace or other people did
    is owed to what was left undone, so it leads back to the beginning.
    """
    if event is None or event <= cast.start_seq:
        return cast.start_seq
    first = _first_cause(moment, event)
    if not _was_decided(moment, cast, first):
        return cast.start_seq
    return max(first - 1, cast.start_seq)


def _first_cause(moment: Moment, event: int) -> int:
    while (row := moment.session.get(Event, event)) is not None and row.cause is not None:
        event = row.cause
    return event


def _was_decided(moment: Moment, cast: Cast, first: int) -> bool:
    """Say whether an event began an entry of the learner's journal."""
    row = moment.session.get(Event, first)
    entries = moment.session.query(JournalEntry).filter(JournalEntry.last_event >= first)
    entry = entries.order_by(JournalEntry.id).first()
    return row is not None and entry is not None and entry.at == row.at and str(row.actor).lower() == cast.learner


def _timeline(moment: Moment, cast: Cast) -> list[dict[str, Any]]:
    page = happened(moment, Filter(since=cast.start_seq), MOST_LINES)
    return [
        {"at": iso(line.at), "who": line.actor_name, "actor": line.actor, "text": line.text, "kind": line.kind,
         "order": line.order_id, "seq": line.seq, "rule": line.rule}
        for line in reversed(page.lines)
    ]  # fmt: skip


def _predictions(lesson: Lesson, attempt: Attempt, grade: Grade, cast: Cast, moment: Moment) -> list[dict[str, Any]]:
    asked = {one.id: told(one.ask, cast, moment) for one in lesson.predictions}
    return [
        {"ask": asked[one.id], "said": one.said, "truth": one.truth, "right": one.right,
         "sure": attempt.predictions.get(one.id, {}).get("sure")}
        for one in grade.predictions
    ]  # fmt: skip


def _rates(moment: Moment, cast: Cast) -> list[dict[str, Any]]:
    """Return the Cancellation Rate when the lesson began, after each cancellation, and at the end."""
    seller = moment.session.get_one(Seller, cast.seller)
    # Right before: what is decided in the very first second belongs to the learner.
    begun = datetime.fromtimestamp(cast.started_at - 1, tz=moment.now.tzinfo)
    events = moment.session.query(Event).filter(Event.seq > cast.start_seq, Event.kind == "order-canceled")
    between = [
        _rate(moment, seller, event.at, f"#{event.seq}") for event in events.order_by(Event.seq).limit(MOST_POINTS - 2)
    ]
    return [_rate(moment, seller, begun, "start"), *between, _rate(moment, seller, moment.now, "end")]


def _rate(moment: Moment, seller: Seller, at: datetime, label: str) -> dict[str, Any]:
    found = cancellation_rate(moment.session, seller, at, home_policy(moment, seller))
    return {"label": label, "at": iso(at), **found.facts()}
