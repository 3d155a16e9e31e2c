"""Performance Notifications: what the marketplace says about the account, acknowledged or answered with a plan."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from seller_central import asking
from seller_central.attempts import Problem, attempt
from seller_central.blueprint import seller
from simulator.health.appealing import LONGEST_PLAN, WANTS_PLAN
from simulator.instants import read_instant
from simulator.orders.models import PerformanceNotice
from simulator.policy import store
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.formats import percent_text
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

PAGE = 25


@seller.get("/notifications")
def notifications(world: str) -> str:
    """List notifications, newest first."""
    return _page(Problem(200), 0)


@seller.post("/notifications/<int:notice>/acknowledge")
def acknowledge(world: str, notice: int) -> ResponseReturnValue:
    """Acknowledge a notification."""
    problem = attempt("acknowledge-notice", seller_id=current_seller().id, notice_id=notice)
    if problem:
        say_problem(next(iter(problem.errors.values()), ""))
    else:
        say_done(_("Notification acknowledged."))
    return redirect(url_for("seller.notifications", world=world), 303)


@seller.post("/notifications/<int:notice>/plan")
def submit_plan(world: str, notice: int) -> ResponseReturnValue:
    """Submit a plan of action."""
    text = request.form.get("text", "")
    problem = attempt("submit-plan", seller_id=current_seller().id, notice_id=notice, text=text)
    if problem:
        field = f"text-{notice}"
        return _page(Problem(problem.status, {field: next(iter(problem.errors.values()), "")}), notice), problem.status
    say_done(_("Plan of action submitted."))
    return redirect(url_for("seller.notifications", world=world), 303)


def _page(problem: Problem, typed_for: int) -> str:
    page = min(max(asking.whole(request.args.get("page", ""), 1), 1), asking.LAST_PAGE)
    found = notice_lines(limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "seller/notifications.html",
        notices=found[:PAGE],
        page=page,
        more=len(found) > PAGE,
        errors=problem.errors,
        typed={typed_for: request.form.get("text", "")},
        limit=LONGEST_PLAN,
    )


def notice_lines(*, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Lay out the newest notifications."""
    query = select(PerformanceNotice).where(PerformanceNotice.seller_id == current_seller().id)
    query = query.order_by(PerformanceNotice.id.desc()).limit(limit).offset(offset)
    return [_line(one) for one in here().session.scalars(query)]


def _line(notice: PerformanceNotice) -> dict[str, Any]:
    due = notice.facts.get("due_at")
    tones = {"critical": "bad", "warning": "warn"}
    states = {"waiting": _("Plan of action submitted"), "accepted": _("Plan of action accepted"),
              "declined": _("Plan of action declined")}  # fmt: skip
    return {
        "notice": notice,
        "subject": subject_of(notice),
        "severity": _("Critical") if notice.severity == "critical" else _("Warning"),
        "tone": tones.get(notice.severity, "info"),
        "due_at": read_instant(due, "due_at") if due else None,
        "wants_plan": notice.kind in WANTS_PLAN and notice.plan_state not in ("waiting", "accepted"),
        "plan": states.get(notice.plan_state or "", ""),
    }


def subject_of(notice: PerformanceNotice) -> str:
    """Say in a line what a notification is about."""
    facts = notice.facts
    if "metric" in facts:
        return _metric_words(notice) % {"metric": facts["metric"], **_shares(facts)}
    words = {
        "offers-deactivated": _("Your offers are deactivated."),
        "offer-deactivated": _("Offer %(sku)s is deactivated after repeated cancellations.", sku=facts.get("sku", "")),
        "claim": _("A buyer filed an A-to-z Guarantee claim."),
        "message-breach": _("A message broke the rules on messages to buyers."),
        "breach": _("A message broke the rules on messages to buyers."),
    }
    return words.get(notice.kind, notice.kind.replace("-", " ").capitalize())


def _metric_words(notice: PerformanceNotice) -> str:
    if notice.kind == "offers-deactivated":
        return _("Your offers are deactivated: %(metric)s is %(rate)s; the target is %(target)s.")
    if notice.facts.get("rate") is None:
        # Counted cases in a window without an order have no rate.
        return _("%(metric)s misses its target of %(target)s.")
    return _("%(metric)s is %(rate)s; the target is %(target)s.")


def _shares(facts: dict[str, Any]) -> dict[str, str]:
    locale = store(current_seller().marketplaces[0]).locale
    keys = ("rate", "target")
    return {key: percent_text(facts[key], locale) if facts.get(key) is not None else "–" for key in keys}
