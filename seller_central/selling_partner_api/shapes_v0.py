"""Orders and items in the words of Orders v0. What a pending or canceled order hides is decided here.

Source: the model of that interface. Its booleans are partly strings.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from seller_central.selling_partner_api.answering import written
from seller_central.selling_partner_api.order_rows import row_of
from seller_central.selling_partner_api.peeking import Peek, Row
from seller_central.selling_partner_api.wording import (
    amount,
    asked_reason,
    at,
    buyer_mail,
    is_asked,
    loaded,
    money,
    place,
    units,
)
from simulator.orders.statuses import WAITING, OrderStatus

Opens = Callable[[str], bool]
# Kinds of personal data a restricted token may open in an order.
PERSONAL = ("shippingAddress", "buyerInfo")
NOTHING: dict[str, Any] = {}
# What is the same for every order here.
ALWAYS: dict[str, Any] = {
    "PaymentMethod": "Other",
    "PaymentMethodDetails": ["Standard"],
    "IsPremiumOrder": False,
    "IsGlobalExpressEnabled": False,
    "IsReplacementOrder": False,
    "IsSoldByAB": False,
    "IsISPU": False,
    "IsAccessPointOrder": False,
    "HasRegulatedItems": False,
}
SHIP_DATES = (("EarliestShipDate", "ship_from"), ("LatestShipDate", "ship_by"))
ALL_DATES = (*SHIP_DATES, ("EarliestDeliveryDate", "deliver_from"), ("LatestDeliveryDate", "deliver_by"))
CATEGORIES = {"Standard", "Expedited", "NextDay", "SameDay", "SecondDay", "Scheduled", "FreeEconomy", "Priority"}


# Orders a process keeps written, some 1,500 bytes each: programs list the same ones again and again.
MOST_WRITTEN = 32_768


@lru_cache(maxsize=MOST_WRITTEN)
def written_order(seed: int, line: str, opened: tuple[str, ...]) -> bytes:
    """Write an order out of the line of its row; `opened` are the kinds of personal data that may be shown."""
    return written(order(seed, row_of(line), opened.__contains__))


def order(seed: int, row: Row, opens: Opens) -> dict[str, Any]:
    """Describe an order; `opens` says which personal data may be shown."""
    is_waiting, is_canceled = row["status"] in WAITING, row["status"] == OrderStatus.CANCELED
    where, attributes = place(row["store"]), NOTHING if row["attributes"] == "{}" else loaded(row["attributes"])
    told = {
        **ALWAYS,
        "AmazonOrderId": row["number"],
        "PurchaseDate": at(row["placed_at"]),
        "LastUpdateDate": at(row["last_updated_at"]),
        "OrderStatus": row["status"],
        "FulfillmentChannel": row["channel"],
        "SalesChannel": where.domain,
        "ShipServiceLevel": row["service"],
        "ShipmentServiceLevelCategory": row["service"] if row["service"] in CATEGORIES else "Standard",
        "NumberOfItemsShipped": row["units_shipped"] or 0,
        "NumberOfItemsUnshipped": 0 if is_canceled else row["units_left"] or 0,
        "MarketplaceId": where.marketplace_id,
        "OrderType": "Preorder" if row["available_at"] else "StandardOrder",
        "IsBusinessOrder": bool(row["is_business"] or attributes.get("is_business")),
        "IsPrime": bool(attributes.get("is_prime")),
    }
    told |= _dates(row, is_waiting=is_waiting, is_canceled=is_canceled)
    if not is_waiting:
        told["OrderTotal"] = money(row["total"], row["currency"])
    if not is_waiting and not is_canceled:
        told["ShippingAddress"] = address(row, is_open=opens("shippingAddress"))
        told["BuyerInfo"] = buyer(seed, row, is_open=opens("buyerInfo"))
    if attributes.get("purchase_order_number") and not is_waiting:
        told["BuyerInfo"] = {**told.get("BuyerInfo", {}), "PurchaseOrderNumber": attributes["purchase_order_number"]}
    return told


def _dates(row: Row, *, is_waiting: bool, is_canceled: bool) -> dict[str, Any]:
    if is_waiting and row["channel"] != "MFN":
        return {}
    names = SHIP_DATES if is_waiting or is_canceled else ALL_DATES
    return {name: at(row[column]) for name, column in names if row[column] is not None}


def address(row: Row, *, is_open: bool) -> dict[str, Any]:
    """Describe where an order goes; who lives there only with the right to know."""
    to = loaded(row["ship_to"])
    told = {
        "City": to.get("city"),
        "StateOrRegion": to.get("state"),
        "PostalCode": to.get("postal_code"),
        "CountryCode": to.get("country"),
    }
    if is_open:
        told |= {
            "Name": to.get("name") or row["ship_name"],
            "AddressLine1": to.get("line1"),
            "AddressLine2": to.get("line2"),
            "Phone": to.get("phone"),
            "AddressType": "Residential",
        }
    return {name: value for name, value in told.items() if value}


def buyer(seed: int, row: Row, *, is_open: bool) -> dict[str, Any]:
    """Describe who bought; the name only with the right to know."""
    told = {"BuyerEmail": buyer_mail(seed, row)}
    return told | ({"BuyerName": row["buyer_name"]} if is_open and row["buyer_name"] else {})


def item(peek: Peek, row: Row, line: Row, opens: Opens) -> dict[str, Any]:
    """Describe an item, with the flag that says that the buyer asked to cancel."""
    asked, attributes = is_asked(line), loaded(row["attributes"])
    told: dict[str, Any] = {
        "ASIN": line["asin"],
        "OrderItemId": line["id"],
        "SellerSKU": line["sku"],
        "Title": line["title"],
        "QuantityOrdered": units(line),
        "QuantityShipped": line["quantity_shipped"],
        "ProductInfo": {"NumberOfItems": "1"},
        "IsGift": "true" if attributes.get("gift") else "false",
        "ConditionId": "New",
        "ConditionSubtypeId": "New",
        "IsTransparency": False,
        "BuyerRequestedCancel": {
            "IsBuyerRequestedCancel": "true" if asked else "false",
            "BuyerCancelReason": asked_reason(peek, row["store"], line) if asked else "",
        },
    }
    if row["status"] not in WAITING:
        currency = row["currency"]
        none = {"CurrencyCode": currency, "Amount": amount(0, currency)}
        told |= {
            "ItemPrice": money(line["unit_price"] * units(line), currency),
            "ItemTax": money(line["item_tax"], currency),
            "ShippingPrice": money(line["shipping_price"], currency),
            "ShippingTax": money(line["shipping_tax"], currency),
            "ShippingDiscount": none,
            "PromotionDiscount": none,
            "PromotionIds": [],
        }
    if opens("buyerInfo") and attributes.get("gift_note"):
        told["BuyerInfo"] = {"GiftMessageText": attributes["gift_note"]}
    return told
