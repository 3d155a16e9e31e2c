"""Order Reports: requesting them, downloading them, having them made again and again, and choosing their columns.

What is in a report, and how it is made, is the business of `seller_central.reports`.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central import at_work
from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.reports import REPORT_TYPES, document_bytes, history, request_report, schedules
from seller_central.reports.columns import ALL, NEW, UNSHIPPED
from simulator.errors import BadInput
from simulator.shell.filters import duration
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import current_seller, here, look_again, the_home, the_world

NEW_ORDERS = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
UNSHIPPED_ORDERS = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
KINDS = (NEW_ORDERS, UNSHIPPED_ORDERS, ALL_ORDERS)
# Ranges the box offers, in days.
RANGES = (1, 2, 7, 15, 30, 60)
PERIODS = ("PT1H", "PT8H", "P1D", "P7D")


@seller.get("/reports")
@seller.get("/reports/", endpoint="reports_start")
def reports(world: str) -> str:
    """Show the reports that can be requested and those that were."""
    mine = (the_home(), the_world(), current_seller().id)
    if schedules.make_due(*mine):
        look_again()
    found = [_line(one) for one in history(*mine)]
    planned = [
        (schedules_title(one.report_type), duration(schedules.PERIODS[one.period]), one)
        for one in schedules.listed(*mine)
    ]
    others = _kinds(one for one in REPORT_TYPES if one not in KINDS)
    return render_template(
        "seller/reports.html", found=found, planned=planned, kinds=_kinds(KINDS), others=others,
        ranges=[(days, duration(timedelta(days=days))) for days in RANGES],
        periods=[(name, duration(schedules.PERIODS[name])) for name in PERIODS],
    )  # fmt: skip


def schedules_title(name: str) -> str:
    """Say what a kind of report is called."""
    return _(REPORT_TYPES[name].title) if name in REPORT_TYPES else name


def _kinds(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"name": name, "title": schedules_title(name), "ranged": bool(REPORT_TYPES[name].ranged)} for name in names]


def _line(one: Any) -> dict[str, Any]:
    words = {
        "IN_QUEUE": _("Waiting"),
        "IN_PROGRESS": _("In progress"),
        "DONE": _("Ready"),
        "CANCELLED": _("No data"),
        "FATAL": _("Failed"),
    }
    return {"report": one, "title": schedules_title(one.report_type), "status": words.get(one.status, one.status),
            "ready": one.document is not None, "open": one.status in at_work.OPEN}  # fmt: skip


@seller.post("/reports")
def request_order_report(world: str) -> ResponseReturnValue:
    """Request a report, now or every period."""
    name, mine = request.form.get("kind", ""), (the_home(), the_world(), current_seller().id)
    days = request.form.get("days", "")
    start = here().now - timedelta(days=int(days)) if days.isdecimal() and int(days) in RANGES else None
    try:
        if request.form.get("period"):
            schedules.create(*mine, name, request.form["period"])
            say_done(_("Report scheduled."))
        else:
            request_report(*mine, name, start)
            say_done(_("Report requested."))
    except BadInput as wrong:
        say_problem(said(wrong))
    look_again()
    return redirect(url_for("seller.reports", world=world), 303)


@seller.get("/reports/<int:report>/download")
def download_report(world: str, report: int) -> Response:
    """Hand out a report as the file that programs get."""
    media, content = document_bytes(the_home(), the_world(), current_seller().id, report)
    response = Response(content, content_type=media)
    response.headers.set("Content-Disposition", "attachment", filename=f"report-{report}.txt")
    return response


@seller.get("/reports/columns")
def report_columns(world: str) -> str:
    """Show which optional columns order reports have."""
    on = current_seller().report_columns
    offered = here().policy(current_seller().marketplaces[0]).request_report_column
    options = [(name, title) for name, title in _switches() if offered or name != "buyer_requested_cancel"]
    return render_template(
        "seller/report_columns.html", options=options, on=[name for name, _t in options if on.get(name)]
    )


@seller.post("/reports/columns")
def save_report_columns(world: str) -> ResponseReturnValue:
    """Switch optional columns on and off, for reports requested later."""
    wanted = set(request.form.getlist("columns"))
    told = {name: name in wanted for name, _title in _switches()}
    if attempt("change-seller", seller_id=current_seller().id, report_columns=told) is None:
        say_done(_("Changes saved."))
    return redirect(url_for("seller.report_columns", world=world), 303)


def _switches() -> list[tuple[str, str]]:
    """List the switches, the one for requests first, each named after what it adds."""
    columns = [one for one in (*UNSHIPPED, *NEW, *ALL) if one.switch]
    found = {one.switch: one.switch.replace("_", " ").capitalize() for one in columns}
    first = {"buyer_requested_cancel": _("Buyer Requested Cancel")}
    return list((first | {name: title for name, title in found.items() if name not in first}).items())
