"""A chunk of a generated world: its lives as they are and as they would go on, and what its rows are made from."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds.generator.columns import NEVER
from seeds.generator.endings import cut
from seeds.generator.lives import Lives
from seeds.generator.narrating import in_order
from seeds.generator.slots import CANCELED, NOT_UPDATING, PLACE
from seeds.generator.streaming import Mill

Column = NDArray[np.int64]
NOT_VERSIONED = [PLACE[name] for name in NOT_UPDATING]


def words(column: Any) -> list[Any]:
    """Return a column as plain values."""
    told: list[Any] = column.to_pylist()
    return told


class Story:
    """A chunk of a world: its lives, cut and uncut, and the tables that tell them."""

    def __init__(self, mill: Mill, number: int) -> None:
        self.mill, self.number = mill, number
        self.lives: Lives = mill.uncut(number)
        self.coming = dict(self.lives.at)
        cut(self.lives, mill.plan.until)
        self.tables = mill.written(number, self.lives)
        self.numbers: list[str] = words(self.tables["orders"]["order_id"])
        self.channel = np.array(words(self.tables["orders"]["channel"]))
        self.canceled = self.lives.first(*CANCELED)
        self.buyers = mill.shoppers.columns(self.lives.placed.buyer)

    @cached_property
    def versions(self) -> Column:
        """How often each order was changed, plus one."""
        row, _, slot = in_order(self.lives)
        changes = ~np.isin(slot, NOT_VERSIONED)
        return np.bincount(row[changes], minlength=len(self.numbers))

    @cached_property
    def items_json(self) -> list[str]:
        """SKU and units of each order's lines, as JSON without its braces."""
        items, found = self.tables["order_items"], dict[str, list[str]]()
        for order, sku, units in zip(*(words(items[n]) for n in ("order_id", "sku", "quantity")), strict=True):
            found.setdefault(order, []).append(f'"{sku}":{units}')
        return [",".join(found[number]) for number in self.numbers]

    @cached_property
    def dropped_json(self) -> dict[int, str]:
        """What was dropped at once and went back to stock, as JSON without its braces, by the order's row."""
        items, placed = self.tables["order_items"], self.lives.placed
        lines = np.flatnonzero(placed.dropped).tolist()
        ids, skus = words(items["order_item_id"]), words(items["sku"])
        return {
            int(placed.line_row[at]): f'"by":"BUYER","items":{{"{ids[at]}":1}},"restocked":{{"{skus[at]}":1}}'
            for at in lines
        }

    @cached_property
    def restocked(self) -> NDArray[np.bool_]:
        """Whether an order's units came back to stock with its cancellation."""
        lives, market = self.lives, self.mill.market
        reasons = market.book.policies[0].seller_cancel_reasons
        told = self.tables["orders"].select(["canceled_by", "cancel_reason"]).to_pylist()
        kept = np.array([_keeps_stock(one["canceled_by"], one["cancel_reason"], reasons) for one in told])
        # Where the parcel was at the moment of the cancellation.
        out = (lives.when("handed") <= self.canceled) & ~(lives.when("put-back") <= self.canceled)
        return (self.canceled < NEVER) & ~kept & ~out

    @cached_property
    def units_sold(self) -> Column:
        """Units of each product that left its stock for good."""
        lives, placed, market = self.lives, self.lives.placed, self.mill.market
        back = self.restocked
        never = (lives.when("mcf-unfulfillable") < NEVER) | (lives.when("mcf-invalid") < NEVER)
        gone = ~(back | never)[placed.line_row]
        size = market.plan.sellers * market.each
        counts = np.bincount(placed.product[gone], weights=placed.kept[gone], minlength=size)
        return counts.astype(np.int64)

    @cached_property
    def picking_due(self) -> Column:
        """When a warehouse is to begin."""
        picking = self.coming.get("picking", np.full(len(self.numbers), NEVER))
        hour = self.mill.market.book.seconds("fba_pick_start_maximum")[self.lives.placed.policy]
        return np.where(picking < NEVER, picking, self.lives.placed.placed + hour)

    @cached_property
    def first_parcels(self) -> dict[int, tuple[str | None, str | None]]:
        """Carrier and tracking of orders, by row."""
        place = {number: at for at, number in enumerate(self.numbers)}
        rows = self.tables["shipments"].select(["order_id", "carrier", "tracking"]).to_pylist()
        return {place[one["order_id"]]: (one["carrier"], one["tracking"]) for one in rows if one["tracking"]}

    @cached_property
    def items_by_order(self) -> dict[str, list[tuple[str, int]]]:
        """Item ids of each order, with the units that are still wanted."""
        found: dict[str, list[tuple[str, int]]] = {}
        items, kept = self.tables["order_items"], self.lives.placed.kept.tolist()
        for order, item, units in zip(words(items["order_id"]), words(items["order_item_id"]), kept, strict=True):
            found.setdefault(order, []).append((item, units))
        return found


def _keeps_stock(by: str | None, reason: str | None, reasons: Any) -> bool:
    return by == "SELLER" and reason in reasons and not reasons[reason].stock_restored
