"""Buyers come by: how many in which hour, who they are, what they put into the basket.

Each hour of a store's day draws its visits anew from the dial and the profiles of hour and weekday; a visit is named
by store, hour and place in it, and everything about it is drawn from that name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from simulator.adding import add_at_once
from simulator.agenda import schedule, when_due, withdraw
from simulator.database import memory_of
from simulator.draws import chance, choose, draw, weighted
from simulator.instants import read_instant
from simulator.moment import Moment
from simulator.parties import Buyer
from simulator.people.chance import poisson
from simulator.people.dials import dials_of, is_simulated, keep
from simulator.people.figures import figures
from simulator.people.filling import basket_of
from simulator.people.turns import FIRST_RANK, attempt
from simulator.policy import store

HOUR = timedelta(hours=1)
OPENING, VISIT = "shopping-hour", "buyer-visit"
# Newcomers are numbered by hour of the world and place in it, so that nobody's number depends on who else came.
MOST_AN_HOUR = 1000


@dataclass(frozen=True)
class Newcomer:
    """Somebody who shops here for the first time: the store, a number nobody else has, and the persona."""

    store: str
    number: int
    persona: str


# Gives a newcomer a name, an address and a language: the columns of a buyer.
Introduce = Callable[[Moment, Newcomer], dict[str, Any]]
_introduce: list[Introduce] = []


def newcomers_from(source: Introduce) -> Introduce:
    """Register who gives newcomers names; the last one registered does."""
    _introduce.append(source)
    return source


def expected_in(code: str, hour: datetime, volume: int) -> Decimal:
    """Return how many visits an hour of a store brings on average, by its local hour and weekday."""
    profile, local = figures("profile"), hour.astimezone(store(code).zone)
    weekday, share = profile["weekdays"][local.weekday()], profile["hours"][local.hour]
    days, hours = sum(profile["weekdays"]), sum(profile["hours"])
    return Decimal(volume * 7 * weekday * share) / Decimal(days * hours)


def visits_in(seed: int, code: str, hour: datetime, volume: int) -> list[datetime]:
    """Draw when somebody comes in the hour that begins at an instant."""
    key = f"{code}/{hour:%Y-%m-%dT%H:%M}"
    count = min(poisson(seed, "visits", key, "count", expected_in(code, hour, volume)), MOST_AN_HOUR - 1)
    return [hour + timedelta(seconds=draw(seed, "visits", f"{key}/{k}", "second") % 3600) for k in range(count)]


def open_stores(moment: Moment) -> None:
    """Let buyers come from now on: the rest of this hour, and every hour after it."""
    if not dials_of(moment).regulars:
        last = moment.session.scalar(select(func.max(Buyer.number))) or 0
        keep(moment, replace(dials_of(moment), regulars=max(last, 1)))
    for code in moment.world.marketplaces:
        withdraw(moment, code, (OPENING,))
        hour = _hour_of(code, moment.now)
        _plan(moment, code, hour, moment.now + timedelta(seconds=1))


def close_stores(moment: Moment) -> None:
    """Forget the visits that were planned for this hour, so that they can be planned anew."""
    for code in moment.world.marketplaces:
        hour = _hour_of(code, moment.now)
        for k in range(len(visits_in(moment.seed, code, hour, dials_of(moment).volume))):
            withdraw(moment, _name(code, hour, k), (VISIT,))


@when_due(OPENING, rank=FIRST_RANK)
def begin_hour(moment: Moment, code: str) -> None:
    """An hour begins: whoever comes in it is planned."""
    if dials_of(moment).on:
        _plan(moment, code, moment.now, moment.now)


@when_due(VISIT, rank=FIRST_RANK + 5)
def visit(moment: Moment, name: str) -> None:
    """Somebody comes by and buys, if what they look for is there."""
    if not dials_of(moment).on:
        return
    code = name.split("/", 1)[0]
    wanted = basket_of(moment, code, name)
    if wanted is None:
        return
    buyer = _who(moment, code, name, wanted.payment)
    attempt(moment, "place-order", buyer.id, **wanted.args(moment, buyer))


def _plan(moment: Moment, code: str, hour: datetime, since: datetime) -> None:
    for k, at in enumerate(visits_in(moment.seed, code, hour, dials_of(moment).volume)):
        if at >= since:
            schedule(moment, VISIT, at, _name(code, hour, k))
    schedule(moment, OPENING, hour + HOUR, code)


def _hour_of(code: str, now: datetime) -> datetime:
    local = now.astimezone(store(code).zone)
    return now - timedelta(minutes=local.minute, seconds=local.second)


def _name(code: str, hour: datetime, k: int) -> str:
    return f"{code}/{hour:%Y-%m-%dT%H:%M:%SZ}/{k}"


def _who(moment: Moment, code: str, name: str, payment: str) -> Buyer:
    """Choose somebody of those who were there from the beginning, or a newcomer; a fraudster is always new."""
    returns = chance(moment.seed, "visit", name, "returning", figures("basket")["returning"] * 1000)
    known = _regulars(moment, code)
    if known and returns and payment != "fraud":
        chosen = choose(moment.seed, "visit", name, "who", known)
        # Somebody else comes in place of whom a person plays, so that the shop is as busy as the dial says.
        if is_simulated(moment, chosen):
            return moment.session.get_one(Buyer, chosen)
    return _newcomer(moment, code, name, payment)


def _regulars(moment: Moment, code: str) -> list[str]:
    """List the buyers a store began with."""
    cache: dict[str, list[str]] = memory_of(moment.session).setdefault(_regulars, {})
    if code not in cache:
        query = select(Buyer.id).where(Buyer.store == code, Buyer.number <= dials_of(moment).regulars)
        cache[code] = list(moment.session.scalars(query.order_by(Buyer.number)))
    return cache[code]


def _newcomer(moment: Moment, code: str, name: str, payment: str) -> Buyer:
    _, hour, k = name.split("/")
    drawn = weighted(moment.seed, "visit", name, "persona", figures("buyers")["personas"])
    persona = "fraudster" if payment == "fraud" else str(drawn)
    number = _number(moment, code, read_instant(hour, "visit"), int(k))
    row = {"acts": 0, "addresses": [], "cart": [], "seen_message": 0}
    row |= _introduce[-1](moment, Newcomer(code, number, persona))
    buyer = Buyer(**row)
    add_at_once(moment.session, buyer)
    return buyer


def _number(moment: Moment, code: str, hour: datetime, k: int) -> int:
    # The hour in which the world began counts as the first, wherever in it that was.
    hours, stores = (hour - moment.world.started_at) // HOUR + 1, len(moment.world.marketplaces)
    place = (hours * stores + moment.world.marketplaces.index(code)) * MOST_AN_HOUR + k
    return dials_of(moment).regulars + 1 + place
