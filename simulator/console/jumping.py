"""Moving a world's time for a person: to the next thing that concerns them, by a span, to an instant, to a deadline.

The agenda does the moving; this module only chooses where to. It must not know pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, Select, or_, select, true

from simulator.acting import advance_by, holding
from simulator.agenda import next_due
from simulator.errors import BadInput
from simulator.home import Home
from simulator.instants import EARLIEST, LATEST, read_duration, read_instant
from simulator.models import DueItem, Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.people.turns import turns

# Instants looked at one by one before a jump settles for the first thing already known to concern the person.
PATIENCE = 200
# How long a jump waits for simulated people to do something, where nothing else is coming up.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class People:
    """Whose orders a jump is about; nobody's means that everything concerns."""

    buyer_id: str | None
    seller_id: str | None


@dataclass(frozen=True)
class Jump:
    """What came of a jump: where it led, and how far the log went before it."""

    start: datetime
    end: datetime
    total: int
    since: int


@dataclass(frozen=True)
class Deadline:
    """A quick pick: the instant and the order it belongs to."""

    at: datetime
    order_id: str


def jump_to_concern(home: Home, world: str, people: People) -> Jump:
    """Move to the next instant at which something happens that concerns these people; nowhere if there is none."""

    def move(moment: Moment) -> int:
        since, total, goal = moment.world.last_event, 0, _known_concern(moment, people)
        idle, latest = turns(), moment.now + LONGEST_WAIT
        for _ in range(PATIENCE):
            due = next_due(moment)
            if due is None or (goal is not None and due.due_at > goal):
                break
            if due.rule in idle and due.due_at > latest:
                break
            total += advance_by(moment, by=None, to=max(due.due_at, moment.now), following=False).total
            if _concerned(moment, people, since):
                return total
        if goal is not None and goal > moment.now:
            total += advance_by(moment, by=None, to=goal, following=False).total
        return total

    return _jump(home, world, move)


def jump_by(home: Home, world: str, duration: str) -> Jump:
    """Move by an ISO 8601 duration.

    Raises:
        BadInput: not a duration.
    """
    length = read_duration(duration, "by")
    return _jump(home, world, lambda moment: advance_by(moment, by=length, to=None, following=False).total)


def jump_to(home: Home, world: str, instant: datetime) -> Jump:
    """Move to an instant.

    Raises:
        BadInput: it lies in the past.
    """
    return _jump(home, world, lambda moment: advance_by(moment, by=None, to=instant, following=False).total)


def read_local(text: str, zone: tzinfo, field: str) -> datetime:
    """Read what a date and time field gives, in the time of this zone, or an instant with its own.

    Raises:
        BadInput: not an instant, or outside the years the simulator covers.
    """
    try:
        local = datetime.fromisoformat(text.strip())
        if local.tzinfo is None:
            local = local.replace(tzinfo=zone)
        return read_instant(local.isoformat(), field)
    except (ValueError, BadInput):
        first, last = EARLIEST.year, LATEST.year - 1
        raise BadInput(field, "Enter a date and a time from {first} to {last}.", first=first, last=last) from None


def next_ship_by(moment: Moment) -> Deadline | None:
    """Return the next ship-by instant of an order that still waits for its confirmation."""
    # At that instant the agenda has a reminder; read in its order, the first match is found at once.
    planned = select(DueItem.due_at, DueItem.subject).join(Order, Order.number == DueItem.subject)
    planned = planned.where(DueItem.rule == "ship-reminders", DueItem.due_at == Order.ship_by, DueItem.parked.is_(None))
    return _deadline(moment, planned.where(DueItem.due_at > moment.now))


def next_auto_cancel(moment: Moment) -> Deadline | None:
    """Return the next automatic cancellation on the agenda."""
    planned = select(DueItem.due_at, DueItem.subject).where(DueItem.parked.is_(None))
    return _deadline(moment, planned.where(DueItem.rule == "auto-cancel-grace"))


def _deadline(moment: Moment, planned: Select[datetime, str]) -> Deadline | None:
    in_order = planned.order_by(DueItem.due_at, DueItem.rank, DueItem.id)
    row = moment.session.execute(in_order.limit(1)).first()
    return Deadline(row[0], row[1]) if row else None


def _jump(home: Home, world: str, move: Callable[[Moment], int]) -> Jump:
    with holding(home, world) as moment:
        start, since = moment.now, moment.world.last_event
        total = move(moment)
        return Jump(start, moment.now, total, since)


def _known_concern(moment: Moment, people: People) -> datetime | None:
    """Return when the first thing now on the agenda that concerns these people is due."""
    query = select(DueItem.due_at).outerjoin(Order, Order.number == DueItem.subject).where(DueItem.parked.is_(None))
    # What people will do is not known before they do it.
    query = query.where(DueItem.rule.not_in(turns()))
    return moment.session.scalar(query.where(_is_theirs(people)).order_by(DueItem.due_at).limit(1))


def _concerned(moment: Moment, people: People, since: int) -> bool:
    query = select(Event.seq).outerjoin(Order, Order.number == Event.order_id).where(Event.seq > since)
    return moment.session.scalar(query.where(_is_theirs(people)).limit(1)) is not None


def _is_theirs(people: People) -> ColumnElement[bool]:
    """Ask of a joined order whether it is these people's; what belongs to no order concerns everybody."""
    owners = ((Order.buyer_id, people.buyer_id), (Order.seller_id, people.seller_id))
    named = [column == person for column, person in owners if person]
    return or_(Order.number.is_(None), *named) if named else true()
