"""The mailbox and the messages, as interfaces and pages read them: rendered now, a few statements for any number.

Must not know who asks. Shapes: the control API's mail and messages.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from messaging.intents import intents
from messaging.mailbox import render
from messaging.models import Message, Thread
from messaging.reading import BRAND, Site, facts_as_read, sender_of, subject_of
from simulator.events import iso
from simulator.models import Mail
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.notices import facts_of
from simulator.parties import Buyer, Seller
from simulator.policy import policy_for

LISTED = 1000


def mail_list(
    moment: Moment,
    *,
    to: str | None = None,
    order_id: str | None = None,
    after: int = 0,
    limit: int = LISTED,
    brand: str = BRAND,
    site: Site | None = None,
) -> list[dict[str, Any]]:
    """List rendered e-mails, oldest first. `to` is a role, an address or a person's id; `after` the last id seen."""
    query = select(Mail).where(Mail.id > after).order_by(Mail.id).limit(min(limit, LISTED))
    if order_id is not None:
        query = query.where(Mail.order_id == order_id)
    rows = moment.session.scalars(_addressed(query, to)).all()
    people, facts = _people(moment, rows), _facts(moment, rows)
    return [_mail_json(moment, one, facts[one.id], people.get(one.person_id), brand, site) for one in rows]


def mail_one(moment: Moment, mail_id: int, *, brand: str = BRAND, site: Site | None = None) -> dict[str, Any] | None:
    """Return one rendered e-mail, or None."""
    row = moment.session.get(Mail, mail_id)
    if row is None:
        return None
    return _mail_json(
        moment, row, _facts(moment, [row])[row.id], _people(moment, [row]).get(row.person_id), brand, site
    )


def messages_list(
    moment: Moment, order_id: str | None = None, *, after: int = 0, limit: int = LISTED, brand: str = BRAND
) -> list[dict[str, Any]]:
    """List messages, oldest first, with what became of them. `after` is the event number of the last one seen."""
    query = _told().where(Message.event_seq > after).order_by(Message.event_seq).limit(min(limit, LISTED))
    if order_id is not None:
        query = query.where(Message.order_number == order_id)
    return [_message_json(*row, brand=brand) for row in moment.session.execute(query)]


def messages_json(moment: Moment, messages: Sequence[Message], *, brand: str = BRAND) -> list[dict[str, Any]]:
    """Tell these messages of one order, such as a side's conversation, in the same shape."""
    if not messages:
        return []
    query = _told().where(Message.order_number == messages[0].order_number).order_by(Message.n)
    wanted = {one.n for one in messages}
    return [_message_json(*row, brand=brand) for row in moment.session.execute(query) if row[0].n in wanted]


def _told() -> Select[Message, str, str]:
    return (
        select(Message, Buyer.name, Seller.name)
        .join(Thread, Thread.order_number == Message.order_number)
        .join(Buyer, Buyer.id == Thread.buyer_id)
        .join(Seller, Seller.id == Thread.seller_id)
    )


def _addressed(query: Select[Mail], to: str | None) -> Select[Mail]:
    if to is None:
        return query
    if to in ("buyer", "seller"):
        return query.where(Mail.role == to)
    people = select(Buyer.id).where(Buyer.email == to).union(select(Seller.id).where(Seller.email == to))
    return query.where(or_(Mail.address == to, Mail.person_id == to, Mail.person_id.in_(people)))


def _people(moment: Moment, mails: Sequence[Mail]) -> dict[str, Buyer | Seller]:
    ids = {one.person_id for one in mails}
    buyers = moment.session.scalars(select(Buyer).where(Buyer.id.in_(ids)))
    sellers = moment.session.scalars(select(Seller).where(Seller.id.in_(ids)))
    return {one.id: one for one in (*buyers, *sellers)}


def _facts(moment: Moment, mails: Sequence[Mail]) -> dict[int, dict[str, Any]]:
    """Return what each mail may say. Mail of generated worlds keeps only what its order does not know."""
    sparse = {one.order_id for one in mails if one.order_id and "order" not in one.facts}
    if not sparse:
        return {one.id: one.facts for one in mails}
    known = (joinedload(Order.buyer), joinedload(Order.seller), selectinload(Order.items))
    orders = moment.session.scalars(select(Order).where(Order.number.in_(sparse)).options(*known))
    told = {one.number: facts_of(one) for one in orders}
    return {one.id: told.get(one.order_id or "", {}) | one.facts for one in mails}


def _mail_json(
    moment: Moment, mail: Mail, facts: dict[str, Any], person: Buyer | Seller | None, brand: str, site: Site | None
) -> dict[str, Any]:
    home = (
        person.store if isinstance(person, Buyer) else (person.marketplaces[0] if person else moment.world.marketplace)
    )
    policy = policy_for(str(facts.get("store") or home), mail.at, moment.world.date_set)
    urls = site.urls(mail.order_id, mail.role) if site else {}
    locale = person.language if isinstance(person, Buyer) else policy.store.locale
    told = facts_as_read(mail.notice, facts, policy, brand=brand, urls=urls)
    rendered = render(mail.notice, told, locale=locale, brand=brand)
    return {
        "id": mail.id,
        "at": iso(mail.at),
        "to": {"role": mail.role, "id": mail.person_id, "address": mail.address},
        "from": sender_of(mail.notice, facts, policy.store),
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "notice": mail.notice,
        "order_id": mail.order_id,
        "event_seq": mail.event_seq,
        "critical": mail.critical,
    }


def _message_json(message: Message, buyer: str, seller: str, *, brand: str) -> dict[str, Any]:
    facts = {
        "topic": message.topic,
        "heading": message.heading,
        "writer": message.sender.lower(),
        "buyer": buyer,
        "seller": seller,
        "order": message.order_number,
        "language": message.language,
    }
    return {
        "message_id": message.id,
        "order_id": message.order_number,
        "thread_id": message.order_number,
        "n": message.n,
        "at": iso(message.at),
        "sent_at": iso(message.at),
        "sender": message.sender,
        "from": message.sender.lower(),
        "kind": message.kind,
        "subject": subject_of(facts, brand),
        "heading": message.heading,
        "body": message.body,
        "language": message.language,
        "critical": message.critical,
        "delivered": message.delivery.delivered,
        "why_not": message.delivery.why_not,
        "to": {"role": message.delivery.role, "address": message.delivery.address},
        "breach": message.breach,
        "intent": message.intent,
        "read_as": intents().get(message.intent, message.intent),
        **_clock(message),
        "attachments": [
            {"position": one.position, "name": one.name, "media_type": one.media_type, "size": one.size}
            for one in message.attachments
        ],
        "event_seq": message.event_seq,
    }


def _clock(message: Message) -> dict[str, Any]:
    instants = {
        "reply_due_at": message.reply_due_at,
        "answered_at": message.answered_at,
        "no_response_needed_at": message.waived_at,
        "reported_at": message.reported_at,
    }
    return {name: iso(instant) if instant else None for name, instant in instants.items()}
