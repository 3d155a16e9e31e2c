"""Who orders what, where and when: the part of a history that is settled at checkout.

Demand follows the hours, weekdays and seasons of shapes.toml in each store's own time; baskets and money follow the
knobs and the rule book.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from seeds.generator.chance import Draws
from seeds.generator.columns import spread
from seeds.generator.market import Market
from seeds.generator.plan import DAY, Segment
from seeds.generator.shapes import pick, shapes, weights_table

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]
HOUR = 3600
MFN, AFN, MCF = 0, 1, 2
CHANNELS = ("MFN", "AFN", "MCF")
MOST_LINES = 3
_TICKETS = 2**32


@dataclass
class Placed:
    """A chunk of orders as they were placed; one row each, lines beside them."""

    ids: Column
    draws: Draws
    buyer: Column
    store: Column
    seller: Column
    channel: Column
    service: Column
    placed: Column
    policy: Column
    # One row per line: the order's row, its position from 1, product, units, money.
    line_row: Column
    line_position: Column
    product: Column
    units: Column
    price: Column
    line_tax: Column
    shipping: Column
    shipping_tax: Column
    # Units that the buyer dropped at once; the money of their lines is without them.
    dropped: Column = field(default_factory=lambda: np.empty(0, np.int64))

    def drop(self, orders: Mask) -> None:
        """Take one unit of the last line off these orders, with its share of the line's tax; shipping stays whole."""
        last = np.append(self.line_position[1:] == 1, True)
        self.dropped = (last & orders[self.line_row]).astype(np.int64)
        self.line_tax = self.line_tax - self.line_tax * self.dropped // self.units

    @property
    def kept(self) -> Column:
        """Units of each line that are still wanted after the first minutes."""
        return self.units - self.dropped

    @cached_property
    def items_total(self) -> Column:
        """Price of all units."""
        return self._sum(self.price * self.kept)

    @cached_property
    def tax_total(self) -> Column:
        """Tax of items and shipping."""
        return self._sum(self.line_tax + self.shipping_tax)

    @cached_property
    def total(self) -> Column:
        """What the buyer pays."""
        return self.items_total + self.tax_total + self._sum(self.shipping)

    @cached_property
    def all_units(self) -> Column:
        """Units of all lines that are still wanted."""
        return self._sum(self.kept)

    @cached_property
    def first_line(self) -> Column:
        """The row of each order's first line."""
        return np.flatnonzero(self.line_position == 1)

    def _sum(self, values: Column) -> Column:
        return np.add.reduceat(values, self.first_line)


