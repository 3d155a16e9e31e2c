"""Several orders at once from Manage Orders: print their packing slips, or confirm their shipment."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.labels import own_carriers
from simulator.orders.guards import has_label, has_open_request
from simulator.orders.loading import listed
from simulator.orders.models import Order
from simulator.orders.moving import allowed
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext
from simulator.visits import current_seller, here

MOST = 100


@seller.post("/orders/bulk")
def bulk(world: str) -> ResponseReturnValue:
    """Go where the pressed button leads, with the orders that were ticked."""
    numbers = list(dict.fromkeys(request.form.getlist("order")))[:MOST]
    if not numbers:
        say_problem(_("Select at least one order."))
        return redirect(url_for("seller.orders", world=world, tab="unshipped"), 303)
    endpoint = "seller.bulk_confirm" if request.form.get("do") == "confirm" else "seller.packing_slips"
    return redirect(f"{url_for(endpoint, world=world)}?{urlencode([('order', one) for one in numbers])}", 303)


@seller.get("/orders/bulk-confirm")
def bulk_confirm(world: str) -> str:
    """Show one line an order, with carrier and tracking ID."""
    return _page(_chosen(request.args.getlist("order")), {})


@seller.post("/orders/bulk-confirm")
def submit_bulk_confirm(world: str) -> ResponseReturnValue:
    """Confirm order by order; what a rule forbids stays on the page with its sentence."""
    orders, errors, left = _chosen(request.form.getlist("order")), dict[str, str](), list[str]()
    for number in [order.number for order in orders]:
        problems = _confirm(number)
        errors |= {f"{field}-{number}": sentence for field, sentence in problems.items()}
        left += [number] if problems else []
    done = len(orders) - len(left)
    if done:
        say_done(ngettext("Shipment confirmed for %(num)d order.", "Shipment confirmed for %(num)d orders.", done))
    if errors:
        return _page(_chosen(left), errors), 422
    return redirect(url_for("seller.orders", world=world, tab="unshipped"), 303)


def _confirm(number: str) -> dict[str, str]:
    """Confirm one order; return why not, by field, or nothing."""
    order = _chosen([number])[0]
    if request.form.get(f"version-{number}", str(order.version)) != str(order.version):
        return {"tracking": here().policy(order.store).refuse("stale-page").message}
    told = {key: request.form.get(f"{key}-{number}", "").strip() for key in ("carrier", "tracking")}
    problem = attempt("confirm-shipment", order, **told)
    if problem is None:
        return {}
    known = {field: text for field, text in problem.errors.items() if field in told}
    return known or {"tracking": next(iter(problem.errors.values()), _("This order cannot be confirmed now."))}


def _chosen(numbers: list[str]) -> list[Order]:
    found = listed(here(), list(dict.fromkeys(numbers))[:MOST])
    return [order for order in found if order.seller_id == current_seller().id]


def _page(orders: list[Order], errors: dict[str, str]) -> str:
    rows = [_row(order) for order in orders]
    open_requests = sum(1 for row in rows if row["requested"])
    return render_template("seller/bulk_confirm.html", rows=rows, errors=errors, open_requests=open_requests,
                           carriers=own_carriers(here().policy(orders[0].store)) if orders else [])  # fmt: skip


def _row(order: Order) -> dict[str, Any]:
    number, label = order.number, has_label(order)
    return {
        "order": order,
        "may": bool(allowed(here(), order, ("confirm-shipment",))),
        "requested": has_open_request(order),
        "carrier": request.form.get(f"carrier-{number}", (order.carrier or "") if label else ""),
        "tracking": request.form.get(f"tracking-{number}", (order.tracking or "") if label else ""),
    }
