"""Faults on demand: what goes wrong in machine interfaces, mail and notifications until it is switched off.

What a fault may be is said once, by the control API's own shape; this is the form for it.
"""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.acting import holding
from simulator.console.api.rule_calls import DeliveryFaults, Faults, JobFaults, MachineFaults
from simulator.console.blueprints import console
from simulator.console.front_page import page_of_world
from simulator.database import db
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import here, look_again, the_home

PARTS: Mapping[str, type[BaseModel]] = {
    "api": MachineFaults, "reports": JobFaults, "feeds": JobFaults, "mail": DeliveryFaults,
    "notifications": DeliveryFaults,
}  # fmt: skip
# What is on or off rather than more or less.
SWITCHES = ("usage_plans", "strict")


@console.get("/faults")
def faults(world: str) -> ResponseReturnValue:
    """Show what is broken."""
    told = here().world.faults
    return _page({_field(part, name): value for part in told for name, value in told[part].items()})


@console.post("/faults")
def break_things(world: str) -> ResponseReturnValue:
    """Break what is filled in and mend the rest."""
    try:
        wanted = Faults.model_validate(_read(request.form)).model_dump(exclude_none=True)
    except ValidationError as problem:
        errors = {_field(*map(str, one["loc"][:2])): _wanted(one) for one in problem.errors()}
        return _page(request.form, errors), 422
    db.session.rollback()
    with holding(the_home(), world) as moment:
        moment.world.faults = wanted
    look_again()
    say_done(_("Faults are switched on.") if wanted else _("Nothing is broken any more."))
    return redirect(url_for("console.faults", world=world), 303)


def _read(form: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Gather what was filled in, part by part; an empty field means that all is well there."""
    told: dict[str, dict[str, object]] = {}
    for part, shape in PARTS.items():
        for name in shape.model_fields:
            text = form.get(_field(part, name), "").strip()
            if text and text != "0":
                told.setdefault(part, {})[name] = _number(text)
    return told


def _number(text: str) -> object:
    # A shape that is strict about numbers gets one; what is none is refused by it in its own words.
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _wanted(problem: ErrorDetails) -> str:
    """Say what a field takes; the limits are those of its shape."""
    part, name = map(str, problem["loc"][:2])
    takes = PARTS[part].model_json_schema()["properties"][name]["anyOf"][0]
    if takes["type"] == "integer":
        return _("Enter a whole number from %(low)d to %(high)d.", low=takes["minimum"], high=takes["maximum"])
    if takes["type"] == "number":
        return _("Enter a number from 0 to %(most)s.", most=takes["maximum"])
    return f"{problem['msg']}."


def _field(part: str, name: str) -> str:
    return f"{part}-{name}"


def _page(entered: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> str:
    titles = {
        "api": _("Machine interfaces"),
        "reports": _("Reports"),
        "feeds": _("Uploaded files"),
        "mail": _("Mail handed to a mail server"),
        "notifications": _("Notifications"),
    }
    words = {
        "latency_ms": (_("Added latency, milliseconds"), _("Everything here waits this long.")),
        "throttle": (_("Share turned away as too many, 0 to 1"), _("Software is told to try again later.")),
        "error_rate": (_("Share that fails, 0 to 1"), _("1 means that nothing gets through.")),
        "duplicate_rate": (_("Share that arrives twice, 0 to 1"), _("As queues do.")),
        "usage_plans": (_("Keep to the published usage plans"), _("Software that asks too often is turned away.")),
        "strict": (_("Lists of orders lag two minutes"), _("As on the real marketplace.")),
    }
    parts = [
        (titles[part], [(_field(part, name), *words.get(name, (name, ""))) for name in shape.model_fields])
        for part, shape in PARTS.items()
    ]
    return render_template(
        "console/faults.html", **page_of_world(), parts=parts, entered=entered, errors=dict(errors or {}),
        switches=[_field("api", name) for name in SWITCHES],
    )  # fmt: skip
