"""Rows planted straight into a world, so that rates can be tested at the very second without acting out every order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from simulator import acting
from simulator.events import EventKind, record
from simulator.health import home_policy
from simulator.moment import Moment
from simulator.orders.models import Claim, Feedback, Order, OrderItem, Package
from simulator.parties import Buyer, Product, Seller
from simulator.policy import Policy
from tests.builders import Market

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Books:
    """A world held for writing, its first seller, and the verbs that plant rows."""

    moment: Moment
    seller: Seller
    buyer: Buyer
    product: Product
    numbers: Iterator[int]

    @property
    def now(self) -> datetime:
        return self.moment.now

    @property
    def policy(self) -> Policy:
        return home_policy(self.moment, self.seller)

    @property
    def asked(self) -> tuple[Any, Seller, datetime, Policy]:
        """What every rate is asked with."""
        self.moment.session.flush()
        return self.moment.session, self.seller, self.now, self.policy

    def order(self, placed: timedelta = HOUR, **columns: Any) -> Order:
        """Plant an unshipped order placed so long ago; columns are the table's."""
        n = next(self.numbers)
        order = Order(
            number=f"900-0000000-{n:07d}", buyer_id=self.buyer.id, seller_id=self.seller.id, store=self.product.store,
            placed_at=self.now - placed, last_updated_at=self.now, currency="USD", items_total=1000, shipping_total=0,
            tax_total=0, total=1000, ship_to={}, ship_name="A Buyer",
            **{"channel": "MFN", "status": "Unshipped"} | columns,
        )  # fmt: skip
        self.moment.session.add(order)
        return order

    def orders(self, number: int, placed: timedelta = HOUR, **columns: Any) -> None:
        """Plant so many orders that are alike."""
        for _ in range(number):
            self.order(placed, **columns)

    def canceled(self, ago: timedelta, placed: timedelta = 30 * DAY, **columns: Any) -> Order:
        """Plant an order canceled so long ago by its seller, with count; placed before every window unless said."""
        facts = {"counts": True, "canceled_by": "SELLER", "cancel_reason": "NoInventory",
                 "cancel_rule": "count-seller-fault"}  # fmt: skip
        return self.order(placed, **{"status": "Canceled", "canceled_at": self.now - ago} | facts | columns)

    def confirmed(self, ago: timedelta, *, late: bool = False, tracking: str = "T1", **columns: Any) -> Order:
        """Plant an order confirmed so long ago with one package, a second after its ship-by date if late."""
        at = self.now - ago
        known = {"status": "Shipped", "confirmed_at": at, "ship_by": at - SECOND if late else at, "tracking": tracking}
        order = self.order(ago + DAY, **known | columns)
        self.package(order, at, tracking)
        return order

    def package(self, order: Order, at: datetime, tracking: str) -> None:
        """Plant a package."""
        self.moment.session.add(
            Package(
                order_number=order.number,
                reference=next(self.numbers),
                confirmed_at=at,
                ship_date=at,
                carrier="Harrow Parcel",
                tracking=tracking,
                service="",
                items=[],
            )
        )

    def promised(
        self, ago: timedelta, arrived: timedelta | None = timedelta(0), units: int = 1, **columns: Any
    ) -> Order:
        """Plant tracked units promised for so long ago that arrived so long after the promise, or never."""
        promise = self.now - ago
        at = None if arrived is None else promise + arrived
        order = self.confirmed(ago + 3 * DAY, handed_at=promise, deliver_by=promise, **{"delivered_at": at} | columns)
        self.moment.session.add(
            OrderItem(
                id=f"{next(self.numbers):014d}",
                order_number=order.number,
                position=1,
                sku=self.product.sku,
                asin=self.product.asin,
                title="A thing",
                kind="box",
                quantity=units,
                quantity_shipped=units,
                unit_price=1000,
                item_tax=0,
                shipping_price=0,
            )
        )
        return order

    def feedback(self, order: Order, rating: int, **columns: Any) -> None:
        """Plant feedback on an order."""
        self.moment.session.add(Feedback(order_number=order.number, at=self.now, rating=rating, **columns))

    def claim(self, order: Order, decision: str | None = None) -> None:
        """Plant a claim on an order, decided for one side or still open."""
        at = self.now
        self.moment.session.add(
            Claim(order_number=order.number, ground="not_received", opened_at=at, answer_due_at=at, decision=decision)
        )

    def breach(self, order: Order) -> None:
        """Plant a noted breach."""
        record(self.moment, EventKind.BREACH_NOTED, order, rule="breach-asking-buyer")


@pytest.fixture
def books(market: Market) -> Iterator[Books]:
    yield from open_books(market)


@pytest.fixture
def indian_books(home: Any) -> Iterator[Books]:
    yield from open_books(Market.new(home, "bazaar", store="IN"))


def open_books(market: Market) -> Iterator[Books]:
    with acting.holding(market.home, market.name) as moment:
        session = moment.session
        first = (session.scalars(select(kind).limit(1)).one() for kind in (Seller, Buyer, Product))
        yield Books(moment, *first, numbers=count(1))  # type: ignore[call-arg, arg-type]
