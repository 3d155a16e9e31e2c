"""What-if: keeping the world as it is, going back to it, branching off it, and comparing where two branches lead."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from simulator.console.blueprints import console
from simulator.console.branches import Comparison, compare
from simulator.console.front_page import page_of_world
from simulator.console.world_list import world_choices
from simulator.database import db
from simulator.errors import BadInput, NotFound
from simulator.home import checked_name
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import current_seller, look_again, the_home, the_world
from simulator.worlds import adopt, delete_snapshot, fork, restore, snapshot, snapshots


@console.get("/snapshots")
def what_if(world: str) -> ResponseReturnValue:
    """List the snapshots, and compare two branches when two are chosen."""
    asked = request.args
    if not asked.get("first"):
        return _page()
    try:
        return _page(comparison=_compared(asked), entered=asked)
    except BadInput as error:
        return _page({error.field: said(error)}, asked), 422
    except NotFound as error:
        return _page({"first": said(error)}, asked), 422


@console.post("/snapshots")
def take_snapshot(world: str) -> ResponseReturnValue:
    """Keep the world as it is now."""
    name = request.form.get("snapshot_name", "").strip()
    try:
        db.session.rollback()
        snapshot(the_home(), world, name)
    except BadInput as error:
        return _again({"snapshot_name": said(error)})
    say_done(_("Snapshot %(name)s taken.", name=name))
    return redirect(url_for("console.what_if", world=world), 303)


@console.post("/snapshots/<name>/restore")
def restore_snapshot(world: str, name: str) -> ResponseReturnValue:
    """Go back to a snapshot; asks once, since what happened since then is lost."""
    if request.form.get("confirmed") != "yes":
        return render_template("console/restore.html", **page_of_world(), name=name)
    db.session.rollback()
    restore(the_home(), world, name)
    say_done(_("The world is back at snapshot %(name)s.", name=name))
    return redirect(url_for("console.desk", world=world), 303)


@console.post("/snapshots/<name>/delete")
def forget_snapshot(world: str, name: str) -> ResponseReturnValue:
    """Forget a snapshot."""
    delete_snapshot(the_home(), world, name)
    say_done(_("Snapshot %(name)s is deleted.", name=name))
    return redirect(url_for("console.what_if", world=world), 303)


@console.post("/branches")
def open_branch(world: str) -> ResponseReturnValue:
    """Open a branch: a world of its own that begins at a snapshot, or here and now."""
    form = request.form
    name, start = form.get("branch_name", "").strip(), form.get("start", "")
    home = the_home()
    db.session.rollback()
    try:
        if start:
            _adopt_snapshot(world, start, name)
        else:
            fork(home, world, name)
    except BadInput as error:
        return _again({"branch_name": said(error)})
    say_done(_("Branch %(name)s is open. It runs on its own from here.", name=name))
    return redirect(url_for("console.desk", world=name), 303)


def _adopt_snapshot(world: str, start: str, name: str) -> None:
    file = the_home().snapshot_file(world, checked_name(start, "branch_name"))
    if not file.exists():
        raise NotFound(_("There is no snapshot %(name)s.", name=start))
    adopt(the_home(), name, f"world:{world}", file)


def _compared(asked: Mapping[str, str]) -> Comparison:
    days = asked.get("days", "7").strip()
    if not (days.isascii() and days.isdigit() and len(days) < 6):
        raise BadInput("days", _("Write a number of days."))
    try:
        seller = current_seller().id
    except Forbidden:
        seller = None
    return compare(the_home(), the_world(), asked["first"], asked.get("second", ""), int(days), seller)


def _again(errors: Mapping[str, str]) -> ResponseReturnValue:
    look_again()
    return _page(errors, request.form), 422


def _page(
    errors: Mapping[str, str] | None = None,
    entered: Mapping[str, str] | None = None,
    comparison: Comparison | None = None,
) -> str:
    home, world = the_home(), the_world()
    kept = snapshots(home, world)
    choices = [(f"world:{name}", _("World %(name)s", name=name)) for name in world_choices(home, world)]
    choices += [(f"snapshot:{one['name']}", _("Snapshot %(name)s", name=one["name"])) for one in kept]
    return render_template(
        "console/what_if.html",
        **page_of_world(),
        snapshots=kept,
        choices=choices,
        comparison=comparison,
        errors=dict(errors or {}),
        # Somebody who has just taken a snapshot compares it with what came of it.
        entered=entered or {"first": f"world:{world}", "second": choices[-1][0]},
    )
