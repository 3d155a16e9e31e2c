"""How much open work there is: the counts beside the labels, in one statement.

Counts stop at a cap, so that a page costs the same however many orders a world has.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from simulator.orders.models import CancellationRequest, Claim, Order, PerformanceNotice, Return
from simulator.orders.statuses import OPEN, Channel
from simulator.prepared import Gap, Prepared, gap

# Nobody works through more than this; what is above is shown as this many.
CAP = 1_000

# A text, or the place of one.
Told = str | Gap
Counter = Callable[[Told, Told | None], Select[Any]]


def capped(query: Select[Any]) -> ScalarSelect[int]:
    """Count the rows of a query, up to the cap."""
    return select(func.count()).select_from(query.limit(CAP).subquery()).scalar_subquery()


def mine(seller_id: Told, store: Told | None) -> Select[tuple[str]]:
    """Select the numbers of a seller's orders, of one store where the seller has several."""
    query = select(Order.number).where(Order.seller_id == seller_id)
    return query.where(Order.store == store) if store is not None else query


def unshipped(seller_id: Told, store: Told | None) -> Select[Any]:
    """Orders that wait for the seller's confirmation."""
    return mine(seller_id, store).where(Order.channel == Channel.MFN, Order.status.in_(sorted(OPEN)))


def returns_to_answer(seller_id: Told, store: Told | None) -> Select[Any]:
    """Returns the seller has not answered yet."""
    waiting = select(Return.order_number).where(Return.state == "requested")
    return waiting.where(_is_mine(Return.order_number, seller_id, store))


def claims_to_answer(seller_id: Told, store: Told | None) -> Select[Any]:
    """Claims that are neither answered nor decided."""
    waiting = select(Claim.order_number).where(Claim.decided_at.is_(None), Claim.answered_at.is_(None))
    return waiting.where(_is_mine(Claim.order_number, seller_id, store))


def open_requests(seller_id: Told, store: Told | None, channel: str) -> Select[Any]:
    """Official requests on orders that are still open; asked from the requests' side, of which there are few."""
    request = CancellationRequest
    waiting = select(request.order_number).where(request.state == "open")
    return waiting.where(
        _is_mine(request.order_number, seller_id, store, Order.channel == channel, Order.status.in_(sorted(OPEN)))
    )


def _is_mine(
    number: InstrumentedAttribute[str], seller_id: Told, store: Told | None, *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Ask order by order whether it is the seller's, so that the search starts from the few rows beside the orders."""
    order = select(Order.number).where(Order.number == number, Order.seller_id == seller_id, *more)
    return (order.where(Order.store == store) if store is not None else order).exists()


def unread_notices(seller_id: Told, store: Told | None) -> Select[Any]:
    """Performance notifications the seller has not acknowledged."""
    notice = PerformanceNotice
    return select(notice.id).where(notice.seller_id == seller_id, notice.acknowledged_at.is_(None))


# By the entry of the side navigation that shows the count.
COUNTERS: dict[str, Counter] = {
    "orders": unshipped,
    "returns": returns_to_answer,
    "claims": claims_to_answer,
    "notifications": unread_notices,
}


def open_work(session: Session, seller_id: str, store: str | None) -> Mapping[str, int]:
    """Count everything that waits for the seller."""
    counts = _all_counts(bool(store)).rows(session, seller=seller_id, store=store)[0]
    return dict(zip(COUNTERS, counts, strict=True))


@cache
def _all_counts(of_one_store: bool) -> Prepared:
    seller, store = gap("seller"), gap("store") if of_one_store else None
    return Prepared(lambda: select(*[capped(counter(seller, store)) for counter in COUNTERS.values()]))
