"""The page of one order: what it is, how it stands, what can be done, what happened; and the packing bench."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import attempt
from seller_central.bench import Step, bench_facts, bench_steps
from seller_central.blueprint import seller
from seller_central.conversations import latest_of
from seller_central.frame import find_order
from seller_central.history import history_of
from seller_central.standing import service_words, standing
from simulator.orders.guards import has_label, has_open_request
from simulator.orders.models import Order
from simulator.orders.moving import allowed
from simulator.orders.statuses import WAITING, Channel
from simulator.reasons import reason_label
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import here


@seller.get("/orders/<number>")
def order_details(world: str, number: str) -> str:
    """Show one order."""
    return details_page(find_order(number))


def details_page(order: Order) -> str:
    """Render the page of an order."""
    return render_template("seller/order.html", order=order, **_state(order), **_facts(order))


def _state(order: Order) -> dict[str, Any]:
    """How the order stands and what can be done with it."""
    moment = here()
    return {
        "standing": standing(moment, order),
        "banner": request_banner(order),
        "is_named": is_named(order),
        "has_bench": is_named(order) and order.channel == Channel.MFN,
        "may_contact": is_named(order) and order.buyer_id is not None and order.channel == Channel.MFN,
        "may": allowed(moment, order, ("confirm-shipment", "buy-label")),
        "label_deeds": _label_buttons(order),
        "bench": bench_facts(order),
        "bench_deeds": _bench_buttons(order),
    }


def _facts(order: Order) -> dict[str, Any]:
    """What the order is and what happened to it."""
    moment = here()
    return {
        "summary": _summary(order),
        "options": _customer_options(order),
        "shows_address": shows_address(order),
        "packages": packages_of(order),
        "messages": latest_of(moment, order),
        "history": history_of(moment, order),
    }


def is_named(order: Order) -> bool:
    """Say whether the seller may know who bought this."""
    return not (order.status in WAITING and here().policy(order.store).pending_hides_buyer)


def shows_address(order: Order) -> bool:
    """The address is shown while it is needed: not before release and not after a cancellation."""
    return is_named(order) and order.canceled_at is None


def request_banner(order: Order) -> dict[str, Any] | None:
    """Tell of an official request, if there is one that still matters."""
    if order.request is None or not has_open_request(order) or order.canceled_at is not None:
        return None
    policy = here().policy(order.store)
    reason = reason_label(policy.buyer_cancel_reasons, order.request.reason)
    return {"at": order.request.at, "reason": reason, "note": order.request.note}


def _summary(order: Order) -> list[tuple[str, Any]]:
    policy = here().policy(order.store)
    return [
        (_("Order date"), order.placed_at),
        (_("Ship by"), order.ship_by),
        (_("Deliver by"), order.deliver_by),
        (_("Canceled"), order.canceled_at),
        (_("Shipping service"), service_words(policy, order.service)),
        (_("Sales channel"), policy.store.name),
    ]


def _customer_options(order: Order) -> list[tuple[str, str]]:
    """What the buyer asked for besides the items."""
    words = {
        "business": _("Business order"),
        "purchase_order_number": _("Purchase order"),
        "gift": _("Gift"),
        "gift_wrap": _("Gift wrap"),
        "gift_message": _("Gift note"),
        "gift_note": _("Gift note"),
        "invoice": _("Invoice requested"),
        "invoice_requested": _("Invoice requested"),
        "customization": _("Customization"),
    }
    found = [(words[key], value) for key, value in order.attributes.items() if key in words and value]
    return [(text, _("Yes") if value is True else str(value)) for text, value in found]


def packages_of(order: Order) -> list[dict[str, Any]]:
    """List confirmed packages with the names of what is in them."""
    titles = {item.id: item.title for item in order.items}
    return [
        {
            "package": one,
            "contents": [(titles.get(part["order_item_id"], ""), part["quantity"]) for part in one.items],
        }
        for one in order.packages
    ]


def _bench_buttons(order: Order) -> list[Step]:
    steps = bench_steps()
    return [steps[deed] for deed in allowed(here(), order, steps)]


def _label_buttons(order: Order) -> list[str]:
    return allowed(here(), order, ("void-label",)) if has_label(order) else []


@seller.post("/orders/<number>/bench")
def use_bench(world: str, number: str) -> ResponseReturnValue:
    """Do something with the parcel that the marketplace does not see."""
    order, deed = find_order(number), request.form.get("deed", "")
    step = bench_steps().get(deed)
    if step:
        problem = attempt(deed, order)
        if problem:
            return details_page(find_order(number)), problem.status
        say_done(step.done)
    return redirect(url_for("seller.order_details", world=world, number=number), 303)
