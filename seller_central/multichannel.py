"""Multi-Channel Fulfillment: orders of other shops that the marketplace ships, listed, created and canceled."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from seller_central import asking
from seller_central.attempts import Problem, attempt, problem_of
from seller_central.blueprint import seller
from seller_central.frame import find_order, only_store
from seller_central.manage_orders import view_choices
from seller_central.open_work import mine
from seller_central.standing import state_key
from simulator.errors import BadInput
from simulator.orders.addresses import check_postal_code
from simulator.orders.loading import listed
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.orders.statuses import Channel
from simulator.parties import Product
from simulator.shell.flashes import say_done
from simulator.shell.status_words import status_words
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import current_seller, here

PAGE = 50
LINES = 3
ADDRESS = ("name", "line1", "line2", "city", "state", "postal_code", "country")
# By field: how many characters a label has room for.
LONGEST = {**dict.fromkeys(ADDRESS, 100), "postal_code": 20, "country": 2, "reference": 40}


@seller.get("/mcf")
def mcf_orders(world: str) -> str:
    """List multi-channel orders, newest first."""
    page = min(max(asking.whole(request.args.get("page", ""), 1), 1), asking.LAST_PAGE)
    query = mine(current_seller().id, only_store()).where(Order.channel == Channel.MCF)
    query = query.order_by(Order.placed_at.desc(), Order.number.desc()).limit(PAGE + 1).offset((page - 1) * PAGE)
    numbers = list(here().session.scalars(query))
    rows = [_row(order) for order in listed(here(), numbers[:PAGE])]
    return render_template("seller/mcf.html", rows=rows, page=page, more=len(numbers) > PAGE, views=view_choices(),
                           window=here().policy(current_seller().marketplaces[0]).mcf_planning_window)  # fmt: skip


def _row(order: Order) -> dict[str, Any]:
    refused = refusal(here(), order, "seller-cancel")
    return {
        "order": order,
        "status": status_words(order.status),
        "state": state_key(order),
        "may_cancel": refused is None,
        "why_not": refused.message if refused and refused.rule.startswith("mcf-") else "",
    }


@seller.post("/mcf/<number>/cancel")
def cancel_mcf_order(world: str, number: str) -> ResponseReturnValue:
    """Cancel a multi-channel order, which needs no reason; asked once."""
    order = find_order(number)
    if request.form.get("confirmed") != "yes":
        refused = refusal(here(), order, "seller-cancel", {})
        if refused:
            problem_of(refused)
            return redirect(url_for("seller.mcf_orders", world=world), 303)
        return render_template("seller/mcf_cancel.html", order=order, fields={"version": order.version})
    problem = attempt("seller-cancel", order)
    if problem is None:
        say_done(_("Order %(id)s canceled.", id=number))
    return redirect(url_for("seller.mcf_orders", world=world), 303)


@seller.get("/mcf/new")
def create_mcf_order(world: str) -> str:
    """Show the form for an order of another shop."""
    return _form(Problem(200))


@seller.post("/mcf/new")
def submit_mcf_order(world: str) -> ResponseReturnValue:
    """Ask the marketplace to ship."""
    items, errors = _items()
    address = {key: request.form.get(key, "").strip() for key in ADDRESS}
    for key, longest in LONGEST.items():
        if len(request.form.get(key, "").strip()) > longest:
            errors[key] = _("Write at most %(most)s characters.", most=longest)
    for key, text in _required().items():
        if not address[key]:
            errors[key] = text
    try:
        check_postal_code(address)
    except BadInput as wrong:
        errors[wrong.field] = said(wrong)
    if errors:
        return _form(Problem(422, errors)), 422
    problem = attempt(
        "create-fulfillment", seller_id=current_seller().id, items=items, ship_to=address,
        speed=_one_of("speed", ("Standard", "Expedited", "Priority")),
        policy=_one_of("fill", ("FillOrKill", "FillAll", "FillAllAvailable")),
        action=_one_of("action", ("Ship", "Hold")), seller_reference=request.form.get("reference", "").strip(),
    )  # fmt: skip
    if problem:
        return _form(problem), problem.status
    say_done(_("Order created."))
    return redirect(url_for("seller.mcf_orders", world=world), 303)


@seller.post("/mcf/<number>/release")
def release_mcf_order(world: str, number: str) -> ResponseReturnValue:
    """Let an order on hold go."""
    if attempt("release-fulfillment", find_order(number)) is None:
        say_done(_("Order %(id)s released.", id=number))
    return redirect(url_for("seller.mcf_orders", world=world), 303)


def _one_of(name: str, values: tuple[str, ...]) -> str:
    given = request.form.get(name, "")
    return given if given in values else values[0]


def _required() -> dict[str, str]:
    return {
        "name": _("Enter the name."),
        "line1": _("Enter the street."),
        "postal_code": _("Enter the postal code."),
        "country": _("Enter the country."),
    }


def _items() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Read the lines that name a SKU."""
    items: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    for at in range(1, LINES + 1):
        sku, text = request.form.get(f"sku-{at}", "").strip(), request.form.get(f"quantity-{at}", "1").strip() or "1"
        if sku and (not text.isdecimal() or len(text) > 6):
            errors[f"quantity-{at}"] = _("Enter a whole number of units.")
        elif sku:
            items.append({"sku": sku, "quantity": int(text)})
    if not items and not errors:
        errors["sku-1"] = _("Choose at least one item.")
    return items, errors


def _form(problem: Problem) -> str:
    person = current_seller()
    query = select(Product.sku, Product.title).where(Product.seller_id == person.id).order_by(Product.sku).limit(500)
    offers = [(sku, f"{sku}, {title}") for sku, title in here().session.execute(query)]
    errors = {("quantity-1" if key == "quantity" else key): text for key, text in problem.errors.items()}
    return render_template("seller/mcf_new.html", errors=errors, offers=offers, lines=range(1, LINES + 1),
                           longest=LONGEST, typed=request.form)  # fmt: skip
