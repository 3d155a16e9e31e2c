"""The cart's page: what is in it, how many, what it costs. The cart itself is in `cart.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from buyer_site import cart, offers
from buyer_site.answers import whole_number
from buyer_site.blueprint import buyer
from simulator.errors import BadInput
from simulator.parties import Product
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _
from simulator.visits import current_buyer, here


@dataclass(frozen=True)
class Row:
    """A line of the cart; `trouble` says why it cannot be bought as it is."""

    product: Product
    quantity: int
    price: int
    trouble: str


def rows() -> list[Row]:
    """Return the cart's lines with today's offers; what has gone is left out."""
    wanted = cart.lines()
    found = offers.by_sku(here(), current_buyer().store, list(wanted))
    return [
        Row(found[sku], units, found[sku].price * units, _trouble(found[sku], units))
        for sku, units in wanted.items()
        if sku in found
    ]


@buyer.get("/cart")
def show_cart(world: str) -> ResponseReturnValue:
    """Show the cart."""
    return render_template("buyer/cart.html", **_page(rows(), {}))


@buyer.post("/cart")
def add_to_cart(world: str) -> ResponseReturnValue:
    """Put units of an offer into the cart, and go to the checkout if they are to be bought now."""
    offer = offers.by_sku(here(), current_buyer().store, [request.form.get("sku", "")])
    product = next(iter(offer.values()), None)
    if product is None or not offers.can_be_bought(product):
        say_problem(_("This item is currently unavailable."))
        return redirect(site_url("/cart"), 303)
    try:
        quantity = _units(request.form.get("quantity", "1"), product, "quantity")
    except BadInput as error:
        say_problem(error.message)
        return redirect(site_url(f"/p/{product.asin}"), 303)
    cart.put(product.sku, max(quantity, 1))
    if request.form.get("now"):
        return redirect(site_url("/checkout"), 303)
    say_done(_("Added to your cart: %(title)s.", title=product.title))
    return redirect(site_url("/cart"), 303)


@buyer.post("/cart/change")
def change_cart(world: str) -> ResponseReturnValue:
    """Remove a line, or take over the quantities; zero removes a line."""
    shown, wanted, errors, gone = rows(), cart.lines(), dict[str, str](), request.form.get("remove")
    for one in shown:
        sku, field = one.product.sku, f"quantity-{one.product.sku}"
        try:
            wanted[sku] = 0 if sku == gone else _units(request.form.get(field, str(one.quantity)), one.product, field)
        except BadInput as error:
            errors[field] = error.message
    if errors and not gone:
        return render_template("buyer/cart.html", **_page(shown, request.form), errors=errors), 422
    cart.keep(wanted)
    say_done(_("Removed from your cart.") if gone else _("Your cart was updated."))
    return redirect(site_url("/cart"), 303)


def _page(shown: list[Row], typed: Mapping[str, str]) -> dict[str, Any]:
    return {"rows": shown, "typed": typed, "total": sum(one.price for one in shown)}


def _units(text: str, product: Product, field: str) -> int:
    most = here().policy(product.store).quantity_maximum
    return whole_number(text, field, _("Enter a number from 0 to %(most)s.", most=most), most=most)


def _trouble(product: Product, units: int) -> str:
    """Say in the rule's own words why a line cannot be ordered."""
    policy = here().policy(product.store)
    if not offers.can_be_bought(product):
        return policy.refuse("offer-active", item=product.title).message
    if units > product.stock:
        return policy.refuse("stock-available", left=product.stock, item=product.title).message
    return ""
