"""The stream of ORDER_CHANGE notifications: one a line, for requests and for each change of an order's state."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from seeds.generator.chance import Draws
from seeds.generator.columns import NEVER
from seeds.generator.protocol import Row, orders_of, when
from seeds.generator.slots import CANCELED
from seeds.generator.writing import TextFormat, Work

FILE = "order-change.jsonl"
# Step, state after it, kind of change and its reason.
STEPS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (("verified", "verified-afn"), "Unshipped", "OrderStatusChange", "Payment verified"),
    (("requested",), "Unshipped", "BuyerRequestedChange", "Buyer Requested Cancel"),
    (("confirmed", "shipped-afn"), "Shipped", "OrderStatusChange", "Shipment confirmed"),
    (("confirmed-rest",), "Shipped", "OrderStatusChange", "Shipment confirmed"),
    (CANCELED, "Canceled", "OrderStatusChange", "Order canceled"),
)


class OrderChanges(TextFormat):
    """Writes the notifications, order by order, each order's in time."""

    def heads(self) -> Iterator[tuple[str, str]]:
        """Name the file."""
        yield FILE, ""

    def lines(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Yield the notifications of a chunk's orders."""
        ids = {row: at for at, row in enumerate(work.tables["orders"]["order_id"].to_pylist())}
        instants = [work.lives.first(*steps).tolist() for steps, _, _, _ in STEPS]
        split, rest = work.lives.split.tolist(), work.lives.when("confirmed-rest").tolist()
        draws = Draws(work.mill.plan.seed, "notification", work.lives.placed.ids)
        names = [[draws.bits(f"{half}{at}").tolist() for half in "ab"] for at in range(len(STEPS))]
        for order in orders_of(work):
            at = ids[order["order_id"]]
            for step, (_, status, kind, reason) in enumerate(STEPS):
                if instants[step][at] < NEVER:
                    part = status == "Shipped" and split[at] and instants[step][at] != rest[at]
                    high, low = (half[at] for half in names[step])
                    change = (instants[step][at], "PartiallyShipped" if part else status, kind, reason)
                    yield FILE, orjson.dumps(_told(order, change, UUID(int=high << 64 | low, version=4))) + b"\n"


def _told(order: Row, change: tuple[int, str, str, str], name: UUID) -> Row:
    at, status, kind, reason = change
    instant = when(int(np.int64(at)))
    left = 0 if status in ("Shipped", "Canceled") else sum(one["wanted"] for one in order["items"])
    shipped = sum(one["quantity_shipped"] for one in order["items"]) if status.endswith("Shipped") else 0
    summary = {
        "MarketplaceId": order["marketplace_id"],
        "OrderStatus": status,
        "PurchaseDate": when(order["placed_at"]),
        "DestinationPostalCode": order["ship_postal_code"],
        "FulfillmentType": order["channel"],
        "OrderType": "StandardOrder",
        "NumberOfItemsShipped": shipped,
        "NumberOfItemsUnshipped": left,
        "EarliestDeliveryDate": when(order["deliver_from"]),
        "LatestDeliveryDate": when(order["deliver_by"]),
        "EarliestShipDate": when(order["ship_from"]),
        "LatestShipDate": when(order["ship_by"]),
        "CancelNotifyDate": when(order["auto_cancel_at"] or order["ship_by"]),
        "OrderPrograms": ["Business"] if order["is_business_order"] else [],
        "ShippingPrograms": [],
        "OrderItems": [_item(one, order, status, at) for one in order["items"]],
    }
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "PayloadVersion": "1.0",
        "EventTime": instant,
        "Payload": {
            "OrderChangeNotification": {
                "NotificationLevel": "OrderLevel",
                "SellerId": order["seller_id"],
                "AmazonOrderId": order["order_id"],
                "OrderChangeType": kind,
                "OrderChangeTrigger": {"TimeOfOrderChange": instant, "ChangeReason": reason},
                "Summary": summary,
            }
        },
        "NotificationMetadata": {
            "ApplicationId": "generated",
            "SubscriptionId": "generated",
            "PublishTime": instant,
            "NotificationId": str(name),
        },
    }


def _item(item: Row, order: Row, status: str, at: int) -> Row:
    asked = order["asked"] and order["requested_at"].timestamp() <= at
    return {
        "OrderItemId": item["order_item_id"],
        "SellerSKU": item["sku"],
        "OrderItemStatus": status,
        "Quantity": item["wanted"],
        "QuantityShipped": item["quantity_shipped"] if status.endswith("Shipped") else 0,
        "IsBuyerRequestedCancel": asked,
        "ItemEarliestDeliveryDate": when(order["deliver_from"]),
        "ItemLatestDeliveryDate": when(order["deliver_by"]),
    }
