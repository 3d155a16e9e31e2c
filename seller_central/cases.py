"""Seller Support: cases that ask to cancel what the marketplace fulfills, and its answers."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from seller_central import asking
from seller_central.attempts import Problem, attempt
from seller_central.blueprint import seller
from simulator.orders.models import Order, SupportCase
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

PAGE = 25
LINES = 3


@seller.get("/support/cases")
def support_cases(world: str) -> str:
    """Show the form and the cases so far."""
    return _page(Problem(200))


@seller.post("/support/cases")
def submit_case(world: str) -> ResponseReturnValue:
    """Submit a case. What is missing is asked for by Seller Support, later; what is wrong is said at once."""
    items, errors = _items()
    numbers = request.form.get("order_ids", "").replace(",", " ").split()
    if not numbers:
        errors["order_ids"] = _("Enter the order ID.")
    told: dict[str, Any] = {"order_ids": numbers[:20], "items": items, "reason": request.form.get("reason", "")[:200],
                            "details": request.form.get("details", "")[:2000]}  # fmt: skip
    problem = Problem(422, errors) if errors else attempt("open-case", seller_id=current_seller().id, **told)
    if problem:
        return _page(problem), problem.status
    say_done(_("Case submitted."))
    return redirect(url_for("seller.support_cases", world=world), 303)


def _items() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Read ASINs with quantities; a missing quantity is a case's own affair."""
    items: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    for at in range(1, LINES + 1):
        asin, text = request.form.get(f"asin-{at}", "").strip()[:10], request.form.get(f"quantity-{at}", "").strip()
        if text and (not text.isdecimal() or len(text) > 6 or int(text) < 1):
            errors[f"quantity-{at}"] = _("Enter a whole number of units.")
        elif asin:
            items.append({"asin": asin, **({"quantity": int(text)} if text else {})})
    return items, errors


def _page(problem: Problem) -> str:
    page = min(max(asking.whole(request.args.get("page", ""), 1), 1), asking.LAST_PAGE)
    query = select(SupportCase).where(SupportCase.seller_id == current_seller().id)
    query = (
        query.order_by(SupportCase.opened_at.desc(), SupportCase.id.desc()).limit(PAGE + 1).offset((page - 1) * PAGE)
    )
    cases = list(here().session.scalars(query))
    policy = here().policy(current_seller().marketplaces[0])
    return render_template("seller/cases.html", cases=cases[:PAGE], more=len(cases) > PAGE, page=page, states=_states(),
                           errors=problem.errors, typed=_typed(), lines=range(1, LINES + 1),
                           answer_time=policy.support_case_answer)  # fmt: skip


def _typed() -> dict[str, str]:
    """Keep what was typed; a case opened from an order begins with its facts."""
    number = request.args.get("order", "")
    order = here().session.get(Order, number) if number else None
    if request.form or order is None or order.seller_id != current_seller().id:
        return dict(request.form)
    facts = {"order_ids": order.number}
    for at, item in enumerate(order.items[:LINES], 1):
        facts |= {f"asin-{at}": item.asin, f"quantity-{at}": str(item.quantity_open)}
    return facts


def _states() -> dict[str, str]:
    return {"open": _("Open"), "needs-more": _("More details needed"), "answered": _("Answered")}
