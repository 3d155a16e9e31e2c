"""Manage Orders as questions to the database: tabs, filters, sorting, pages.

Everything is narrowed, sorted and cut in SQL along the indexes of `orders`; each status is asked on its own and the
answers are merged, so that a page reads a page's worth of rows. Windows and days come as arguments.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, func, select, union_all

from seller_central.open_work import CAP, Told, capped, mine, open_requests
from simulator.moment import Moment
from simulator.orders.loading import listed
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.statuses import OPEN, WAITING, Channel, OrderStatus
from simulator.prepared import Gap, Prepared, gap

TABS: dict[str, frozenset[OrderStatus]] = {
    "pending": WAITING,
    "unshipped": OPEN,
    "canceled": frozenset({OrderStatus.CANCELED}),
    "sent": frozenset({OrderStatus.SHIPPED}),
}
# Ways of sorting: the column and whether the newest come first.
SORTS: dict[str, tuple[Any, bool]] = {
    "ship_by": (Order.ship_by, False),
    "newest": (Order.placed_at, True),
    "oldest": (Order.placed_at, False),
    "canceled": (Order.canceled_at, True),
}
SORTS_OF = {
    "pending": ("newest", "oldest"),
    "unshipped": ("ship_by", "newest", "oldest"),
    "canceled": ("canceled", "newest"),
    "sent": ("newest", "oldest"),
}
SIZES = (15, 50, 100)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see, as the address says it."""

    tab: str = "unshipped"
    channel: Channel = Channel.MFN
    pending_action: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    ship_by: str = "any"
    rule: tuple[str, ...] = ()
    canceled_from: datetime | None = None
    sort: str = "ship_by"
    page: int = 1
    size: int = SIZES[0]

    @property
    def is_filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.pending_action or self.service or self.rule or self.canceled_from or self.ship_by != "any")


@dataclass(frozen=True)
class Shelf:
    """Whose orders, and what "today" means there."""

    seller_id: Told
    store: Told | None
    now: datetime | Gap
    midnight: datetime | Gap


@dataclass(frozen=True)
class Cut:
    """Which part of a list makes a page; one more is read, which says whether the list goes on."""

    start: int | Gap
    last: int | Gap
    many: int | Gap

    @classmethod
    def of(cls, asked: Asked) -> "Cut":
        """Return the part that a page shows."""
        start = (asked.page - 1) * asked.size
        return cls(start, start + asked.size + 1, asked.size + 1)


def pending_action(shelf: Shelf, name: str) -> ColumnElement[bool]:
    """Translate a box of the group Pending action."""
    asked = select(CancellationRequest.order_number).where(CancellationRequest.state == "open")
    conditions: dict[str, ColumnElement[bool]] = {
        "request": Order.number.in_(asked),
        "today": (Order.ship_by >= shelf.now) & (Order.ship_by < shelf.midnight),
        "late": Order.ship_by < shelf.now,
    }
    return conditions[name]


PENDING_ACTIONS = ("request", "today", "late")


def narrowed(shelf: Shelf, asked: Asked, query: Select[Any]) -> Select[Any]:
    """Apply the filters; boxes of one group add up, groups narrow each other."""
    if asked.pending_action:
        first, *rest = [pending_action(shelf, name) for name in asked.pending_action]
        for one in rest:
            first = first | one
        query = query.where(first)
    if asked.service:
        query = query.where(Order.service.in_(asked.service))
    if asked.ship_by == "today":
        query = query.where(Order.ship_by < shelf.midnight)
    if asked.ship_by == "later":
        query = query.where(Order.ship_by >= shelf.midnight)
    if asked.rule:
        query = query.where(Order.cancel_rule.in_(asked.rule))
    return query.where(Order.canceled_at > asked.canceled_from) if asked.canceled_from else query


# What nearly everybody asks for is narrowed by nothing: those questions are put together once.
def _gaps(of_one_store: bool) -> Shelf:
    return Shelf(gap("seller_id"), gap("store") if of_one_store else None, gap("now"), gap("midnight"))


def _usual(asked: Asked) -> Asked | None:
    """Return what is asked without what is filled in; nothing where something narrows the list."""
    return None if asked.is_filtered else replace(asked, page=1, size=SIZES[0])


