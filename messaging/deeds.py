"""What buyers and sellers do with messages: write, wave off, report. Registered as deeds like everything else.

Must not know pages. What may be written stands in `permissions.py` and `writing.py`, what arrives in `deliveries.py`.
Source: policies §8; decisions on unofficial wishes and on asking the buyer to cancel.
"""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import exists, select

from messaging.attachments import check_attachments
from messaging.deliveries import send
from messaging.models import Delivery, Message
from messaging.permissions import NEVER_A_REPLY, Wish, may_not_write
from messaging.reasons import check_kind
from messaging.threads import attach, is_reply, stop_clock, thread_of
from messaging.writing import (
    AttachedFile,
    composed,
    prohibited,
    read_files,
    typed_body,
    typed_heading,
    wishes_cancellation,
)
from simulator.deeds import deed
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.statuses import OrderStatus

USUAL_KIND = {Actor.BUYER: "question", Actor.SELLER: "other"}
# The content of files is long; what they may weigh is the rule book's business.
Files = Annotated[list[AttachedFile], Field(max_length=100)]


@deed("message", by=Actor.BUYER, side="sender")
def write_message(
    moment: Moment,
    order: Order,
    *,
    sender: Annotated[Literal["buyer", "seller"], Field(alias="from")],
    body: str,
    kind: str = "",
    subject: str = "",
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2}([_-][A-Za-z]{2,4})?$")] = "",
    template: str = "",
    automatic: bool = False,
    attachments: Files | None = None,
) -> None:
    """Write to the other side of an order.

    A wish to cancel is a message and no request. `template` names the intent that a ready text was written with.
    """
    if order.buyer is None:
        raise BadInput("from", "This order was sold elsewhere; it has no buyer to write to or to write.")
    side = moment.actor = Actor(sender.upper())
    policy = moment.policy(order.store)
    kind = check_kind(sender, kind or USUAL_KIND[side], policy)
    reply = is_reply(thread_of(moment, order)) and kind not in NEVER_A_REPLY
    if side is Actor.SELLER:
        _check_seller(moment, order, kind, reply=reply)
    text, heading = typed_body(body, policy), typed_heading(subject)
    breach = prohibited(order, side, kind, text, heading, policy)
    message = composed(moment, order, side, kind, text, heading=heading, language=language, template=template)
    message.automatic = automatic
    attach(message, check_attachments(read_files(attachments or []), policy))
    if side is Actor.BUYER:
        message.reply_due_at = moment.now + policy.reply_deadline
        _note_contact(moment, order, message)
    send(moment, order, message, reply=reply, breach=breach)


@deed("mark-no-response-needed", by=Actor.SELLER)
def mark_no_response_needed(moment: Moment, order: Order) -> None:
    """Say that the buyer's messages about an order need no response."""
    thread = thread_of(moment, order)
    waived = stop_clock(moment, thread, waived=True) if thread else 0
    if not waived:
        raise BadInput("body", "No message about this order needs a response.")
    record(moment, EventKind.RESPONSE_WAIVED, order, messages=waived, seller_id=order.seller_id)


@deed("report-message", by=Actor.BUYER)
def report_message(moment: Moment, order: Order, *, n: int) -> None:
    """Report a seller's message as inappropriate; `n` is its place in the thread."""
    message = moment.session.get(Message, (order.number, n))
    if message is None or message.sender != Actor.SELLER or not message.delivery.delivered:
        raise NotFound(f"There is no message {n} from the seller about this order.")
    if message.reported_at is not None:
        raise BadInput("n", "You reported this message already.")
    message.reported_at = moment.now
    record(moment, EventKind.MESSAGE_REPORTED, order, message_id=message.id, seller_id=order.seller_id)


def _check_seller(moment: Moment, order: Order, kind: str, *, reply: bool) -> None:
    asked_before = kind in NEVER_A_REPLY and _delivered_before(moment, order, kind)
    refused = may_not_write(moment, order, Wish(kind, reply, asked_before))
    if refused:
        raise refused


def _delivered_before(moment: Moment, order: Order, kind: str) -> bool:
    sent = exists().where(
        Message.order_number == order.number,
        Message.kind == kind,
        Delivery.order_number == Message.order_number,
        Delivery.n == Message.n,
        Delivery.delivered,
    )
    return bool(moment.session.scalar(select(sent)))


def _note_contact(moment: Moment, order: Order, message: Message) -> None:
    """Remember when the buyer first wrote, and when they first wished to cancel this way."""
    order.contacted_at = order.contacted_at or moment.now
    if wishes_cancellation(message) and order.status != OrderStatus.CANCELED:
        order.wished_at = order.wished_at or moment.now
