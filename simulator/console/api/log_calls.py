"""Calls about what happened: the event log, e-mails, messages, notifications that left the house."""

from collections.abc import Callable
from functools import partial
from threading import Event as Bell
from typing import Annotated, Any, Literal

from flask import current_app
from pydantic import Field
from sqlalchemy import ColumnElement, select

from messaging.mail import mail_list, messages_list
from messaging.reading import BRAND
from simulator import clock
from simulator.acting import event_json, reading
from simulator.console.api.calls import call
from simulator.console.api.paging import LARGEST_PAGE, Number, Page, a_page, cursor, place_after
from simulator.errors import BadInput
from simulator.events import EventKind, iso
from simulator.home import Home
from simulator.models import Event, RefusedAttempt
from simulator.moment import Moment
from simulator.turns import aside

# Longest wait of one call, in real seconds, and the pause between two looks. Nothing is held in between.
LONGEST_WAIT = 60.0
LOOK_AGAIN = 0.05

# Lists deliveries of a world's notifications: (moment, number of the last one seen, how many) → rows with "id".
Notifications = Callable[[Moment, int, int], list[dict[str, Any]]]


class EventPage(Page):
    """Which events are wanted; oldest first."""

    after: Annotated[Number | None, Field(description="Only events with a larger seq.")] = None
    order_id: str | None = None
    kind: Annotated[str | None, Field(description="One kind or several, with commas between.")] = None
    last: Annotated[int | None, Field(ge=1, le=LARGEST_PAGE, description="Only the last so many of them.")] = None
    include: Annotated[Literal["refused"] | None, Field(description="Refused attempts too.")] = None
    wait: Annotated[float | None, Field(ge=0, le=LONGEST_WAIT, description="Real seconds to wait for one.")] = None


class MailPage(Page):
    """Which e-mails are wanted."""

    to: Annotated[str | None, Field(description="A role (buyer, seller), a person's id or an address.")] = None
    order_id: str | None = None


class MessagePage(Page):
    """Which messages are wanted."""

    order_id: str | None = None


@call("GET", "/worlds/{world}/events", query=EventPage, answer="Events")
def list_events(home: Home, world: str, query: EventPage) -> dict[str, Any]:
    """List what happened, oldest first; with `wait` until something has."""
    wanted = _wanted(query)
    after = _begin(home, world, query, wanted)
    end = clock.stopwatch() + (query.wait or 0.0)
    while True:
        with reading(home, world) as moment:
            told = _page(moment, query, wanted, after)
        if told["events"] or clock.stopwatch() >= end:
            return told
        with aside():
            Bell().wait(LOOK_AGAIN)


@call("GET", "/worlds/{world}/mail", query=MailPage, answer="Mails")
def list_mail(home: Home, world: str, query: MailPage) -> dict[str, Any]:
    """List every e-mail that was written, rendered, oldest first."""
    (after,) = place_after(query, int) or (0,)
    with reading(home, world) as moment:
        listing = partial(mail_list, moment, to=query.to, order_id=query.order_id, brand=_brand())
        return _in_pages("mail", listing, "id", after, query.limit)


@call("GET", "/worlds/{world}/messages", query=MessagePage, answer="Messages")
def list_messages(home: Home, world: str, query: MessagePage) -> dict[str, Any]:
    """List every message between buyers and sellers, and whether and why it was delivered."""
    (after,) = place_after(query, int) or (0,)
    with reading(home, world) as moment:
        listing = partial(messages_list, moment, query.order_id, brand=_brand())
        return _in_pages("messages", listing, "event_seq", after, query.limit)


def _in_pages(
    name: str, listing: Callable[..., list[dict[str, Any]]], place: str, after: int, limit: int
) -> dict[str, Any]:
    """Write a page of a list that is read by messaging, and look whether there is more."""
    rows = listing(after=after, limit=limit)
    last = rows[-1][place] if len(rows) == limit else None
    return {name: rows, "next": cursor(last) if last is not None and listing(after=last, limit=1) else None}


