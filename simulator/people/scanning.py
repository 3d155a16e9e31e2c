"""A parcel's way as its carrier reads it off: collected, at a depot, out for delivery. A lost one falls silent.

Scans are facts of the log and change nothing else.
"""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Literal

from simulator.agenda import schedule, when_due, withdraw
from simulator.deeds import deed
from simulator.draws import draw
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.parcel_guards import on_its_way
from simulator.people.dials import is_simulated
from simulator.people.parcels import carrier_of
from simulator.people.turns import FIRST_RANK, attempt
from simulator.policy import store

Place = Literal["collected", "depot", "out_for_delivery"]
RULES: dict[str, Place] = {
    "carrier-collects": "collected",
    "carrier-sorts": "depot",
    "carrier-sets-out": "out_for_delivery",
}
COLLECTED_AFTER = timedelta(hours=3)
SETS_OUT = time(7, 30)


@deed("scan-parcel", by=Actor.MARKETPLACE)
def scan_parcel(moment: Moment, order: Order, *, place: Place) -> None:
    """The carrier reads off a parcel: collected, at a depot, or out for delivery."""
    refused = on_its_way(moment, order, moment.policy(order.store), None)
    if refused:
        raise refused
    record(moment, EventKind.PARCEL_SCANNED, order, place=place, carrier=order.carrier)


def plan_scans(moment: Moment, order: Order, arrival: datetime, *, ends_at_depot: bool) -> None:
    """Plan where a parcel is read off on its way; one that will be lost gets no further than the depot."""
    forget_scans(moment, order)
    minutes = draw(moment.seed, "people", order.number, "minute of scan") % 60
    collected = moment.now + COLLECTED_AFTER + timedelta(minutes=minutes)
    zone = store(order.store).zone
    out = datetime.combine(arrival.astimezone(zone).date(), SETS_OUT, zone).astimezone(UTC) + timedelta(minutes=minutes)
    if collected < arrival:
        schedule(moment, "carrier-collects", collected, order.number)
    if out - collected > timedelta(hours=20):
        schedule(moment, "carrier-sorts", collected + (out - collected) / 2, order.number)
    if collected < out < arrival and not ends_at_depot:
        schedule(moment, "carrier-sets-out", out, order.number)


def forget_scans(moment: Moment, order: Order) -> None:
    """Take what was planned off the agenda."""
    withdraw(moment, order.number, RULES)


def _scan(moment: Moment, number: str, place: Place) -> None:
    order = find(moment, number)
    if is_simulated(moment, carrier_of(moment, order)):
        attempt(moment, "scan-parcel", None, order, place=place)


for _rule, _place in RULES.items():
    when_due(_rule, rank=FIRST_RANK + 29, prepare=load_orders)(partial(_scan, place=_place))
