"""Notifications as programs read them: envelopes and payloads, each kind in its own spelling.

Source: the interface's notification models; dates of what happened are the world's, those of publishing the wall's.
"""

import uuid
from typing import Any

from simulator import clock
from simulator.events import iso
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order, OrderItem
from simulator.orders.statuses import OrderStatus
from simulator.outgoing import Feed, Report, Subscription
from simulator.policy import store
from simulator.reasons import reason_label

APPLICATION = "amzn1.sp.solution.marketplace-simulator"
ORDER_CHANGE, ORDER_STATUS_CHANGE = "ORDER_CHANGE", "ORDER_STATUS_CHANGE"
FEED_FINISHED, REPORT_FINISHED = "FEED_PROCESSING_FINISHED", "REPORT_PROCESSING_FINISHED"
FULFILLMENT_STATUS = "FULFILLMENT_ORDER_STATUS"
KINDS = (ORDER_CHANGE, ORDER_STATUS_CHANGE, FEED_FINISHED, REPORT_FINISHED, FULFILLMENT_STATUS)
# Versions of payloads that can be subscribed to; what the column holds has no hyphens. Assumed: jobs take 1.0 as well.
DATED = "2020-09-04"
VERSIONS = dict.fromkeys(KINDS, ("1.0",)) | dict.fromkeys((FEED_FINISHED, REPORT_FINISHED), (DATED, "1.0"))
REQUESTED, CHANGED = "BuyerRequestedChange", "OrderStatusChange"


def kept_version(version: str) -> str:
    """Return a version as a subscription keeps it."""
    return version.replace("-", "")


def version_of(wish: Subscription) -> str:
    """Return the version of the payload a subscription asked for, as it was written."""
    return next((one for one in VERSIONS[wish.kind] if kept_version(one) == wish.payload_version), wish.payload_version)


def upper(moment: Moment, wish: Subscription, name: str, content: dict[str, Any]) -> dict[str, Any]:
    """Put a payload into the envelope whose names begin with capitals."""
    return {
        "NotificationVersion": "1.0",
        "NotificationType": wish.kind,
        "PayloadVersion": version_of(wish),
        "EventTime": iso(moment.now),
        "Payload": {name: content},
        "NotificationMetadata": {
            "ApplicationId": APPLICATION,
            "SubscriptionId": wish.id,
            "PublishTime": iso(clock.wall_now()),
            "NotificationId": str(uuid.uuid4()),
        },
    }


def lower(moment: Moment, wish: Subscription, name: str, content: dict[str, Any]) -> dict[str, Any]:
    """Put a payload into the envelope whose names begin with small letters."""
    return {
        "notificationVersion": DATED,
        "notificationType": wish.kind,
        "payloadVersion": version_of(wish),
        "eventTime": iso(clock.wall_now()),
        "payload": {name: content},
        "notificationMetadata": {
            "applicationId": APPLICATION,
            "subscriptionId": wish.id,
            "publishTime": iso(clock.wall_now()),
            "notificationId": str(uuid.uuid4()),
        },
    }


def order_change(moment: Moment, order: Order, event: Event, change: str) -> dict[str, Any]:
    """Tell that a buyer asked for something, or that an order's status changed."""
    reason = "Buyer Requested Cancel" if change == REQUESTED else _why(moment, order)
    return {
        "NotificationLevel": "OrderLevel",
        "SellerId": order.seller_id,
        "AmazonOrderId": order.number,
        "OrderChangeType": change,
        "OrderChangeTrigger": {"TimeOfOrderChange": iso(event.at), "ChangeReason": reason},
        "Summary": _summary(order, event, change),
    }


def _why(moment: Moment, order: Order) -> str:
    if order.status != OrderStatus.CANCELED:
        return str(order.status)
    policy = moment.policy(order.store)
    tables = (policy.seller_cancel_reasons, policy.buyer_cancel_reasons, policy.marketplace_reasons)
    table = next((one for one in tables if order.cancel_reason in one), tables[0])
    return reason_label(table, order.cancel_reason) or "Canceled"


