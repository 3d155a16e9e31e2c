"""A world as a whole: reset, fork, export, delete; what cannot be undone asks for the world's name."""

from collections.abc import Mapping
from itertools import chain

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.console.blueprints import console
from simulator.console.front_page import page_of_world
from simulator.database import db
from simulator.errors import BadInput
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import here, look_again, the_home, the_world
from simulator.worlds import fork, packed, remove, reset


@console.get("/world")
def world_card(world: str) -> ResponseReturnValue:
    """Show what the world is and what can be done with it as a whole."""
    return _card()


@console.post("/world/reset")
def reset_world(world: str) -> ResponseReturnValue:
    """Put the world back to how it was created."""
    try:
        _check_typed("reset_name")
        db.session.rollback()
        reset(the_home(), world)
    except BadInput as error:
        return _again({"reset_name": said(error)})
    say_done(_("World %(world)s is as it was when it was created.", world=world))
    return redirect(url_for("console.desk", world=world), 303)


@console.post("/world/fork")
def fork_world(world: str) -> ResponseReturnValue:
    """Make a second world out of this one as it is now."""
    name = request.form.get("fork_name", "").strip()
    try:
        db.session.rollback()
        fork(the_home(), world, name)
    except BadInput as error:
        return _again({"fork_name": said(error)})
    say_done(_("World %(name)s begins where %(world)s is now.", name=name, world=world))
    return redirect(url_for("console.desk", world=name), 303)


@console.get("/world/export")
def export_world(world: str) -> ResponseReturnValue:
    """Send the world as one file, while it is packed."""
    db.session.rollback()
    blocks = packed(the_home(), world)
    # What a disk without room makes impossible is said in a page, so before anything is sent.
    answer = Response(chain([next(blocks)], blocks), mimetype="application/gzip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{world}.marketsim"'
    return answer


@console.post("/world/delete")
def delete_world(world: str) -> ResponseReturnValue:
    """Delete the world with everything that belongs to it."""
    try:
        _check_typed("delete_name")
    except BadInput as error:
        return _again({"delete_name": said(error)})
    db.session.rollback()
    remove(the_home(), world)
    say_done(_("World %(world)s is deleted.", world=world))
    return redirect(url_for("welcome.front"), 303)


def _check_typed(field: str) -> None:
    if request.form.get(field, "").strip() != the_world():
        raise BadInput(field, _("Type the world's name, %(world)s, to go on.", world=the_world()))


def _again(errors: Mapping[str, str]) -> ResponseReturnValue:
    look_again()
    return _card(errors, request.form), 422


def _card(errors: Mapping[str, str] | None = None, entered: Mapping[str, str] | None = None) -> str:
    row = here().world
    return render_template(
        "console/world.html",
        **page_of_world(),
        row=row,
        errors=dict(errors or {}),
        entered=entered or {},
    )
