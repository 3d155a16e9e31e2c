"""Buyer Messages: conversations, answering, and writing to a buyer for a reason."""

import base64
from typing import Any

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from werkzeug.datastructures import FileStorage

from messaging.attachments import limits
from messaging.deliveries import OPT_OUT
from messaging.models import Attachment, Thread
from messaging.reasons import contact_reasons
from messaging.threads import is_reply, thread_of
from seller_central import asking
from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.conversations import LISTS, lines, said_about
from seller_central.frame import find_order
from seller_central.open_work import COUNTERS
from seller_central.order_details import request_banner
from seller_central.reply_templates import reply_templates
from simulator.errors import NotFound
from simulator.orders.models import Order
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.register import site_url
from simulator.shell.status_words import status_words
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

PAGE = 25


def _waiting(seller_id: str, store: str | None) -> Select[Any]:
    """Conversations in which a message needs a response."""
    return select(Thread.order_number).where(Thread.seller_id == seller_id, Thread.reply_due_at.is_not(None))


COUNTERS["messages"] = _waiting


@seller.get("/messages")
@seller.get("/messages/", endpoint="messages_start")
def messages(world: str) -> str:
    """List conversations: those that wait, all of them, or what was sent."""
    which = request.args.get("show", "response")
    which = which if which in LISTS else "response"
    page = max(asking.whole(request.args.get("page", ""), 1), 1)
    found = lines(here(), current_seller().id, which, PAGE + 1, (page - 1) * PAGE)
    return render_template("seller/messages.html", tabs=_tabs(which), lines=found[:PAGE], which=which, page=page,
                           more=len(found) > PAGE)  # fmt: skip


def _tabs(which: str) -> list[dict[str, Any]]:
    words = {"response": _("Response needed"), "all": _("All messages"), "sent": _("Sent")}
    return [{"text": words[one], "href": site_url(f"/seller/messages?show={one}"), "current": one == which,
             "count": g.nav_counts.get("messages") if one == "response" else None} for one in LISTS]  # fmt: skip


@seller.get("/messages/<number>")
def conversation(world: str, number: str) -> str:
    """Show the conversation about one order, with the form to write."""
    return _thread_page(_with_buyer(number), {})


@seller.post("/messages/<number>")
def submit_message(world: str, number: str) -> ResponseReturnValue:
    """Send a message; or put a ready text into the form, where there is no script to do it."""
    order = _with_buyer(number)
    if "fill" in request.form:
        return _thread_page(order, {})
    problem = attempt("message", order, **_typed(order))
    if problem:
        return _thread_page(_with_buyer(number), _by_field(problem.errors)), problem.status
    _say_whether_delivered(order)
    return redirect(url_for("seller.conversation", world=world, number=number), 303)


@seller.post("/messages/<number>/no-response")
def no_response_needed(world: str, number: str) -> ResponseReturnValue:
    """Say that the buyer's messages need no response."""
    problem = attempt("mark-no-response-needed", _with_buyer(number))
    if problem:
        say_problem(next(iter(problem.errors.values()), ""))
    else:
        say_done(_("Marked as no response needed."))
    return redirect(url_for("seller.conversation", world=world, number=number), 303)


@seller.get("/messages/<number>/<int:n>/attachments/<int:position>")
def message_attachment(world: str, number: str, n: int, position: int) -> Response:
    """Hand out an attachment as a file, never to be shown in place."""
    found = here().session.get(Attachment, (_with_buyer(number).number, n, position))
    if found is None:
        abort(404)
    response = Response(found.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _with_buyer(number: str) -> Order:
    order = find_order(number)
    if order.buyer_id is None:
        raise NotFound("This order has no buyer to write to.")
    return order


def _typed(order: Order) -> dict[str, Any]:
    """Turn the form into what the deed is told; an unchanged ready text keeps its meaning."""
    body, template = request.form.get("body", ""), request.form.get("template", "")
    told: dict[str, Any] = {"from": "seller", "body": body, "kind": request.form.get("kind", "")}
    ready = {one.intent: one.text for one in reply_templates(order)}
    if template and " ".join(ready.get(template, "").split()) == " ".join(body.split()):
        told["template"] = template
    files = [one for one in request.files.getlist("attachments") if one.filename]
    if files:
        # One byte more than is allowed is enough to be refused.
        enough = here().policy(order.store).attachment_limit + 1
        told["attachments"] = [
            {"name": one.filename, "content": base64.b64encode(_content(one, enough)).decode()} for one in files
        ]
    return told


def _content(file: FileStorage, most: int) -> bytes:
    with file.stream as stream:
        return stream.read(most)


def _by_field(errors: dict[str, str]) -> dict[str, str]:
    known = ("body", "kind", "attachments")
    return {(field if field in known else field.split(".", 1)[0] if field.split(".", 1)[0] in known else "body"): text
            for field, text in errors.items()}  # fmt: skip


def _say_whether_delivered(order: Order) -> None:
    """Tell the sender what became of the message: the opted-out buyer's refusal is the rule book's sentence."""
    last = said_about(here(), order)[-1].message
    if last.delivery.delivered:
        say_done(_("Message sent."))
    else:
        rule = last.delivery.why_not or OPT_OUT
        say_problem(here().policy(order.store).refuse(rule).message, rule)


def _thread_page(order: Order, errors: dict[str, str]) -> str:
    moment, policy = here(), here().policy(order.store)
    ready = reply_templates(order)
    chosen = request.form.get("template", "")
    body = request.form.get("body", "")
    if "fill" in request.form:
        body = next((one.text for one in ready if one.intent == chosen), body)
    critical = {kind for kind, row in policy.critical_contact_reasons.items() if row.critical}
    reasons = [(kind, f"{label} ({_('critical')})" if kind in critical else label)
               for kind, label in contact_reasons("seller", policy).items()]  # fmt: skip
    said = said_about(moment, order)
    waits = any(one.waits for one in said)
    return render_template(
        "seller/thread.html", tabs=_tabs("response" if waits else "all"), order=order, said=said,
        errors=errors, chosen=chosen, body=body,
        kind=request.form.get("kind", "other"), reasons=reasons, status=status_words(order.status),
        banner=request_banner(order), waits=waits, limit=policy.message_limit,
        deadline=policy.reply_deadline, is_reply=is_reply(thread_of(moment, order)), file_limits=limits(policy),
        template_choices=[(one.intent, one.title) for one in ready],
        others=lines(moment, current_seller().id, "response", 8, 0),
    )  # fmt: skip
