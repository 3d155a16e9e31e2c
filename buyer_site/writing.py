"""Writing to the seller, and the message centre: conversations, replies, reports.

What may be written and what arrives is messaging's business. A subject that means canceling shows the official way
first; sending it anyway makes an unofficial wish.
"""

from base64 import b64encode
from typing import Any

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import carry_out, done, my_order, shown_again, whole_number
from buyer_site.blueprint import buyer
from buyer_site.order_cards import card
from buyer_site.unread import mark_read
from messaging.attachments import check_attachments, limits
from messaging.models import Attachment, Message
from messaging.reading import subject_of
from messaging.reasons import contact_reasons, subject_for
from messaging.threads import buyers_threads, conversation, unread_count
from simulator.errors import MarketplaceError, NotFound
from simulator.moment import Actor
from simulator.orders.models import Order
from simulator.policy import Policy, store
from simulator.shell.register import BRAND
from simulator.shell.wording import gettext as _
from simulator.visits import current_buyer, here

CONTACT, THREAD = "buyer/contact.html", "buyer/thread.html"
# The subject that means a wish to cancel.
CANCEL_ORDER = "cancel_order"
PER_PAGE = 25


@buyer.get("/orders/<number>/contact")
def contact_seller(world: str, number: str) -> ResponseReturnValue:
    """Ask what to write to the seller."""
    return render_template(CONTACT, **_contact_page(my_order(number), dict(request.args)))


@buyer.post("/orders/<number>/contact")
def send_message(world: str, number: str) -> ResponseReturnValue:
    """Send a message; before a wish to cancel the official way is shown once."""
    order, typed = my_order(number), request.form.to_dict()
    if typed.get("kind") == CANCEL_ORDER and "anyway" not in typed:
        return render_template(CONTACT, **_contact_page(order, typed), show_official=True)
    try:
        _send(order, typed.get("kind", ""), typed.get("body", ""))
    except MarketplaceError as error:
        is_wish = typed.get("kind") == CANCEL_ORDER
        return shown_again(error, CONTACT, **_contact_page(my_order(number), typed), show_official=is_wish)
    return done(_("Message sent."), f"/messages/{number}")


@buyer.get("/messages")
def message_centre(world: str) -> ResponseReturnValue:
    """List the buyer's conversations; what is listed counts as seen."""
    page = request.args.get("page", "1")
    at = int(page) if page.isascii() and page.isdigit() and 0 < int(page[:5]) < 10_000 else 1
    found = list(buyers_threads(here(), current_buyer().id, limit=PER_PAGE + 1, offset=(at - 1) * PER_PAGE))
    shown = render_template(
        "buyer/messages.html",
        threads=found[:PER_PAGE],
        unread=unread_count(here(), current_buyer()),
        page=at,
        has_more=len(found) > PER_PAGE,
    )
    mark_read()
    return shown


@buyer.get("/messages/<number>")
def show_thread(world: str, number: str) -> ResponseReturnValue:
    """Show a conversation and the form to answer."""
    shown = render_template(THREAD, **_thread_page(my_order(number)))
    mark_read()
    return shown


@buyer.post("/messages/<number>")
def reply(world: str, number: str) -> ResponseReturnValue:
    """Write into a conversation."""
    order = my_order(number)
    try:
        _send(order, request.form.get("kind", ""), request.form.get("body", ""))
    except MarketplaceError as error:
        return shown_again(error, THREAD, **_thread_page(my_order(number)))
    return done(_("Message sent."), f"/messages/{number}")


@buyer.post("/messages/<number>/report")
def report_message(world: str, number: str) -> ResponseReturnValue:
    """Report a seller's message as inappropriate."""
    order = my_order(number)
    n = whole_number(request.form.get("n"), "n", _("There is no such message."), most=10**6)
    carry_out("report-message", order, n=n)
    return done(_("Thank you. The message was reported as inappropriate."), f"/messages/{number}")


@buyer.get("/messages/<number>/<int:n>/files/<int:position>")
def attached_file(world: str, number: str, n: int, position: int) -> ResponseReturnValue:
    """Hand out a file of a message that the buyer wrote or received."""
    order = my_order(number)
    seen = {one.n for one in conversation(here(), order.number, Actor.BUYER)}
    file = here().session.get(Attachment, (order.number, n, position))
    if n not in seen or file is None:
        raise NotFound(_("There is no such file."))
    # Never shown inside the site: a browser is to save it under its safe name.
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def _send(order: Order, kind: str, body: str) -> None:
    given: dict[str, Any] = {"sender": "buyer", "body": body}
    if kind:
        given["kind"] = kind
    files = _uploaded(here().policy(order.store))
    if files:
        given["attachments"] = [{"name": name, "content": b64encode(content).decode()} for name, content in files]
    carry_out("message", order, **given)


def _uploaded(policy: Policy) -> list[tuple[str, bytes]]:
    """Read the uploaded files, no further than the rules allow, and let go of them.

    Raises:
        BadInput: too many, too large, or of another kind than is allowed.
    """
    files = []
    for file in request.files.getlist("attachments"):
        with file.stream as stream:
            if file.filename:
                files.append((file.filename, stream.read(policy.attachment_limit + 1)))
    check_attachments(files, policy)
    return files


def _contact_page(order: Order, typed: dict[str, str]) -> dict[str, Any]:
    policy = here().policy(order.store)
    shown = card(here(), order, on_details=True)
    return {
        "card": shown,
        "typed": typed,
        "subjects": list(contact_reasons("buyer", policy).items()),
        "limit": policy.message_limit,
        "file_limits": limits(policy),
        "official": next((one for one in shown.actions if one.key in ("cancel", "request", "return")), None),
        "subject": subject_for("inquiry", brand=_brand(), name=current_buyer().name, order_id=order.number),
    }


def _thread_page(order: Order) -> dict[str, Any]:
    said = conversation(here(), order.number, Actor.BUYER)
    return {**_contact_page(order, request.form.to_dict()), "messages": [_told(order, one) for one in said]}


def _told(order: Order, message: Message) -> dict[str, Any]:
    """Describe a message for the page: who, what, and what can be done about it."""
    senders = {Actor.BUYER: _("You"), Actor.SELLER: order.seller.name}
    facts = {"heading": message.heading, "writer": message.sender.lower(), "topic": message.topic}
    facts |= {"buyer": current_buyer().name, "seller": order.seller.name, "order": order.number}
    facts |= {"language": store(order.store).locale}
    return {
        "row": message,
        "from": senders.get(Actor(message.sender), _("Customer service")),
        "subject": subject_of(facts, _brand()),
        "can_report": message.sender == Actor.SELLER and message.reported_at is None,
    }


def _brand() -> str:
    return str(current_app.config.get("MARKETSIM_BRAND", BRAND))
