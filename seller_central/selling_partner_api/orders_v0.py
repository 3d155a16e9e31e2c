"""Orders v0: the reads most programs still use. No operation here cancels an order; that is done by file."""

from collections.abc import Mapping
from typing import Any

import orjson

from seller_central.selling_partner_api import asking, shapes_v0
from seller_central.selling_partner_api.answering import invalid
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.order_rows import (
    Search,
    find_lines,
    find_order,
    items_of,
    search_again,
)
from seller_central.selling_partner_api.peeking import Row
from seller_central.selling_partner_api.wording import at, loaded, mail_address, place
from simulator.errors import BadInput
from simulator.orders.statuses import WAITING, OrderStatus
from simulator.policy.stores import store_by_marketplace_id

STATUSES = (
    "PendingAvailability", "Pending", "Unshipped", "PartiallyShipped", "Shipped", "InvoiceUnconfirmed", "Canceled",
    "Unfulfillable",
)  # fmt: skip
CHANNELS, PAYMENTS = ("MFN", "AFN"), ("COD", "CVS", "Other")
LAG = 120
DELIVERY = {"EarliestDeliveryDate": "deliver_from", "LatestDeliveryDate": "deliver_by"}
# Filters that choose kinds of orders which no world has.
NEVER = ("EasyShipShipmentStatuses", "StoreChainStoreId", "ActualFulfillmentSupplySourceId")
# Parameter families: the column they look at, and the name of the bound that was applied.
FAMILIES: Mapping[str, tuple[str, str]] = {
    "Created": ("placed_at", "CreatedBefore"),
    "LastUpdated": ("last_updated_at", "LastUpdatedBefore"),
}


@operation("GET", "/orders/v0/orders", "getOrders", 0.0167, 20, is_remembered=True)
def get_orders(call: Call) -> dict[str, Any]:
    """List orders, oldest first, a page at a time."""
    token = asking.text("NextToken")
    search = search_again(call.seller_id, asking.read_page_token(token)) if token else _search(call)
    lines, following = find_lines(call.peek, search)
    opened = tuple(filter(call.opens, shapes_v0.PERSONAL))
    orders = b",".join([shapes_v0.written_order(call.peek.seed, line, opened) for line in lines])
    payload: dict[str, Any] = {"Orders": orjson.Fragment(b"[" + orders + b"]")}
    if following:
        payload["NextToken"] = asking.page_token(following.told())
    bound = next(name for column, name in FAMILIES.values() if column == search.by)
    payload[bound] = at(search.before if search.before is not None else call.peek.now)
    return {"payload": payload}


def _search(call: Call) -> Search:
    codes = stores_named(asking.texts("MarketplaceIds"))
    if not codes:
        raise invalid("Invalid Input", "MarketplaceIds is required.")
    numbers = [asking.order_id(one) for one in asking.texts("AmazonOrderIds")]
    own_number = asking.text("SellerOrderId")
    family, after, before = _range(call, needs_date=not numbers and not own_number)
    nobody = _asks_for_what_is_not_sold()
    return Search(
        call.seller_id,
        FAMILIES[family][0],
        after,
        before,
        stores=codes,
        statuses=asking.texts("OrderStatuses", known=STATUSES),
        channels=asking.texts("FulfillmentChannels", known=CHANNELS),
        numbers=numbers or ([own_number] if own_number else []),
        buyer_ids=[] if nobody else buyers_called(call, asking.text("BuyerEmail")),
        windows=_windows(),
        limit=asking.number("MaxResultsPerPage", 100),
    )


def _asks_for_what_is_not_sold() -> bool:
    """Say whether a filter leaves no order: nothing here is paid otherwise, picked up in a store or shipped for one."""
    payments = asking.texts("PaymentMethods", known=PAYMENTS)
    if payments and "Other" not in payments:
        return True
    return asking.switch("IsISPU") or any(asking.text(name) for name in NEVER)


def _windows() -> list[tuple[str, str, int]]:
    """Read the windows of delivery dates."""
    wished = [
        (column, sign, asking.instant(f"{name}{word}"))
        for name, column in DELIVERY.items()
        for word, sign in (("After", ">="), ("Before", "<="))
    ]
    return [(column, sign, int(bound.timestamp())) for column, sign, bound in wished if bound]


