"""Over a learner's shoulder: what happens in their world, read-only; a new password; out of the class."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.acting import reading
from simulator.classroom import accounts, attempts, classes, seats
from simulator.classroom.attempts import Standing
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.board_pages import event_choices
from simulator.classroom.pages.class_pages import the_course
from simulator.classroom.pages.visitor import is_local
from simulator.classroom.records import Course, Learner
from simulator.console.timeline import Filter, Happening, happened
from simulator.directory import directory
from simulator.errors import NotFound
from simulator.policy import store
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import the_home

SHOWN = 40


@dataclass(frozen=True)
class View:
    """One world of a learner: its name, and what is played there."""

    world: str
    words: str

    def link(self, class_id: str, seat: int, shown: str) -> dict[str, Any]:
        """Tell the tab that shows it."""
        href = url_for("rooms.shoulder", class_id=class_id, seat=seat, world=self.world)
        return {"text": self.words, "href": href, "current": self.world == shown}


@rooms.get("/teach/classes/<class_id>/learners/<int:seat>/")
def shoulder(class_id: str, seat: int) -> ResponseReturnValue:
    """Show a learner's worlds, the timeline of one of them, and how the lessons stand."""
    course = the_course(class_id)
    learner = classes.learner_at(the_home(), course, seat)
    standings = _standings(course, learner)
    views = _views(learner, standings)
    world = _chosen(views)
    return render_template(
        "classroom/shoulder.html",
        course=course,
        learner=learner,
        name=classes.shown_name(course, learner),
        standings=standings,
        titles=attempts.lesson_names(),
        view_links=[one.link(class_id, seat, world) for one in views],
        events=event_choices(),
        has_passwords=not is_local(),
        **_timeline(world),
    )


@rooms.get("/teach/classes/<class_id>/learners/<int:seat>/timeline")
def shoulder_now(class_id: str, seat: int) -> ResponseReturnValue:
    """Answer the refresh of a learner's timeline."""
    course = the_course(class_id)
    learner = classes.learner_at(the_home(), course, seat)
    told = _timeline(_chosen(_views(learner, _standings(course, learner))))
    page = render_template("classroom/_timeline.html", course=course, learner=learner, **told)
    return page, {"Cache-Control": "no-store"}


@rooms.post("/teach/classes/<class_id>/learners/<int:seat>/password")
def new_password(class_id: str, seat: int) -> ResponseReturnValue:
    """Give a learner who forgot it a new password, shown once."""
    course = the_course(class_id)
    learner = classes.learner_at(the_home(), course, seat)
    password = accounts.new_learner_password(the_home(), learner)
    name = classes.shown_name(course, learner)
    return render_template("classroom/new_password.html", course=course, learner=learner, name=name, password=password)


@rooms.post("/teach/classes/<class_id>/learners/<int:seat>/remove")
def remove_learner(class_id: str, seat: int) -> ResponseReturnValue:
    """Take a learner out of the class, with everything that is kept; asks once."""
    course = the_course(class_id)
    learner = classes.learner_at(the_home(), course, seat)
    name = classes.shown_name(course, learner)
    if request.form.get("confirmed") != "yes":
        return render_template("classroom/remove_learner.html", course=course, learner=learner, name=name)
    classes.leave(the_home(), learner)
    say_done(_("%(name)s is no longer in this class.", name=name))
    return redirect(url_for("rooms.board", class_id=class_id), 303)


def _standings(course: Course, learner: Learner) -> list[Standing]:
    with directory(the_home(), looking=True) as session:
        return attempts.attempts_of(session, course.id, learner.id)


def _views(learner: Learner, standings: list[Standing]) -> list[View]:
    """List a learner's worlds: the own one, those of pairs, those of lessons under way."""
    words = {seats.OWN: _("Own world"), seats.PAIR: _("Pair")}
    rows = [View(row.world, words[row.kind]) for row in seats.worlds_of_learner(the_home(), learner)]
    return rows + [View(one.world, one.lesson) for one in standings if one.world and the_home().has(one.world)]


def _chosen(views: list[View]) -> str:
    """Name the world that is looked at: the one asked for, else a lesson under way, else the own one."""
    names = [view.world for view in views]
    asked = request.args.get("world")
    if asked is not None and asked not in names:
        raise NotFound(_("This learner has no such world."))
    return asked or (names[-1] if names else "")


def _timeline(world: str) -> dict[str, object]:
    lines: list[Happening] = []
    if not world or not the_home().has(world):
        return {"world_shown": "", "lines": lines}
    with reading(the_home(), world) as moment:
        page = happened(moment, Filter(), SHOWN)
        row = moment.world
        # Times are told as the learner reads them.
        g.now, g.store = row.now, store(row.marketplace)
        return {"world_shown": world, "lines": page.lines, "now_there": row.now, "mode_there": row.mode}
