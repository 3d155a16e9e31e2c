"""The clock: the strip's poll and its buttons, and the console's jumps.

Each is a form that anybody on any page of the world may send; the answer leads back to where it was sent from.
"""

from datetime import datetime

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from simulator.acting import set_clock
from simulator.console.blueprints import console
from simulator.console.front_page import front_page, page_of_world
from simulator.console.jumping import (
    Deadline,
    Jump,
    People,
    jump_by,
    jump_to,
    jump_to_concern,
    next_auto_cancel,
    next_ship_by,
    read_local,
)
from simulator.database import db
from simulator.errors import BadInput
from simulator.moment import Moment
from simulator.policy import store
from simulator.shell.flashes import say_done
from simulator.shell.formats import duration_text, moment_text
from simulator.shell.strip import strip_answer
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext, said
from simulator.visits import current_buyer, current_seller, here, look_again, the_home

PICKS = {"ship-by": next_ship_by, "auto-cancel": next_auto_cancel}


@console.get("/strip")
def strip(world: str) -> ResponseReturnValue:
    """Answer the strip's poll."""
    return strip_answer(g.strip)


@console.get("/clock/card")
def clock_card(world: str) -> ResponseReturnValue:
    """Answer the poll of the console's own clock; a pause or play from elsewhere reloads the page."""
    answer = render_template("console/_clock_now.html", clock=page_of_world()["clock"])
    changed = request.args.get("mode") not in (None, here().world.mode)
    return answer, {"Cache-Control": "no-store"} | ({"HX-Refresh": "true"} if changed else {})


@console.post("/clock/pause")
def pause(world: str) -> ResponseReturnValue:
    """Hold the world still."""
    return _set(world, mode="paused")


@console.post("/clock/play")
def play(world: str) -> ResponseReturnValue:
    """Let the world's time run."""
    return _set(world, mode="playing")


@console.post("/clock/speed")
def speed(world: str) -> ResponseReturnValue:
    """Choose how fast the world's time runs."""
    given = request.form.get("speed", "")
    # Nine digits are more than the fastest clock; what does not fit is refused with the clock's own sentence.
    return _set(world, speed=int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0)


@console.post("/clock/next")
def jump_to_next_event(world: str) -> ResponseReturnValue:
    """Move to the next thing that concerns whoever is signed in."""
    people = _people()
    db.session.rollback()
    return _landed(world, jump_to_concern(the_home(), world, people))


@console.post("/clock/jump")
def jump(world: str) -> ResponseReturnValue:
    """Move by a span, to a deadline, or to a date and time."""
    form = request.form
    try:
        if form.get("by"):
            done = jump_by(the_home(), world, form["by"])
        else:
            done = jump_to(the_home(), world, _goal(here(), form.get("pick", ""), form.get("to", "")))
    except BadInput as error:
        look_again()
        return front_page(errors={"to": said(error)}, entered=form), 422
    return _landed(world, done)


def _goal(moment: Moment, pick: str, to: str) -> datetime:
    if not pick:
        return read_local(to, store(moment.world.marketplace).zone, "to")
    found: Deadline | None = PICKS[pick](moment) if pick in PICKS else None
    if found is None:
        raise BadInput("to", _("Nothing of this kind is coming up."))
    return found.at


def _set(world: str, *, mode: str | None = None, speed: int | None = None) -> ResponseReturnValue:
    db.session.rollback()
    set_clock(the_home(), world, mode=mode, speed=speed)
    return redirect(_way_back(), 303)


def _landed(world: str, done: Jump) -> ResponseReturnValue:
    """Say where the jump led, and go back; the console also shows what happened on the way."""
    look_again()
    moment = here()
    say_done(_jump_words(done, moment))
    back = _way_back()
    if back.split("?")[0].rstrip("/").endswith(f"/w/{world}/console"):
        back = f"{back.split('?')[0]}?since={done.since}"
    return redirect(back, 303)


def _jump_words(done: Jump, moment: Moment) -> str:
    if done.end == done.start and not done.total:
        return _("Nothing is coming up. The clock stays where it is.")
    time = moment_text(moment.now, store(moment.world.marketplace), "long")
    length = duration_text(done.end - done.start, _, ngettext)
    count = ngettext("%(num)d thing happened on the way.", "%(num)d things happened on the way.", done.total)
    return " ".join([_("Moved on by %(length)s to %(time)s.", length=length, time=time), count])


def _people() -> People:
    """Say whose orders matter: those of the buyer and the seller who are signed in."""
    return People(_signed_in(current_buyer), _signed_in(current_seller))


def _signed_in(who: object) -> str | None:
    try:
        person = who()  # type: ignore[operator]
    except Forbidden:
        return None
    return str(person.id)


def _way_back() -> str:
    return safe_return(request.form.get("next"), request.path.split("/clock/")[0] + "/")
