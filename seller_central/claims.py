"""A-to-z Guarantee claims, and feedback: what buyers say about orders, and the seller's answer to it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seller_central import asking
from seller_central.attempts import Problem, attempt
from seller_central.blueprint import seller
from seller_central.frame import find_order, only_store
from simulator.orders.models import Claim, Feedback, Order
from simulator.orders.moving import allowed
from simulator.reasons import reason_label
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

PAGE = 25


@seller.get("/claims")
def claims(world: str) -> str:
    """List claims, the undecided ones first, soonest due first."""
    return _claims_page(Problem(200), "")


@seller.post("/claims/<number>")
def answer_claim(world: str, number: str) -> ResponseReturnValue:
    """Represent the seller's side to the marketplace."""
    problem = attempt("answer-claim", find_order(number), text=request.form.get("text", ""))
    if problem:
        errors = {f"text-{number}": text for text in problem.errors.values()}
        return _claims_page(Problem(problem.status, errors), number), problem.status
    say_done(_("Your answer was sent to the marketplace."))
    return redirect(url_for("seller.claims", world=world), 303)


def _claims_page(problem: Problem, typed_for: str) -> str:
    page = _page_number()
    query = _mine(select(Claim, Order).join(Order, Order.number == Claim.order_number))
    query = query.order_by(Claim.decided_at.is_not(None), Claim.answer_due_at.desc(), Claim.order_number)
    found = here().session.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    rows = [_claim_row(claim, order) for claim, order in found[:PAGE]]
    return render_template("seller/claims.html", rows=rows, page=page, more=len(found) > PAGE, errors=problem.errors,
                           typed={typed_for: request.form.get("text", "")})  # fmt: skip


def _claim_row(claim: Claim, order: Order) -> dict[str, Any]:
    policy = here().policy(order.store)
    decided = {"buyer": _("Decided for the buyer"), "seller": _("Decided for you")}
    state = decided.get(claim.decision or "") or (_("Answered") if claim.answered_at else _("Answer needed"))
    return {
        "claim": claim,
        "order": order,
        "ground": reason_label(policy.claim_grounds, claim.ground),
        "state": state,
        "may_answer": bool(allowed(here(), order, ("answer-claim",))),
        "may_refund": bool(allowed(here(), order, ("refund",))) and claim.decided_at is None,
    }


def _mine(query: Select[Any]) -> Select[Any]:
    query = query.where(Order.seller_id == current_seller().id).options(joinedload(Order.buyer))
    return query.where(Order.store == only_store()) if only_store() else query


def _page_number() -> int:
    return min(max(asking.whole(request.args.get("page", ""), 1), 1), asking.LAST_PAGE)


@seller.get("/feedback")
def feedback(world: str) -> str:
    """List feedback, newest first."""
    return _feedback_page(Problem(200), "")


@seller.post("/feedback/<number>/reply")
def reply_to_feedback(world: str, number: str) -> ResponseReturnValue:
    """Answer feedback in public."""
    problem = attempt("reply-to-feedback", find_order(number), text=request.form.get("text", ""))
    if problem:
        errors = {f"text-{number}": text for text in problem.errors.values()}
        return _feedback_page(Problem(problem.status, errors), number), problem.status
    say_done(_("Reply published."))
    return redirect(url_for("seller.feedback", world=world), 303)


@seller.post("/feedback/<number>/removal")
def request_feedback_removal(world: str, number: str) -> ResponseReturnValue:
    """Ask the marketplace to strike feedback."""
    if attempt("request-feedback-removal", find_order(number)) is None:
        say_done(_("Removal requested."))
    return redirect(url_for("seller.feedback", world=world), 303)


def _feedback_page(problem: Problem, typed_for: str) -> str:
    page = _page_number()
    query = _mine(select(Feedback, Order).join(Order, Order.number == Feedback.order_number))
    query = query.order_by(Feedback.at.desc(), Feedback.order_number)
    found = here().session.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return render_template("seller/feedback.html", rows=found[:PAGE], page=page, more=len(found) > PAGE,
                           errors=problem.errors, typed={typed_for: request.form.get("text", "")})  # fmt: skip
