"""Chunks of a plan as Arrow tables: the Python API, and what every writer is fed with.

    for chunk in tables(Plan.of(orders=100_000)):
        chunk["orders"], chunk["events"]

A chunk depends on the plan and its own number only, so chunks can be made anywhere and in any order.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import Shoppers, Towns
from seeds.generator.aftermath import Claims, Ratings
from seeds.generator.assembling import Assembly
from seeds.generator.columns import coded, numbers, text_rows
from seeds.generator.endings import Afterwards, Parcels, Reminders, Talk, cut
from seeds.generator.letters import Letters
from seeds.generator.lives import Beginnings, Lives, Wishes
from seeds.generator.market import Market
from seeds.generator.narrating import Log
from seeds.generator.placing import CHANNELS, Checkout
from seeds.generator.plan import Plan
from seeds.generator.promises import Promises
from seeds.generator.schema import schema
from seeds.generator.sequels import Sequels

Chunk = dict[str, pa.Table]


def tables(plan: Plan) -> Iterator[Chunk]:
    """Yield the chunks of a plan in order; the first holds sellers and products too."""
    mill = Mill(plan)
    for number in range(len(plan.chunks)):
        yield mill.chunk(number)


class Mill:
    """Makes the chunks of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.market = plan, Market(plan)
        self.towns = Towns(self.market)
        self.shoppers = Shoppers(self.market, self.towns)
        self.checkout = Checkout(self.market)
        self.beginnings = Beginnings(self.market, Promises(self.market))
        rooms = (Wishes, Parcels, Afterwards, Talk, Claims, Ratings, Reminders)
        self.steps = [room(self.market) for room in rooms]
        self.assembly, self.sequels = Assembly(self.market, self.towns), Sequels(self.market)
        self.log, self.letters = Log(self.market), Letters(self.market, self.shoppers)

    def lives(self, number: int) -> Lives:
        """Lay out the lives of a chunk's orders, cut at the plan's end."""
        lives = self.uncut(number)
        cut(lives, self.plan.until)
        return lives

    def uncut(self, number: int) -> Lives:
        """Lay out the lives of a chunk's orders to their ends, as if time went on."""
        lives = self.beginnings.of(self.checkout.place(*self.plan.chunks[number]))
        for step in self.steps:
            step.add(lives)
        return lives

    def chunk(self, number: int) -> Chunk:
        """Return all tables of a chunk."""
        return self.written(number, self.lives(number))

    def orders(self, number: int) -> pa.Table:
        """Return the orders of a chunk alone."""
        lives = self.lives(number)
        return _table("orders", self.assembly.orders(lives, text_rows(self.assembly.numbers(lives))))

    def buyers(self, buyers: NDArray[np.int64]) -> pa.Table:
        """Return some buyers, by number."""
        return _table("buyers", self.shoppers.columns(buyers))

    @property
    def traders(self) -> Chunk:
        """Sellers and what they offer."""
        return {"sellers": _table("sellers", self.sellers), "products": _table("products", self.products)}

    def written(self, number: int, lives: Lives) -> Chunk:
        """Return the tables that tell these lives."""
        assembly = self.assembly
        ids = text_rows(assembly.numbers(lives))
        told = {
            "orders": assembly.orders(lives, ids),
            "order_items": assembly.items(lives, ids),
            **self.sequels.tables(lives, ids),
            "messages": self.letters.table(lives, ids),
            **self.log.tables(lives, ids),
        }
        made = {name: _table(name, columns) for name, columns in told.items()}
        made["buyers"] = self.buyers(_range(*self.plan.chunk_buyers(number)))
        if number == 0:
            made |= self.traders
        return {name: made[name] for name in schema() if name in made}

    @cached_property
    def sellers(self) -> dict[str, pa.Array]:
        """The columns of the sellers."""
        market, people = self.market, self.market.seller_people
        minutes = market.approval_minutes
        return {
            "seller_id": pa.array(market.seller_ids),
            "name": pa.array([one.name for one in people]),
            "legal_name": pa.array([one.legal_name for one in people]),
            "marketplace_id": coded([one.marketplace_id for one in market.stores], market.seller_store),
            "email": pa.array([one.email for one in people]),
            "phone": pa.array([one.phone for one in people]),
            "city": pa.array([one.city for one in people]),
            "postal_code": pa.array([one.postal_code for one in people]),
            "country": pa.array([one.country for one in people]),
            "quality": coded(tuple(market.qualities), market.quality),
            "handling_days": numbers(market.handling, kind=pa.int32()),
            "auto_approval_minutes": numbers(minutes, minutes == 0, kind=pa.int32()),
        }

    @cached_property
    def products(self) -> dict[str, pa.Array]:
        """The columns of the products."""
        market, each = self.market, self.market.each
        place = np.arange(len(market.offers))
        return {
            "sku": pa.array(market.skus),
            "seller_id": coded(market.seller_ids, place // each),
            "marketplace_id": coded([one.marketplace_id for one in market.stores], market.product_store),
            "asin": pa.array([one.asin for one in market.offers]),
            "title": pa.array([one.title for one in market.offers]),
            "department": pa.array([one.department for one in market.offers]),
            "kind": pa.array([one.kind for one in market.offers]),
            "channel": coded(CHANNELS, (place % each >= market.own_products).astype(np.int64)),
            "price": numbers(market.prices),
            "currency": pa.array([one.currency for one in market.offers]),
        }


def _range(first: int, count: int) -> NDArray[np.int64]:
    return np.arange(first, first + count, dtype=np.int64)


def _table(name: str, columns: dict[str, pa.Array]) -> pa.Table:
    known = schema()[name].columns
    if {one.name for one in known} != set(columns):
        raise AssertionError(f"{name}: schema and columns differ in {({one.name for one in known}) ^ set(columns)}")
    # Columns without gaps say so: readers know, and writers need not look.
    fields = [pa.field(one.name, columns[one.name].type, nullable=one.nullable) for one in known]
    return pa.Table.from_arrays([columns[one.name] for one in known], schema=pa.schema(fields))
