"""Fulfillment Outbound 2020-07-01: multi-channel orders, the only ones a program cancels by a call of its own."""

from typing import Any

from sqlalchemy import select

from seller_central.feeds.works import multichannel_order
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import invalid, not_found
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.payloads import shipment_id, shipment_status
from simulator.acting import act, move_time, reading
from simulator.errors import NotFound
from simulator.events import iso
from simulator.models import DueItem
from simulator.moment import Moment
from simulator.orders.models import Order, OrderItem
from simulator.orders.statuses import Channel, OrderStatus
from simulator.orders.transitions import TABLE
from simulator.policy import store

ROOT = "/fba/outbound/2020-07-01/fulfillmentOrders"
ADDRESS = {
    "name": "name", "addressLine1": "line1", "addressLine2": "line2", "addressLine3": "line3", "city": "city",
    "stateOrRegion": "state", "postalCode": "postal_code", "countryCode": "country", "phone": "phone",
}  # fmt: skip
NEEDED = ("name", "addressLine1", "postalCode", "countryCode")
PAGE = 50
# States that can be asked for, by which rows of the transition table, and what the clock must have brought by then.
WAYS = {
    "Planning": ("plan",),
    "Processing": ("start-processing",),
    "Complete": ("start-processing", "complete"),
    "Cancelled": ("seller-cancel",),
}
STEPS = {"Processing": ("mcf-planning-window",), "Complete": ("mcf-planning-window", "mcf-processing")}


@operation("POST", ROOT, "createFulfillmentOrder", 2, 30)
def create_fulfillment_order(call: Call) -> dict[str, Any]:
    """Ask the marketplace to ship something sold elsewhere."""
    sent = asking.body()
    number = asking.wanted(sent, "sellerFulfillmentOrderId", largest=40)
    details = {
        "displayable_id": asking.wanted(sent, "displayableOrderId", largest=40),
        "displayable_at": iso(asking.read_instant(sent.get("displayableOrderDate"), "displayableOrderDate")),
        "displayable_comment": asking.wanted(sent, "displayableOrderComment", largest=1000),
        "item_ids": {},
    }
    items = [_wish(one, details["item_ids"]) for one in asking.wanted(sent, "items", list, largest=50)]
    args = {
        "seller_id": call.seller_id,
        "seller_reference": number,
        "speed": asking.wanted(sent, "shippingSpeedCategory", largest=40),
        "ship_to": _read_address(asking.wanted(sent, "destinationAddress", dict)),
        "items": items,
        "details": details,
    }
    for name, field in (("action", "fulfillmentAction"), ("policy", "fulfillmentPolicy")):
        if sent.get(field):
            args[name] = asking.wanted(sent, field, largest=40)
    with reading(call.home, call.world) as moment:
        if multichannel_order(moment, call.seller_id, number) is not None:
            raise invalid("Invalid Input", f"There is already a fulfillment order {number}.")
    try:
        act(call.home, call.world, "create-fulfillment", args=args, person_id=call.seller_id)
    except NotFound as no:
        raise invalid("Invalid Input", no.message) from None
    return {}


@operation("GET", ROOT, "listAllFulfillmentOrders", 2, 30)
def list_all_fulfillment_orders(call: Call) -> dict[str, Any]:
    """List multi-channel orders, those changed last first."""
    since, token = asking.instant("queryStartDate"), asking.text("nextToken")
    start = asking.read_page_token(token) if token else 0
    if not isinstance(start, int) or start < 0:
        raise invalid()
    query = select(Order).where(Order.seller_id == call.seller_id, Order.channel == Channel.MCF)
    query = query.where(Order.last_updated_at >= since) if since else query
    query = query.order_by(Order.last_updated_at.desc(), Order.number).offset(start).limit(PAGE + 1)
    with reading(call.home, call.world) as moment:
        found = list(moment.session.scalars(query))
    payload: dict[str, Any] = {"fulfillmentOrders": [_order(one) for one in found[:PAGE]]}
    if len(found) > PAGE:
        payload["nextToken"] = asking.page_token(start + PAGE)
    return {"payload": payload}


@operation("GET", f"{ROOT}/<number>", "getFulfillmentOrder", 2, 30)
def get_fulfillment_order(call: Call, number: str) -> dict[str, Any]:
    """Describe a multi-channel order, its items and its shipment."""
    with reading(call.home, call.world) as moment:
        order = _own(moment, call, number)
        return {
            "payload": {
                "fulfillmentOrder": _order(order),
                "fulfillmentOrderItems": [_item(order, one) for one in order.items],
                "fulfillmentShipments": _shipments(order),
                "returnItems": [],
                "returnAuthorizations": [],
            }
        }


@operation("PUT", f"{ROOT}/<number>/cancel", "cancelFulfillmentOrder", 2, 30)
def cancel_fulfillment_order(call: Call, number: str) -> dict[str, Any]:
    """Call a multi-channel order off while it is still planned."""
    with reading(call.home, call.world) as moment:
        order_id = _own(moment, call, number).number
    act(call.home, call.world, "seller-cancel", order_id=order_id, person_id=call.seller_id)
    return {}


