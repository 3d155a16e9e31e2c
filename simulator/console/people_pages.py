"""People: who is signed in to this world as buyer and as seller, and switching between them."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from simulator.console.blueprints import console
from simulator.console.front_page import page_of_world
from simulator.console.people import PAGE, find_buyers, find_sellers
from simulator.errors import NotFound
from simulator.parties import Buyer, Seller
from simulator.shell.flashes import say_done
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.visits import ROLES, current_buyer, current_seller, here, sign_in


@console.get("/people")
def people(world: str) -> ResponseReturnValue:
    """List the buyers and sellers of this world, with those who are signed in here."""
    moment, words = here(), request.args.get("q", "").strip()[:100]
    page = _page_number()
    buyers, sellers = find_buyers(moment, words, page), find_sellers(moment, words, page)
    return render_template(
        "console/people.html",
        **page_of_world(),
        buyer=_signed_in("buyer"),
        seller=_signed_in("seller"),
        buyers=buyers[:PAGE],
        sellers=sellers[:PAGE],
        has_more=max(len(buyers), len(sellers)) > PAGE,
        number=page,
        words=words,
    )


@console.post("/people/switch")
def switch(world: str) -> ResponseReturnValue:
    """Become another buyer or another seller of this world."""
    role, person_id = request.form.get("role", ""), request.form.get("person", "")
    person: Buyer | Seller | None = here().session.get(ROLES[role], person_id) if role in ROLES else None  # type: ignore[assignment]
    if person is None:
        raise NotFound(_("There is no such person in this world."))
    said = _("You are %(name)s, the buyer, now.") if role == "buyer" else _("You are %(name)s, the seller, now.")
    say_done(said % {"name": person.name})
    back = make_response(redirect(safe_return(request.form.get("next"), url_for("console.people", world=world)), 303))
    return sign_in(back, world, role, person.id)


def _signed_in(role: str) -> Buyer | Seller | None:
    try:
        return current_buyer() if role == "buyer" else current_seller()
    except Forbidden:
        return None


def _page_number() -> int:
    given = request.args.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1
