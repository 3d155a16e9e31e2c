"""Problem with order, and Contact us: which way leads to help, and customer service by phone or chat.

What customer service does for the buyer is messaging's deed; these pages ask for it and tell what came of it.
"""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from buyer_site import order_lists
from buyer_site.answers import carry_out, my_order, shown_again
from buyer_site.blueprint import buyer
from buyer_site.order_cards import Card, card
from simulator.errors import BadInput, MarketplaceError
from simulator.events import EventKind
from simulator.models import Event
from simulator.orders.models import Order
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _
from simulator.visits import current_buyer, here

PROBLEM, HELP, CALL = "buyer/problem.html", "buyer/contact_us.html", "buyer/customer_service.html"


@buyer.get("/orders/<number>/problem")
def problem_with_order(world: str, number: str) -> ResponseReturnValue:
    """Ask what went wrong."""
    return render_template(PROBLEM, card=card(here(), my_order(number), on_details=True), troubles=_troubles())


@buyer.post("/orders/<number>/problem")
def find_help(world: str, number: str) -> ResponseReturnValue:
    """Lead to the page that helps with it; a wish to cancel to the official way first."""
    shown = card(here(), my_order(number), on_details=True)
    way = _ways(shown).get(request.form.get("trouble", ""))
    if way is None:
        error = BadInput("trouble", _("Choose what went wrong."))
        return shown_again(error, PROBLEM, card=shown, troubles=_troubles())
    return redirect(site_url(f"/orders/{number}{way}"), 303)


@buyer.get("/contact-us")
def contact_us(world: str) -> ResponseReturnValue:
    """Ask which order customer service is to help with."""
    found = order_lists.latest(here(), current_buyer().id)
    return render_template(HELP, cards=[card(here(), one) for one in found])


@buyer.get("/orders/<number>/customer-service")
def customer_service(world: str, number: str) -> ResponseReturnValue:
    """Show the ways to reach customer service about an order, and what was said last."""
    return render_template(CALL, **_call_page(my_order(number)))


@buyer.post("/orders/<number>/customer-service")
def call_customer_service(world: str, number: str) -> ResponseReturnValue:
    """Call, or chat: customer service does what the rules still allow and says so."""
    order = my_order(number)
    try:
        if request.form.get("by") not in dict(_ways_to_call()):
            raise BadInput("by", _("Choose phone or chat."))
        carry_out("call-customer-service", order, wish="cancel", details=request.form.get("details", "").strip())
    except MarketplaceError as error:
        return shown_again(error, CALL, renamed={"body": "details"}, **_call_page(my_order(number)))
    return redirect(site_url(f"/orders/{number}/customer-service"), 303)


def _troubles() -> list[tuple[str, str]]:
    return [
        ("not-arrived", _("It has not arrived")),
        ("damaged", _("It is damaged")),
        ("wrong-item", _("It is the wrong item")),
        ("cancel", _("I want to cancel")),
        ("other", _("Something else")),
    ]


def _ways(shown: Card) -> dict[str, str]:
    """Say where each trouble leads; what is not open now leads to the seller."""
    open_now = {one.key for one in shown.actions}

    def first(*ways: tuple[str, str]) -> str:
        return next((path for key, path in ways if key in open_now), "/contact")

    back = first(("return", "/return"), ("my-return", "/return"))
    canceling = (("cancel", "/cancel"), ("request", "/request-cancellation"), ("return", "/return"))
    return {
        "not-arrived": first(("claim", "/claim"), ("track", "/track")),
        "damaged": back,
        "wrong-item": back,
        "cancel": first(*canceling) if open_now & {key for key, _path in canceling} else "/contact?kind=cancel_order",
        "other": "/contact",
    }


def _ways_to_call() -> list[tuple[str, str]]:
    return [("chat", _("Chat")), ("phone", _("Phone"))]


def _call_page(order: Order) -> dict[str, Any]:
    query = select(Event).where(Event.order_id == order.number, Event.kind == EventKind.CUSTOMER_SERVICE_CALLED)
    calls = here().session.scalars(query.order_by(Event.seq.desc()).limit(5)).all()
    return {
        "card": card(here(), order, on_details=True),
        "typed": request.form,
        "ways": _ways_to_call(),
        "calls": [{"at": one.at, "told": one.data.get("told", ""), "rule": one.data.get("rule")} for one in calls],
    }
