"""The whole timeline, one event with its causes and consequences, one order, and the timeline as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import orjson
from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from simulator.acting import event_json, reading
from simulator.console.blueprints import console
from simulator.console.front_page import desk_here, page_of_world
from simulator.console.living import choices
from simulator.console.mailbox import mailbox_of_event, mailbox_of_order
from simulator.console.sentences import event_words
from simulator.console.timeline import (
    ACTORS,
    KINDS,
    Filter,
    Happening,
    consequences,
    expected,
    happened,
    one_event,
    parked,
    read_place,
)
from simulator.database import db
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, iso
from simulator.home import Home
from simulator.journaling import fork_past, rewind
from simulator.models import DueItem
from simulator.orders.describing import order_json
from simulator.orders.models import Order
from simulator.shell.csv_lines import csv_line
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import due_in_words, here, look_again, the_home

PAGE = 50
COMING_UP = 25
# Lines read at a time while the timeline is written to a file.
STRETCH = 1000
COLUMNS = ("seq", "at", "kind", "actor", "person", "order_id", "text", "rule", "cause")


@console.get("/timeline")
def timeline(world: str) -> ResponseReturnValue:
    """Show what is coming up and everything that happened, newest first."""
    moment, wanted = here(), _asked()
    return render_template(
        "console/timeline.html",
        **page_of_world(),
        wanted=wanted,
        kinds=[(str(one), event_words(one)) for one in sorted(EventKind)],
        coming=expected(moment, COMING_UP) if not wanted.before else [],
        parked=parked(moment),
        past=happened(moment, wanted, PAGE),
        keep={key: value for key, value in request.args.items() if key != "before"},
    )


@console.get("/timeline.csv")
def timeline_csv(world: str) -> ResponseReturnValue:
    """Write the timeline as it is filtered to a file."""
    answer = Response(stream_with_context(_csv_lines(the_home(), world, _asked())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{world}-timeline.csv"'
    return answer


@console.get("/events/<int:seq>")
def event(world: str, seq: int) -> ResponseReturnValue:
    """Show one event: its words, its raw facts, why it happened and what followed."""
    return _event_page(seq, {}, {})


def _event_page(seq: int, errors: Mapping[str, str], entered: Mapping[str, str]) -> str:
    moment = here()
    found = one_event(moment, seq)
    if found is None:
        raise NotFound(_("There is no event #%(seq)s in this world.", seq=seq))
    row, line = found
    cause = one_event(moment, row.cause) if row.cause else None
    raw = orjson.dumps(event_json(row), option=orjson.OPT_INDENT_2).decode()
    return render_template(
        "console/event.html",
        **page_of_world(),
        line=line,
        raw=raw,
        cause=cause[1] if cause else None,
        followed=consequences(moment, seq),
        letters=mailbox_of_event(desk_here(), seq),
        errors=errors,
        entered=entered,
    )


@console.post("/events/<int:seq>/rewind")
def go_back(world: str, seq: int) -> ResponseReturnValue:
    """Put the world back to how it was right after an event; asks once, since what came later is lost."""
    if request.form.get("confirmed") != "yes":
        return render_template("console/rewind.html", **page_of_world(), seq=seq)
    db.session.rollback()
    try:
        rewind(the_home(), world, to_event=seq)
    except BadInput as error:
        say_problem(said(error))
        return redirect(url_for("console.event", world=world, seq=seq), 303)
    say_done(_("The world is back at event #%(seq)s.", seq=seq))
    return redirect(url_for("console.desk", world=world), 303)


@console.post("/events/<int:seq>/branch")
def branch_off(world: str, seq: int) -> ResponseReturnValue:
    """Open a branch: a world of its own that begins right after an event."""
    name = request.form.get("branch_name", "").strip()
    db.session.rollback()
    try:
        fork_past(the_home(), world, name, to_event=seq)
    except BadInput as error:
        look_again()
        return _event_page(seq, {"branch_name": said(error)}, request.form), 422
    say_done(_("Branch %(name)s is open. It runs on its own from here.", name=name))
    return redirect(url_for("console.desk", world=name), 303)


@console.get("/orders/<number>")
def order(world: str, number: str) -> ResponseReturnValue:
    """Show everything the simulator knows about one order, whoever it belongs to."""
    moment = here()
    found = moment.session.get(Order, number)
    if found is None:
        raise NotFound(_("There is no such order in this world."))
    due = moment.session.scalars(select(DueItem).where(DueItem.subject == number).order_by(DueItem.due_at, DueItem.id))
    return render_template(
        "console/order.html",
        **page_of_world(),
        order=found,
        due=[(row.due_at, due_in_words(row.rule)) for row in due],
        past=happened(moment, Filter(order_id=number), 200),
        letters=mailbox_of_order(desk_here(), number),
        happenings=choices(moment, found),
        raw=orjson.dumps(order_json(moment, found), option=orjson.OPT_INDENT_2).decode(),
    )


def _asked() -> Filter:
    """Read the filter from the address; what makes no sense filters nothing."""
    asked = request.args
    actor, show, kind = asked.get("actor", ""), asked.get("show", "all"), asked.get("kind", "")
    return Filter(
        actor=actor if actor in ACTORS else "",
        show=show if show in KINDS else "all",
        order_id=asked.get("order", "").strip()[:24],
        kind=kind if kind in set(EventKind) else "",
        before=read_place(asked.get("before", "")),
    )


def _csv_lines(home: Home, world: str, wanted: Filter) -> Iterator[str]:
    """Write the file stretch by stretch; the visit is over by then, so the world is opened anew."""
    yield csv_line(COLUMNS)
    place: str | None = ""
    while place is not None:
        with reading(home, world) as moment:
            found = happened(moment, replace(wanted, before=read_place(place)), STRETCH)
        yield "".join(csv_line(_csv_values(line)) for line in found.lines)
        place = found.following


def _csv_values(line: Happening) -> tuple[object, ...]:
    place = (line.seq or "", iso(line.at), line.kind, line.actor, line.person, line.order_id or "")
    return (*place, line.text, line.rule or "", line.cause or "")
