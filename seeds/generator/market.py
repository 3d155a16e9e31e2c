"""The market of a plan: its stores, sellers, products and codes, small enough to be held as plain arrays.

Names, shops and products come from the frozen pools of each store. What depends on an order is elsewhere.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds import catalogue, people
from seeds.generator.chance import Draws
from seeds.generator.plan import Plan
from seeds.generator.rulebook import RuleBook
from seeds.generator.shapes import pick, shapes, weights_table

Column = NDArray[np.int64]
# Of a hundred orders in several stores, how many go to the first; the others share the rest.
FIRST_STORE_SHARE = 40
# An offer's price beside the catalogue's, per cent.
PRICE_SPREAD = (70, 80, 85, 90, 95, 100, 100, 105, 110, 115, 125, 140, 165, 210)
LEAST_OF_A_CHANNEL = 3


class Market:
    """Sellers and products of a plan, with the codes that columns use instead of words."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.book = plan, RuleBook(plan)
        self.knobs = plan.knobs
        self.stores = self.book.stores
        choices = shapes()["choices"]
        self.services: tuple[str, ...] = tuple(choices["services"])
        self.carriers: tuple[str, ...] = (*choices["carriers"], "Millpond Logistics")
        self.tables = {name: weights_table(list(row.values())) for name, row in choices.items()}
        self.codes = {name: tuple(row) for name, row in choices.items()}
        self.qualities: Mapping[str, Mapping[str, int]] = shapes()["qualities"]

    # -- sellers

    @cached_property
    def store_table(self) -> NDArray[Any]:
        """An inverse table of stores, by how many orders each has."""
        others = len(self.stores) - 1
        return weights_table([FIRST_STORE_SHARE * max(others, 1), *[100 - FIRST_STORE_SHARE] * others])

    @cached_property
    def seller_draws(self) -> Draws:
        """The chances of sellers."""
        return Draws(self.plan.seed, "seller", np.arange(self.plan.sellers, dtype=np.int64))

    @cached_property
    def seller_store(self) -> Column:
        """The store of each seller; the first sellers make sure that every store has one."""
        stores = pick(self.seller_draws, "store", self.store_table).astype(np.int64)
        stores[: len(self.stores)] = np.arange(len(self.stores))
        return stores

    @cached_property
    def seller_tables(self) -> list[NDArray[Any]]:
        """For each store an inverse table of its sellers, a few of whom have most orders. [S109]"""
        tables = []
        for place in range(len(self.stores)):
            own = np.flatnonzero(self.seller_store == place)
            weights = [10_000_000 // (10 + 7 * rank) for rank in range(len(own))]
            tables.append(own[weights_table(weights, np.int32)].astype(np.int32))
        return tables

    @cached_property
    def quality(self) -> Column:
        """The temper of each seller, as an index into `qualities`."""
        table = weights_table([row["share"] for row in self.qualities.values()])
        return pick(self.seller_draws, "quality", table).astype(np.int64)

    @cached_property
    def handling(self) -> Column:
        """Handling days of each seller."""
        days = np.array([int(code) for code in self.codes["handling"]], dtype=np.int64)
        return days[pick(self.seller_draws, "handling", self.tables["handling"])]

    @cached_property
    def approval_minutes(self) -> Column:
        """Minutes of each seller's auto-approval window; 0 is none."""
        minutes = np.array([int(code) for code in self.codes["approval_minutes"]], dtype=np.int64)
        has = self.seller_draws.happens("auto approval", self.knobs["auto_approval"])
        return np.where(has, minutes[pick(self.seller_draws, "minutes", self.tables["approval_minutes"])], 0)

    @cached_property
    def seller_ids(self) -> list[str]:
        """The id of each seller."""
        return [
            f"A{n + 1:05d}{catalogue.asin(f'{self.plan.seed}/bulk seller {n}')[2:]}" for n in range(self.plan.sellers)
        ]

    @cached_property
    def seller_people(self) -> list[people.SellerSeed]:
        """Name, address and the rest of each seller."""
        codes = self.plan.marketplaces
        return [people.seller(self.plan.seed, codes[at], n + 1) for n, at in enumerate(self.seller_store.tolist())]

    # -- products

    @property
    def each(self) -> int:
        """Products of each seller."""
        count: int = self.knobs["products"]
        return count

    @cached_property
    def own_products(self) -> int:
        """How many of a seller's products the seller ships; the marketplace ships the rest."""
        share = self.each * (1_000_000 - self.knobs["afn"] - self.knobs["mcf"]) // 1_000_000
        return min(max(share, LEAST_OF_A_CHANNEL), self.each - LEAST_OF_A_CHANNEL)

    @cached_property
    def product_draws(self) -> Draws:
        """The chances of products."""
        return Draws(self.plan.seed, "product", np.arange(self.plan.sellers * self.each, dtype=np.int64))

    @cached_property
    def product_kind(self) -> Column:
        """Which row of the catalogue each product is; a seller's products are all different while the rows last."""
        known = len(catalogue.all_skus())
        product = self.product_draws.ids
        start = Draws(self.plan.seed, "seller", product // self.each).below("first product", known)
        return (start + product % self.each) % known

    @cached_property
    def product_store(self) -> Column:
        """The store of each product."""
        return np.repeat(self.seller_store, self.each)

    @cached_property
    def _catalogue(self) -> list[list[catalogue.ProductSeed]]:
        return [[catalogue.product(sku, code) for sku in catalogue.all_skus()] for code in self.plan.marketplaces]

    @cached_property
    def offers(self) -> list[catalogue.ProductSeed]:
        """The catalogue's row of each product, in its store's language and money."""
        pairs = zip(self.product_store.tolist(), self.product_kind.tolist(), strict=True)
        return [self._catalogue[place][kind] for place, kind in pairs]

    @cached_property
    def prices(self) -> Column:
        """The price of each product in minor units."""
        spread = np.array(PRICE_SPREAD, dtype=np.int64)
        percent = spread[self.product_draws.below("price", len(spread))] * self.knobs["price"]
        usual = np.array([one.price_minor for one in self.offers], dtype=np.int64)
        return np.maximum(usual * percent // 10_000, 1)

    @cached_property
    def skus(self) -> list[str]:
        """The SKU of each product: the catalogue's, with the seller's number."""
        return [f"{one.sku}-{n // self.each + 1:05d}" for n, one in enumerate(self.offers)]

    @cached_property
    def shipping_prices(self) -> Column:
        """The price of each service (columns), one row per policy."""
        rows = [[one.shipping_prices[name] for name in self.services] for one in self.book.policies]
        return np.array(rows, dtype=np.int64)
