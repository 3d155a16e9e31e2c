"""A seller's vacation: at once or on planned days. What it does to the offers is the rule `vacation-hides-offers`.

A plan is two instants of the seller and two rows on the agenda, which switch the vacation on and off by themselves.
"""

from datetime import datetime
from typing import Any

from simulator.agenda import schedule, when_due, withdraw
from simulator.errors import BadInput
from simulator.events import EventKind, record
from simulator.moment import Moment
from simulator.parties import Seller

START, END = "vacation-start", "vacation-end"


def vacation_settings(
    moment: Moment, seller: Seller, on: bool | None, first: datetime | None, until: datetime | None
) -> dict[str, Any]:
    """Plan a vacation anew and return the settings that say so; nothing when nothing was asked for.

    Raises:
        BadInput: it begins in the past, or ends before it begins.
    """
    if on is None and first is None and until is None:
        return {}
    policy = moment.policy(seller.marketplaces[0])
    if on is False:
        first = until = None
    if policy.vacation_dates_ahead:
        sentence = policy.refuse("vacation-dates-ahead").message
        if first is not None and first < moment.now:
            raise BadInput("vacation_from", sentence)
        if until is not None and until <= (first or moment.now):
            raise BadInput("vacation_until", sentence)
    withdraw(moment, seller.id, (START, END))
    for rule, at in ((START, first), (END, until)):
        if at is not None:
            schedule(moment, rule, at, seller.id)
    return {"on_vacation": on is not False and first is None, "vacation_from": first, "vacation_until": until}


@when_due(START, rank=2)
def begin_vacation(moment: Moment, seller_id: str) -> None:
    """A planned vacation begins."""
    _switch(moment, seller_id, on=True, planned="vacation_from")


@when_due(END, rank=2)
def end_vacation(moment: Moment, seller_id: str) -> None:
    """A planned vacation ends."""
    _switch(moment, seller_id, on=False, planned="vacation_until")


def _switch(moment: Moment, seller_id: str, *, on: bool, planned: str) -> None:
    seller = moment.session.get_one(Seller, seller_id)
    was = {"on_vacation": seller.on_vacation}
    seller.on_vacation = on
    setattr(seller, planned, None)
    record(moment, EventKind.SETTINGS_CHANGED, seller_id=seller.id, changed={"on_vacation": on}, was=was)
