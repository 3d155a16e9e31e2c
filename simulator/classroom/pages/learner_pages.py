"""A learner's own page: the worlds to play in, the way to the lessons, and leaving the class."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from simulator.classroom import attempts, classes, seats
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.visitor import forget, the_learner, the_visitor
from simulator.classroom.records import Learner, SeatWorld
from simulator.directory import directory
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import the_home


@dataclass(frozen=True)
class PairCard:
    """A world for two as one of them sees it."""

    world: str
    is_buyer: bool
    partner: str


@rooms.get("/class/")
def my_class() -> ResponseReturnValue:
    """Show a learner where to play and how the lessons stand."""
    if the_visitor().learner is None:
        return redirect(url_for("rooms.teach" if the_visitor().is_instructor else "rooms.join"), 303)
    learner, course = the_learner()
    mine = seats.worlds_of_learner(the_home(), learner)
    own = next((row.world for row in mine if row.kind == seats.OWN), None)
    if own is None or not the_home().has(own):
        own = seats.make_world(the_home(), course, learner)
    with directory(the_home(), looking=True) as session:
        standings = {one.lesson: one for one in attempts.attempts_of(session, course.id, learner.id)}
    return render_template(
        "classroom/my_class.html",
        learner=learner,
        course=course,
        own=own,
        pairs=_cards(learner, [row for row in mine if row.kind == seats.PAIR]),
        passed=sum(one.is_passed for one in standings.values()),
        begun=len(standings),
    )


@rooms.post("/class/leave")
def leave_class() -> ResponseReturnValue:
    """Delete everything that is kept of a learner; asks once."""
    learner, course = the_learner()
    if request.form.get("confirmed") != "yes":
        return render_template("classroom/leave.html", learner=learner, course=course)
    classes.leave(the_home(), learner)
    forget()
    say_done(_("You have left the class. Your nickname, scores and worlds are deleted."))
    return redirect(url_for("rooms.join"), 303)


def _cards(learner: Learner, rows: list[SeatWorld]) -> list[PairCard]:
    others = {row.seller_id if row.buyer_id == learner.id else row.buyer_id for row in rows}
    with directory(the_home(), looking=True) as session:
        found = session.execute(select(Learner.id, Learner.nickname).where(Learner.id.in_(others)))
        names = {key: name for key, name in found}  # noqa: C416 - rows are no pairs to `dict`
    return [_card(learner, row, names) for row in rows]


def _card(learner: Learner, row: SeatWorld, names: dict[str, str]) -> PairCard:
    is_buyer = row.buyer_id == learner.id
    return PairCard(row.world, is_buyer, names.get(row.seller_id if is_buyer else row.buyer_id, ""))
