"""The timeline: what happened (log and refused attempts together, newest first) and what is coming up.

Both sources are read by their keys, so a page costs the same however long the log is. Must not know pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, lazyload

from simulator.agenda import coming_up
from simulator.console.sentences import actor_word, sentence
from simulator.deeds import deeds
from simulator.errors import BadInput
from simulator.models import DueItem, Event, RefusedAttempt
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext
from simulator.visits import due_in_words

KINDS = ("all", "events", "refused")
ACTORS = ("BUYER", "SELLER", "MARKETPLACE")


@dataclass(frozen=True)
class Filter:
    """Which part of the timeline is asked for; `before` is the place up to which it was already shown."""

    actor: str = ""
    show: str = "all"
    order_id: str = ""
    kind: str = ""
    since: int = 0
    before: tuple[int, int] | None = None


@dataclass(frozen=True)
class Happening:
    """One line of the timeline. `seq` is None for a refused attempt, which is no part of the log."""

    place: tuple[int, int, int]
    at: datetime
    actor: str
    actor_name: str
    person: str
    text: str
    kind: str
    order_id: str | None
    seq: int | None = None
    cause: int | None = None
    rule: str | None = None

    @property
    def id(self) -> str:
        """Name the line on its page."""
        return str(self.seq) if self.seq is not None else f"refused-{self.place[2]}"


@dataclass(frozen=True)
class Page:
    """Lines of the timeline, and the place where the next page begins."""

    lines: list[Happening]
    following: str | None


@dataclass(frozen=True)
class Expected:
    """Something on the agenda: one rule at one instant, for one subject or several."""

    at: datetime
    rule: str
    text: str
    order_id: str | None


def read_place(text: str) -> tuple[int, int] | None:
    """Read where a page begins ("412.7"): a place in the log and one among the refused attempts.

    Raises:
        BadInput: it is not such a place.
    """
    if not text:
        return None
    first, _dot, second = text.partition(".")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit()) or len(text) > 40:
        raise BadInput("before", "This page of the timeline does not exist.")
    return int(first), int(second)


def happened(moment: Moment, wanted: Filter, limit: int) -> Page:
    """Return the newest lines that fit the filter."""
    rows: list[Event | RefusedAttempt] = [*_events(moment, wanted, limit), *_refused(moment, wanted, limit)]
    rows.sort(key=_place, reverse=True)
    shown = rows[:limit]
    lines = _told(moment, shown)
    return Page(lines, _next_place(shown, wanted) if len(rows) > limit else None)


def expected(moment: Moment, limit: int, until: datetime | None = None) -> list[Expected]:
    """Return what is coming up, equal things at the same instant taken together."""
    rows = coming_up(moment, until, limit * 4)
    groups = [list(group) for _key, group in groupby(rows, key=lambda row: (row.due_at, row.rule))]
    alone = [group[0].subject for group in groups[:limit] if len(group) == 1]
    orders = set(moment.session.scalars(select(Order.number).where(Order.number.in_(alone))))
    return [_expected(group, orders) for group in groups[:limit]]


def parked(moment: Moment, limit: int = 20) -> list[DueItem]:
    """Return what failed and was set aside."""
    return list(moment.session.scalars(select(DueItem).where(DueItem.parked.is_not(None)).limit(limit)))


def consequences(moment: Moment, seq: int) -> list[Happening]:
    """Return the events that another one caused; they follow it closely, in the same transaction."""
    query = select(Event).where(Event.seq > seq, Event.seq <= seq + 200, Event.cause == seq).order_by(Event.seq)
    return _told(moment, list(moment.session.scalars(query)))


def one_event(moment: Moment, seq: int) -> tuple[Event, Happening] | None:
    """Return one event with its line."""
    found = moment.session.get(Event, seq)
    return (found, _told(moment, [found])[0]) if found else None


def _place(row: Event | RefusedAttempt) -> tuple[int, int, int]:
    return (row.seq, 0, row.seq) if isinstance(row, Event) else (row.after_seq, 1, row.id)


def _events(moment: Moment, wanted: Filter, limit: int) -> list[Event]:
    if wanted.show == "refused":
        return []
    query = select(Event).where(Event.seq > wanted.since).order_by(Event.seq.desc()).limit(limit + 1)
    if wanted.before:
        query = query.where(Event.seq < wanted.before[0])
    if wanted.kind:
        query = query.where(Event.kind == wanted.kind)
    return list(moment.session.scalars(query.where(*_same(Event, wanted))))


def _refused(moment: Moment, wanted: Filter, limit: int) -> list[RefusedAttempt]:
    if wanted.show == "events" or wanted.kind:
        return []
    query = select(RefusedAttempt).order_by(RefusedAttempt.id.desc()).limit(limit + 1)
    query = query.where(RefusedAttempt.after_seq >= wanted.since)
    if wanted.before:
        query = query.where(RefusedAttempt.id < wanted.before[1])
    return list(moment.session.scalars(query.where(*_same(RefusedAttempt, wanted))))


def _same(table: type[Event] | type[RefusedAttempt], wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor:
        yield table.actor == wanted.actor
    if wanted.order_id:
        yield table.order_id == wanted.order_id


def _next_place(shown: list[Any], wanted: Filter) -> str:
    """Say where the next page begins: below the lowest shown of each source."""
    top = wanted.before or (1 << 62, 1 << 62)
    seq = min((row.seq for row in shown if isinstance(row, Event)), default=top[0])
    refused = min((row.id for row in shown if isinstance(row, RefusedAttempt)), default=top[1])
    return f"{seq}.{refused}"


def _told(moment: Moment, rows: list[Any]) -> list[Happening]:
    numbers = {row.order_id for row in rows if row.order_id}
    query = select(Order).where(Order.number.in_(numbers))
    eager = (joinedload(Order.buyer), joinedload(Order.seller), lazyload(Order.items), lazyload(Order.request))
    orders = {one.number: one for one in moment.session.scalars(query.options(*eager))} if numbers else {}
    return [_line(moment, row, orders.get(row.order_id)) for row in rows]


def _line(moment: Moment, row: Event | RefusedAttempt, order: Order | None) -> Happening:
    own: dict[str, Any]
    if isinstance(row, Event):
        policy = moment.policy(order.store if order else moment.world.marketplace)
        own = {"text": sentence(row.kind, row.data, policy), "kind": row.kind, "rule": row.data.get("rule")}
        own |= {"seq": row.seq, "cause": row.cause}
    else:
        own = {"text": _refused_text(row), "kind": "refused", "rule": row.rule}
    return Happening(
        place=_place(row),
        at=row.at,
        actor=row.actor,
        actor_name=actor_word(row.actor),
        person=_person(row.actor, order),
        order_id=row.order_id,
        **own,
    )


def _person(actor: str, order: Order | None) -> str:
    people = {"BUYER": order.buyer, "SELLER": order.seller} if order else {}
    person = people.get(actor)
    return person.name if person else ""


def _refused_text(row: RefusedAttempt) -> str:
    return _("was refused (%(deed)s): %(message)s", deed=deed_words(row.deed), message=row.message)


def deed_words(name: str) -> str:
    """Name a deed as people read it."""
    return name.replace("-", " ") if name in deeds else name[:40]


def _expected(rows: list[DueItem], orders: set[str]) -> Expected:
    first, words = rows[0], due_in_words(rows[0].rule)
    if len(rows) > 1:
        words = f"{words}, {ngettext('%(num)d order', '%(num)d orders', len(rows))}"
    is_one_order = len(rows) == 1 and first.subject in orders
    return Expected(first.due_at, first.rule, words[:1].upper() + words[1:], first.subject if is_one_order else None)
