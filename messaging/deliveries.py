"""Whether a message reaches its reader, and everybody being told: the log, the copy by e-mail, the bounce, the breach.

Decides by the buyer's preference and the rules; must not know what may be written. Source: policies §8.1 and §8.2,
[S34] for replies and bounces, [S75] [S76] for what is critical.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from messaging.aliases import alias_for
from messaging.models import Delivery, Message
from messaging.reasons import contact_reasons, is_critical
from messaging.rules import Finding
from messaging.threads import answers, opened, put, stop_clock
from simulator.events import EventKind, iso, record
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, PerformanceNotice
from simulator.orders.notices import NOTICES, facts_of, write
from simulator.policy import Policy, store

OPT_OUT = "opt-out-honored"
COPY_TO_BUYER, COPY_TO_SELLER, BOUNCE = "message-to-buyer", "message-to-seller", "message-blocked"


def send(moment: Moment, order: Order, message: Message, *, reply: bool, breach: Finding | None = None) -> Event:
    """Put a message on its way: row, delivery, log, e-mail; return the event of its sending."""
    policy = moment.policy(order.store)
    thread = opened(moment, order, message.sender)
    message.breach = breach.rule if breach else None
    message.delivery = _delivery(moment, order, message, policy, reply)
    put(moment, thread, message)
    if message.sender == Actor.SELLER and answers(message, policy, reply=reply):
        stop_clock(moment, thread)
    event = record(moment, EventKind.MESSAGE_SENT, order, **_said_of(message))
    message.event_seq = event.seq
    with caused_by(moment, event):
        _tell(moment, order, message, event, policy)
        if breach:
            _note_breach(moment, order, message, breach)
    return event


def why_not_delivered(message: Message, order: Order, policy: Policy, *, reply: bool) -> str | None:
    """Return the rule by which a seller's message is kept from the buyer, or None if it arrives."""
    buyer = order.buyer
    if buyer is None or not buyer.opted_out or not policy.opt_out_honored:
        return None
    if (message.critical and policy.critical_delivered) or (reply and policy.replies_delivered):
        return None
    return OPT_OUT


def switchable_notices() -> tuple[str, ...]:
    """Return the e-mails that a seller may switch off in the notification preferences (`Seller.mail_off`)."""
    listed = (notice for row in NOTICES.values() for notice in row)
    names = [one.name for one in listed if one.to is Actor.SELLER and not one.required]
    return (*dict.fromkeys(names), COPY_TO_SELLER, BOUNCE)


@contextmanager
def caused_by(moment: Moment, event: Event) -> Iterator[None]:
    """Let what is recorded in this block name an event as its cause."""
    outer, moment.cause = moment.cause, event.seq
    try:
        yield
    finally:
        moment.cause = outer


def alias(moment: Moment, order: Order, side: Literal["buyer", "seller"]) -> str:
    """Return the address under which this side of an order is reached by the other."""
    domain = store(order.store).mail_domain
    return alias_for(moment.seed, order.buyer_id, order.seller_id, side=side, domain=domain)


def _delivery(moment: Moment, order: Order, message: Message, policy: Policy, reply: bool) -> Delivery:
    message.critical = message.sender == Actor.SELLER and is_critical(message.kind, policy)
    if message.sender != Actor.SELLER:
        return Delivery(role="seller", address=alias(moment, order, "seller"), delivered=True)
    why_not = why_not_delivered(message, order, policy, reply=reply)
    return Delivery(role="buyer", address=alias(moment, order, "buyer"), delivered=why_not is None, why_not=why_not)


def _said_of(message: Message) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "from": message.sender.lower(),
        "message_kind": message.kind,
        "intent": message.intent,
        "critical": message.critical,
        "delivered": message.delivery.delivered,
        "why_not": message.delivery.why_not,
        "breach": message.breach,
        "reply_due_at": message.reply_due_at,
        "automatic": message.automatic or None,
    }


def _tell(moment: Moment, order: Order, message: Message, event: Event, policy: Policy) -> None:
    facts = facts_of(order) | _mail_facts(moment, order, message)
    if not message.delivery.delivered:
        _bounce(moment, order, message, facts, policy)
    elif message.delivery.role == "buyer" and order.buyer is not None:
        _copy(moment, order, message, COPY_TO_BUYER, facts, event)
    elif _wanted(order, COPY_TO_SELLER):
        _copy(moment, order, message, COPY_TO_SELLER, facts, event)


def _copy(moment: Moment, order: Order, message: Message, notice: str, facts: dict[str, Any], event: Event) -> None:
    reader = order.buyer if notice == COPY_TO_BUYER else order.seller
    assert reader is not None
    write(
        moment,
        reader,
        notice,
        facts,
        event,
        order.number,
        critical=message.critical,
        address=message.delivery.address,
    )


def _bounce(moment: Moment, order: Order, message: Message, facts: dict[str, Any], policy: Policy) -> None:
    """Tell the sender that the buyer does not want this, and how to resend what must be known."""
    why = message.delivery.why_not
    event = record(moment, EventKind.MESSAGE_BLOCKED, order, message_id=message.id, rule=why, seller_id=order.seller_id)
    if _wanted(order, BOUNCE):
        rows = policy.critical_contact_reasons
        told = {
            "reason_label": contact_reasons("seller", policy)[message.kind],
            "critical_reasons": [row.label for row in rows.values() if row.critical],
            "rule": why,
        }
        # The bounce comes from the marketplace, not from the writer's own alias.
        said = {name: fact for name, fact in facts.items() if name != "sender_address"}
        write(moment, order.seller, BOUNCE, said | told, event, order.number)


def _note_breach(moment: Moment, order: Order, message: Message, breach: Finding) -> None:
    """Remember what should not have been asked; a request that follows it was the seller's doing."""
    facts = {"rule": breach.rule, "fragment": breach.fragment, "message_id": message.id}
    record(moment, EventKind.BREACH_NOTED, order, **facts, seller_id=order.seller_id)
    moment.session.add(
        PerformanceNotice(
            seller_id=order.seller_id,
            at=moment.now,
            kind="message-violation",
            severity="warning",
            facts=facts,
            order_id=order.number,
        )
    )
    if message.delivery.delivered:
        order.attributes = {**order.attributes, "asked_to_request": True}


def _mail_facts(moment: Moment, order: Order, message: Message) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "body": message.body,
        "topic": message.topic,
        "heading": message.heading,
        "writer": message.sender.lower(),
        "language": message.language,
        "message_id": message.id,
        "sender_address": alias(moment, order, "seller" if message.sender == Actor.SELLER else "buyer"),
        "attachments": [one.name for one in message.attachments],
    }
    return facts | ({"due_at": iso(message.reply_due_at)} if message.reply_due_at else {})


def _wanted(order: Order, notice: str) -> bool:
    return notice not in order.seller.mail_off