@operation("PUT", f"{ROOT}/<number>", "updateFulfillmentOrder", 2, 30)
def update_fulfillment_order(call: Call, number: str) -> dict[str, Any]:
    """Release an order on hold; nothing else of it changes."""
    sent = asking.body()
    with reading(call.home, call.world) as moment:
        order_id = _own(moment, call, number).number
    if sent.get("fulfillmentAction") != "Ship":
        raise invalid("Invalid Input", "Only fulfillmentAction Ship can be set, to release an order on hold.")
    act(call.home, call.world, "release-fulfillment", order_id=order_id, person_id=call.seller_id)
    return {}


@operation("PUT", f"{ROOT}/<number>/status", "submitFulfillmentOrderStatusUpdate", 2, 30)
def submit_status(call: Call, number: str) -> dict[str, Any]:
    """Bring an order into a state by hand: the world's clock moves to when it gets there by itself."""
    wanted = asking.wanted(asking.body(), "fulfillmentOrderStatus", largest=40)
    with reading(call.home, call.world) as moment:
        order = _own(moment, call, number)
        order_id, status, stands = order.number, order.status, _status(order)
    if stands == wanted:
        return {}
    if not any(status in TABLE[row].sources for row in WAYS.get(wanted, ())):
        raise invalid("Invalid Input", f"An order that is {stands} cannot be made {wanted[:40]}.")
    deed = {"Cancelled": "seller-cancel", "Planning": "release-fulfillment"}.get(wanted)
    if deed:
        act(call.home, call.world, deed, order_id=order_id, person_id=call.seller_id)
    for rule in STEPS.get(wanted, ()):
        _live_through(call, order_id, rule)
    return {}


def _live_through(call: Call, order_id: str, rule: str) -> None:
    """Move the world's clock to when this happens to an order, if it is still to come."""
    with reading(call.home, call.world) as moment:
        query = select(DueItem.due_at).where(DueItem.subject == order_id, DueItem.rule == rule)
        due_at = moment.session.scalars(query).first()
        at = max(due_at, moment.now) if due_at else None
    if at:
        move_time(call.home, call.world, to=at)


def _own(moment: Moment, call: Call, number: str) -> Order:
    order = multichannel_order(moment, call.seller_id, number)
    if order is None:
        raise not_found()
    return order


def _wish(one: Any, item_ids: dict[str, str]) -> dict[str, Any]:
    if not isinstance(one, dict):
        raise invalid("Invalid Input", "items are malformed.")
    sku, quantity = asking.wanted(one, "sellerSku", largest=40), asking.wanted(one, "quantity", int)
    item_id = asking.wanted(one, "sellerFulfillmentOrderItemId", largest=50)
    if item_id in item_ids.values():
        raise invalid("Invalid Input", f"There are two items {item_id}.")
    item_ids[sku] = item_id
    return {"sku": sku, "quantity": quantity}


def _read_address(given: dict[str, Any]) -> dict[str, Any]:
    for name in NEEDED:
        asking.wanted(given, name, largest=100)
    return {key: str(given[name])[:100] for name, key in ADDRESS.items() if given.get(name)}


def _status(order: Order) -> str:
    return "Cancelled" if order.status == OrderStatus.CANCELED else str(order.status)


def _order(order: Order) -> dict[str, Any]:
    said = order.attributes
    address = {name: order.ship_to[key] for name, key in ADDRESS.items() if order.ship_to.get(key)}
    return {
        "sellerFulfillmentOrderId": said.get("reference") or order.number,
        "marketplaceId": store(order.store).marketplace_id,
        "displayableOrderId": said.get("displayable_id") or order.number,
        "displayableOrderDate": said.get("displayable_at") or iso(order.placed_at),
        "displayableOrderComment": said.get("displayable_comment") or "",
        "shippingSpeedCategory": order.service,
        "destinationAddress": dict.fromkeys(NEEDED, "") | address,
        "fulfillmentAction": said.get("action") or "Ship",
        "fulfillmentPolicy": said.get("fulfillment_policy") or "FillOrKill",
        "receivedDate": iso(order.placed_at),
        "fulfillmentOrderStatus": _status(order),
        "statusUpdatedDate": iso(order.last_updated_at),
    }


def _item_id(order: Order, item: OrderItem) -> str:
    return str((order.attributes.get("item_ids") or {}).get(item.sku) or item.id)


def _item(order: Order, item: OrderItem) -> dict[str, Any]:
    canceled = item.quantity if order.status == OrderStatus.CANCELED else item.quantity_canceled
    return {
        "sellerSku": item.sku,
        "sellerFulfillmentOrderItemId": _item_id(order, item),
        "quantity": item.quantity,
        "cancelledQuantity": canceled,
        "unfulfillableQuantity": item.quantity_unfulfillable,
    }


def _shipments(order: Order) -> list[dict[str, Any]]:
    status = shipment_status(order)
    if status is None:
        return []
    items = [
        {"sellerSku": one.sku, "sellerFulfillmentOrderItemId": _item_id(order, one), "quantity": one.quantity}
        for one in order.items
    ]
    return [
        {
            "amazonShipmentId": shipment_id(order),
            "fulfillmentCenterId": "MPD1",
            "fulfillmentShipmentStatus": status,
            "fulfillmentShipmentItem": items,
        }
    ]
