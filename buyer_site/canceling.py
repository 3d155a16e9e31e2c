"""Canceling from the buyer's side: cancel items alone inside the window, request it of the seller afterwards.

The window, the reasons and what is open are the rule book's and the transition table's business.
"""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import carry_out, done, my_order, refuse_if_stale, shown_again, whole_number
from buyer_site.blueprint import buyer
from buyer_site.order_cards import Card, card
from simulator.errors import BadInput, MarketplaceError, Refusal
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.shell.rule_fields import RuleSentence
from simulator.shell.wording import gettext as _
from simulator.visits import here

CANCEL, REQUEST = "buyer/cancel.html", "buyer/request.html"


@buyer.get("/orders/<number>/cancel")
def cancel_items(world: str, number: str) -> ResponseReturnValue:
    """Ask which items to cancel."""
    order = my_order(number)
    only = [one.id for one in order.items] if len(order.items) == 1 else []
    return render_template(CANCEL, **_form(order, "buyer-cancel", checked=only))


@buyer.post("/orders/<number>/cancel")
def cancel_checked_items(world: str, number: str) -> ResponseReturnValue:
    """Cancel the checked items; the window is asked for once more."""
    order, reason = my_order(number), request.form.get("reason") or None
    try:
        refuse_if_stale("buyer-cancel", order)
        carry_out("buyer-cancel", order, items=_checked(order), reason=reason)
    except MarketplaceError as error:
        form = _form(my_order(number), "buyer-cancel", checked=request.form.getlist("item"))
        return shown_again(error, CANCEL, **form)
    return done(_("Items canceled."), f"/orders/{number}")


@buyer.get("/orders/<number>/request-cancellation")
def request_cancellation(world: str, number: str) -> ResponseReturnValue:
    """Ask why the seller is to cancel."""
    return render_template(REQUEST, **_form(my_order(number), "request-cancellation", checked=[]))


@buyer.post("/orders/<number>/request-cancellation")
def send_request(world: str, number: str) -> ResponseReturnValue:
    """Pass the official request to the seller."""
    order = my_order(number)
    given: dict[str, Any] = {"reason": request.form.get("reason") or None, "note": request.form.get("note", "").strip()}
    if request.form.getlist("item"):
        given["items"] = request.form.getlist("item")
    try:
        carry_out("request-cancellation", order, **given)
    except MarketplaceError as error:
        form = _form(my_order(number), "request-cancellation", checked=request.form.getlist("item"))
        return shown_again(_at_its_field(error), REQUEST, **form)
    if my_order(number).canceled_at is not None:
        return done(_("Order %(number)s canceled.", number=number), f"/orders/{number}")
    return done(_("Cancellation requested. The seller has been notified."), f"/orders/{number}")


def _form(order: Order, deed: str, *, checked: list[str]) -> dict[str, Any]:
    policy = here().policy(order.store)
    shown: Card = card(here(), order, on_details=True)
    return {
        "card": shown,
        "closed": refusal(here(), order, deed),
        "checked": checked,
        "typed": request.form,
        "reasons": [(code, row.label) for code, row in policy.buyer_cancel_reasons.items()],
        "by_item": policy.request_scope == "item",
        "note_limit": policy.request_note_limit,
        "official": next((one for one in shown.actions if one.key in ("cancel", "request", "return")), None),
    }


def _checked(order: Order) -> list[dict[str, Any]]:
    """Read the checked items and, where a line has several units, how many of them."""
    chosen = request.form.getlist("item")
    if not chosen:
        raise BadInput("items", _("Check at least one item."))
    by_id, wanted = {one.id: one for one in order.items}, []
    for key in chosen:
        most = by_id[key].quantity_open if key in by_id else 0
        sentence = _("Enter a number from 1 to %(most)s.", most=most)
        text = request.form.get(f"quantity-{key}", str(most))
        units = whole_number(text, f"quantity-{key}", sentence, most=most)
        if units == 0 and most:
            raise BadInput(f"quantity-{key}", sentence)
        wanted.append({"order_item_id": key, "quantity": units} if most else {"order_item_id": key})
    return wanted


def _at_its_field(error: MarketplaceError) -> MarketplaceError:
    """Show a missing reason beside its field, in the words of the rule."""
    if isinstance(error, Refusal) and error.rule == "request-reason-required":
        return BadInput("reason", RuleSentence(error))
    return error
