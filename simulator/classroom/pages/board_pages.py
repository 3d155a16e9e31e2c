"""The board of a class, its refresh and its CSV; and what is done to all worlds at once: clocks, events, reset."""

from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.classroom import classes, exporting, injecting, seats
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.board_drawing import drawn_board
from simulator.classroom.pages.class_pages import join_link, the_course
from simulator.classroom.records import Course, SeatWorld
from simulator.clock import wall_now
from simulator.errors import BadInput
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext, said
from simulator.visits import the_home

# Worlds in which something did not happen are named up to this many.
NAMED = 3


@rooms.get("/teach/classes/<class_id>/")
def board(class_id: str) -> ResponseReturnValue:
    """Show learner × lesson, and who seems to be stuck."""
    return _board(the_course(class_id))


@rooms.get("/teach/classes/<class_id>/board")
def board_now(class_id: str) -> ResponseReturnValue:
    """Answer the board's own refresh: with nothing, where it would look as it does."""
    told = drawn_board(course := the_course(class_id))
    kept_nowhere = {"Cache-Control": "no-store"}
    if request.args.get("seen") == told["seen"]:
        return "", 204, kept_nowhere
    return render_template("classroom/_board_now.html", course=course, **told), kept_nowhere


@rooms.get("/teach/classes/<class_id>/board.csv")
def board_csv(class_id: str) -> ResponseReturnValue:
    """Give the scores as a file."""
    course = the_course(class_id)
    answer = Response("".join(exporting.csv_of(the_home(), course, wall_now())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="class-{course.code}.csv"'
    return answer


@rooms.post("/teach/classes/<class_id>/clocks")
def clocks(class_id: str) -> ResponseReturnValue:
    """Stop every clock of the class, or let them go on."""
    course = the_course(class_id)
    if request.form.get("clocks") == "stop":
        seats.freeze(the_home(), course)
        say_done(_("All clocks of this class stand still."))
    else:
        seats.thaw(the_home(), course)
        say_done(_("Clocks run again where they ran before."))
    return redirect(url_for("rooms.board", class_id=class_id), 303)


@rooms.post("/teach/classes/<class_id>/event")
def let_happen(class_id: str) -> ResponseReturnValue:
    """Let something happen in every world, or in one learner's."""
    course, form = the_course(class_id), request.form
    rows = _wanted(course, form.get("seat", ""))
    try:
        outcome = injecting.inject(the_home(), form.get("event", ""), [row.world for row in rows])
    except BadInput as error:
        return _board(course, {error.field: said(error)}), 422
    if outcome.happened:
        say_done(ngettext("It happened in %(num)d world.", "It happened in %(num)d worlds.", outcome.happened))
    for world, reason in outcome.failed[:NAMED]:
        say_problem(_("Not in %(world)s: %(reason)s", world=world, reason=reason))
    if not rows:
        say_problem(_("There is nobody in this class yet."))
    return redirect(_back(class_id), 303)


@rooms.post("/teach/classes/<class_id>/reset")
def reset_worlds(class_id: str) -> ResponseReturnValue:
    """Put one learner's world or all of them back to the beginning; all of them asks once."""
    course, seat = the_course(class_id), request.form.get("seat", "")
    if not seat and request.form.get("confirmed") != "yes":
        return render_template("classroom/reset_all.html", course=course)
    rows = _wanted(course, seat)
    seats.reset(the_home(), rows)
    say_done(ngettext("%(num)d world is as it began.", "%(num)d worlds are as they began.", len(rows)))
    return redirect(_back(class_id), 303)


def _wanted(course: Course, seat: str) -> Sequence[SeatWorld]:
    """Return the worlds a form is about: those of one seat, or all of the class."""
    rows = seats.worlds_of(the_home(), course)
    if not seat:
        return rows
    number = int(seat) if seat.isascii() and seat.isdigit() and len(seat) < 6 else 0
    learner = classes.learner_at(the_home(), course, number)
    return [row for row in rows if learner.id in (row.buyer_id, row.seller_id)]


def _back(class_id: str) -> str:
    seat = request.form.get("seat", "")
    if seat:
        return url_for("rooms.shoulder", class_id=class_id, seat=int(seat))
    return url_for("rooms.board", class_id=class_id)


def _board(course: Course, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "classroom/board.html",
        course=course,
        **drawn_board(course),
        events=event_choices(),
        link=join_link(course),
        errors=errors or {},
    )


def event_choices() -> list[tuple[str, str]]:
    """List what can be let happen, in words."""
    return [(name, one.words()) for name, one in injecting.INJECTIONS.items()]