def _range(call: Call, *, needs_date: bool) -> tuple[str, int | None, int | None]:
    """Read the one family of dates a call may use, on the world's clock."""
    given = {name: (asking.instant(f"{name}After"), asking.instant(f"{name}Before")) for name in FAMILIES}
    used = [name for name, (after, _) in given.items() if after]
    if len(used) > 1 or any(before and name not in used for name, (_, before) in given.items()):
        raise invalid("Invalid Input", "Use either CreatedAfter or LastUpdatedAfter, with its own Before.")
    if not used:
        if needs_date:
            raise invalid("Invalid Input", "Either CreatedAfter or LastUpdatedAfter is required.")
        return "Created", None, None
    after, before = given[used[0]]
    assert after is not None
    return used[0], *bounds(call, int(after.timestamp()), int(before.timestamp()) if before else None)


def bounds(call: Call, after: int, before: int | None) -> tuple[int, int | None]:
    """Check a range; its end may lie in the world's future, for programs take it from the wall."""
    if before is not None and before < after:
        raise invalid("Invalid Input", "The end of the range lies before its beginning.")
    latest = call.peek.now - LAG
    if not call.is_strict:
        return after, before if before is None or before < call.peek.now else None
    if before is not None and before > latest:
        raise invalid("Invalid Input", "The end of the range must be at least two minutes in the past.")
    return after, latest if before is None else before


def stores_named(ids: list[str]) -> list[str]:
    """Return the stores of these marketplace ids."""
    try:
        return [store_by_marketplace_id(one).code for one in ids]
    except BadInput as no:
        raise invalid("Invalid Input", no.message) from None


def buyers_called(call: Call, email: str) -> list[str] | None:
    """Return the buyers a seller knows under an address; None where nobody was asked for."""
    if not email:
        return None
    query = "SELECT DISTINCT buyer_id, store FROM orders WHERE seller_id = ? AND buyer_id IS NOT NULL"
    return [
        row["buyer_id"]
        for row in call.peek.rows(query, [call.seller_id])
        if mail_address(call.peek.seed, row["buyer_id"], call.seller_id, place(row["store"]).mail_domain) == email
    ]


@operation("GET", "/orders/v0/orders/<number>", "getOrder", 0.5, 30, is_remembered=True)
def get_order(call: Call, number: str) -> dict[str, Any]:
    """Describe one order."""
    row = own(call, number)
    return {"payload": shapes_v0.order(call.peek.seed, row, call.opens)}


@operation("GET", "/orders/v0/orders/<number>/orderItems", "getOrderItems", 0.5, 30, is_remembered=True)
def get_order_items(call: Call, number: str) -> dict[str, Any]:
    """List an order's items, with the flag of the buyer's request."""
    row = own(call, number)
    lines = items_of(call.peek, [number])[number]
    items = [shapes_v0.item(call.peek, row, line, call.opens) for line in lines]
    return {"payload": {"AmazonOrderId": number, "OrderItems": items}}


@operation("GET", "/orders/v0/orders/<number>/orderItems/buyerInfo", "getOrderItemsBuyerInfo", 0.5, 30)
def get_order_items_buyer_info(call: Call, number: str) -> dict[str, Any]:
    """List what the buyer said about each item."""
    row = own(call, number)
    lines = items_of(call.peek, [number])[number]
    note = loaded(row["attributes"]).get("gift_note") if call.opens("buyerInfo") else None
    more = {"GiftMessageText": note} if note else {}
    items = [{"OrderItemId": line["id"], **more} for line in lines]
    return {"payload": {"AmazonOrderId": number, "OrderItems": items}}


@operation("GET", "/orders/v0/orders/<number>/buyerInfo", "getOrderBuyerInfo", 0.5, 30)
def get_order_buyer_info(call: Call, number: str) -> dict[str, Any]:
    """Tell who bought."""
    row = own(call, number)
    more = {} if _hides(row) else shapes_v0.buyer(call.peek.seed, row, is_open=call.opens("buyerInfo"))
    return {"payload": {"AmazonOrderId": number, **more}}


@operation("GET", "/orders/v0/orders/<number>/address", "getOrderAddress", 0.5, 30)
def get_order_address(call: Call, number: str) -> dict[str, Any]:
    """Tell where an order goes."""
    row, payload = own(call, number), dict[str, Any](AmazonOrderId=number)
    if not _hides(row):
        shown = shapes_v0.address(row, is_open=call.opens("shippingAddress"))
        payload["ShippingAddress"] = {"Name": "", **shown}
    return {"payload": payload}


def own(call: Call, number: str) -> Row:
    """Return the seller's order of this number; a number that cannot be one is bad input."""
    return find_order(call.peek, call.seller_id, asking.order_id(number))


def _hides(row: Row) -> bool:
    return row["status"] in WAITING or row["status"] == OrderStatus.CANCELED