class Demand:
    """When orders come in, for one period: an inverse table of hours for each store."""

    def __init__(self, market: Market, period: Segment) -> None:
        self.period = period
        hours = period.days * 24
        self.starts = period.start + np.arange(hours, dtype=np.int64) * HOUR
        self.edges = [self._edges(market, place) for place in range(len(market.stores))]

    def _edges(self, market: Market, place: int) -> Column:
        when, knobs = shapes()["when"], market.knobs
        local = market.book.local(np.full(len(self.starts), place), self.starts)
        weight = np.array(when["hours"], dtype=np.int64)[local % DAY // HOUR]
        weight = weight * np.array(when["weekdays"], dtype=np.int64)[(local // DAY + 3) % 7]
        days = range(int(local[0]) // DAY, int(local[-1]) // DAY + 1)
        months = [datetime.fromtimestamp(day * DAY, UTC).month - 1 for day in days]
        season = np.array(when["seasons"][knobs["season"]], dtype=np.int64)[months]
        weight = weight * season[local // DAY - local[0] // DAY]
        weight = weight * (100 * DAY + (knobs["growth"] - 100) * (self.starts - self.period.start) // self.period.days)
        sums = np.concatenate([[0], np.cumsum(weight // 1000)])
        # In Python's whole numbers, which do not overflow.
        return np.array([one * _TICKETS // int(sums[-1]) for one in sums.tolist()], dtype=np.int64)

    def instants(self, stores: Column, ids: Column, draws: Draws) -> Column:
        """Return when each order was placed; in each store in the order of ids."""
        ticket = ((ids - self.period.first << 32) + draws.below("placed", 2**31) * 2) // self.period.orders
        placed = np.empty(len(ids), dtype=np.int64)
        for place, edges in enumerate(self.edges):
            rows = slice(None) if len(self.edges) == 1 else stores == place
            at = np.searchsorted(edges, ticket[rows], side="right") - 1
            width = np.maximum(edges[at + 1] - edges[at], 1)
            placed[rows] = self.starts[at] + (ticket[rows] - edges[at]) * HOUR // width
        return placed


class Checkout:
    """Places the orders of a chunk."""

    def __init__(self, market: Market) -> None:
        self.market, self.knobs, self.seed = market, market.knobs, market.plan.seed
        self.demand = {one.first: Demand(market, one) for one in market.plan.segments}
        own = 1_000_000 - self.knobs["afn"] - self.knobs["mcf"]
        self.channels = weights_table([own, self.knobs["afn"], self.knobs["mcf"]])
        several = self.knobs["basket"]
        self.lines = weights_table([1_000_000 - several, several - several // 8, several // 8])

    def place(self, first: int, count: int) -> Placed:
        """Place the orders from `first` on."""
        market, ids = self.market, np.arange(first, first + count, dtype=np.int64)
        draws = Draws(self.seed, "order", ids)
        period = next(one for one in reversed(market.plan.segments) if one.first <= first)
        buyer = draws.below("buyer", period.buyers)
        store = buyer_stores(market, buyer)
        placed = self.demand[period.first].instants(store, ids, draws)
        channel = pick(draws, "channel", self.channels).astype(np.int64)
        service = pick(draws, "service", market.tables["services"]).astype(np.int64)
        # Multi-channel speeds are others; orders of that kind go the usual way.
        service[channel == MCF] = 0
        policy, seller = market.book.numbers(store, placed), self._sellers(store, draws)
        lines = self._lines(draws, seller, channel, service, policy)
        return Placed(ids, draws, buyer, store, seller, channel, service, placed, policy, *lines)

    def _sellers(self, store: Column, draws: Draws) -> Column:
        place = draws.places("seller")
        sellers = np.empty(len(store), dtype=np.int64)
        for at, table in enumerate(self.market.seller_tables):
            rows = slice(None) if len(self.market.seller_tables) == 1 else store == at
            sellers[rows] = table[place[rows]]
        return sellers

    def _lines(
        self, draws: Draws, seller: Column, channel: Column, service: Column, policy: Column
    ) -> tuple[Column, ...]:
        market, counts = self.market, pick(draws, "lines", self.lines).astype(np.int64) + 1
        row, position = spread(counts)
        position += 1
        own = market.own_products
        size, start = np.where(channel == MFN, own, market.each - own), np.where(channel == MFN, 0, own)
        # Two draws, the smaller taken: the first products of a seller sell best.
        chosen = np.minimum(draws.below("product", size), draws.below("other product", size))
        product = seller[row] * market.each + start[row] + (chosen[row] + position - 1) % size[row]
        line_draws = Draws(self.seed, "line", draws.ids[row] * MOST_LINES + position - 1)
        units = pick(line_draws, "units", market.tables["units"]).astype(np.int64) + 1
        free = channel[row] == MCF
        price = np.where(free, 0, market.prices[product])
        numerator, denominator = (part[policy[row]] for part in market.book.tax)
        shipping = np.where(
            (position == 1) & (channel[row] == MFN), market.shipping_prices[policy[row], service[row]], 0
        )
        tax, shipping_tax = (amount * numerator // denominator for amount in (price * units, shipping))
        return row, position, product, units, price, tax, shipping, shipping_tax


def buyer_stores(market: Market, buyers: Column) -> Column:
    """Return the store each buyer shops in."""
    if len(market.stores) == 1:
        return np.zeros(len(buyers), dtype=np.int64)
    return pick(Draws(market.plan.seed, "buyer", buyers), "store", market.store_table).astype(np.int64)