def _summary(order: Order, event: Event, change: str) -> dict[str, Any]:
    shipped = sum(item.quantity_shipped for item in order.items)
    told = {
        "MarketplaceId": store(order.store).marketplace_id,
        "OrderStatus": str(order.status),
        "PurchaseDate": iso(order.placed_at),
        "DestinationPostalCode": order.ship_to.get("postal_code"),
        "FulfillmentType": str(order.channel),
        "OrderType": "Preorder" if order.available_at else "StandardOrder",
        "NumberOfItemsShipped": shipped,
        "NumberOfItemsUnshipped": 0 if order.canceled_at else sum(item.quantity_open for item in order.items),
        "OrderPrograms": ["Business"] if order.attributes.get("is_business") else [],
        "ShippingPrograms": [],
        "OrderItems": [_item(order, item, event, change) for item in order.items],
    }
    dates = {
        "EarliestShipDate": order.ship_from,
        "LatestShipDate": order.ship_by,
        "EarliestDeliveryDate": order.deliver_from,
        "LatestDeliveryDate": order.deliver_by,
        "CancelNotifyDate": event.at if change == REQUESTED else None,
    }
    return told | {name: iso(at) for name, at in dates.items() if at}


def _item(order: Order, item: OrderItem, event: Event, change: str) -> dict[str, Any]:
    asked = event.data.get("items") if change == REQUESTED else (order.request.items if order.request else None)
    is_asked = (change == REQUESTED or order.request is not None) and (asked is None or item.id in asked)
    return {
        "OrderItemId": item.id,
        "SellerSKU": item.sku,
        "SupplySourceId": None,
        "OrderItemStatus": "Shipped" if item.quantity_shipped and not item.quantity_open else "Unshipped",
        "Quantity": item.quantity,
        "QuantityShipped": item.quantity_shipped,
        "IsBuyerRequestedCancel": is_asked,
    }


def order_status(order: Order, item: OrderItem) -> dict[str, Any]:
    """Tell an item's status the older way."""
    return {
        "SellerId": order.seller_id,
        "MarketplaceId": store(order.store).marketplace_id,
        "AmazonOrderId": order.number,
        "PurchaseDate": int(order.placed_at.timestamp() * 1000),
        "OrderStatus": str(order.status),
        "DestinationPostalCode": order.ship_to.get("postal_code") or "",
        "SupplySourceId": "",
        "OrderItemId": item.id,
        "SellerSKU": item.sku,
        "Quantity": item.quantity,
        "FulfillmentChannel": str(order.channel),
    }


def fulfillment_status(moment: Moment, order: Order) -> dict[str, Any]:
    """Tell how a multi-channel order stands; what has not happened yet is told with nothing in it."""
    return {
        "SellerId": order.seller_id,
        "EventType": "Order",
        "StatusUpdatedDateTime": iso(moment.now),
        "SellerFulfillmentOrderId": order.attributes.get("reference") or order.number,
        "FulfillmentOrderStatus": "Cancelled" if order.status == OrderStatus.CANCELED else str(order.status),
        "FulfillmentShipment": {
            "FulfillmentShipmentStatus": shipment_status(order) or "PENDING",
            "AmazonShipmentId": shipment_id(order),
            "EstimatedArrivalDateTime": iso(order.deliver_by or moment.now),
            "info": {},
            "FulfillmentShipmentPackages": _parcels(order),
        },
        "FulfillmentReturnItem": {
            "ReceivedDateTime": iso(moment.now),
            "ReturnedQuantity": 0,
            "SellerSKU": order.items[0].sku,
        },
    }


def shipment_id(order: Order) -> str:
    """Return the marketplace's name of a multi-channel order's shipment."""
    return f"D{order.number.replace('-', '')[-9:]}"


def shipment_status(order: Order) -> str | None:
    """Return how the shipment of a multi-channel order stands, None before there is one."""
    if order.handed_at:
        return "SHIPPED"
    shown = {OrderStatus.CANCELED: "CANCELLED_BY_SELLER", OrderStatus.PROCESSING: "PENDING"}
    return shown.get(OrderStatus(order.status))


def _parcels(order: Order) -> list[dict[str, Any]]:
    if not order.handed_at:
        return []
    return [{"PackageNumber": 1, "CarrierCode": order.carrier or "", "TrackingNumber": order.tracking or ""}]


def feed_done(feed: Feed) -> dict[str, Any]:
    """Tell that an uploaded file was worked off."""
    told = {
        "sellerId": feed.seller_id,
        "accountId": f"amzn1.merchant.o.{feed.seller_id}",
        "feedId": str(feed.id),
        "feedType": feed.feed_type,
        "processingStatus": feed.status,
    }
    return told | ({"resultFeedDocumentId": feed.result_document} if feed.result_document else {})


def report_done(report: Report) -> dict[str, Any]:
    """Tell that a report is ready, or had nothing to say."""
    told = {
        "sellerId": report.seller_id,
        "accountId": f"amzn1.merchant.o.{report.seller_id}",
        "reportId": str(report.id),
        "reportType": report.report_type,
        "processingStatus": report.status,
    }
    return told | ({"reportDocumentId": report.document} if report.document else {})
