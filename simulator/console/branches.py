"""What if: two states of a marketplace run forward to the same instant, side by side; neither is changed.

Each is copied, the copy is moved on by the agenda alone, measured, and thrown away. Must not know pages.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from sqlalchemy import func, select

from simulator.acting import existing
from simulator.agenda import advance
from simulator.database import session_in
from simulator.errors import BadInput, NotFound
from simulator.files import check_file, copy_new
from simulator.health import cancellation_rate, home_policy
from simulator.home import Home, checked_name
from simulator.models import World
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.parties import Seller
from simulator.schemas.place import Place

# A comparison looks at most this many days ahead.
FARTHEST = 366
# Orders that end differently are listed up to this many.
LISTED = 25


@dataclass(frozen=True)
class End:
    """How one order stands at the end of a branch."""

    status: str
    canceled_by: str | None
    counts: bool | None
    refunded: int


@dataclass(frozen=True)
class Outcome:
    """How one branch ends for a seller and their buyers."""

    label: str
    counted: int
    placed: int
    rate: Fraction | None
    status: str
    # Charged less refunded, in minor units, by currency.
    money: Mapping[str, int]
    buyers: Mapping[str, int]
    orders: Mapping[str, End]


@dataclass(frozen=True)
class Difference:
    """An order that does not end alike; None where a branch does not have it."""

    number: str
    first: End | None
    second: End | None


@dataclass(frozen=True)
class Comparison:
    """Two branches at the same instant."""

    at: datetime
    days: int
    first: Outcome
    second: Outcome
    differences: list[Difference]
    more: int


def compare(home: Home, world: str, first: str, second: str, days: int, seller_id: str | None) -> Comparison:
    """Run two states forward until so many days after the later of the two, and compare how they end for a seller.

    A state is "world:<name>" or "snapshot:<name>" of this world.

    Raises:
        BadInput: no state chosen, or too many days.
        NotFound: a state that does not exist.
    """
    if not 0 <= days <= FARTHEST:
        raise BadInput("days", "Choose 0 to {most} days.", most=FARTHEST)
    files = [_file(home, world, one, field) for one, field in ((first, "first"), (second, "second"))]
    with tempfile.TemporaryDirectory(dir=home.path) as folder:
        copies = [_copied(file, Path(folder) / f"{n}.db") for n, file in enumerate(files)]
        goal = max(_now(file) for file in copies) + timedelta(days=days)
        ends = [_run(file, goal, label, seller_id) for file, label in zip(copies, (first, second), strict=True)]
    differences = _differences(ends[0].orders, ends[1].orders)
    return Comparison(goal, days, ends[0], ends[1], differences[:LISTED], max(0, len(differences) - LISTED))


def _file(home: Home, world: str, state: str, field: str) -> Place:
    kind, _colon, name = state.partition(":")
    if kind == "world":
        return home.world_file(existing(home, name))
    if kind != "snapshot":
        raise BadInput(field, "Choose a world or a snapshot.")
    file = home.snapshot_file(world, checked_name(name, field))
    if not file.exists():
        raise NotFound(f"World {world} has no snapshot {name!r}.")
    return file


def _copied(source: Place, target: Path) -> Path:
    check_file(source)
    copy_new(source, target)
    return target


def _now(file: Path) -> datetime:
    with session_in(file) as session:
        return session.get_one(World, 1).now


def _run(file: Path, goal: datetime, label: str, seller_id: str | None) -> Outcome:
    with session_in(file, writing=True) as session:
        row = session.get_one(World, 1)
        row.mode = "paused"
        moment = Moment(session, row, row.now)
        advance(moment, goal)
        return _measured(moment, label, seller_id)


def _measured(moment: Moment, label: str, seller_id: str | None) -> Outcome:
    session = moment.session
    first = select(Seller).order_by(Seller.number).limit(1)
    seller = (session.get(Seller, seller_id) if seller_id else None) or session.scalars(first).one()
    rate = cancellation_rate(session, seller, moment.now, home_policy(moment, seller))
    ends = _ends(moment, seller)
    return Outcome(
        label=label,
        counted=rate.numerator,
        placed=rate.denominator,
        rate=rate.rate,
        status=rate.status,
        money=_money(moment, seller),
        buyers=Counter(end.status for end in ends.values()),
        orders=ends,
    )


def _money(moment: Moment, seller: Seller) -> dict[str, int]:
    net = func.sum(Order.charged - Order.refunded)
    query = select(Order.currency, net).where(Order.seller_id == seller.id).group_by(Order.currency)
    return {currency: int(amount) for currency, amount in moment.session.execute(query.order_by(Order.currency))}


def _ends(moment: Moment, seller: Seller) -> dict[str, End]:
    columns = (Order.number, Order.status, Order.canceled_by, Order.counts, Order.refunded, Order.delivered_at)
    rows = moment.session.execute(select(*columns).where(Order.seller_id == seller.id))
    return {
        number: End("Delivered" if delivered_at and not canceled_by else status, canceled_by, counts, refunded)
        for number, status, canceled_by, counts, refunded, delivered_at in rows
    }


def _differences(first: Mapping[str, End], second: Mapping[str, End]) -> list[Difference]:
    numbers = sorted(first.keys() | second.keys())
    pairs = (Difference(number, first.get(number), second.get(number)) for number in numbers)
    return [pair for pair in pairs if pair.first != pair.second]
