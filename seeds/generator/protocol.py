"""Orders of a chunk in the words of the machine interfaces: what the two page formats and the change stream share.

The protocol's constants are spelled as its clients check them. Knows the columns, not how they came about.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from seeds.generator.columns import NEVER
from seeds.generator.placing import CHANNELS
from seeds.generator.writing import Work
from simulator.money import as_text
from simulator.reasons import reason_label

Row = dict[str, Any]
ORDER_COLUMNS = (
    "order_id", "seller_id", "buyer_id", "marketplace_id", "channel", "status", "service", "currency", "order_total",
    "placed_at", "released_at", "ship_by", "deliver_by", "auto_cancel_at", "request_via", "requested_at",
    "buyer_cancel_reason", "canceled_at", "canceled_by", "cancel_reason", "is_business_order", "ship_city",
    "ship_state", "ship_postal_code", "ship_country", "last_updated_at", "shipment_confirmed_at",
)  # fmt: skip


def orders_of(work: Work) -> Iterator[Row]:
    """Yield the orders of a chunk with their lines; multi-channel orders have an interface of their own."""
    names = work.tables["order_items"].column_names
    lines = zip(*(work.tables["order_items"][name].to_pylist() for name in names), strict=True)
    windows = {name: work.lives.promise[name].tolist() for name in ("ship_from", "deliver_from")}
    pages = [work.tables["orders"][name].to_pylist() for name in ORDER_COLUMNS]
    table = work.mill.market.book.policies[0].buyer_cancel_reasons
    item: Row | None = dict(zip(names, next(lines), strict=True))
    for at, values in enumerate(zip(*pages, strict=True)):
        order = dict(zip(ORDER_COLUMNS, values, strict=True))
        order["items"] = []
        while item is not None and item["order_id"] == order["order_id"]:
            order["items"].append(item)
            told = next(lines, None)
            item = None if told is None else dict(zip(names, told, strict=True))
        for one in order["items"]:
            # What the buyer dropped at once is not wanted; what went with the whole order was.
            one["wanted"] = one["quantity"] - (one["quantity_canceled"] if order["canceled_at"] is None else 0)
        order |= {name: window[at] for name, window in windows.items()}
        order["asked"] = order["request_via"] == "official"
        order["reason_words"] = reason_label(table, order["buyer_cancel_reason"]) if order["asked"] else ""
        if order["channel"] != CHANNELS[2]:
            yield order


def money(amount: int, order: Row, code: str = "CurrencyCode", value: str = "Amount") -> Row:
    """Write an amount the protocol's way."""
    return {code: order["currency"], value: as_text(amount, order["currency"])}


def when(instant: datetime | int | None) -> str | None:
    """Write an instant."""
    if isinstance(instant, int):
        from datetime import UTC

        return None if instant >= NEVER else when(datetime.fromtimestamp(instant, UTC))
    return None if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def known(told: Row) -> Row:
    """Leave out what is not there."""
    return {key: value for key, value in told.items() if value is not None}
