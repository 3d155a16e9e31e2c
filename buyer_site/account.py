"""Your Account: its parts, the communication preference, and addresses. All changes are one deed, `change-buyer`."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import done, shown_again, whole_number
from buyer_site.blueprint import buyer
from simulator.errors import BadInput, MarketplaceError
from simulator.policy import store
from simulator.shell.register import site_url
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.visits import current_buyer, do

# The parts of an address, the longest each may be, and which are needed.
PARTS = (
    ("name", 100, True),
    ("line1", 120, True),
    ("line2", 120, False),
    ("city", 80, True),
    ("state", 60, False),
    ("postal_code", 20, True),
    ("phone", 40, False),
)
MOST_ADDRESSES = 20
ADDRESSES, COMMUNICATION = "buyer/addresses.html", "buyer/communication.html"


@buyer.get("/account")
def your_account(world: str) -> ResponseReturnValue:
    """Show the parts of the account."""
    return render_template("buyer/account.html", person=current_buyer())


@buyer.get("/account/communication")
def communication(world: str) -> ResponseReturnValue:
    """Show which messages the buyer wants."""
    return render_template(COMMUNICATION, person=current_buyer())


@buyer.post("/account/communication")
def change_communication(world: str) -> ResponseReturnValue:
    """Opt out of messages that are not critical, or back in."""
    wanted = {"all": False, "critical": True}.get(request.form.get("messages", ""))
    if wanted is None:
        error = BadInput("messages", _("Choose which messages you want."))
        return shown_again(error, COMMUNICATION, person=current_buyer())
    do("change-buyer", as_="buyer", buyer_id=current_buyer().id, opted_out=wanted)
    return done(_("Your communication preference was saved."), "/account/communication")


@buyer.get("/account/addresses")
def addresses(world: str) -> ResponseReturnValue:
    """List the saved addresses and offer to add one."""
    return render_template(ADDRESSES, **_page())


@buyer.post("/account/addresses")
def add_address(world: str) -> ResponseReturnValue:
    """Save another address."""
    person = current_buyer()
    try:
        if len(person.addresses) >= MOST_ADDRESSES:
            raise BadInput("name", _("You can keep at most %(most)s addresses.", most=MOST_ADDRESSES))
        _change(addresses=[*person.addresses, _read()])
    except MarketplaceError as error:
        return shown_again(error, ADDRESSES, **_page())
    then = safe_return(request.form.get("next"), "")
    return redirect(then, 303) if then else done(_("The address was saved."), "/account/addresses")


@buyer.post("/account/addresses/<verb>")
def change_address(world: str, verb: str) -> ResponseReturnValue:
    """Make a saved address the usual one, or remove it."""
    person = current_buyer()
    if verb not in ("use", "remove"):
        return redirect(site_url("/account/addresses"), 303)
    sentence = _("There is no such address.")
    saved = list(person.addresses)
    try:
        place = whole_number(request.form.get("place"), "place", sentence, most=10**6)
        if place >= len(saved):
            raise BadInput("place", sentence)
        chosen = saved.pop(place)
        _change(address=chosen, addresses=[person.address, *saved]) if verb == "use" else _change(addresses=saved)
    except MarketplaceError as error:
        return shown_again(error, ADDRESSES, **_page())
    return done(_("Your addresses were saved."), "/account/addresses")


def _change(**changed: Any) -> None:
    do("change-buyer", as_="buyer", buyer_id=current_buyer().id, **changed)


def _read() -> dict[str, str]:
    """Read an address; the first part that is missing or too long is named."""
    told = {name: " ".join(request.form.get(name, "").split()) for name, _most, _needed in PARTS}
    for name, most, needed in PARTS:
        if needed and not told[name]:
            raise BadInput(name, _("Fill in this part of the address."))
        if len(told[name]) > most:
            raise BadInput(name, _("Write at most %(most)s characters.", most=most))
    return {**told, "country": store(current_buyer().store).country}


def _page() -> dict[str, Any]:
    return {"person": current_buyer(), "typed": request.form, "next_url": request.values.get("next", "")}
