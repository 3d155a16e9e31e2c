"""Manage Returns: what buyers want to send back, answered, received, closed."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, Select, and_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from seller_central import asking
from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.frame import find_order, only_store
from simulator.orders.models import Order, Return
from simulator.orders.moving import allowed
from simulator.reasons import reason_label
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

PAGE = 25
DEEDS = ("authorize-return", "receive-return", "close-return")
OPEN_STATES = ("requested", "authorized", "received")
# What the rows show of an order and what their buttons ask about it.
SHOWN = (joinedload(Order.buyer), selectinload(Order.returns))


@seller.get("/returns")
def returns(world: str) -> str:
    """List open returns, the oldest first; or all of them, the newest first."""
    show = "all" if request.args.get("show") == "all" else "open"
    page = min(max(asking.whole(request.args.get("page", ""), 1), 1), asking.LAST_PAGE)
    found = _page_of(show, page)
    rows = [_row(one, order) for one, order in found[:PAGE]]
    words = {"open": _("Open"), "all": _("All returns")}
    tabs = [{"text": text, "href": f"?show={key}", "current": key == show} for key, text in words.items()]
    return render_template("seller/returns.html", rows=rows, tabs=tabs, page=page, more=len(found) > PAGE, show=show)


def _page_of(show: str, page: int) -> Sequence[Row[Any]]:
    """Return a page of returns with their orders, and one more; each state is read along its index."""
    start = (page - 1) * PAGE
    parts = [
        _keys(show, state).limit(start + PAGE + 1).subquery() for state in (OPEN_STATES if show == "open" else ("",))
    ]
    keys = union_all(*[select(part) for part in parts]).subquery()
    at, asked = keys.c.requested_at, (keys.c.order_number, keys.c.position)
    query = select(Return, Order).join(Order, Order.number == Return.order_number).options(*SHOWN)
    query = query.join(keys, and_(Return.order_number == asked[0], Return.position == asked[1]))
    query = query.order_by(at if show == "open" else at.desc(), *asked)
    return here().session.execute(query.limit(PAGE + 1).offset(start)).all()


def _keys(show: str, state: str) -> Select[Any]:
    at = Return.requested_at
    query = select(Return.order_number, Return.position, at).join(Order, Order.number == Return.order_number)
    query = query.where(Order.seller_id == current_seller().id)
    query = query.where(Order.store == only_store()) if only_store() else query
    query = query.where(Return.state == state) if state else query
    return query.order_by(at if show == "open" else at.desc(), Return.order_number)


def _row(one: Return, order: Order) -> dict[str, Any]:
    policy, titles = here().policy(order.store), {item.id: item.title for item in order.items}
    open_now = one.closed_at is None and one.state in OPEN_STATES
    words = _deed_words()
    return {
        "one": one,
        "order": order,
        "items": [(titles.get(part["order_item_id"], ""), part["quantity"]) for part in one.items],
        "reason": reason_label(policy.return_reasons, one.reason),
        "state": state_words().get(one.state, one.state),
        "tone": {"requested": "warn", "refunded": "ok"}.get(one.state, ""),
        "due_at": {"requested": one.answer_due_at, "received": one.refund_due_at}.get(one.state),
        "deeds": [(deed, *words[deed]) for deed in (allowed(here(), order, DEEDS) if open_now else [])],
        "may_refund": bool(allowed(here(), order, ("refund",))) and open_now,
    }


def state_words() -> dict[str, str]:
    """Name the states of a return."""
    return {
        "requested": _("Requested"),
        "authorized": _("Authorized"),
        "received": _("Received"),
        "refunded": _("Refunded"),
        "closed": _("Closed"),
    }


def _deed_words() -> dict[str, tuple[str, str]]:
    """The button of each deed, and what is said when it is done."""
    return {
        "authorize-return": (_("Authorize return"), _("Return authorized.")),
        "receive-return": (_("Mark as received"), _("Return received.")),
        "close-return": (_("Close"), _("Return closed.")),
    }


@seller.post("/returns/<number>")
def answer_return(world: str, number: str) -> ResponseReturnValue:
    """Authorize, receive or close the open return of an order."""
    deed, order = request.form.get("deed", ""), find_order(number)
    if deed in DEEDS:
        problem = attempt(deed, order)
        if problem is None:
            say_done(_deed_words()[deed][1])
        elif problem.errors:
            say_problem(next(iter(problem.errors.values())))
    return redirect(url_for("seller.returns", world=world), 303)
