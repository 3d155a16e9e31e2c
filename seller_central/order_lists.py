"""Manage Orders as questions to the database: tabs, filters, sorting, pages.

Everything is narrowed, sorted and cut in SQL along the indexes of `orders`; each status is asked on its own and the
answers are merged, so that a page reads a page's worth of rows. Windows and days come as arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from seller_central.open_work import CAP, capped, mine, open_requests
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.statuses import OPEN, WAITING, Channel, OrderStatus

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

    session: Session
    seller_id: str
    store: str | None
    now: datetime
    midnight: datetime


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


def page_of(shelf: Shelf, asked: Asked) -> tuple[list[Order], bool]:
    """Return one page of orders with what their rows show, and whether there are more."""
    start = (asked.page - 1) * asked.size
    numbers = list(shelf.session.scalars(_numbers(shelf, asked, start)))
    return load_rows(shelf.session, numbers[: asked.size]), len(numbers) > asked.size


def _numbers(shelf: Shelf, asked: Asked, start: int) -> Select[Any]:
    column, newest_first = SORTS[asked.sort]
    last = start + asked.size + 1
    branches = []
    for status in sorted(TABS[asked.tab]):
        query = mine(shelf.seller_id, shelf.store).add_columns(column.label("at"))
        query = query.where(Order.channel == asked.channel, Order.status == status)
        order = (column.desc(), Order.number.desc()) if newest_first else (column, Order.number)
        branches.append(select(narrowed(shelf, asked, query).order_by(*order).limit(last).subquery()))
    merged = union_all(*branches).subquery()
    keys = (merged.c.at.desc(), merged.c.number.desc()) if newest_first else (merged.c.at, merged.c.number)
    return select(merged.c.number).order_by(*keys).offset(start).limit(asked.size + 1)


def load_rows(session: Session, numbers: Sequence[str]) -> list[Order]:
    """Load orders with buyer, items, request and returns, in the order of their numbers as given."""
    query = select(Order).where(Order.number.in_(numbers))
    found = session.scalars(query.options(joinedload(Order.buyer), selectinload(Order.returns)))
    by_number = {order.number: order for order in found}
    return [by_number[number] for number in numbers if number in by_number]


def counts_of(shelf: Shelf, asked: Asked) -> dict[str, int]:
    """Count the tabs, the boxes of Pending action, and what the present filters leave; one statement, capped."""
    columns = {}
    for tab, statuses in TABS.items():
        columns[tab] = _of(shelf, asked.channel, statuses)
    for name in PENDING_ACTIONS:
        columns[name] = _of(shelf, asked.channel, OPEN).where(pending_action(shelf, name))
    columns["request"] = open_requests(shelf.seller_id, shelf.store, asked.channel)
    if asked.is_filtered:
        columns["found"] = narrowed(shelf, asked, _of(shelf, asked.channel, TABS[asked.tab]))
    row = shelf.session.execute(select(*[capped(query).label(name) for name, query in columns.items()]))
    counts = dict(row.mappings().one())
    return {"found": counts[asked.tab], **counts}


def services_of(shelf: Shelf, asked: Asked) -> dict[str, int]:
    """Count the orders of a tab by shipping service."""
    base = _of(shelf, asked.channel, TABS[asked.tab]).with_only_columns(Order.service).limit(CAP).subquery()
    rows = shelf.session.execute(select(base.c.service, func.count()).group_by(base.c.service).order_by(base.c.service))
    return {str(service): int(count) for service, count in rows}


def _of(shelf: Shelf, channel: Channel, statuses: frozenset[OrderStatus]) -> Select[Any]:
    query = mine(shelf.seller_id, shelf.store)
    return query.where(Order.channel == channel, Order.status.in_(sorted(statuses)))
