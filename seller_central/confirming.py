"""Confirm shipment, in one package or several, and mend what was confirmed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import Problem, attempt, form_version, problem_of
from seller_central.blueprint import seller
from seller_central.frame import find_order
from seller_central.labels import own_carriers
from seller_central.order_details import packages_of, request_banner
from seller_central.package_forms import MOST_PACKAGES, PackageForm, first_form, read_forms
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.shell.flashes import say_done
from simulator.shell.rule_fields import RuleSentence
from simulator.shell.wording import gettext as _
from simulator.visits import here


@seller.get("/orders/<number>/confirm")
def confirm_shipment(world: str, number: str) -> ResponseReturnValue:
    """Show the form for one package, or why there is none."""
    order = find_order(number)
    refused = refusal(here(), order, "confirm-shipment")
    if refused:
        problem_of(refused)
        return redirect(url_for("seller.order_details", world=world, number=number), 303)
    return _form(order, [first_form(order, here().now)], {})


@seller.post("/orders/<number>/confirm")
def submit_confirm_shipment(world: str, number: str) -> ResponseReturnValue:
    """Confirm every package of the form; all are checked before the first is confirmed."""
    order = find_order(number)
    forms = read_forms(order, request.form)
    if "add" in request.form:
        more = first_form(order, here().now, at=len(forms) + 1)
        return _form(order, [*forms, more][:MOST_PACKAGES], {})
    errors = _check(order, forms)
    if errors:
        return _form(order, forms, errors), 422
    problem = _confirm(order, forms)
    if problem:
        return _form(find_order(number), forms, problem.errors), problem.status
    say_done(_("Shipment confirmed for order %(id)s.", id=number))
    return redirect(url_for("seller.order_details", world=world, number=number), 303)


def _check(order: Order, forms: list[PackageForm]) -> dict[str, str]:
    """Ask for each package what its deed would ask, and count the units of all packages together."""
    errors: dict[str, str] = {}
    packed: dict[str, int] = {}
    for form in forms:
        errors |= form.errors
        for key, units in form.units.items():
            packed[key] = packed.get(key, 0) + units
        facts = {"units": packed, "tracking": form.tracking, "ship_date": form.ship_date}
        refused = refusal(here(), order, "confirm-shipment", facts)
        if refused:
            errors |= {form.name(key): text for key, text in problem_of(refused).errors.items()}
            errors = errors or {form.name("tracking"): RuleSentence(refused)}
    return errors


def _confirm(order: Order, forms: list[PackageForm]) -> Problem | None:
    """Confirm package by package; the first one checks that the page is not stale."""
    version = form_version()
    for form in forms:
        problem = attempt(
            "confirm-shipment", order, version=version if form is forms[0] else order.version, **form.args()
        )
        if problem:
            problem.errors = {form.name(key): text for key, text in problem.errors.items()}
            return problem
    return None


def _form(order: Order, forms: list[PackageForm], errors: dict[str, str]) -> str:
    policy = here().policy(order.store)
    services = [(row.label, row.label) for row in policy.transit_days.values()]
    return render_template(
        "seller/confirm.html", order=order, forms=forms, errors=errors, banner=request_banner(order),
        services=services, carriers=own_carriers(policy), memo_limit=policy.seller_memo_limit,
        items=[item for item in order.items if item.quantity_open], can_add=len(forms) < MOST_PACKAGES,
    )  # fmt: skip


@seller.get("/orders/<number>/shipment")
def edit_shipment(world: str, number: str) -> ResponseReturnValue:
    """Show what was confirmed, to be mended."""
    order = find_order(number)
    refused = refusal(here(), order, "edit-shipment")
    if refused:
        problem_of(refused)
        return redirect(url_for("seller.order_details", world=world, number=number), 303)
    return _edit_form(order, {})


@seller.post("/orders/<number>/shipment")
def submit_edit_shipment(world: str, number: str) -> ResponseReturnValue:
    """Mend carrier and tracking ID of one package."""
    order, reference = find_order(number), request.form.get("reference", "")
    args: dict[str, Any] = {key: request.form.get(key, "") for key in ("carrier", "tracking")}
    problem = attempt("edit-shipment", order, reference=int(reference) if reference.isdecimal() else 1, **args)
    if problem:
        errors = {f"p{reference}-{key}": text for key, text in problem.errors.items()}
        return _edit_form(find_order(number), errors), problem.status
    say_done(_("Shipment of order %(id)s updated.", id=number))
    return redirect(url_for("seller.order_details", world=world, number=number), 303)


def _edit_form(order: Order, errors: dict[str, str]) -> str:
    typed = {key: request.form.get(key) for key in ("reference", "carrier", "tracking")}
    return render_template(
        "seller/edit_shipment.html", order=order, packages=packages_of(order), errors=errors, typed=typed,
        carriers=own_carriers(here().policy(order.store)),
    )  # fmt: skip
