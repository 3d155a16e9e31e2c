"""Simulated people as forms: dials, taking somebody over, personas, and making something happen now."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from simulator.acting import act
from simulator.console.blueprints import console
from simulator.console.living import happening_words
from simulator.console.people_pages import people_page
from simulator.errors import BadInput, Refusal
from simulator.people.dials import RANGES
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import look_again, the_home


@console.post("/people/dials")
def turn_dials(world: str) -> ResponseReturnValue:
    """Switch people on or off and turn their dials."""
    entered: dict[str, Any] = {name: request.form.get(name, "").strip() for name in RANGES}
    entered["on"] = request.form.get("on") == "yes"
    wrong = {name: _range_words(name) for name in RANGES if not _is_in_range(name, entered[name])}
    if wrong:
        return people_page(entered, wrong), 422
    _do(world, "set-people", {"on": entered["on"], **{name: int(entered[name]) for name in RANGES}})
    say_done(_("The dials are set."))
    return redirect(url_for("console.people", world=world), 303)


@console.post("/people/play")
def take_over(world: str) -> ResponseReturnValue:
    """Take somebody over, or hand them back."""
    by = "simulation" if request.form.get("played_by") == "simulation" else "person"
    _do(world, "switch-person", {"person_id": request.form.get("person", "")[:60], "played_by": by})
    say_done(_("This one acts by themselves now.") if by == "simulation" else _("This one is yours now."))
    return redirect(_way_back(world), 303)


@console.post("/people/persona")
def give_persona(world: str) -> ResponseReturnValue:
    """Have somebody behave as another kind of person."""
    wish = {"person_id": request.form.get("person", "")[:60], "persona": request.form.get("persona", "")[:60]}
    _do(world, "switch-person", wish)
    say_done(_("The persona is set."))
    return redirect(_way_back(world), 303)


@console.post("/orders/<number>/make-happen")
def make_happen(world: str, number: str) -> ResponseReturnValue:
    """Have somebody simulated do something to an order at once."""
    what = request.form.get("what", "")[:60]
    try:
        _do(world, "make-happen", {"what": what}, number)
    except (BadInput, Refusal) as error:
        look_again()
        say_problem(said(error), error.rule if isinstance(error, Refusal) else None)
    else:
        say_done(_("Done: %(what)s.", what=happening_words()[what]))
    return redirect(url_for("console.order", world=world, number=number), 303)


def _do(world: str, deed: str, args: Mapping[str, Any], number: str | None = None) -> None:
    look_again()
    act(the_home(), world, deed, order_id=number, args=dict(args))
    look_again()


def _is_in_range(name: str, text: str) -> bool:
    low, high, _unit = RANGES[name]
    return text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high


def _range_words(name: str) -> str:
    low, high, _unit = RANGES[name]
    return _("Enter a whole number from %(low)d to %(high)d.", low=low, high=high)


def _way_back(world: str) -> str:
    return safe_return(request.form.get("next"), url_for("console.people", world=world))
