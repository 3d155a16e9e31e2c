"""People: who is signed in to this world as buyer and as seller, and switching between them."""

from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from simulator.console.api.signing import LIFETIME, SignIn, make_link, own_page, read_link
from simulator.console.blueprints import console, welcome
from simulator.console.front_page import page_of_world
from simulator.console.living import life_of
from simulator.console.people import PAGE, find_buyers, find_sellers
from simulator.directory import installation_secret
from simulator.errors import NotFound
from simulator.parties import Buyer, Seller
from simulator.shell.flashes import say_done
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.visits import ROLES, current_buyer, current_seller, here, sign_in, the_home


@console.get("/people")
def people(world: str) -> ResponseReturnValue:
    """List the buyers and sellers of this world, with those who are signed in here."""
    return people_page()


def people_page(entered: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None) -> str:
    """Render the page; with what was typed where the dials need another look."""
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
        life=life_of(moment, [*buyers[:PAGE], *sellers[:PAGE]], entered, errors),
    )


@console.post("/people/switch")
def switch(world: str) -> ResponseReturnValue:
    """Become another buyer or another seller of this world."""
    person, role = _person(), request.form["role"]
    said = _("You are %(name)s, the buyer, now.") if role == "buyer" else _("You are %(name)s, the seller, now.")
    say_done(said % {"name": person.name})
    back = make_response(redirect(safe_return(request.form.get("next"), url_for("console.people", world=world)), 303))
    return sign_in(back, world, role, person.id)


@console.post("/people/link")
def sign_in_link(world: str) -> ResponseReturnValue:
    """Make a link that signs another browser in as a person, and show it."""
    person = _person()
    front = f"/w/{world}/seller/" if isinstance(person, Seller) else f"/w/{world}/"
    wish = SignIn(request.form["role"], person.id, front)
    link = request.url_root.rstrip("/") + make_link(installation_secret(the_home()), world, wish)
    return render_template(
        "console/sign_in_link.html", **page_of_world(), person=person, link=link, minutes=LIFETIME // 60
    )


@welcome.get("/w/<world>/sign-in")
def take_link(world: str) -> ResponseReturnValue:
    """Sign the browser in as the person a signed link names, and go where it leads."""
    told = read_link(installation_secret(the_home()), world, request.args.get("token", ""))
    if told.role not in ROLES or here().session.get(ROLES[told.role], told.person_id) is None:
        raise NotFound(_("There is no such person in this world."))
    answer = make_response(redirect(own_page(world, told.next), 303))
    return sign_in(answer, world, told.role, told.person_id)


def _person() -> Buyer | Seller:
    """Return the person a form names."""
    role, person_id = request.form.get("role", ""), request.form.get("person", "")
    person: Buyer | Seller | None = here().session.get(ROLES[role], person_id) if role in ROLES else None  # type: ignore[assignment]
    if person is None:
        raise NotFound(_("There is no such person in this world."))
    return person


def _signed_in(role: str) -> Buyer | Seller | None:
    try:
        return current_buyer() if role == "buyer" else current_seller()
    except Forbidden:
        return None


def _page_number() -> int:
    given = request.args.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1
