"""Reading conversations for pages: lists of them, and one with everything said in it. Set-based.

Must not know what may be written or whether it arrives; the room of messages decides that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from messaging.intents import read_as
from messaging.models import Message, Thread
from messaging.reasons import subject_for
from messaging.threads import conversation
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.shell.register import BRAND
from simulator.shell.wording import gettext as _

EXCERPT = 120


@dataclass(frozen=True)
class Said:
    """A message as a page shows it."""

    message: Message
    sender_name: str
    subject: str
    excerpt: str
    at: datetime
    read_as: str
    waits: bool


@dataclass(frozen=True)
class Line:
    """A conversation in a list: with whom, about what, when, and by when an answer is due."""

    number: str
    name: str
    subject: str
    excerpt: str
    at: datetime
    due_at: datetime | None


def said_about(moment: Moment, order: Order) -> list[Said]:
    """Return everything said about an order, oldest first."""
    return [_said(one, order) for one in conversation(moment, order.number, Actor.SELLER)]


def latest_of(moment: Moment, order: Order) -> list[Said]:
    """Return the newest messages about an order, newest first."""
    query = select(Message).where(Message.order_number == order.number).order_by(Message.n.desc()).limit(3)
    return [_said(one, order) for one in moment.session.scalars(query)]


def _said(message: Message, order: Order) -> Said:
    waits = message.reply_due_at is not None and message.answered_at is None and message.waived_at is None
    mine = message.sender == Actor.SELLER
    return Said(
        message, sender_name(message, order), subject_of(message, order), shortened(message.body), message.at,
        read_as(message.intent) if mine else "", waits,
    )  # fmt: skip


def sender_name(message: Message, order: Order) -> str:
    """Name who wrote, as the seller may know it."""
    names = {"BUYER": order.buyer.name if order.buyer else "", "SELLER": g.store_name}
    return names.get(message.sender) or _("Marketplace")


def subject_of(message: Message, order: Order) -> str:
    """Write the subject line a message travels under; the writer's own, where there is one."""
    if message.heading:
        return message.heading
    buyer = order.buyer.name if order.buyer else ""
    name, brand = g.store_name if message.sender == Actor.SELLER else buyer, g.get("brand") or BRAND
    return subject_for(message.topic, brand=brand, name=name, order_id=order.number, language=message.language)


def shortened(text: str) -> str:
    """Cut a text to the length of a line in a list."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


LISTS = ("response", "all", "sent")


def lines(moment: Moment, seller_id: str, which: str, limit: int, offset: int) -> list[Line]:
    """List conversations: those that wait for a response by due time, all of them, or what the seller wrote."""
    rows = moment.session.execute(_last_messages(seller_id, which).limit(limit).offset(offset)).all()
    orders = _orders(moment, [message.order_number for _thread, message in rows])
    return [_line(thread, message, orders[message.order_number]) for thread, message in rows]


def _last_messages(seller_id: str, which: str) -> Select[Any]:
    """Select each conversation with its last message, or every message the seller sent."""
    query = select(Thread, Message)
    if which == "sent":
        query = query.join(Message, Message.order_number == Thread.order_number)
        query = query.where(Message.seller_id == seller_id, Message.sender == Actor.SELLER)
        return query.order_by(Message.at.desc(), Message.order_number, Message.n.desc())
    last = tuple_(Message.order_number, Message.n) == tuple_(Thread.order_number, Thread.last_n)
    query = query.join(Message, last).where(Thread.seller_id == seller_id)
    if which == "response":
        return query.where(Thread.reply_due_at.is_not(None)).order_by(Thread.reply_due_at, Thread.order_number)
    return query.order_by(Thread.last_at.desc(), Thread.order_number)


def _orders(moment: Moment, numbers: Sequence[str]) -> dict[str, Order]:
    query = select(Order).where(Order.number.in_(numbers)).options(joinedload(Order.buyer))
    return {order.number: order for order in moment.session.scalars(query)}


def _line(thread: Thread, message: Message, order: Order) -> Line:
    name = order.buyer.name if order.buyer else order.ship_name
    return Line(
        order.number, name, subject_of(message, order), shortened(message.body), message.at, thread.reply_due_at
    )
