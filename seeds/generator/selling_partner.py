"""Pages of the Selling Partner API: getOrders and getOrderItems v0, searchOrders 2026-01-01, one answer a line.

Each line is what the interface would answer: at most a hundred orders, the next line being the next page. Machine
interfaces carry the real protocol's constants.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from seeds.generator.protocol import Row, known, money, orders_of, when
from seeds.generator.writing import TextFormat, Work
from simulator.policy import store_by_marketplace_id

PAGE = 100
ORDERS_V0, ITEMS_V0, ORDERS_2026 = "orders-v0.jsonl", "order-items-v0.jsonl", "orders-2026-01-01.jsonl"
STATUS_2026 = {"PartiallyShipped": "PARTIALLY_SHIPPED", "Canceled": "CANCELLED"}
CANCELED_BY = {"BUYER": "BUYER", "SELLER": "MERCHANT", "MARKETPLACE": "AMAZON"}


class OrderPages(TextFormat):
    """Writes the pages."""

    def heads(self) -> Iterator[tuple[str, str]]:
        """Name the files."""
        for name in (ORDERS_V0, ITEMS_V0, ORDERS_2026):
            yield name, ""

    def lines(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Yield the pages of a chunk's orders."""
        orders, last = list(orders_of(work)), work.number == len(self.plan.chunks) - 1
        before = when(datetime.fromtimestamp(self.plan.until, UTC))
        for start in range(0, len(orders), PAGE):
            page = orders[start : start + PAGE]
            token = None if last and start + PAGE >= len(orders) else f"page-{work.number}-{start // PAGE + 1}"
            told = {"Orders": [_order_v0(one) for one in page], "NextToken": token, "CreatedBefore": before}
            yield ORDERS_V0, _line({"payload": known(told)})
            newer = {"orders": [_order_2026(one) for one in page], "createdBefore": before}
            yield ORDERS_2026, _line(newer | ({"pagination": {"nextToken": token}} if token else {}))
        for one in orders:
            yield ITEMS_V0, _line({"payload": _items_v0(one)})


def _line(told: Row) -> bytes:
    return orjson.dumps(told) + b"\n"


def _order_v0(order: Row) -> Row:
    waits, gone = order["status"] == "Pending", order["status"] == "Canceled"
    shipped = sum(one["quantity_shipped"] for one in order["items"])
    left = 0 if gone else sum(one["wanted"] for one in order["items"]) - shipped
    own = order["channel"] == "MFN"
    address = {
        "City": order["ship_city"],
        "StateOrRegion": order["ship_state"],
        "PostalCode": order["ship_postal_code"],
        "CountryCode": order["ship_country"],
    }
    return known(
        {
            "AmazonOrderId": order["order_id"],
            "PurchaseDate": when(order["placed_at"]),
            "LastUpdateDate": when(order["last_updated_at"]),
            "OrderStatus": order["status"],
            "FulfillmentChannel": order["channel"],
            "SalesChannel": store_by_marketplace_id(order["marketplace_id"]).domain,
            "ShipServiceLevel": order["service"],
            "ShipmentServiceLevelCategory": order["service"],
            "OrderTotal": None if waits or gone else money(order["order_total"], order),
            "NumberOfItemsShipped": shipped,
            "NumberOfItemsUnshipped": left,
            "PaymentMethod": "Other",
            "PaymentMethodDetails": ["Standard"],
            "MarketplaceId": order["marketplace_id"],
            "OrderType": "StandardOrder",
            "EarliestShipDate": when(order["ship_from"]) if own else None,
            "LatestShipDate": when(order["ship_by"]) if own else None,
            "EarliestDeliveryDate": when(order["deliver_from"]) if own and not waits and not gone else None,
            "LatestDeliveryDate": when(order["deliver_by"]) if own and not waits and not gone else None,
            "ShippingAddress": None if waits or gone else known(address),
            "IsBusinessOrder": order["is_business_order"],
            "IsPrime": False,
            "IsPremiumOrder": False,
            "IsGlobalExpressEnabled": False,
            "IsReplacementOrder": "false",
            "IsSoldByAB": False,
            "IsISPU": False,
            "IsAccessPointOrder": False,
            "HasRegulatedItems": False,
        }
    )


def _items_v0(order: Row) -> Row:
    return {"AmazonOrderId": order["order_id"], "OrderItems": [_item_v0(one, order) for one in order["items"]]}


def _item_v0(item: Row, order: Row) -> Row:
    told = {
        "ASIN": item["asin"],
        "OrderItemId": item["order_item_id"],
        "SellerSKU": item["sku"],
        "Title": item["title"],
        "QuantityOrdered": item["quantity"] - item["quantity_canceled"],
        "QuantityShipped": item["quantity_shipped"],
        "ProductInfo": {"NumberOfItems": "1"},
        "IsGift": "false",
        "BuyerRequestedCancel": {
            "IsBuyerRequestedCancel": "true" if order["asked"] else "false",
            "BuyerCancelReason": order["reason_words"],
        },
    }
    if order["status"] != "Pending":
        told |= {
            "ItemPrice": money(item["unit_price"] * item["wanted"], order),
            "ItemTax": money(item["item_tax"], order),
            "ShippingPrice": money(item["shipping_price"], order),
            "ShippingTax": money(item["shipping_tax"], order),
        }
    return told


def _order_2026(order: Row) -> Row:
    own = order["channel"] == "MFN"
    place = store_by_marketplace_id(order["marketplace_id"])
    windows = {
        "shipByWindow": {"earliestDateTime": when(order["ship_from"]), "latestDateTime": when(order["ship_by"])},
        "deliverByWindow": {
            "earliestDateTime": when(order["deliver_from"]),
            "latestDateTime": when(order["deliver_by"]),
        },
    }
    return {
        "orderId": order["order_id"],
        "createdTime": when(order["placed_at"]),
        "lastUpdatedTime": when(order["last_updated_at"]),
        "programs": ["AMAZON_BUSINESS"] if order["is_business_order"] else [],
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": order["marketplace_id"],
            "marketplaceName": place.name,
        },
        "fulfillment": {
            "fulfillmentStatus": STATUS_2026.get(order["status"], order["status"].upper()),
            "fulfilledBy": "MERCHANT" if own else "AMAZON",
            "fulfillmentServiceLevel": order["service"].upper(),
            **(windows if own else {}),
        },
        "proceeds": {"grandTotal": money(order["order_total"], order, "currencyCode", "amount")},
        "orderItems": [_item_2026(one, order) for one in order["items"]],
    }


def _item_2026(item: Row, order: Row) -> Row:
    canceled = {}
    if order["asked"]:
        canceled["cancellationRequest"] = {"requester": "BUYER", "cancelReason": order["reason_words"]}
    if order["canceled_by"]:
        by = CANCELED_BY[order["canceled_by"]]
        canceled["cancellationExecution"] = known({"cancelledBy": by, "cancelReason": order["cancel_reason"]})
    left = item["quantity"] - item["quantity_shipped"] - item["quantity_canceled"]
    price = money(item["unit_price"], order, "currencyCode", "amount")
    return {
        "orderItemId": item["order_item_id"],
        "quantityOrdered": item["quantity"],
        "product": {
            "asin": item["asin"],
            "title": item["title"],
            "sellerSku": item["sku"],
            "price": {"unitPrice": price},
        },
        "fulfillment": {"quantityFulfilled": item["quantity_shipped"], "quantityUnfulfilled": left},
        **({"cancellation": canceled} if canceled else {}),
    }
