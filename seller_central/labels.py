"""Buy shipping: the rates of the seller's carriers, and the label that was bought or is given back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.frame import find_order
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.policy import Policy
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

# Assumed: a few invented rates in minor units of the store's currency; nobody is charged for labels here.
RATES = (
    ("Harrow Parcel", "Ground", 645),
    ("Overland Freight", "Ground", 820),
    ("Bluejay Post", "Two-Day", 1190),
    ("Kestrel Express", "Overnight", 2480),
)


def own_carriers(policy: Policy) -> list[str]:
    """Return the carriers the seller works with: the chosen ones, else all that the rule book knows."""
    return list(current_seller().carriers or policy.carriers)


def rates(policy: Policy) -> list[tuple[int, str, str, int]]:
    """Return the rates of the seller's carriers, each with the number its button posts."""
    own = own_carriers(policy)
    return [(number, *rate) for number, rate in enumerate(RATES) if rate[0] in own]


@seller.get("/orders/<number>/label")
def shipping_label(world: str, number: str) -> str:
    """Show what shipping costs, or the label that was bought."""
    return _label_page(find_order(number), {})


@seller.post("/orders/<number>/label")
def submit_shipping_label(world: str, number: str) -> ResponseReturnValue:
    """Buy a label, or give it back."""
    order = find_order(number)
    if request.form.get("do") == "void":
        problem, done = attempt("void-label", order), _("Label voided.")
    else:
        found = [one for one in rates(here().policy(order.store)) if str(one[0]) == request.form.get("rate")]
        if not found:
            return _label_page(order, {"rate": _("Choose one of the rates.")}), 422
        _number, carrier, service, _price = found[0]
        problem, done = attempt("buy-label", order, carrier=carrier, service=service), _("Label bought.")
    if problem:
        return _label_page(find_order(number), problem.errors), problem.status
    say_done(done)
    return redirect(url_for("seller.shipping_label", world=world, number=number), 303)


def _label_page(order: Order, errors: dict[str, str]) -> str:
    moment = here()
    refused = {name: refusal(moment, order, name) for name in ("buy-label", "void-label")}
    return render_template(
        "seller/label.html", order=order, errors=errors, rates=rates(moment.policy(order.store)),
        may_buy=refused["buy-label"] is None, may_void=refused["void-label"] is None, why=refused["buy-label"],
        void_window=moment.policy(order.store).label_void_window,
        void_ends=order.label_bought_at and order.label_bought_at + moment.policy(order.store).label_void_window,
    )  # fmt: skip
