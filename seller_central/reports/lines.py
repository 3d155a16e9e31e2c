"""One line of an order report: an order item with everything columns are made from. Plain rows, read one by one."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from seller_central.selling_partner_api.peeking import Peek
from seller_central.selling_partner_api.wording import amount, loaded, mail_address, place, rules
from simulator.orders.statuses import WAITING
from simulator.policy import Policy, Store

QUERY = (
    "SELECT o.number, o.store, o.channel, o.status, o.seller_id, o.buyer_id, o.placed_at, o.released_at, "
    "o.last_updated_at, o.ship_from, o.ship_by, o.deliver_from, o.deliver_by, o.auto_cancel_at, o.service, o.currency, "
    "o.ship_to, o.ship_name, o.attributes, b.name AS buyer_name, b.is_business, "
    "i.id AS item_id, i.position, i.sku, i.asin, i.title, i.quantity, i.unit_price, i.item_tax, i.shipping_price, "
    "i.shipping_tax, i.quantity_shipped, i.quantity_canceled, i.quantity_unfulfillable, "
    "r.state AS asked_state, r.reason AS asked_reason, r.items AS asked_items "
    "FROM orders o JOIN order_items i ON i.order_number = o.number LEFT JOIN buyers b ON b.id = o.buyer_id "
    "LEFT JOIN cancellation_requests r ON r.order_number = o.number "
)
DAY = 86_400


@dataclass
class Line:
    """An order item, its order, its buyer and the buyer's request."""

    peek: Peek
    row: sqlite3.Row

    def __getitem__(self, name: str) -> Any:
        """Return a column of the row."""
        return self.row[name]

    @cached_property
    def store(self) -> Store:
        """The store the order was placed in."""
        return place(self["store"])

    @cached_property
    def policy(self) -> Policy:
        """The rules of that store now."""
        return rules(self.peek, self["store"])

    @cached_property
    def address(self) -> dict[str, Any]:
        """Where it goes."""
        return loaded(self["ship_to"])

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """What else is known of the order."""
        return loaded(self["attributes"])

    @property
    def units(self) -> int:
        """Units ordered, without those canceled out of an order that lives."""
        return int((self["quantity"] - self["quantity_canceled"]) or self["quantity"])

    @property
    def left(self) -> int:
        """Units still to ship."""
        gone = self["quantity_shipped"] + self["quantity_canceled"] + self["quantity_unfulfillable"]
        return int(self["quantity"] - gone)

    @property
    def buyer_mail(self) -> str:
        """The address under which the seller writes to the buyer."""
        if not self["buyer_id"]:
            return ""
        return mail_address(self.peek.seed, self["buyer_id"], self["seller_id"], self.store.mail_domain)

    def instant(self, column: str) -> str:
        """Write an instant in UTC, with its offset."""
        at = self[column]
        return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat()

    def local_instant(self, column: str) -> str:
        """Write an instant with the store's own offset."""
        at = self[column]
        return "" if at is None else datetime.fromtimestamp(at, self.store.zone).isoformat()

    def amount(self, minor: int) -> str:
        """Write an amount; none while the order is pending."""
        return "" if self["status"] in WAITING else amount(minor, self["currency"])


def lines(peek: Peek, where: str, values: list[Any], order_by: str) -> Iterator[Line]:
    """Read the lines a report is made of, one by one."""
    statement = f"{QUERY} WHERE {where} ORDER BY {order_by}, o.number, i.position"
    for row in peek.connection.execute(statement, values):
        yield Line(peek, row)
