"""Cancel order: with a reason, asked once, for the whole order."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import Problem, attempt, form_version, problem_of
from seller_central.blueprint import seller
from seller_central.frame import find_order
from seller_central.order_details import request_banner
from simulator.errors import BadInput, Refusal
from simulator.moment import Actor
from simulator.orders.counting import counting_rule, counts_against_seller
from simulator.orders.guards import has_label
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.reasons import reason_code, reason_label
from simulator.shell.flashes import say_done
from simulator.shell.formats import moment_text
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import here


@seller.get("/orders/<number>/cancel")
def cancel_order(world: str, number: str) -> ResponseReturnValue:
    """Show the form, or why there is none."""
    order = find_order(number)
    refused = refusal(here(), order, "seller-cancel")
    if refused:
        problem_of(refused)
        return redirect(url_for("seller.order_details", world=world, number=number), 303)
    return _form(order, Problem(200))


@seller.post("/orders/<number>/cancel")
def submit_cancel_order(world: str, number: str) -> ResponseReturnValue:
    """Cancel the order once the seller is sure."""
    order, reason, memo = find_order(number), request.form.get("reason", ""), request.form.get("memo", "")
    if request.form.get("confirmed") != "yes":
        problem = _check(order, reason)
        return (_form(order, problem), problem.status) if problem else _confirm_page(order, reason, memo)
    problem = attempt("seller-cancel", order, reason=reason or None, memo=memo)
    if problem:
        return _form(find_order(number), problem), problem.status
    say_done(_("Order %(id)s canceled.", id=number))
    return redirect(url_for("seller.order_details", world=world, number=number), 303)


@seller.get("/orders/<number>/cancel/impact")
def cancel_impact(world: str, number: str) -> str:
    """Say for one reason whether the cancellation would count; a part of the page."""
    order = find_order(number)
    return render_template("seller/_impact.html", impact=impact_of(order, request.args.get("reason", "")))


def _check(order: Order, reason: str) -> Problem | None:
    """Ask the same questions as the deed, without doing it."""
    try:
        code = reason_code(here().policy(order.store).seller_cancel_reasons, reason, optional=True)
        refused: Refusal | None = refusal(here(), order, "seller-cancel", {"reason": code})
    except BadInput as wrong:
        return Problem(422, {wrong.field: said(wrong)})
    return problem_of(refused) if refused else None


def _form(order: Order, problem: Problem) -> str:
    return render_template(
        "seller/cancel.html", order=order, errors=problem.errors, banner=request_banner(order),
        reasons=reason_choices(order), chosen=request.form.get("reason", ""), memo=request.form.get("memo", ""),
        state=order_state(order), previews=previews(), impact=impact_of(order, request.form.get("reason", "")),
        memo_limit=here().policy(order.store).seller_memo_limit,
    )  # fmt: skip


def _confirm_page(order: Order, reason: str, memo: str) -> str:
    label = reason_label(here().policy(order.store).seller_cancel_reasons, reason)
    fields = {"reason": reason, "memo": memo, "version": form_version() or order.version}
    return render_template("seller/cancel_confirm.html", order=order, label=label, fields=fields)


def reason_choices(order: Order) -> list[tuple[str, Any]]:
    """Offer the reasons that pages know, grouped as the rule book groups them; only one where the rules lock it."""
    policy = here().policy(order.store)
    table = {code: row for code, row in policy.seller_cancel_reasons.items() if row.page}
    if policy.reason_locked_on_request and request_banner(order):
        table = {code: row for code, row in table.items() if code == "BuyerCanceled"}
    plain = [(code, row.label) for code, row in table.items() if not row.group]
    groups = {
        row.group: [(c, r.label) for c, r in table.items() if r.group == row.group]
        for row in table.values()
        if row.group
    }
    return [*plain, *groups.items()]


def order_state(order: Order) -> list[str]:
    """Say what a seller should know before canceling."""
    banner, bought = request_banner(order), has_label(order)
    at = moment_text(banner["at"], g.store, "medium") if banner else ""
    return [
        _("Unshipped, payment verified"),
        _("Shipping label bought") if bought else _("No shipping label bought"),
        _("Shipment not confirmed"),
        _("Official request on file, %(time)s", time=at) if banner else _("No official request on file"),
    ]


def previews() -> bool:
    """Say whether the page tells beforehand what counts: in free play, and in lessons that allow it."""
    return bool(here().world.flags.get("counting_preview", g.strip.is_free_play))


def impact_of(order: Order, reason: str) -> dict[str, Any] | None:
    """Foretell what a cancellation for this reason would do to the rate."""
    policy = here().policy(order.store)
    if not previews() or reason not in policy.seller_cancel_reasons:
        return None
    rule = counting_rule(order, Actor.SELLER, reason)
    return {"counts": counts_against_seller(order, rule, policy), "sentence": policy.rule(rule).title,
            "window": policy.cancellation_rate_window}  # fmt: skip
