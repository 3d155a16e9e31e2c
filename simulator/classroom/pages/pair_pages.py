"""Pairs: who buys from whom, made by hand or neighbor with neighbor, swapped and ended."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.classroom import classes, seats
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.class_pages import the_course
from simulator.classroom.records import Course
from simulator.errors import BadInput
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext, said
from simulator.visits import the_home


@dataclass(frozen=True)
class Pair:
    """Two learners in one world, by the names the instructor sees."""

    world: str
    buyer: str
    seller: str


@rooms.get("/teach/classes/<class_id>/pairs")
def pairs(class_id: str) -> ResponseReturnValue:
    """Show the pairs and the learners who are in none."""
    return _page(the_course(class_id))


@rooms.post("/teach/classes/<class_id>/pairs")
def new_pair(class_id: str) -> ResponseReturnValue:
    """Make one pair, or pair everybody who is free."""
    course, form = the_course(class_id), request.form
    try:
        if form.get("everybody"):
            count = seats.pair_everybody(the_home(), course, classes.learners(the_home(), course))
            say_done(ngettext("%(num)d pair was made.", "%(num)d pairs were made.", count))
        else:
            buyer, seller = (classes.learner_at(the_home(), course, _seat(side)) for side in ("buyer", "seller"))
            seats.pair_up(the_home(), course, buyer, seller)
            say_done(_("The pair is ready."))
    except BadInput as error:
        return _page(course, {error.field: said(error)}, form), 422
    return redirect(url_for("rooms.pairs", class_id=class_id), 303)


@rooms.post("/teach/classes/<class_id>/pairs/<name>/swap")
def swap_pair(class_id: str, name: str) -> ResponseReturnValue:
    """Let the buyer sell and the seller buy."""
    seats.swap(the_home(), the_course(class_id), name)
    say_done(_("The two have changed sides."))
    return redirect(url_for("rooms.pairs", class_id=class_id), 303)


@rooms.post("/teach/classes/<class_id>/pairs/<name>/part")
def part_pair(class_id: str, name: str) -> ResponseReturnValue:
    """End a pair."""
    seats.part(the_home(), the_course(class_id), name)
    say_done(_("The pair and its world are gone."))
    return redirect(url_for("rooms.pairs", class_id=class_id), 303)


def _seat(side: str) -> int:
    given = request.form.get(side, "")
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise BadInput(side, _("Choose a learner."), status=422)
    return int(given)


def _page(course: Course, errors: dict[str, str] | None = None, entered: Any = None) -> str:
    learners = classes.learners(the_home(), course)
    names = {one.id: classes.shown_name(course, one) for one in learners}
    rows = seats.worlds_of(the_home(), course, seats.PAIR)
    paired = {one for row in rows for one in (row.buyer_id, row.seller_id)}
    return render_template(
        "classroom/pairs.html",
        course=course,
        pairs=[Pair(row.world, names[row.buyer_id], names[row.seller_id]) for row in rows],
        free=[(one.seat, names[one.id]) for one in learners if one.id not in paired],
        errors=errors or {},
        entered=entered or {},
    )