@call("GET", "/worlds/{world}/notifications", query=Page, answer="Notifications")
def list_notifications(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List what was delivered to subscribers, where, and with which payload."""
    (after,) = place_after(query, int) or (0,)
    listing: Notifications = current_app.extensions.get("notifications", _none)
    with reading(home, world) as moment:
        rows = listing(moment, after, query.limit + 1)
    return a_page("notifications", rows, query, rows[query.limit - 1]["id"] if len(rows) > query.limit else 0)


def _wanted(query: EventPage) -> list[ColumnElement[bool]]:
    kinds = _kinds(query.kind)
    wanted: list[ColumnElement[bool]] = [Event.order_id == query.order_id] if query.order_id is not None else []
    return [*wanted, Event.kind.in_(kinds)] if kinds else wanted


def _begin(home: Home, world: str, query: EventPage, wanted: list[ColumnElement[bool]]) -> int:
    """Where the list begins; a caller who waits and names no place waits for what has not happened yet."""
    place = place_after(query, int)
    if place is not None:
        return int(place[0])
    if query.last is not None:
        before = select(Event.seq).where(*wanted).order_by(Event.seq.desc()).offset(query.last).limit(1)
        with reading(home, world) as moment:
            return max(moment.session.scalar(before) or 0, query.after or 0)
    if query.after is not None:
        return query.after
    if query.wait is None:
        return 0
    with reading(home, world) as moment:
        return moment.world.last_event


def _page(moment: Moment, query: EventPage, wanted: list[ColumnElement[bool]], after: int) -> dict[str, Any]:
    found = select(Event).where(Event.seq > after, *wanted).order_by(Event.seq).limit(query.limit + 1)
    rows = [event_json(one) for one in moment.session.scalars(found)]
    more = len(rows) > query.limit
    last = rows[query.limit - 1]["seq"] if more else None
    told = a_page("events", rows, query, last)
    if query.include == "refused":
        told["events"] = _with_refused(moment, query, told["events"], after, last)
    return told


def _with_refused(
    moment: Moment, query: EventPage, events: list[dict[str, Any]], after: int, last: int | None
) -> list[dict[str, Any]]:
    """Put refused attempts between the events, each after the last thing that had happened by then."""
    found = select(RefusedAttempt).where(RefusedAttempt.after_seq >= after).order_by(RefusedAttempt.id)
    if last is not None:
        found = found.where(RefusedAttempt.after_seq < last)
    if query.order_id is not None:
        found = found.where(RefusedAttempt.order_id == query.order_id)
    refused = [_refused_json(one) for one in moment.session.scalars(found)]
    return sorted([*events, *refused], key=lambda one: (one["seq"], one["kind"] == REFUSED))


REFUSED = "deed-refused"


def _refused_json(attempt: RefusedAttempt) -> dict[str, Any]:
    """Write an attempt in the shape of an event; its `seq` is that of the last thing that had happened."""
    return {
        "seq": attempt.after_seq,
        "at": iso(attempt.at),
        "kind": REFUSED,
        "actor": str(attempt.actor),
        "order_id": attempt.order_id,
        "data": {"id": attempt.id, "deed": attempt.deed, "rule": attempt.rule, "message": attempt.message},
        "cause": None,
    }


def _kinds(told: str | None) -> list[str]:
    if told is None:
        return []
    kinds = [one.strip() for one in told.split(",")]
    unknown = [one for one in kinds if one not in set(EventKind)]
    if unknown:
        raise BadInput("kind", f"kind: there is no kind of event {unknown[0][:40]!r}.", status=422)
    return kinds


def _brand() -> str:
    return str(current_app.config.get("MARKETSIM_BRAND") or BRAND)


def _none(moment: Moment, after: int, limit: int) -> list[dict[str, Any]]:
    """Without machine interfaces nothing leaves the house."""
    return []
