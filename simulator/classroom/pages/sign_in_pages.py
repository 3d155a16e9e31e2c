"""Joining a class, signing in and out, and becoming an instructor by invitation."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.classroom import accounts, classes, passwords
from simulator.classroom.accounts import Proof
from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.visitor import address, forget, is_local, remember, the_visitor
from simulator.classroom.throttle import TooManyAttempts
from simulator.errors import BadInput
from simulator.logbook import note_person
from simulator.shell.flashes import say_done
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import the_home


@rooms.get("/join")
@rooms.get("/join/<code>")
def join(code: str = "") -> ResponseReturnValue:
    """Ask for class code and nickname."""
    return _page("join", {"code": code})


@rooms.post("/join")
def take_seat() -> ResponseReturnValue:
    """Take a seat, or come back to it."""
    form = request.form
    password = None if is_local() else form.get("password", "")

    def proof() -> Proof:
        return classes.join(the_home(), form.get("code", ""), form.get("nickname", ""), password, address())

    return _entered("join", proof, url_for("rooms.my_class"))


@rooms.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask who is there: a learner or an instructor."""
    if the_visitor().is_instructor and is_local():
        return redirect(url_for("rooms.teach"), 303)
    return _page("sign_in", {"next": request.args.get("next", "")})


@rooms.post("/sign-in")
def sign_in_as_instructor() -> ResponseReturnValue:
    """Sign an instructor in."""
    form = request.form

    def proof() -> Proof:
        return accounts.sign_in_instructor(the_home(), form.get("name", ""), form.get("password", ""), address())

    return _entered("sign_in", proof, safe_return(form.get("next"), url_for("rooms.teach")))


@rooms.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign the browser out."""
    forget()
    say_done(_("You are signed out."))
    return redirect(url_for("rooms.join" if is_local() else "rooms.sign_in"), 303)


@rooms.get("/invitation")
def invitation() -> ResponseReturnValue:
    """Ask for an invitation code and the new account's name and password."""
    return _page("invitation", {"code": request.args.get("code", "")})


@rooms.post("/invitation")
def accept_invitation() -> ResponseReturnValue:
    """Become an instructor."""
    form = request.form

    def proof() -> Proof:
        values = form.get("code", ""), form.get("name", ""), form.get("password", "")
        return accounts.accept(the_home(), *values, address())

    return _entered("invitation", proof, url_for("rooms.teach"))


def _entered(page: str, proof: Callable[[], Proof], onward: str) -> ResponseReturnValue:
    """Sign in by what a form says and go on, or show the form again with what was wrong."""
    try:
        found = proof()
    except BadInput as error:
        note_person("%s failed: wrong %s", page, error.field)
        return _page(page, request.form, {error.field: said(error)}), 422
    except TooManyAttempts as error:
        note_person("%s failed: too many attempts", page)
        wait = {"Retry-After": str(int(error.wait.total_seconds()) + 1)}
        return _page(page, request.form, {"password": said(error)}), 429, wait
    remember(found)
    note_person("%s as %s %s", page, found.role, found.id)
    return redirect(onward, 303)


def _page(page: str, entered: Any, errors: dict[str, str] | None = None) -> str:
    told = {"entered": entered, "errors": errors or {}, "has_passwords": not is_local(), "limits": passwords}
    return render_template(f"classroom/{page}.html", **told)
