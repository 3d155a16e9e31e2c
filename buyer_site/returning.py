"""Returns: asking to send items back, the label for it, and taking the wish back.

When and what can be returned is the transition table's and the rule book's business.
"""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import carry_out, done, my_order, shown_again, whole_number
from buyer_site.blueprint import buyer
from buyer_site.order_cards import card
from buyer_site.states import has_open_return
from simulator.errors import BadInput, MarketplaceError, NotFound
from simulator.orders.models import Order, Return
from simulator.orders.moving import refusal
from simulator.orders.parcel_guards import returnable_units
from simulator.reasons import reason_label
from simulator.shell.wording import gettext as _
from simulator.visits import here

PAGE = "buyer/return.html"
LONGEST_COMMENT = 300


@buyer.get("/orders/<number>/return")
def return_items(world: str, number: str) -> ResponseReturnValue:
    """Show the order's returns, and the form for another where one is possible."""
    order = my_order(number)
    only = [one.id for one in order.items] if len(order.items) == 1 else []
    return render_template(PAGE, **_page(order, checked=only))


@buyer.post("/orders/<number>/return")
def start_return(world: str, number: str) -> ResponseReturnValue:
    """Ask to send the checked items back."""
    order, form = my_order(number), request.form
    try:
        comment = _comment()
        if form.get("wanted") == "replacement":
            comment = f"{_('Replacement wanted.')} {comment}".strip()
        carry_out("request-return", order, reason=_reason(), items=_checked(order), comment=comment)
    except MarketplaceError as error:
        return shown_again(error, PAGE, **_page(my_order(number), checked=form.getlist("item")))
    return done(_("Return started. The seller has been notified."), f"/orders/{number}/return")


@buyer.post("/orders/<number>/return/cancel")
def cancel_return(world: str, number: str) -> ResponseReturnValue:
    """Take the wish to return back."""
    carry_out("cancel-return", my_order(number))
    return done(_("Return canceled."), f"/orders/{number}")


@buyer.get("/orders/<number>/return/label")
def return_label(world: str, number: str) -> ResponseReturnValue:
    """Show the label to print, once the return is authorized."""
    order = my_order(number)
    one = next((back for back in reversed(order.returns) if _has_label(back)), None)
    if one is None:
        raise NotFound(_("There is no authorized return for this order."))
    titles = {item.id: item.title for item in order.items}
    return render_template("buyer/label.html", card=card(here(), order), back=one, titles=titles)


def _comment() -> str:
    comment = request.form.get("comment", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise BadInput("comment", _("Write at most %(most)s characters.", most=LONGEST_COMMENT))
    return comment


def _reason() -> str:
    reason = request.form.get("reason", "")
    if not reason:
        raise BadInput("reason", _("Select a reason for return."))
    return reason


def _checked(order: Order) -> list[dict[str, Any]]:
    chosen, there = request.form.getlist("item"), returnable_units(order, here().policy(order.store))
    if not chosen:
        raise BadInput("items", _("Choose at least one item to return."))
    wanted = []
    for key in chosen:
        most = there.get(key, 0)
        sentence = _("Enter a number from 1 to %(most)s.", most=most)
        text = request.form.get(f"quantity-{key}", str(most))
        units = whole_number(text, f"quantity-{key}", sentence, most=max(most, 1))
        if units == 0:
            raise BadInput(f"quantity-{key}", sentence)
        wanted.append({"order_item_id": key, "quantity": units})
    return wanted


def _page(order: Order, *, checked: list[str]) -> dict[str, Any]:
    policy = here().policy(order.store)
    there = returnable_units(order, policy)
    return {
        "card": card(here(), order, on_details=True),
        "items": [(one, there[one.id]) for one in order.items if there.get(one.id)],
        "checked": checked,
        "typed": request.form,
        "closed": refusal(here(), order, "request-return"),
        # While one is open the form is simply not there; a closed window is told.
        "is_running": has_open_return(order),
        "reasons": [(code, row.label) for code, row in policy.return_reasons.items()],
        "returns": [_told(order, back) for back in order.returns],
        "can_cancel": refusal(here(), order, "cancel-return") is None,
    }


def _has_label(back: Return) -> bool:
    return back.authorized_at is not None and back.closed_at is None and back.received_at is None


def _told(order: Order, back: Return) -> dict[str, Any]:
    """Describe a return: what it is about and how far it has come."""
    titles = {item.id: item.title for item in order.items}
    names = {
        "requested": _("Requested"),
        "authorized": _("Authorized"),
        "received": _("Received by the seller"),
        "refunded": _("Refunded"),
        "closed": _("Closed"),
        "canceled": _("Canceled"),
    }
    return {
        "state": names.get(back.state, back.state),
        "reason": reason_label(here().policy(order.store).return_reasons, back.reason),
        "lines": [(titles.get(one["order_item_id"], ""), one["quantity"]) for one in back.items],
        "has_label": _has_label(back),
        "row": back,
    }
