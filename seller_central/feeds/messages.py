"""What the XML messages of each kind say, in the column names of the flat files.

Source: policies §11 and the interface's schemas as far as they are known: acknowledgement, fulfillment, adjustment,
multi-channel request and cancellation.
"""

from collections.abc import Iterator
from decimal import Decimal, DecimalException

from seller_central.feeds.xml import Element, child, children, text_of


def acknowledgement(body: Element) -> Iterator[dict[str, str]]:
    """Success acknowledges an order; Failure cancels it, or the items named."""
    whole = {"order-id": text_of(body, "AmazonOrderID"), "status-code": text_of(body, "StatusCode")}
    items = children(body, "Item")
    for item in items:
        reason, code = text_of(item, "CancelReason"), text_of(item, "AmazonOrderItemCode")
        yield whole | {"amazon-order-item-code": code, "cancellation-reason-code": reason}
    if not items:
        yield whole


def fulfillment(body: Element) -> Iterator[dict[str, str]]:
    """A shipment is confirmed: of the items named, or of all."""
    carrier = child(body, "FulfillmentData")
    whole = {
        "order-id": text_of(body, "AmazonOrderID"),
        "ship-date": text_of(body, "FulfillmentDate"),
        "carrier-code": text_of(carrier, "CarrierCode"),
        "carrier-name": text_of(carrier, "CarrierName"),
        "ship-method": text_of(carrier, "ShippingMethod"),
        "tracking-number": text_of(carrier, "ShipperTrackingNumber"),
    }
    items = children(body, "Item")
    for item in items:
        code, quantity = text_of(item, "AmazonOrderItemCode"), text_of(item, "Quantity")
        yield whole | {"order-item-id": code, "quantity": quantity}
    if not items:
        yield whole


def adjustment(body: Element) -> Iterator[dict[str, str]]:
    """Money is given back for items."""
    for item in children(body, "AdjustedItem"):
        parts = [
            part
            for group in ("ItemPriceAdjustments", "PromotionAdjustments")
            for one in children(item, group)
            for part in children(one, "Component")
        ]
        currency = next((one.get("currency", "") for part in parts for one in children(part, "Amount")), "")
        yield {
            "order-id": text_of(body, "AmazonOrderID"),
            "order-item-id": text_of(item, "AmazonOrderItemCode"),
            "adjustment-reason-code": text_of(item, "AdjustmentReason"),
            "currency": currency,
            "item-price-adj": _sum(text_of(part, "Amount") for part in parts),
            "quantity-cancelled": text_of(item, "QuantityCancelled"),
        }


def fulfillment_order(body: Element) -> Iterator[dict[str, str]]:
    """The marketplace is asked to ship something sold elsewhere."""
    address = child(body, "DestinationAddress")
    whole = {
        "MerchantFulfillmentOrderID": text_of(body, "MerchantFulfillmentOrderID"),
        "DisplayableOrderID": text_of(body, "DisplayableOrderID"),
        "DisplayableOrderComment": text_of(body, "DisplayableOrderComment"),
        "DeliverySLA": text_of(body, "DeliverySLA") or text_of(body, "ShippingSpeedCategory"),
        "FulfillmentPolicy": text_of(body, "FulfillmentPolicy"),
        "FulfillmentAction": text_of(body, "FulfillmentAction"),
        "AddressName": text_of(address, "Name"),
        "AddressFieldOne": text_of(address, "AddressFieldOne"),
        "AddressFieldTwo": text_of(address, "AddressFieldTwo"),
        "AddressCity": text_of(address, "City"),
        "AddressStateOrRegion": text_of(address, "StateOrRegion"),
        "AddressPostalCode": text_of(address, "PostalCode"),
        "AddressCountryCode": text_of(address, "CountryCode"),
        "AddressPhoneNumber": text_of(address, "PhoneNumber"),
    }
    for item in children(body, "Item"):
        yield whole | {"MerchantSKU": text_of(item, "SKU"), "Quantity": text_of(item, "Quantity")}


def fulfillment_cancellation(body: Element) -> Iterator[dict[str, str]]:
    """A multi-channel order is called off."""
    yield {"MerchantFulfillmentOrderID": text_of(body, "MerchantFulfillmentOrderID")}


def _sum(amounts: Iterator[str]) -> str:
    """Add amounts; what is no number is left for the rules to complain about."""
    texts = list(amounts)
    try:
        return str(sum((Decimal(one) for one in texts), Decimal(0)))
    except DecimalException:
        return next(iter(texts), "")
