"""Calls about time: read, pause, play, move forward, and see what would happen."""

from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.acting import FASTEST, advance_by, holding, reading, set_clock
from simulator.agenda import Coming, Progress, coming_up, next_due
from simulator.console.api.calls import Given, call
from simulator.console.api.keys import remember
from simulator.console.api.paging import Page, a_page, place_after
from simulator.console.api.world_calls import InstantText
from simulator.errors import BadInput
from simulator.events import iso
from simulator.home import Home
from simulator.instants import read_duration, read_instant
from simulator.models import DueItem
from simulator.preview import preview


class ClockSetting(Given):
    """Whether the clock runs, and how many simulated seconds pass in a real one."""

    mode: Literal["paused", "playing"] | None = None
    speed: Annotated[int, Field(ge=1, le=FASTEST)] | None = None


class Advance(Given):
    """How far: by a duration, to an instant, or to the next thing due. Exactly one of them."""

    by: Annotated[str, Field(max_length=40, json_schema_extra={"format": "duration"})] | None = None
    to: InstantText | None = None
    next: bool = False

    def steps(self) -> dict[str, Any]:
        """Return what the engine's edge takes.

        Raises:
            BadInput: not exactly one of the three, or unreadable.
        """
        if sum((self.by is not None, self.to is not None, self.next)) != 1:
            raise BadInput("by", "by: say one of by (a duration), to (an instant) and next (true).")
        by = read_duration(self.by, "by") if self.by is not None else None
        to = read_instant(self.to, "to") if self.to is not None else None
        return {"by": by, "to": to, "following": self.next}


class AgendaPage(Page):
    """Which part of the agenda is wanted."""

    until: InstantText | None = None


@call("GET", "/worlds/{world}/clock", answer="Clock")
def show_clock(home: Home, world: str) -> dict[str, Any]:
    """Read the clock, and what is due next."""
    with reading(home, world) as moment:
        due, row = next_due(moment), moment.world
        return {"now": iso(row.now), "mode": row.mode, "speed": row.speed, "next_due": _due(due) if due else None}


@call("PUT", "/worlds/{world}/clock", body=ClockSetting, answer="Clock")
def change_clock(home: Home, world: str, body: ClockSetting) -> dict[str, Any]:
    """Pause or play the clock, or change its speed."""
    if body.mode is None and body.speed is None:
        raise BadInput("mode", "mode: say whether the clock is paused or playing, or its speed.")
    set_clock(home, world, mode=body.mode, speed=body.speed)
    return show_clock(home, world)


@call("POST", "/worlds/{world}/clock/advance", body=Advance, answer="Progress")
def advance_clock(home: Home, world: str, body: Advance) -> dict[str, Any]:
    """Move time forward, doing everything that is due on the way."""
    steps = body.steps()
    with holding(home, world) as moment:
        told = _progress(advance_by(moment, **steps))
        remember(moment, told)
    return told


@call("POST", "/worlds/{world}/clock/preview", body=Advance, answer="Progress")
def preview_clock(home: Home, world: str, body: Advance) -> dict[str, Any]:
    """Tell what moving time forward would do, consequences included; nothing is changed."""
    return _progress(preview(home, world, **body.steps()))


@call("GET", "/worlds/{world}/agenda", query=AgendaPage, answer="Agenda")
def show_agenda(home: Home, world: str, query: AgendaPage) -> dict[str, Any]:
    """List what is due, in the order in which it will be done."""
    until = read_instant(query.until, "until") if query.until is not None else None
    (begin,) = place_after(query, int) or (0,)
    with reading(home, world) as moment:
        rows = [_due(row) for row in coming_up(moment, until, query.limit + 1, begin)]
    return a_page("agenda", rows, query, begin + query.limit)


def _due(row: Coming | DueItem) -> dict[str, Any]:
    return {"at": iso(row.due_at), "rule": row.rule, "subject": row.subject}


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "from": iso(progress.start),
        "to": iso(progress.end),
        "fired": [
            {"at": iso(one.at), "rule": one.rule, "event": one.event and str(one.event), "order_id": one.order_id}
            for one in progress.fired
        ],
        "fired_total": progress.total,
    }
