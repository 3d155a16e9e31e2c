"""Pages made for paper: packing slips, one order a sheet, and the invoice."""

from typing import Any

from flask import abort, g, render_template, request

from seller_central.blueprint import seller
from seller_central.frame import find_order
from seller_central.order_details import is_named, shows_address
from seller_central.standing import service_words
from simulator.orders.loading import listed
from simulator.orders.models import Order
from simulator.policy import store
from simulator.visits import current_seller, here

# As many sheets as one page of Manage Orders can hold.
MOST_SHEETS = 100


@seller.get("/orders/<number>/packing-slip")
def packing_slip(world: str, number: str) -> str:
    """Show the packing slip of one order."""
    order = find_order(number)
    if not shows_address(order):
        abort(404, "A packing slip can be printed once the payment is verified, and not after a cancellation.")
    return render_template("seller/packing_slips.html", sheets=[sheet(order)])


@seller.get("/orders/packing-slips")
def packing_slips(world: str) -> str:
    """Show the packing slips of several orders, one a sheet."""
    numbers = list(dict.fromkeys(request.args.getlist("order")))[:MOST_SHEETS]
    found = listed(here(), numbers)
    mine = [order for order in found if order.seller_id == current_seller().id and shows_address(order)]
    if not mine:
        abort(404, "Select at least one order that is to be shipped.")
    return render_template("seller/packing_slips.html", sheets=[sheet(order) for order in mine])


@seller.get("/orders/<number>/invoice")
def invoice(world: str, number: str) -> str:
    """Show the invoice of an order."""
    order = find_order(number)
    if not is_named(order) or order.buyer is None:
        abort(404)
    return render_template("seller/invoice.html", **sheet(order), seller_name=g.store_name)


def sheet(order: Order) -> dict[str, Any]:
    """Lay out what a paper about one order says."""
    policy, words = here().policy(order.store), order.attributes
    note = words.get("gift_note") or words.get("gift_message") or ""
    return {
        "order": order,
        "service": service_words(policy, order.service),
        "note": note,
        "customization": words.get("customization") or "",
        "return_days": policy.return_window,
        "where": store(order.store),
        "goods": [item for item in order.items if item.quantity > item.quantity_canceled],
    }
