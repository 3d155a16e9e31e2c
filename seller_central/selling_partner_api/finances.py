"""Finances v0: money that moved, when it moved. An order canceled before it shipped has no events at all.

Fees are not played here, so no event lists any.
"""

from datetime import datetime
from typing import Any

import orjson

from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import invalid
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.order_rows import find_order
from seller_central.selling_partner_api.wording import at, place, precision

ROOT = "/finances/v0"
GROUP = "SETTLEMENT-OPEN"
SHIPMENTS = (
    "SELECT p.order_number, p.confirmed_at AS posted, p.items, o.store, o.currency FROM packages p "
    "JOIN orders o ON o.number = p.order_number WHERE o.seller_id = ?"
)
REFUNDS = (
    "SELECT r.order_number, r.at AS posted, r.items, r.amount, r.position, o.store, o.currency FROM refunds r "
    "JOIN orders o ON o.number = r.order_number WHERE o.seller_id = ?"
)


@operation("GET", f"{ROOT}/orders/<number>/financialEvents", "listFinancialEventsByOrderId", 0.5, 30)
def list_by_order(call: Call, number: str) -> dict[str, Any]:
    """List the money events of an order."""
    if not asking.ORDER_ID.fullmatch(number):
        raise invalid("Bad order ID provided.")
    find_order(call.peek, call.seller_id, number)
    return _events(call, " AND o.number = ?", [number])


@operation("GET", f"{ROOT}/financialEvents", "listFinancialEvents", 0.5, 30)
def list_all(call: Call) -> dict[str, Any]:
    """List the money events of a range."""
    after, before = _range("PostedAfter", "PostedBefore", "Input not valid.")
    values: list[Any] = [int(after.timestamp()), int(before.timestamp()) if before else call.peek.now]
    return _events(call, " AND {at} >= ? AND {at} <= ?", values)


@operation("GET", f"{ROOT}/financialEventGroups", "listFinancialEventGroups", 0.5, 30)
def list_groups(call: Call) -> dict[str, Any]:
    """List the settlements; there is one, and it is open."""
    _range("FinancialEventGroupStartedAfter", "FinancialEventGroupStartedBefore", "Date range is invalid.")
    row = call.peek.row("SELECT started_at FROM world")
    group = {
        "FinancialEventGroupId": GROUP,
        "ProcessingStatus": "Open",
        "FinancialEventGroupStart": at(row["started_at"]) if row else None,
    }
    return {"payload": {"FinancialEventGroupList": [group]}}


@operation("GET", f"{ROOT}/financialEventGroups/<group>/financialEvents", "listFinancialEventsByGroupId", 0.5, 30)
def list_by_group(call: Call, group: str) -> dict[str, Any]:
    """List the money events of a settlement."""
    if group != GROUP:
        raise invalid("Bad event group ID provided.")
    return _events(call, "", [])


def _range(after: str, before: str, message: str) -> tuple[datetime, datetime | None]:
    first, last = asking.instant(after), asking.instant(before)
    if first is None or (last and last < first):
        raise invalid(message)
    return first, last


def _events(call: Call, where: str, values: list[Any]) -> dict[str, Any]:
    """Return a page of events: shipments and refunds, each oldest first."""
    size, token = asking.number("MaxResultsPerPage", 100), asking.text("NextToken")
    start = asking.read_page_token(token) if token else 0
    if not isinstance(start, int) or start < 0:
        raise invalid()
    found: dict[str, list[Any]] = {}
    is_more = False
    for name, query, column, describe in (
        ("ShipmentEventList", SHIPMENTS, "p.confirmed_at", _shipment),
        ("RefundEventList", REFUNDS, "r.at", _refund),
    ):
        statement = f"{query}{where.replace('{at}', column)} ORDER BY {column}, o.number LIMIT ? OFFSET ?"
        rows = call.peek.rows(statement, [call.seller_id, *values, size + 1, start])
        is_more = is_more or len(rows) > size
        found[name] = [describe(call, row) for row in rows[:size]]
    payload: dict[str, Any] = {"FinancialEvents": found}
    if is_more:
        payload["NextToken"] = asking.page_token(start + size)
    return {"payload": payload}


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"CurrencyCode": currency, "CurrencyAmount": round(minor / 10 ** precision(currency), 2)}


def _head(row: Any) -> dict[str, Any]:
    return {
        "AmazonOrderId": row["order_number"],
        "SellerOrderId": row["order_number"],
        "MarketplaceName": place(row["store"]).domain,
        "PostedDate": at(row["posted"]),
    }


def _lines(call: Call, number: str) -> dict[str, Any]:
    query = "SELECT * FROM order_items WHERE order_number = ? ORDER BY position"
    return {row["id"]: row for row in call.peek.rows(query, [number])}


def _shipment(call: Call, row: Any) -> dict[str, Any]:
    lines, items = _lines(call, row["order_number"]), []
    for one in orjson.loads(row["items"]):
        line, quantity = lines[one["order_item_id"]], one["quantity"]
        parts = {
            "Principal": line["unit_price"] * quantity,
            "Tax": line["item_tax"] * quantity // line["quantity"],
            "ShippingCharge": line["shipping_price"] * quantity // line["quantity"],
        }
        charges = [
            {"ChargeType": name, "ChargeAmount": _money(minor, row["currency"])} for name, minor in parts.items()
        ]
        items.append(
            {
                "SellerSKU": line["sku"],
                "OrderItemId": line["id"],
                "QuantityShipped": quantity,
                "ItemChargeList": charges,
                "ItemFeeList": [],
            }
        )
    return {**_head(row), "ShipmentItemList": items}


def _refund(call: Call, row: Any) -> dict[str, Any]:
    lines, items = _lines(call, row["order_number"]), []
    for one in orjson.loads(row["items"]):
        charge = {"ChargeType": "Principal", "ChargeAmount": _money(-one["amount"], row["currency"])}
        items.append(
            {
                "SellerSKU": lines[one["order_item_id"]]["sku"],
                "OrderItemId": one["order_item_id"],
                "OrderAdjustmentItemId": f"{one['order_item_id']}-{row['position']}",
                "ItemChargeAdjustmentList": [charge],
                "ItemFeeAdjustmentList": [],
            }
        )
    goodwill = row["amount"] - sum(one["amount"] for one in orjson.loads(row["items"]))
    told = {**_head(row), "ShipmentItemAdjustmentList": items}
    if goodwill:
        charge = {"ChargeType": "Goodwill", "ChargeAmount": _money(-goodwill, row["currency"])}
        told["OrderChargeAdjustmentList"] = [charge]
    return told
