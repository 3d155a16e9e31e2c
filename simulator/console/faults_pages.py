"""Faults on demand: what goes wrong in machine interfaces, mail and notifications until it is switched off."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.acting import holding
from simulator.console.blueprints import console
from simulator.console.front_page import page_of_world
from simulator.database import db
from simulator.errors import BadInput
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import here, look_again, the_home

# Milliseconds a machine interface may be made to wait.
LONGEST_LATENCY = 60_000


@console.get("/faults")
def faults(world: str) -> ResponseReturnValue:
    """Show what is broken."""
    return _page(_flat(here().world.faults))


@console.post("/faults")
def break_things(world: str) -> ResponseReturnValue:
    """Break what is ticked and mend the rest."""
    try:
        wanted = _read(request.form)
    except BadInput as error:
        return _page(request.form, {error.field: error.message}), 422
    db.session.rollback()
    with holding(the_home(), world) as moment:
        moment.world.faults = wanted
    look_again()
    say_done(_("Faults are switched on.") if wanted else _("Nothing is broken any more."))
    return redirect(url_for("console.faults", world=world), 303)


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    api = {
        "latency_ms": _number(form, "latency_ms", LONGEST_LATENCY, whole=True),
        "throttle": _number(form, "throttle", 1000),
        "error_rate": _number(form, "error_rate", 1),
    }
    api = {name: value for name, value in api.items() if value}
    down = {name: {"down": True} for name in ("mail", "notifications") if form.get(name)}
    return ({"api": api} if api else {}) | down


def _number(form: Mapping[str, str], field: str, most: int, *, whole: bool = False) -> float | int:
    text = form.get(field, "").strip() or "0"
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= most:
        raise BadInput(field, _("Write a number from 0 to %(most)s.", most=most))
    return value


def _flat(faults: Mapping[str, Any]) -> dict[str, Any]:
    """Spread the world's faults over the fields of the form."""
    api = faults.get("api") or {}
    return {**api, "mail": bool(faults.get("mail")), "notifications": bool(faults.get("notifications"))}


def _page(entered: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> str:
    return render_template("console/faults.html", **page_of_world(), entered=entered, errors=dict(errors or {}))
