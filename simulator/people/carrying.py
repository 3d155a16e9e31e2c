"""Carriers: when a parcel that was handed over arrives, is late, lost, sent away at the door, or undeliverable.

The dial says which share comes after the promised date; how a seller's own delay is made up for, or not, follows from
the promise. Parcels of the marketplace's own warehouse are none of this room's business.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from simulator.agenda import schedule, when_due, withdraw
from simulator.draws import choose, draw
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.parcel_guards import is_with_carrier
from simulator.orders.promises import WEEKDAYS
from simulator.orders.statuses import Channel
from simulator.people import chance
from simulator.people.answering import will_refuse
from simulator.people.dials import dials_of, is_simulated
from simulator.people.figures import figures
from simulator.people.parcels import carrier_of, is_mistaken
from simulator.people.scanning import forget_scans, plan_scans
from simulator.people.turns import FIRST_RANK, attempt, happens
from simulator.policy import store

TURN = "carrier-turn"
DAY = timedelta(days=1)
SHORTEST = timedelta(hours=18)
# A parcel nobody has seen for so long is lost.
GIVEN_UP = timedelta(days=5)


@listens_to(EventKind.HANDED_TO_CARRIER)
def pick_up(moment: Moment, event: Event, order: Order) -> None:
    """A parcel was handed over; it is on its way."""
    if dials_of(moment).on:
        take_on(moment, order)


@listens_to(EventKind.PUT_BACK)
def give_back(moment: Moment, event: Event, order: Order) -> None:
    """A parcel is back on its shelf."""
    withdraw(moment, order.number, (TURN,))
    forget_scans(moment, order)


def take_on(moment: Moment, order: Order) -> None:
    """Plan the day a parcel arrives."""
    withdraw(moment, order.number, (TURN,))
    comes = max(arrival(moment, order), moment.now)
    schedule(moment, TURN, comes, order.number)
    plan_scans(moment, order, comes, ends_at_depot=_is_lost(moment, order))


def resume(moment: Moment) -> None:
    """Take on every parcel that is on its way."""
    ended = (Order.delivered_at, Order.refused_at, Order.lost_at)
    under_way = select(Order).where(Order.channel == Channel.MFN, Order.handed_at.is_not(None))
    for order in moment.session.scalars(under_way.where(*(one.is_(None) for one in ended)).order_by(Order.number)):
        if is_with_carrier(order):
            take_on(moment, order)


@when_due(TURN, rank=FIRST_RANK + 30, prepare=load_orders)
def bring(moment: Moment, number: str) -> None:
    """A parcel is at the door, or nowhere."""
    order = find(moment, number)
    if not is_with_carrier(order) or not is_simulated(moment, carrier_of(moment, order)):
        return
    if _is_lost(moment, order):
        attempt(moment, "lose-parcel", None, order)
    elif is_mistaken(moment, order) or will_refuse(moment, order):
        attempt(moment, "refuse-delivery", order.buyer_id, order)
    else:
        attempt(moment, "deliver", None, order)


def arrival(moment: Moment, order: Order) -> datetime:
    """Draw when a parcel that leaves now arrives."""
    promised = order.deliver_by or moment.now + 5 * DAY
    if _is_lost(moment, order):
        return promised + GIVEN_UP
    zone, working = store(order.store).zone, moment.policy(order.store).carrier_days
    first, last = (moment.now + SHORTEST).astimezone(zone).date(), promised.astimezone(zone).date()
    if happens(moment, order, "late", dials_of(moment).lateness * 10):
        late = chance.along(moment.seed, "people", order.number, "late days", figures("carriers")["late_days"])
        day = max(first, last) + late * DAY
    else:
        days = _working(first, last, working) or [max(first, min(first, last))]
        day = choose(moment.seed, "people", order.number, "day of delivery", days)
    return datetime.combine(day, _time_of_day(moment, order), zone).astimezone(UTC)


def _working(first: date, last: date, days: tuple[str, ...]) -> list[date]:
    span = [first + n * DAY for n in range(max((last - first).days + 1, 0))]
    return [day for day in span if WEEKDAYS[day.weekday()] in days] or span[-1:]


def _time_of_day(moment: Moment, order: Order) -> time:
    begins, ends = figures("carriers")["hours"]
    second = draw(moment.seed, "people", order.number, "time of delivery") % ((ends - begins) * 3600)
    minutes, seconds = divmod(second, 60)
    return time(begins + minutes // 60, minutes % 60, seconds)


def _is_lost(moment: Moment, order: Order) -> bool:
    return happens(moment, order, "lost", figures("carriers")["lost"])
