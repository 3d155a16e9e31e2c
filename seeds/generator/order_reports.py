"""Order reports as sellers download them: tab-separated, CRLF, one line an item; Unshipped, New and All orders.

Which columns there are, and in which order, is in order_reports.toml. What the marketplace fills in for others and we
do not know stays empty.
"""

import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeds.generator.columns import NEVER, Words, coded, distinct, instants
from seeds.generator.lives import Lives
from seeds.generator.placing import MCF, MFN
from seeds.generator.rendering import iso, plain, tab_rows
from seeds.generator.slots import CANCELED
from seeds.generator.writing import TextFormat, Work
from simulator.reasons import reason_label

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]
DAY = 86_400
END = "\r\n"
NAMES = ("unshipped", "new", "all")
PAID_LATER = ("item-price", "item-tax", "shipping-price", "shipping-tax")


@cache
def columns(report: str) -> list[str]:
    """List the columns of a report."""
    told: str = tomllib.loads((Path(__file__).parent / "order_reports.toml").read_text("utf-8"))[report]
    return told.split()


class OrderReports(TextFormat):
    """Writes the three reports of all sellers."""

    def heads(self) -> Iterator[tuple[str, str]]:
        """Yield each report with its header line."""
        for name in NAMES:
            yield f"order-report-{name}.txt", "\t".join(columns(name)) + END

    def lines(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Yield the lines of a chunk's orders."""
        lives = work.lives
        own, released = lives.placed.channel == MFN, lives.when("verified")
        gone = lives.first(*CANCELED) < NEVER
        open_ = own & (released < NEVER) & ~gone & (lives.when("confirmed") == NEVER)
        window = work.mill.market.book.seconds("new_orders_report_window")[lives.placed.policy]
        fresh = own & (released < NEVER) & ~gone & (released >= self.plan.until - window)
        for name, rows in (("unshipped", open_), ("new", fresh), ("all", lives.placed.channel != MCF)):
            # What the buyer dropped at once is nobody's to ship.
            wanted = (lives.placed.kept > 0) | (name == "all")
            told = _Lines(work, rows[lives.placed.line_row] & wanted, self.plan.until)
            for some in tab_rows([told.column(one) for one in columns(name)], END):
                yield f"order-report-{name}.txt", some


class _Lines:
    """Some order lines of a chunk, column by column."""

    def __init__(self, work: Work, lines: Mask, until: int) -> None:
        self.work, self.until, self.market = work, until, work.mill.market
        lives: Lives = work.lives
        self.lives, self.placed = lives, lives.placed
        self.line = np.flatnonzero(lines)
        self.row = self.placed.line_row[self.line]
        self.count = len(self.line)

    def column(self, name: str) -> pa.Array:
        """Return a column of a report by its name."""
        short = name.removeprefix("amazon-").replace("-", "_").lower()
        made = getattr(self, short, None)
        if made is None and name in _FROM_ITEMS:
            column = _FROM_ITEMS[name]
            return self._text("order_items", column, self.line)
        if made is None and name in _FROM_ORDERS:
            return self._text("orders", _FROM_ORDERS[name], self.row)
        if made is None:
            return pa.array([_ALWAYS.get(name, "")] * self.count, pa.string())
        told: pa.Array = made() if callable(made) else made
        return told

    def _text(self, table: str, column: str, rows: Column) -> pa.Array:
        from seeds.generator.schema import schema

        values = self.work.tables[table][column].chunk(0).take(pa.array(rows))
        return plain(schema()[table].column(column).kind, values)

    @cached_property
    def _buyers(self) -> dict[str, pa.Array]:
        return self.work.mill.shoppers.columns(self.placed.buyer[self.row])

    # -- instants

    def _at(self, seconds: Column) -> pa.Array:
        text = iso(instants(seconds))
        return pc.replace_substring(text, "Z", "+00:00")

    def purchase_date(self) -> pa.Array:
        """When the order was placed, in UTC."""
        return self._at(self.placed.placed[self.row])

    def last_updated_date(self) -> pa.Array:
        """When it changed last."""
        return pc.replace_substring(self._text("orders", "last_updated_at", self.row), "Z", "+00:00")

    def reporting_date(self) -> pa.Array:
        """When it became fulfillable: the hold is visible in the data."""
        return self._at(self.lives.when("verified")[self.row])

    def payments_date(self) -> pa.Array:
        """The moment of purchase by the store's own clock."""
        at, store = self.placed.placed[self.row], self.placed.store[self.row]
        local = self.market.book.local(store, at)
        shift = (local - at) // 60
        known, back = distinct(shift)
        words = [f"{'-' if one < 0 else '+'}{abs(one) // 60:02d}:{abs(one) % 60:02d}" for one in known.tolist()]
        offset = coded(Words(words), back).cast(pa.string())
        text = pc.utf8_rtrim(iso(instants(local)), "Z")
        return pc.binary_join_element_wise(text, offset, "")

    def promise_date(self) -> pa.Array:
        """The ship-by date."""
        return self._at(self.lives.promise["ship_by"][self.row])

    latest_ship_date = promise_date

    def earliest_ship_date(self) -> pa.Array:
        """The first moment of the ship window."""
        return self._at(self.lives.promise["ship_from"][self.row])

    def earliest_delivery_date(self) -> pa.Array:
        """The first moment of the delivery window."""
        return self._at(self.lives.promise["deliver_from"][self.row])

    def latest_delivery_date(self) -> pa.Array:
        """The last moment of the delivery window."""
        return self._at(self.lives.promise["deliver_by"][self.row])

    def days_past_promise(self) -> pa.Array:
        """Whole days since ship-by; negative ones are left."""
        behind = self.until - self.lives.promise["ship_by"][self.row]
        return pa.array(-(-behind // DAY)).cast(pa.string())

    # -- flags

    def _flag(self, told: Mask) -> pa.Array:
        return coded(("false", "true"), told.astype(np.int64)).cast(pa.string())

    def verge_of_cancellation(self) -> pa.Array:
        """The last day before the automatic cancellation has begun."""
        verge = self.market.book.seconds("verge_of_cancellation")[self.placed.policy[self.row]]
        return self._flag(self.lives.promise["auto_cancel_at"][self.row] - verge <= self.until)

    def verge_of_lateshipment(self) -> pa.Array:
        """A day or less is left until ship-by."""
        left = self.lives.promise["ship_by"][self.row] - self.until
        return self._flag((left >= 0) & (left <= DAY))

    def is_buyer_requested_cancellation(self) -> pa.Array:
        """The buyer asked officially."""
        return self._flag(self.lives.when("requested")[self.row] < NEVER)

    def buyer_requested_cancel_reason(self) -> pa.Array:
        """The buyer's reason in words."""
        table = self.market.book.policies[0].buyer_cancel_reasons
        words = [reason_label(table, code) for code in self.market.codes["buyer_reasons"]]
        asked = self.lives.when("requested")[self.row] < NEVER
        return coded(words, np.where(asked, self.lives.request_reason[self.row], -1)).cast(pa.string())

    # -- people and places

    def sales_channel(self) -> pa.Array:
        """The store by its address."""
        return coded([one.domain for one in self.market.stores], self.placed.store[self.row]).cast(pa.string())

    def buyer_name(self) -> pa.Array:
        """Who bought."""
        return self._buyers["name"]

    recipient_name = buyer_name

    def buyer_email(self) -> pa.Array:
        """An alias; the buyer's own address stays with the marketplace."""
        hosts = [one.mail_domain for one in self.market.stores]
        alias = pc.utf8_lower(self._text("orders", "buyer_id", self.row))
        at = coded([f"@{host}" for host in hosts], self.placed.store[self.row]).cast(pa.string())
        return pc.binary_join_element_wise(alias, at, "")

    def buyer_phone_number(self) -> pa.Array:
        """A number that reaches nobody."""
        return self._buyers["phone"]

    ship_phone_number = buyer_phone_number

    def ship_address_1(self) -> pa.Array:
        """Street and number."""
        return self._buyers["address_line1"]

    def ship_address_2(self) -> pa.Array:
        """The flat."""
        return self._buyers["address_line2"]

    # -- units and money

    def quantity_to_ship(self) -> pa.Array:
        """Units that still have to leave."""
        items = self.work.tables["order_items"]
        left = pc.subtract(items["quantity"], pc.add(items["quantity_shipped"], items["quantity_canceled"]))
        return left.combine_chunks().take(pa.array(self.line)).cast(pa.string())

    def quantity(self) -> pa.Array:
        """Units ordered; none in canceled lines."""
        units = np.where(self._canceled, 0, self.placed.kept[self.line])
        return pa.array(units).cast(pa.string())

    @property
    def _canceled(self) -> Mask:
        return self.lives.first(*CANCELED)[self.row] < NEVER

    def _money(self, amounts: Column) -> pa.Array:
        """Amounts as text; none while a seller-fulfilled order waits for its payment, none when canceled."""
        places = np.array([one.currency_decimals for one in self.market.stores])[self.placed.store[self.row]]
        whole, rest = amounts // 10**places, amounts % 10**places
        waits = (self.placed.channel[self.row] == MFN) & (self.lives.when("verified")[self.row] == NEVER)
        hidden = self._canceled | waits
        cents = np.char.zfill(rest.astype(str), 2) if self.count else np.array([], dtype=str)
        text = np.where(places == 0, whole.astype(str), np.char.add(np.char.add(whole.astype(str), "."), cents))
        return pa.array(np.where(hidden, "", text).tolist(), pa.string())

    def item_price(self) -> pa.Array:
        """Price of all units of the line."""
        return self._money((self.placed.price * self.placed.kept)[self.line])

    def item_tax(self) -> pa.Array:
        """Tax of the line."""
        return self._money(self.placed.line_tax[self.line])

    def shipping_price(self) -> pa.Array:
        """Shipping of the line."""
        return self._money(self.placed.shipping[self.line])

    def shipping_tax(self) -> pa.Array:
        """Tax on shipping."""
        return self._money(self.placed.shipping_tax[self.line])

    # -- words of the report of all orders

    def order_status(self) -> pa.Array:
        """The state as this report spells it."""
        told = self._text("orders", "status", self.row)
        return pc.replace_substring(pc.replace_substring(told, "Canceled", "Cancelled"), "PartiallyShipped", "Shipping")

    item_status = order_status

    def fulfillment_channel(self) -> pa.Array:
        """Who fulfills, in the protocol's words."""
        return coded(("Merchant", "Amazon", "Amazon"), self.placed.channel[self.row]).cast(pa.string())


_FROM_ITEMS = {
    "order-item-id": "order_item_id",
    "sku": "sku",
    "asin": "asin",
    "product-name": "title",
    "quantity-purchased": "quantity",
    "quantity-shipped": "quantity_shipped",
}
_FROM_ORDERS = {
    "order-id": "order_id",
    "amazon-order-id": "order_id",
    "currency": "currency",
    "ship-service-level": "service",
    "ship-service-name": "service",
    "ship-city": "ship_city",
    "ship-state": "ship_state",
    "ship-postal-code": "ship_postal_code",
    "ship-country": "ship_country",
    "is-business-order": "is_business_order",
}
_ALWAYS = {
    "number-of-items": "1",
    "is-prime": "false",
    "is-premium-order": "false",
    "is-global-express": "false",
    "is-replacement-order": "false",
    "is-exchange-order": "false",
    "is-transparency": "false",
    "is-ispu-order": "false",
    "is-iba": "false",
    "order-channel": "WebsiteOrderChannel",
    "payment-method": "Other",
    "payment-method-details": "Standard",
    "address-type": "Residential",
}
