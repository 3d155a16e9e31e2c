"""Queries behind Your Orders and other lists of a buyer's orders: set-based, paged, the same number of statements
however many orders there are. Must not know pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from simulator.moment import Moment
from simulator.orders.loading import listed_whole
from simulator.orders.models import Feedback, Order, OrderItem
from simulator.orders.promises import start_of_day
from simulator.orders.statuses import OPEN, WAITING, OrderStatus
from simulator.parties import Seller
from simulator.policy import store

PER_PAGE = 10
# Tabs count up to here, of what a search finds up to there; beyond it "1,000+" says enough and stays quick.
MOST_COUNTED, MOST_FOUND = 1000, 100
# The lists of the page and the statuses each holds; None holds all.
LISTS = {"": None, "open": WAITING | OPEN, "canceled": frozenset({OrderStatus.CANCELED})}
# Periods counted back from now.
PERIODS = {"30-days": timedelta(days=30), "3-months": timedelta(days=91)}
USUAL_PERIOD = "3-months"
WHOLE_NUMBER = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")
PART_OF_A_NUMBER = re.compile(r"[0-9-]{4,19}")


@dataclass(frozen=True)
class Question:
    """Which of a buyer's orders are asked for."""

    buyer_id: str
    store: str
    which: str = ""
    period: str = USUAL_PERIOD
    words: str = ""
    before: tuple[datetime, str] | None = None

    @property
    def most(self) -> int:
        """The number of orders at which counting ends."""
        return MOST_FOUND if self.words else MOST_COUNTED


def page_of(moment: Moment, asked: Question) -> tuple[list[Order], bool]:
    """Return one page of orders, newest first, and whether another follows."""
    query = _asked(moment, asked)
    statuses = LISTS[asked.which]
    query = query.where(Order.status.in_(statuses)) if statuses else query
    if asked.before:
        at, number = asked.before
        query = query.where(or_(Order.placed_at < at, and_(Order.placed_at == at, Order.number < number)))
    numbers = _newest(moment, query, PER_PAGE + 1)
    return listed_whole(moment, numbers[:PER_PAGE]), len(numbers) > PER_PAGE


def _newest(moment: Moment, query: Select[Order], many: int) -> list[str]:
    query = query.order_by(Order.placed_at.desc(), Order.number.desc()).limit(many)
    return list(moment.session.scalars(query.with_only_columns(Order.number)))


def counts(moment: Moment, asked: Question) -> dict[str, int]:
    """Count the orders of each list, in one statement over at most so many orders, the newest."""
    newest = _asked(moment, asked).order_by(Order.placed_at.desc()).limit(asked.most)
    some = newest.with_only_columns(Order.status.label("status")).subquery()
    columns = [
        func.coalesce(func.sum(case((some.c.status.in_(statuses), 1), else_=0)), 0) if statuses else func.count()
        for statuses in LISTS.values()
    ]
    row = moment.session.execute(select(*columns).select_from(some)).one()
    return dict(zip(LISTS, row, strict=True))


def years(moment: Moment, buyer_id: str, store_code: str) -> list[int]:
    """List the years since the buyer's first order, newest first."""
    first = moment.session.scalar(select(func.min(Order.placed_at)).where(Order.buyer_id == buyer_id))
    zone = store(store_code).zone
    began = (first or moment.now).astimezone(zone).year
    return list(range(moment.now.astimezone(zone).year, began - 1, -1))


def latest_with_seller(moment: Moment, buyer_id: str, seller_id: str) -> Sequence[Order]:
    """List a buyer's latest orders from a seller."""
    query = select(Order).where(Order.buyer_id == buyer_id, Order.seller_id == seller_id)
    return moment.session.scalars(query.order_by(Order.placed_at.desc(), Order.number.desc()).limit(5)).all()


def latest(moment: Moment, buyer_id: str) -> Sequence[Order]:
    """List a buyer's latest orders, with what their cards show."""
    return listed_whole(moment, _newest(moment, select(Order).where(Order.buyer_id == buyer_id), PER_PAGE))


def rating_of(moment: Moment, seller_id: str) -> tuple[float | None, int]:
    """Return a seller's average rating and how many there are, removed ones left out."""
    query = select(func.avg(Feedback.rating), func.count()).join(Order, Order.number == Feedback.order_number)
    average, number = moment.session.execute(
        query.where(Order.seller_id == seller_id, Feedback.removed_at.is_(None))
    ).one()
    return average, number


def _asked(moment: Moment, asked: Question) -> Select[Order]:
    query = select(Order).where(Order.buyer_id == asked.buyer_id)
    if asked.words:
        query = query.where(_matches(asked.words))
    if asked.period in PERIODS:
        return query.where(Order.placed_at > moment.now - PERIODS[asked.period])
    if asked.period.isdigit():
        zone, year = store(asked.store).zone, int(asked.period)
        first, last = start_of_day(date(year, 1, 1), zone), start_of_day(date(year + 1, 1, 1), zone)
        return query.where(Order.placed_at >= first, Order.placed_at < last)
    return query


def _matches(words: str) -> ColumnElement[bool]:
    """Ask for an order's number, or a part of it; other words are looked for in titles and sellers' names."""
    if WHOLE_NUMBER.fullmatch(words):
        return Order.number == words
    if PART_OF_A_NUMBER.fullmatch(words):
        return Order.number.contains(words)
    return or_(
        Order.seller_id.in_(select(Seller.id).where(Seller.name.icontains(words, autoescape=True))),
        # Asked for each of the buyer's own orders, never over all items of the world.
        Order.items.any(OrderItem.title.icontains(words, autoescape=True)),
    )


def read_place(text: str) -> tuple[datetime, str] | None:
    """Read where a page continues; what cannot be read is the beginning."""
    seconds, _, number = text.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12 and number):
        return None
    return datetime.fromtimestamp(int(seconds), UTC), number[:24]


def write_place(order: Order) -> str:
    """Write where the page after this order continues."""
    return f"{int(order.placed_at.timestamp())}.{order.number}"
