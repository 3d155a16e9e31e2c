"""Orders 2026-01-01: the newer reads, from the same rows. Personal data needs no restricted token here, only asking."""

from typing import Any

import orjson

from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import invalid
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.order_rows import Search, find_orders, items_of, search_again
from seller_central.selling_partner_api.orders_v0 import bounds, own, stores_named
from seller_central.selling_partner_api.peeking import Row, marks
from seller_central.selling_partner_api.wording import (
    asked_reason,
    at,
    buyer_mail,
    is_asked,
    loaded,
    modern_money,
    place,
    rules,
    units,
)
from simulator import clock
from simulator.orders.statuses import WAITING, OrderStatus
from simulator.reasons import reason_label

INCLUDED = (
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX",
    "PAYMENT", "FULFILLMENT_ORDERS",
)  # fmt: skip
STATUSES = {
    "PendingAvailability": "PENDING_AVAILABILITY", "Pending": "PENDING", "Unshipped": "UNSHIPPED",
    "PartiallyShipped": "PARTIALLY_SHIPPED", "Shipped": "SHIPPED", "Canceled": "CANCELLED",
    "Unfulfillable": "UNFULFILLABLE",
}  # fmt: skip
OWN_WORDS = {new: old for old, new in STATUSES.items()}
CHANNELS = {"MERCHANT": "MFN", "AMAZON": "AFN"}
BY = {"SELLER": "MERCHANT", "BUYER": "BUYER", "MARKETPLACE": "AMAZON"}
# Seconds on the wall clock for which a page's token leads on. Source: the interface's documentation.
PAGE_LIFETIME = 86_400
FAMILIES = {"created": ("placed_at", "createdBefore"), "lastUpdated": ("last_updated_at", "lastUpdatedBefore")}


@operation("GET", "/orders/2026-01-01/orders", "searchOrders", 0.0056, 20)
def search_orders(call: Call) -> dict[str, Any]:
    """List orders, oldest first, with the parts that were asked for."""
    token, shown = asking.text("paginationToken"), set(asking.texts("includedData", known=INCLUDED))
    search = _search_of(call, token) if token else _search(call)
    rows, following = find_orders(call.peek, search)
    told: dict[str, Any] = {"orders": _described(call, rows, shown)}
    if following:
        told["pagination"] = {"nextToken": asking.page_token({**following.told(), "until": _wall() + PAGE_LIFETIME})}
    bound = next(name for column, name in FAMILIES.values() if column == search.by)
    told[bound] = at(search.before if search.before is not None else call.peek.now)
    return told


@operation("GET", "/orders/2026-01-01/orders/<number>", "getOrder2026", 0.5, 30)
def get_order(call: Call, number: str) -> dict[str, Any]:
    """Describe one order with the parts that were asked for."""
    shown = set(asking.texts("includedData", known=INCLUDED))
    return {"order": _described(call, [own(call, number)], shown)[0]}


def _search_of(call: Call, token: str) -> Search:
    """Read the search out of the token of a page, if it is not too old."""
    told = asking.read_page_token(token)
    until = told.pop("until", None) if isinstance(told, dict) else None
    if isinstance(until, int) and _wall() >= until:
        raise invalid("Invalid Input", "The token of the next page is more than a day old. Search again.")
    return search_again(call.seller_id, told if isinstance(until, int) else None)


def _wall() -> int:
    return int(clock.wall_seconds())


def _search(call: Call) -> Search:
    given = {name: (asking.instant(f"{name}After"), asking.instant(f"{name}Before")) for name in FAMILIES}
    used = [name for name, (after, _) in given.items() if after]
    if len(used) != 1 or any(before and name not in used for name, (_, before) in given.items()):
        raise invalid("Invalid Input", "Use exactly one of createdAfter and lastUpdatedAfter.")
    after, before = given[used[0]]
    assert after is not None
    first, last = bounds(call, int(after.timestamp()), int(before.timestamp()) if before else None)
    return Search(
        call.seller_id,
        FAMILIES[used[0]][0],
        first,
        last,
        stores=stores_named(asking.texts("marketplaceIds")),
        statuses=[OWN_WORDS[one] for one in asking.texts("fulfillmentStatuses", known=tuple(OWN_WORDS))],
        channels=[CHANNELS[one] for one in asking.texts("fulfilledBy", known=tuple(CHANNELS))],
        limit=asking.number("maxResultsPerPage", 100),
    )


def _described(call: Call, rows: list[Row], shown: set[str]) -> list[dict[str, Any]]:
    numbers = [row["number"] for row in rows]
    items = items_of(call.peek, numbers) if numbers else {}
    packages = _packages(call, numbers) if "PACKAGES" in shown and numbers else {}
    return [_order(call, row, items[row["number"]], packages.get(row["number"], []), shown) for row in rows]


