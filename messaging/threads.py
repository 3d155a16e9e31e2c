"""Conversations: putting a message into its order's thread, the reply clock, and reading them back.

Knows rows and the clock; whether a message may be written is `permissions.py`'s, whether it arrives `deliveries.py`'s.
Source: policies §8.2 on threads and answered state; [S33] for the 24 hours.
"""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from messaging import attachments as files
from messaging.models import Attachment, Delivery, Message, Thread
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.parties import Buyer
from simulator.policy import Policy
from simulator.prepared import Prepared, gap


def thread_of(moment: Moment, order: Order) -> Thread | None:
    """Return an order's conversation, or None while nobody has written."""
    return moment.session.get(Thread, order.number)


def is_reply(thread: Thread | None) -> bool:
    """Say whether what a seller writes now answers something that the buyer's side wrote."""
    return thread is not None and thread.asked_at is not None


def opened(moment: Moment, order: Order, sender: str) -> Thread:
    """Return an order's conversation, opening it if nobody has written yet."""
    thread = thread_of(moment, order)
    if thread is None:
        assert order.buyer_id is not None
        thread = Thread(
            order_number=order.number,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            opened_at=moment.now,
            opened_by=sender,
            last_at=moment.now,
            last_n=0,
        )
        moment.session.add(thread)
    return thread


def put(moment: Moment, thread: Thread, message: Message) -> None:
    """Append a message to a thread and start or stop its reply clock; its delivery is settled already."""
    thread.last_n += 1
    thread.last_at = message.at = moment.now
    message.thread, message.order_number, message.n = thread, thread.order_number, thread.last_n
    message.seller_id = thread.seller_id
    # What hangs on it names it from the beginning, so that all can be written at once.
    hanging: list[Delivery | Attachment] = [message.delivery, *message.attachments]
    for one in hanging:
        one.order_number, one.n = message.order_number, message.n
    moment.session.add(message)
    seen = message.sender == Actor.BUYER or (message.delivery.role == "buyer" and message.delivery.delivered)
    if seen:
        thread.buyer_saw_at = moment.now
    if message.sender != Actor.SELLER and thread.asked_at is None:
        thread.asked_at = moment.now
    if message.reply_due_at is not None:
        thread.reply_due_at = min(thread.reply_due_at or message.reply_due_at, message.reply_due_at)


def answers(message: Message, policy: Policy, *, reply: bool) -> bool:
    """Say whether a seller's message stops the reply clock; an automatic one only where the rules count it."""
    arrived = reply and message.delivery.delivered
    return arrived and (not message.automatic or policy.auto_reply_counts)


def stop_clock(moment: Moment, thread: Thread, *, waived: bool = False) -> int:
    """Answer, or waive, everything in a thread that waited for the seller; return how many messages that was."""
    waiting = moment.session.scalars(_waiting(thread)).all()
    for one in waiting:
        if waived:
            one.waived_at = moment.now
        else:
            one.answered_at = moment.now
    thread.reply_due_at = None
    return len(waiting)


def attach(message: Message, checked: Sequence[files.Attachment]) -> None:
    """Keep the checked files of a message."""
    message.attachments = [
        Attachment(
            position=position,
            name=one.name,
            format=one.format,
            media_type=one.media_type,
            size=len(one.content),
            digest=sha256(one.content).hexdigest(),
            content=one.content,
        )
        for position, one in enumerate(checked, start=1)
    ]


def conversation(moment: Moment, order_number: str, reader: Actor) -> Sequence[Message]:
    """Return an order's messages as one side sees them, oldest first."""
    query = select(Message).where(Message.order_number == order_number).order_by(Message.n)
    if reader is Actor.BUYER:
        received = (Delivery.role == "buyer") & Delivery.delivered
        query = query.join(Message.delivery).where(or_(Message.sender == Actor.BUYER, received))
    return moment.session.scalars(query).all()


def sellers_threads(
    moment: Moment, seller_id: str, *, waiting: bool = False, limit: int = 50, offset: int = 0
) -> Sequence[Thread]:
    """List a seller's conversations with their orders: the latest first, or the one due first where they wait."""
    query = select(Thread).where(Thread.seller_id == seller_id).options(joinedload(Thread.order))
    if waiting:
        query = query.where(Thread.reply_due_at.is_not(None)).order_by(Thread.reply_due_at, Thread.order_number)
    else:
        query = query.order_by(Thread.last_at.desc(), Thread.order_number)
    return moment.session.scalars(query.limit(limit).offset(offset)).all()


def waiting_count(moment: Moment, seller_id: str) -> int:
    """Count a seller's conversations in which a message needs a response."""
    query = select(func.count()).where(Thread.seller_id == seller_id, Thread.reply_due_at.is_not(None))
    return moment.session.scalar(query) or 0


def buyers_threads(moment: Moment, buyer_id: str, *, limit: int = 50, offset: int = 0) -> Sequence[Thread]:
    """List a buyer's conversations with their orders, the latest first; what was kept from them is not there."""
    query = (
        select(Thread)
        .where(Thread.buyer_id == buyer_id, Thread.buyer_saw_at.is_not(None))
        .options(joinedload(Thread.order))
        .order_by(Thread.buyer_saw_at.desc(), Thread.order_number)
    )
    return moment.session.scalars(query.limit(limit).offset(offset)).all()


def unread_count(moment: Moment, buyer: Buyer) -> int:
    """Count the messages a buyer received since they last looked (`Buyer.seen_message` is an event's number)."""
    return int(_UNREAD.rows(moment.session, buyer=buyer.id, seen=buyer.seen_message)[0][0])


# Asked for every page a buyer sees.
_UNREAD = Prepared(
    lambda: (
        select(func.count())
        .select_from(Message)
        .join(Message.thread)
        .join(Message.delivery)
        .where(Thread.buyer_id == gap("buyer"), Delivery.role == "buyer", Delivery.delivered)
        .where(Message.event_seq > gap("seen"))
    )
)


def _waiting(thread: Thread) -> Select[Message]:
    return select(Message).where(
        Message.order_number == thread.order_number,
        Message.reply_due_at.is_not(None),
        Message.answered_at.is_(None),
        Message.waived_at.is_(None),
    )
