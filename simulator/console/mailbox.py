"""The mailbox of the whole world: every e-mail and every message, newest first, with what became of each.

Mail is kept as notice and facts and rendered here when it is read. Must not know pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from messaging.deliveries import OPT_OUT
from messaging.mail import mail_list, mail_one
from messaging.models import Message, Thread
from messaging.reading import BRAND, Site, subject_of
from simulator.events import EventKind
from simulator.models import Event, Mail
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.shell.wording import gettext as _

KINDS = ("all", "mail", "messages")
ROLES = ("buyer", "seller")
Tone = Literal["ok", "bad", "warn"]


@dataclass(frozen=True)
class Letter:
    """One line of the mailbox: an e-mail or a message."""

    kind: Literal["mail", "message"]
    # What its address is made of: the mail's number, or the message's id.
    key: str
    # (event, 0 for a message and 1 for an e-mail, number): newest last.
    place: tuple[int, int, int]
    at: datetime
    to: str
    reader: str
    subject: str
    result: str
    tone: Tone
    rule: str | None
    order_id: str | None
    event_seq: int
    critical: bool


@dataclass(frozen=True)
class Desk:
    """Where the mailbox is read: the world at its instant, the brand on its mail, and where its pages are."""

    moment: Moment
    brand: str = BRAND
    site: Site | None = None


@dataclass(frozen=True)
class MailPage:
    """Lines of the mailbox, and where the next page begins."""

    lines: list[Letter]
    following: str | None


def mailbox(
    desk: Desk, *, kind: str = "all", to: str = "", before: tuple[int, int] | None = None, limit: int = 50
) -> MailPage:
    """Return the newest letters that fit; `before` names the mail and the event up to which they were shown."""
    mails = _mails(desk, to, before, limit) if kind != "messages" else []
    messages = _of_messages(desk, _messages(desk.moment, to, before, limit)) if kind != "mail" else []
    letters = sorted([*mails, *messages], key=lambda one: one.place, reverse=True)
    shown = letters[:limit]
    return MailPage(shown, _following(shown, before) if len(letters) > limit else None)


def mailbox_of_order(desk: Desk, number: str) -> list[Letter]:
    """Return every letter about one order, newest first."""
    mails = mail_list(desk.moment, order_id=number, brand=desk.brand, site=desk.site)
    messages = desk.moment.session.scalars(_with_people().where(Message.order_number == number)).all()
    letters = [*map(_of_mail, mails), *_of_messages(desk, messages)]
    return sorted(letters, key=lambda one: one.place, reverse=True)


def mailbox_of_event(desk: Desk, seq: int) -> list[Letter]:
    """Return the letters that one event brought: a handful at most."""
    ids = desk.moment.session.scalars(select(Mail.id).where(Mail.event_seq == seq).order_by(Mail.id)).all()
    messages = desk.moment.session.scalars(_with_people().where(Message.event_seq == seq)).all()
    return [*_of_messages(desk, messages), *(one[1] for one in (one_mail(desk, key) for key in ids) if one)]


def one_mail(desk: Desk, mail_id: int) -> tuple[dict[str, Any], Letter] | None:
    """Return one e-mail, rendered, with its line."""
    found = mail_one(desk.moment, mail_id, brand=desk.brand, site=desk.site)
    return (found, _of_mail(found)) if found else None


def one_message(desk: Desk, number: str, n: int) -> tuple[Message, Letter] | None:
    """Return one message with its line."""
    query = _with_people().where(Message.order_number == number, Message.n == n)
    found = desk.moment.session.scalars(query).first()
    return (found, _of_messages(desk, [found])[0]) if found else None


def _mails(desk: Desk, to: str, before: tuple[int, int] | None, limit: int) -> list[Letter]:
    """Choose the newest by number, then have just these rendered: nothing lies between them that does not fit."""
    query = select(Mail.id).order_by(Mail.id.desc()).limit(limit + 1)
    if to:
        query = query.where(Mail.role == to)
    if before:
        query = query.where(Mail.id < before[0])
    ids = desk.moment.session.scalars(query).all()
    if not ids:
        return []
    rows = mail_list(desk.moment, to=to or None, after=ids[-1] - 1, limit=len(ids), brand=desk.brand, site=desk.site)
    return [_of_mail(row) for row in rows]


def _messages(moment: Moment, to: str, before: tuple[int, int] | None, limit: int) -> Sequence[Message]:
    query = _with_people().order_by(Message.event_seq.desc()).limit(limit + 1)
    if to:
        query = query.where(Message.delivery.has(role=to))
    if before:
        query = query.where(Message.event_seq < before[1])
    return moment.session.scalars(query).all()


def _with_people() -> Select[Message]:
    order = joinedload(Message.thread).joinedload(Thread.order)
    return select(Message).options(order.joinedload(Order.buyer), order.joinedload(Order.seller))


def _following(shown: Sequence[Letter], before: tuple[int, int] | None) -> str:
    top = before or (1 << 62, 1 << 62)
    mail = min((one.place[2] for one in shown if one.kind == "mail"), default=top[0])
    event = min((one.event_seq for one in shown if one.kind == "message"), default=top[1])
    return f"{mail}.{event}"


def _of_mail(row: dict[str, Any]) -> Letter:
    return Letter(
        kind="mail",
        key=str(row["id"]),
        place=(row["event_seq"], 1, row["id"]),
        at=datetime.fromisoformat(row["at"]),
        to=row["to"]["role"],
        reader=row["to"]["address"],
        subject=row["subject"],
        result=_("Delivered"),
        tone="ok",
        rule=None,
        order_id=row["order_id"],
        event_seq=row["event_seq"],
        critical=row["critical"],
    )


def _of_messages(desk: Desk, rows: Sequence[Message]) -> list[Letter]:
    since = _opted_out_since(desk.moment, rows)
    return [_of_message(desk, row, since) for row in rows]


def _opted_out_since(moment: Moment, rows: Sequence[Message]) -> dict[str, int]:
    """Return, for the buyers among these who want no messages, the event since which they want none."""
    buyers = {row.thread.buyer_id for row in rows if row.thread.order.buyer and row.thread.order.buyer.opted_out}
    if not buyers:
        return {}
    buyer, chosen = Event.data["buyer_id"].as_string(), Event.data["changed"]["opted_out"].as_boolean()
    query = select(buyer, func.max(Event.seq)).where(Event.kind == EventKind.SETTINGS_CHANGED, chosen)
    told = {str(one): seq for one, seq in moment.session.execute(query.where(buyer.in_(buyers)).group_by(buyer))}
    return {one: told.get(one, 0) for one in buyers}


def _of_message(desk: Desk, row: Message, opted_out_since: dict[str, int]) -> Letter:
    order = row.thread.order
    facts = {"topic": row.topic, "heading": row.heading, "writer": row.sender.lower(), "language": row.language}
    names = {"buyer": order.buyer.name if order.buyer else order.ship_name, "seller": order.seller.name}
    was_opted_out = row.event_seq > opted_out_since.get(row.thread.buyer_id, 1 << 62)
    result, tone, rule = _result(row, was_opted_out)
    return Letter(
        kind="message",
        key=row.id,
        place=(row.event_seq, 0, row.n),
        at=row.at,
        to=row.delivery.role,
        reader=row.delivery.address,
        subject=subject_of({**facts, **names, "order": row.order_number}, desk.brand),
        result=result,
        tone=tone,
        rule=rule,
        order_id=row.order_number,
        event_seq=row.event_seq,
        critical=row.critical,
    )


def _result(row: Message, was_opted_out: bool) -> tuple[str, Tone, str | None]:
    """Say what became of a message: delivered, delivered although the buyer wants none, or blocked and why."""
    if not row.delivery.delivered:
        rule = row.delivery.why_not
        why = _("opted out") if rule == OPT_OUT else (rule or "")
        return _("Blocked: %(why)s", why=why), "bad", rule
    if row.delivery.role == "buyer" and was_opted_out:
        return _("Delivered despite opt-out"), "ok", "critical-delivered" if row.critical else "replies-delivered"
    return _("Delivered"), "ok", None
