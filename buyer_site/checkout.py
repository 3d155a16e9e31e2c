"""The checkout: address, shipping, payment and options on one page; then one order for each seller of the cart.

Placing is the engine's; this page reads what was typed, splits the cart and says what came of it.
"""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from buyer_site import cart
from buyer_site.answers import my_order, shown_again, whole_number
from buyer_site.blueprint import buyer
from buyer_site.cart_pages import rows
from buyer_site.order_cards import card
from buyer_site.parcels import Parcel, parcels_of, totals
from buyer_site.payment_cards import cards
from simulator.errors import BadInput, MarketplaceError
from simulator.policy import Policy
from simulator.shell.flashes import say_problem
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _
from simulator.visits import current_buyer, do, here, the_world

LONGEST_NOTE = 240
LONGEST_CUSTOM = 100
PAGE = "buyer/checkout.html"


@buyer.get("/checkout")
def checkout(world: str) -> ResponseReturnValue:
    """Show everything that is decided at checkout, with the usual answers filled in."""
    parcels = parcels_of(rows())
    if not parcels:
        return redirect(site_url("/cart"), 303)
    return render_template(PAGE, **_page(parcels, _usual()))


@buyer.post("/checkout")
def place_your_order(world: str) -> ResponseReturnValue:
    """Place one order for each seller, or show the totals for another shipping service."""
    typed, parcels = request.form.to_dict(), parcels_of(rows())
    if not parcels:
        say_problem(_("Your cart is empty. If you pressed the button twice, your order is in Your Orders."))
        return redirect(site_url("/orders"), 303)
    if "update" in typed:
        return render_template(PAGE, **_page(parcels, typed))
    try:
        wanted = _read(typed)
        numbers = [_place(parcel, wanted, place) for place, parcel in enumerate(parcels)]
    except MarketplaceError as error:
        return shown_again(error, PAGE, **_page(parcels_of(rows()), typed))
    cart.keep({})
    return redirect(url_for("buyer.order_placed", world=the_world(), order=numbers), 303)


@buyer.get("/checkout/done")
def order_placed(world: str) -> ResponseReturnValue:
    """Say what was ordered, and until when it can be canceled without asking."""
    numbers = request.args.getlist("order")[:50]
    if not numbers:
        abort(404)
    return render_template("buyer/placed.html", cards=[card(here(), my_order(one)) for one in numbers])


def _page(parcels: list[Parcel], typed: dict[str, str]) -> dict[str, Any]:
    policy, person = _policy(), current_buyer()
    services = {code: policy.transit_days[code].label for code in policy.shipping_services}
    chosen = typed.get("service", "")
    return {
        "typed": typed,
        "addresses": list(enumerate([person.address, *person.addresses])),
        "services": [(code, label, policy.shipping_prices[code]) for code, label in services.items()],
        "cards": [(one.key, one.words) for one in cards(policy)],
        "parcels": parcels,
        "totals": totals(parcels, chosen if chosen in services else policy.default_shipping_service, policy),
        "is_business": person.is_business,
        "count": person.acts,
    }


def _usual() -> dict[str, str]:
    return {"address": "0", "service": _policy().default_shipping_service, "card": "approve"}


def _policy() -> Policy:
    return here().policy(current_buyer().store)


def _read(typed: dict[str, str]) -> dict[str, Any]:
    """Read what the page asks once for all orders."""
    person = current_buyer()
    saved = [person.address, *person.addresses]
    sentence = _("Choose one of your addresses.")
    place = whole_number(typed.get("address"), "address", sentence, most=len(saved) - 1)
    payments = {one.key: one.payment for one in cards(_policy())}
    if typed.get("card") not in payments:
        raise BadInput("card", _("Choose a card."))
    if typed.get("service") not in _policy().shipping_services:
        raise BadInput("service", _("Choose a shipping service."))
    # How many orders the page knew of: pressed twice, the form places them once.
    known = whole_number(typed.get("count"), "count", _("Go back to the cart and try again."), most=10**8)
    return {
        "ship_to": saved[place],
        "payment": payments[typed["card"]],
        "service": typed["service"],
        "attributes": _options(typed),
        "known": known,
    }


def _options(typed: dict[str, str]) -> dict[str, Any]:
    """Read gift wrap, note, invoice wish and purchase order number; what was left out is not kept."""
    texts = {
        "gift_note": _text(typed, "gift_note", LONGEST_NOTE),
        "purchase_order_number": _text(typed, "purchase_order_number", LONGEST_CUSTOM),
    }
    switches = {name: True for name in ("gift_wrap", "invoice_requested") if typed.get(name)}
    return {**switches, **{name: text for name, text in texts.items() if text}}


def _place(parcel: Parcel, wanted: dict[str, Any], place: int) -> str:
    custom = _customization(parcel)
    done = do(
        "place-order",
        as_="buyer",
        buyer_id=current_buyer().id,
        seller_id=parcel.seller.id,
        items=[{"sku": row.product.sku, "quantity": row.quantity} for row in parcel.rows],
        channel=parcel.channel,
        payment=str(wanted["payment"]),
        service=wanted["service"],
        ship_to=wanted["ship_to"],
        attributes={**wanted["attributes"], **({"customization": custom} if custom else {})},
        orders_before=wanted["known"] + place,
    )
    return str(done.event["order_id"])


def _customization(parcel: Parcel) -> str:
    """Read what is to be printed or engraved; where several items are, each text says on which."""
    texts = {
        row.product.sku: text
        for row in parcel.rows
        if row.product.customizable and (text := _text(request.form, f"custom-{row.product.sku}", LONGEST_CUSTOM))
    }
    return next(iter(texts.values())) if len(texts) == 1 else "; ".join(f"{sku}: {text}" for sku, text in texts.items())


def _text(typed: Any, name: str, most: int) -> str:
    text = " ".join(str(typed.get(name, "")).split())
    if len(text) > most:
        raise BadInput(name, _("Write at most %(most)s characters.", most=most))
    return text