def _told(moment: Moment, question: Prepared | Select[Any], shelf: Shelf, cut: Cut | None = None) -> list[Any]:
    if isinstance(question, Prepared):
        return list(question.rows(moment.session, **vars(shelf), **(vars(cut) if cut else {})))
    return list(moment.session.execute(question))


def page_of(moment: Moment, shelf: Shelf, asked: Asked) -> tuple[list[Order], bool]:
    """Return one page of orders with what their rows show, and whether there are more."""
    usual, cut = _usual(asked), Cut.of(asked)
    question = _usual_numbers(usual, bool(shelf.store)) if usual else _numbers(shelf, asked, cut)
    numbers = [number for (number,) in _told(moment, question, shelf, cut)]
    return listed(moment, numbers[: asked.size]), len(numbers) > asked.size


@cache
def _usual_numbers(asked: Asked, of_one_store: bool) -> Prepared:
    cut = Cut(*[gap(name, type_=Integer) for name in ("start", "last", "many")])
    return Prepared(lambda: _numbers(_gaps(of_one_store), asked, cut))


def _numbers(shelf: Shelf, asked: Asked, cut: Cut) -> Select[Any]:
    column, newest_first = SORTS[asked.sort]
    branches = []
    for status in sorted(TABS[asked.tab]):
        query = mine(shelf.seller_id, shelf.store).add_columns(column.label("at"))
        query = query.where(Order.channel == asked.channel, Order.status == status)
        order = (column.desc(), Order.number.desc()) if newest_first else (column, Order.number)
        branches.append(select(narrowed(shelf, asked, query).order_by(*order).limit(cut.last).subquery()))
    merged = union_all(*branches).subquery()
    keys = (merged.c.at.desc(), merged.c.number.desc()) if newest_first else (merged.c.at, merged.c.number)
    return select(merged.c.number).order_by(*keys).offset(cut.start).limit(cut.many)


def counts_of(moment: Moment, shelf: Shelf, asked: Asked) -> dict[str, int]:
    """Count the tabs, the boxes of Pending action, and what the present filters leave; one statement, capped."""
    usual, names = _usual(asked), [*TABS, *PENDING_ACTIONS, *(["found"] if asked.is_filtered else [])]
    question = _usual_counts(usual, bool(shelf.store)) if usual else _counts(shelf, asked)
    counts = dict(zip(names, _told(moment, question, shelf)[0], strict=True))
    return {"found": counts[asked.tab], **counts}


@cache
def _usual_counts(asked: Asked, of_one_store: bool) -> Prepared:
    return Prepared(lambda: _counts(_gaps(of_one_store), asked))


def _counts(shelf: Shelf, asked: Asked) -> Select[Any]:
    columns = {}
    for tab, statuses in TABS.items():
        columns[tab] = _of(shelf, asked.channel, statuses)
    for name in PENDING_ACTIONS:
        columns[name] = _of(shelf, asked.channel, OPEN).where(pending_action(shelf, name))
    columns["request"] = open_requests(shelf.seller_id, shelf.store, asked.channel)
    if asked.is_filtered:
        columns["found"] = narrowed(shelf, asked, _of(shelf, asked.channel, TABS[asked.tab]))
    return select(*[capped(query).label(name) for name, query in columns.items()])


def services_of(moment: Moment, shelf: Shelf, asked: Asked) -> dict[str, int]:
    """Count the orders of a tab by shipping service."""
    rows = _told(moment, _usual_services(asked.tab, asked.channel, bool(shelf.store)), shelf)
    return {str(service): int(count) for service, count in rows}


@cache
def _usual_services(tab: str, channel: Channel, of_one_store: bool) -> Prepared:
    return Prepared(lambda: _services(_gaps(of_one_store), Asked(tab=tab, channel=channel)))


def _services(shelf: Shelf, asked: Asked) -> Select[Any]:
    base = _of(shelf, asked.channel, TABS[asked.tab]).with_only_columns(Order.service).limit(CAP).subquery()
    return select(base.c.service, func.count()).group_by(base.c.service).order_by(base.c.service)


def _of(shelf: Shelf, channel: Channel, statuses: frozenset[OrderStatus]) -> Select[Any]:
    query = mine(shelf.seller_id, shelf.store)
    return query.where(Order.channel == channel, Order.status.in_(sorted(statuses)))
