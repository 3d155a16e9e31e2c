"""The instructor's classes: the list, a new one, its settings, released hints, and the end of a class."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.classroom import accounts, attempts, classes
from simulator.classroom.board import lessons_of
from simulator.classroom.classes import Wish
from simulator.classroom.codes import CLASS_CODE, new_code
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.visitor import is_local, the_visitor
from simulator.classroom.records import Course
from simulator.errors import BadInput
from simulator.policy import stores
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import the_home
from simulator.worlds import template_names


def the_course(class_id: str) -> Course:
    """Return the instructor's own class, or answer 403 or 404."""
    visitor = the_visitor()
    if not visitor.is_instructor:
        abort(403, _("Only instructors see this page."))
    return classes.find(the_home(), class_id, visitor.instructor_id)


@rooms.get("/teach/")
def teach() -> ResponseReturnValue:
    """List the classes; a learner is led to the own page."""
    visitor = the_visitor()
    if not visitor.is_instructor:
        return redirect(url_for("rooms.my_class" if visitor.learner else "rooms.sign_in"), 303)
    return _list()


@rooms.post("/teach/classes")
def new_class() -> ResponseReturnValue:
    """Make a class and open its board."""
    visitor = the_visitor()
    if not visitor.is_instructor:
        abort(403, _("Only instructors make classes."))
    try:
        course = classes.create(the_home(), _wish(), visitor.instructor_id)
    except BadInput as error:
        return _list({error.field: said(error)}, request.form), 422
    say_done(_("Class %(name)s is ready. Its code is %(code)s.", name=course.name, code=course.code))
    return redirect(url_for("rooms.board", class_id=course.id), 303)


@rooms.post("/teach/invitations")
def invite() -> ResponseReturnValue:
    """Make an invitation for another instructor and show its link once."""
    visitor = the_visitor()
    if visitor.instructor is None:
        abort(403, _("Only instructors who have signed in invite others."))
    code = accounts.invite(the_home(), visitor.instructor.name)
    link = request.url_root.rstrip("/") + url_for("rooms.invitation", code=code)
    return render_template("classroom/invited.html", code=code, link=link, days=accounts.INVITATION_LASTS.days)


@rooms.get("/teach/classes/<class_id>/settings")
def settings(class_id: str) -> ResponseReturnValue:
    """Show what can be decided about a class."""
    return _settings(the_course(class_id))


@rooms.post("/teach/classes/<class_id>/settings")
def decide(class_id: str) -> ResponseReturnValue:
    """Change one thing: joining, names, hints, lessons, the code."""
    course = the_course(class_id)
    values = _decided(course)
    if not values:
        abort(400, _("Choose one of the buttons."))
    classes.change(the_home(), course, **values)
    say_done(_("Saved."))
    back = "rooms.board" if "hides_names" in values else "rooms.settings"
    return redirect(url_for(back, class_id=class_id), 303)


@rooms.post("/teach/classes/<class_id>/delete")
def delete_class(class_id: str) -> ResponseReturnValue:
    """Delete a class with everything that is kept of its learners; asks for its name."""
    course = the_course(class_id)
    if request.form.get("delete_name", "").strip() != course.name:
        message = _("Type the name of the class, %(name)s, to go on.", name=course.name)
        return _settings(course, {"delete_name": message}, request.form), 422
    classes.remove(the_home(), course)
    say_done(_("Class %(name)s is deleted, with nicknames, scores and worlds.", name=course.name))
    return redirect(url_for("rooms.teach"), 303)


def join_link(course: Course) -> str:
    """Return the address learners open."""
    return request.url_root.rstrip("/") + url_for("rooms.join", code=course.code)


def _decided(course: Course) -> dict[str, Any]:
    """Read the one decision a form brings."""
    form = request.form
    choices: dict[str, dict[str, Any]] = {
        "open": {"is_open": True},
        "close": {"is_open": False},
        "hide": {"hides_names": True},
        "show": {"hides_names": False},
        "code": {"code": new_code(CLASS_CODE)},
        "hints": {"free_hints": _chosen("hint")},
        "lessons": {"lessons": _chosen("lesson")},
    }
    return choices.get(form.get("decision", ""), {})


def _chosen(field: str) -> list[str]:
    given = set(request.form.getlist(field))
    return [name for name in attempts.lesson_names() if name in given]


def _wish() -> Wish:
    form = request.form
    seed = form.get("seed", "").strip() or "1"
    return Wish(
        name=form.get("name", ""),
        template=form.get("template", ""),
        seed=int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 12 else -1,
        store=form.get("store", ""),
    )


def _list(errors: dict[str, str] | None = None, entered: Any = None) -> str:
    visitor = the_visitor()
    names = template_names()
    return render_template(
        "classroom/teach.html",
        visitor=visitor,
        classes=classes.classes(the_home(), visitor.instructor_id),
        templates=[(name, name) for name in names],
        default_template="demo" if "demo" in names else names[0],
        stores=[(one.code, one.name) for one in stores()],
        can_invite=visitor.instructor is not None and not is_local(),
        errors=errors or {},
        entered=entered or {},
    )


def _settings(course: Course, errors: dict[str, str] | None = None, entered: Any = None) -> str:
    return render_template(
        "classroom/settings.html",
        course=course,
        link=join_link(course),
        lessons=[(key, f"{key} {title}") for key, title in attempts.lesson_names().items()],
        own_lessons=[(key, f"{key} {title}") for key, title in lessons_of(course)],
        errors=errors or {},
        entered=entered or {},
    )
