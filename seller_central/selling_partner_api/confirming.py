"""Confirming a shipment through Orders v0: the same deed as on the page, with the errors programs know."""

from datetime import UTC, datetime
from typing import Any

from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import ApiError, invalid
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.order_rows import items_of
from seller_central.selling_partner_api.orders_v0 import own, stores_named
from seller_central.wall_dates import in_the_world
from simulator.acting import act
from simulator.errors import BadInput, Refusal
from simulator.orders.shipping import carrier_called
from simulator.policy import stores

PICKUPS = ("ReadyForPickup", "PickedUp", "RefusedPickup")
NO_REFERENCE = "PackageReferenceId: is invalid, must be a positive numeric value."
NO_ITEM = "OrderItemId is invalid, please obtain the value through the getOrderItems API or Manage Orders page"
# Rules that speak about what was sent, not about a package that is not there: their own sentence is the message.
ABOUT_DATES = ("ship-date-after-order", "ship-date-not-future")
NO_PACKAGE = "Failed to create package due to not finding a matching package or order already fulfilled."


@operation("POST", "/orders/v0/orders/<number>/shipmentConfirmation", "confirmShipment", 2, 10)
def confirm_shipment(call: Call, number: str) -> None:
    """Confirm a package; the same reference again mends the package it named."""
    row, sent = own(call, number), asking.body()
    if stores_named([asking.wanted(sent, "marketplaceId")]) != [row["store"]]:
        raise invalid("Invalid Input", "This order is not of this marketplaceId.")
    package = asking.wanted(sent, "packageDetail", dict)
    reference = _reference(package)
    items = _items(call, number, package)
    code, name = asking.wanted(package, "carrierCode", largest=50), asking.optional(package, "carrierName", largest=50)
    carrier = carrier_called(code, name or "")
    tracking = asking.wanted(package, "trackingNumber", largest=100)
    shipped = asking.read_instant(package.get("shipDate"), "shipDate")
    known = call.peek.row("SELECT 1 FROM packages WHERE order_number = ? AND reference = ?", [number, reference])
    if known:
        _do(call, "edit-shipment", number, {"carrier": carrier, "tracking": tracking, "reference": reference})
        return
    args = {
        "carrier": carrier,
        "tracking": tracking,
        "items": items,
        "ship_date": in_the_world(shipped, datetime.fromtimestamp(call.peek.now, UTC)),
        "service": (asking.optional(package, "shippingMethod") or "")[:40],
        "reference": reference,
    }
    _do(call, "confirm-shipment", number, args)


@operation("POST", "/orders/v0/orders/<number>/shipment", "updateShipmentStatus", 5, 15)
def update_shipment_status(call: Call, number: str) -> None:
    """Orders picked up in a shop do not exist here, so none of them has a status."""
    asking.order_id(number)
    sent = asking.body()
    if asking.wanted(sent, "marketplaceId") not in {one.marketplace_id for one in stores()}:
        raise invalid("Marketplace ID is not defined", "1001")
    if asking.wanted(sent, "shipmentStatus") not in PICKUPS:
        raise invalid("Invalid Input", f"shipmentStatus is one of: {', '.join(PICKUPS)}.")
    own(call, number)
    raise invalid("Invalid Input", "This order is not picked up in a store.")


def _do(call: Call, deed: str, number: str, args: dict[str, Any]) -> None:
    try:
        act(call.home, call.world, deed, order_id=number, args=args, person_id=call.seller_id)
    except Refusal as no:
        if no.rule in ABOUT_DATES:
            raise invalid(no.message, "Invalid Date-Time field(s) [shipDate].") from None
        raise ApiError(400, "InvalidInput", NO_PACKAGE, f"PackageToUpdateNotFound: {no.message}") from None
    except BadInput as no:
        raise invalid(no.message) from None


def _reference(package: dict[str, Any]) -> int:
    given = str(package.get("packageReferenceId") or "")
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and int(given) > 0):
        raise invalid(NO_REFERENCE)
    return int(given)


def _items(call: Call, number: str, package: dict[str, Any]) -> list[dict[str, Any]]:
    known = {line["id"] for line in items_of(call.peek, [number])[number]}
    found = []
    for one in asking.wanted(package, "orderItems", list):
        if not isinstance(one, dict) or one.get("orderItemId") not in known:
            raise invalid(NO_ITEM)
        quantity = asking.wanted(one, "quantity", int)
        if quantity < 1:
            raise invalid(NO_PACKAGE)
        found.append({"order_item_id": one["orderItemId"], "quantity": quantity})
    return found