def _order(call: Call, row: Row, lines: list[Row], packages: list[dict[str, Any]], shown: set[str]) -> dict[str, Any]:
    where, is_open = place(row["store"]), row["status"] not in WAITING and row["status"] != OrderStatus.CANCELED
    told: dict[str, Any] = {
        "orderId": row["number"],
        "createdTime": at(row["placed_at"]),
        "lastUpdatedTime": at(row["last_updated_at"]),
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": where.marketplace_id,
            "marketplaceName": where.domain,
        },
        "programs": ["AMAZON_BUSINESS"] if row["is_business"] else [],
        "orderItems": [_item(call, row, line, shown) for line in lines],
    }
    if "BUYER" in shown and is_open:
        told["buyer"] = {"buyerName": row["buyer_name"] or "", "buyerEmail": buyer_mail(call.peek.seed, row)}
    if "RECIPIENT" in shown and is_open:
        told["recipient"] = {"deliveryAddress": _address(row)}
    if "PROCEEDS" in shown and row["status"] not in WAITING:
        told["proceeds"] = {"grandTotal": modern_money(row["total"], row["currency"])}
    if "FULFILLMENT" in shown:
        told["fulfillment"] = _fulfillment(row)
    if "PAYMENT" in shown and row["status"] not in WAITING:
        told["payment"] = {"paymentExecutions": [{"paymentMethod": "OTHER"}]}
    if "PACKAGES" in shown and row["channel"] == "MFN":
        told["packages"] = packages
    return told


def _item(call: Call, row: Row, line: Row, shown: set[str]) -> dict[str, Any]:
    currency, product = row["currency"], {"asin": line["asin"], "title": line["title"], "sellerSku": line["sku"]}
    product["condition"] = {"conditionType": "NEW", "conditionSubtype": "NEW"}
    if row["status"] not in WAITING:
        product["price"] = {"unitPrice": modern_money(line["unit_price"], currency)}
    told: dict[str, Any] = {"orderItemId": line["id"], "quantityOrdered": units(line), "product": product}
    if "PROCEEDS" in shown and row["status"] not in WAITING:
        told["proceeds"] = _proceeds(line, currency)
    if "CANCELLATION" in shown:
        told |= _cancellation(call, row, line)
    if "FULFILLMENT" in shown:
        left = 0 if row["canceled_at"] else units(line) - line["quantity_shipped"]
        told["fulfillment"] = {"quantityFulfilled": line["quantity_shipped"], "quantityUnfulfilled": max(left, 0)}
    return told


def _proceeds(line: Row, currency: str) -> dict[str, Any]:
    parts = {
        "ITEM": line["unit_price"] * units(line),
        "SHIPPING": line["shipping_price"],
        "TAX": line["item_tax"] + line["shipping_tax"],
    }
    return {
        "proceedsTotal": modern_money(sum(parts.values()), currency),
        "breakdowns": [{"type": name, "subtotal": modern_money(minor, currency)} for name, minor in parts.items()],
    }


def _cancellation(call: Call, row: Row, line: Row) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if is_asked(line):
        reason = asked_reason(call.peek, row["store"], line)
        told["cancellationRequest"] = {"requester": "BUYER", "cancelReason": reason}
    by = line["canceled_by"] or row["canceled_by"]
    if by:
        reason = _executed_reason(call, row["store"], line["cancel_reason"] or row["cancel_reason"])
        told["cancellationExecution"] = {"cancelledBy": BY.get(by, by), **({"cancelReason": reason} if reason else {})}
    return {"cancellation": told} if told else {}


def _executed_reason(call: Call, code: str, reason: str | None) -> str:
    """Say a reason as this interface does: the seller's as a word of its own, others as people read them."""
    policy = rules(call.peek, code)
    row = policy.seller_cancel_reasons.get(reason) if reason else None
    if row is not None:
        return str(getattr(row, "api_code", None) or reason)
    table = policy.buyer_cancel_reasons if reason in policy.buyer_cancel_reasons else policy.marketplace_reasons
    return reason_label(table, reason)


def _address(row: Row) -> dict[str, Any]:
    to = loaded(row["ship_to"])
    names = {
        "name": "name", "addressLine1": "line1", "addressLine2": "line2", "addressLine3": "line3", "city": "city",
        "stateOrRegion": "state", "postalCode": "postal_code", "countryCode": "country", "phone": "phone",
    }  # fmt: skip
    return {name: to[key] for name, key in names.items() if to.get(key)}


def _fulfillment(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fulfillmentStatus": STATUSES[row["status"]],
        "fulfilledBy": "MERCHANT" if row["channel"] == "MFN" else "AMAZON",
        "fulfillmentServiceLevel": row["service"].upper(),
    }
    for name, first, last in (
        ("shipByWindow", "ship_from", "ship_by"),
        ("deliverByWindow", "deliver_from", "deliver_by"),
    ):
        if row[first] is not None and row[last] is not None:
            told[name] = {"earliestDateTime": at(row[first]), "latestDateTime": at(row[last])}
    return told


def _packages(call: Call, numbers: list[str]) -> dict[str, list[dict[str, Any]]]:
    query = (
        "SELECT p.*, o.delivered_at, o.handed_at FROM packages p JOIN orders o ON o.number = p.order_number "  # noqa: S608
        f"WHERE p.order_number IN ({marks(numbers)}) ORDER BY p.order_number, p.reference"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in call.peek.rows(query, numbers):
        status = "DELIVERED" if row["delivered_at"] else "IN_TRANSIT" if row["handed_at"] else "SHIPPED"
        found.setdefault(row["order_number"], []).append(
            {
                "packageReferenceId": str(row["reference"]),
                "createdTime": at(row["confirmed_at"]),
                "packageStatus": {"status": status},
                "carrier": row["carrier"],
                "shipTime": at(row["ship_date"]),
                "trackingNumber": row["tracking"],
                "packageItems": [
                    {"orderItemId": one["order_item_id"], "quantity": one["quantity"]}
                    for one in orjson.loads(row["items"])
                ],
            }
        )
    return found
