"""Upload Order Related Files: choosing a file, its history, and what became of each record.

What files may say, and how it is done, is the business of `seller_central.feeds`.
"""

from functools import partial
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from seller_central import at_work
from seller_central.blueprint import seller
from seller_central.feeds import FEED_TYPES, find, history, processing_report, submit, template
from simulator.errors import BadInput
from simulator.outgoing import Finding
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import current_seller, here, look_again, the_home, the_world

CANCELLATION = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
SHIPPING = "POST_FLAT_FILE_FULFILLMENT_DATA"
ADJUSTMENT = "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"
SHOWN = 20
# A longer list of mistakes is in the report that can be downloaded.
MOST_FINDINGS = 500
BLOCK = 1 << 20


def kinds() -> dict[str, str]:
    """Name the kinds of files this page takes; adjustments need an account with developer access."""
    found = {CANCELLATION: _("Order Cancellation"), SHIPPING: _("Shipping Confirmation")}
    return found | ({ADJUSTMENT: _("Order Adjustment")} if current_seller().has_developer_access else {})


@seller.get("/feeds")
@seller.get("/feeds/", endpoint="feeds_start")
def feeds(world: str) -> str:
    """Show the form and the files so far."""
    return _page({})


@seller.post("/feeds")
def upload_feed(world: str) -> ResponseReturnValue:
    """Take a file and work it off."""
    kind, file = request.form.get("kind", ""), request.files.get("file")
    errors: dict[str, str] = {}
    if kind not in kinds():
        errors["kind"] = _("Choose what the file is about.")
    if not file or not file.filename or not file.stream.read(1):
        errors["file"] = _("Choose a file that is not empty.")
    elif not file.filename.lower().endswith(".txt"):
        errors["file"] = _("Upload a tab-delimited text file that ends in .txt.")
    if errors or not file:
        return _page(errors), 422
    file.stream.seek(0)
    try:
        feed = submit(the_home(), the_world(), current_seller().id, kind, iter(partial(file.stream.read, BLOCK), b""))
    except BadInput as wrong:
        return _page({"file": said(wrong)}), 422
    look_again()
    say_done(_("File received."))
    return redirect(url_for("seller.feed_result", world=world, feed=feed.id), 303)


@seller.get("/feeds/template/<name>")
def feed_template(world: str, name: str) -> Response:
    """Hand out an empty file of a kind."""
    title, content = template(name)
    return _file(content, "text/tab-separated-values; charset=UTF-8", title)


@seller.get("/feeds/<int:feed>")
def feed_result(world: str, feed: int) -> str:
    """Show what became of each record of a file."""
    found = find(the_home(), the_world(), current_seller().id, feed)
    query = select(Finding).where(Finding.feed_id == found.id).order_by(Finding.record, Finding.id)
    findings = list(here().session.scalars(query.limit(MOST_FINDINGS)))
    return render_template("seller/feed.html", **_line(found), findings=findings)


@seller.get("/feeds/<int:feed>/report")
def feed_report(world: str, feed: int) -> Response:
    """Hand out the processing report that programs get."""
    media, content = processing_report(the_home(), the_world(), current_seller().id, feed)
    return _file(content, media, f"processing-report-{feed}.txt")


def _file(content: bytes, media: str, name: str) -> Response:
    response = Response(content, content_type=media)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _page(errors: dict[str, str]) -> str:
    found = [_line(one) for one in history(the_home(), the_world(), current_seller().id, SHOWN)]
    return render_template("seller/feeds.html", found=found, kinds=kinds(), errors=errors,
                           kind=request.form.get("kind", ""))  # fmt: skip


def _line(feed: Any) -> dict[str, Any]:
    words = {
        "IN_QUEUE": _("Waiting"),
        "IN_PROGRESS": _("In progress"),
        "DONE": _("Done"),
        "FATAL": _("Failed"),
        "CANCELLED": _("Canceled"),
    }
    title = kinds().get(feed.feed_type) or FEED_TYPES[feed.feed_type].title
    return {
        "feed": feed,
        "title": title,
        "status": words.get(feed.status, feed.status),
        "wrong": feed.processed - feed.successful,
        "ready": feed.result_document is not None,
        "open": feed.status in at_work.OPEN,
    }
