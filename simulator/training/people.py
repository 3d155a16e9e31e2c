"""The simulated people of a lesson: they act at a time, or so long after an event, through deeds on the agenda.

What they will do is kept in the world itself, so forks, exports and replays act alike. A deed that a rule refuses
simply does not happen.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from simulator.agenda import schedule
from simulator.deeds import checked, named, perform
from simulator.errors import BadInput, Refusal
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.training.acts import arguments
from simulator.training.cast import Cast, cast_of, keep_cast
from simulator.training.expressions import Expression, read_expression
from simulator.training.lesson import Act, Lesson, Reaction
from simulator.training.rooms import PERSON
from simulator.training.vocabulary import WORDS, Evidence

log = logging.getLogger(__name__)


def kept_reactions(lesson: Lesson) -> list[dict[str, Any]]:
    """Return what people will do as a world keeps it: plain JSON."""
    return [_kept(one) for one in lesson.people]


def _kept(one: Reaction) -> dict[str, Any]:
    plain = {"do": one.do, "order": one.order, "with": one.with_, "says": one.says, "from": one.from_, "as": one.as_}
    when = {
        "at": one.at and int(one.at.total_seconds()),
        "after": one.after and one.after.text,
        "wait": int(one.wait.total_seconds()),
        "only_if": one.only_if and one.only_if.text,
    }
    return {name: value for name, value in (plain | when).items() if value is not None}


def begin_people(moment: Moment) -> None:
    """Put on the agenda what people do at a time of their own."""
    cast = cast_of(moment.world)
    assert cast is not None
    for n, person in enumerate(cast.people):
        if "at" in person:
            cast.begun.append(n)
            schedule(moment, PERSON, moment.now + timedelta(seconds=person["at"]), str(n))
    keep_cast(moment.world, cast)


def notice(moment: Moment, event: Event) -> None:
    """Let those act who wait for what has just happened; each does so once."""
    cast = cast_of(moment.world)
    assert cast is not None
    waiting = [n for n, one in enumerate(cast.people) if "after" in one and n not in cast.begun]
    for n in waiting:
        if _is_cue(moment, cast, event, cast.people[n]["after"]):
            cast.begun.append(n)
            keep_cast(moment.world, cast)
            schedule(moment, PERSON, _when(moment.now, cast.people[n]), str(n))


def _when(now: datetime, person: dict[str, Any]) -> datetime:
    # Never in the same breath: whoever acts first has finished.
    return now + timedelta(seconds=max(person["wait"], 1))


def _is_cue(moment: Moment, cast: Cast, event: Event, after: str) -> bool:
    evidence = Evidence(moment, cast)
    evidence.events = [event]
    return bool(evidence.value(_read(after)))


def _read(text: str) -> Expression:
    return read_expression(text, WORDS)


def act_out(moment: Moment, subject: str) -> None:
    """A simulated person does what the lesson says."""
    cast = cast_of(moment.world)
    if cast is None:
        return
    person = cast.people[int(subject)]
    act = Act.model_validate(
        {key: person[key] for key in ("do", "order", "with", "says", "from", "as") if key in person}
    )
    moment.session.flush()
    if "only_if" in person and not Evidence(moment, cast).value(_read(person["only_if"])):
        return
    if act.order and act.order not in cast.orders:
        return
    _do(moment, cast, act, arguments(act, cast, moment, f"person/{subject}"))


def _do(moment: Moment, cast: Cast, act: Act, given: dict[str, Any]) -> None:
    found = named(act.do or "")
    values, _ = checked(found, given)
    found = found.by(values)
    order = moment.session.get_one(Order, cast.orders[act.order]) if act.order else None
    moment.actor = found.actor
    try:
        with moment.session.begin_nested():
            event = perform(moment, found, order, values)
            moment.session.flush()
    except (Refusal, BadInput) as refused:
        moment.session.refresh(moment.world)
        moment.recorded.clear()
        log.info("in lesson %s, %s did not happen: %s", cast.lesson, found.name, refused.message)
        return
    if act.as_ and event.order_id:
        now_known = cast_of(moment.world)
        assert now_known is not None
        now_known.orders[act.as_] = event.order_id
        keep_cast(moment.world, now_known)
