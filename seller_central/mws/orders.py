"""Orders, items and marketplaces of the older protocol: the same rows, in XML, with personal data for everybody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from seller_central.mws.answers import MwsError
from seller_central.mws.fields import listed, needed
from seller_central.selling_partner_api import asking, sellers, shapes_v0
from seller_central.selling_partner_api.gate import Call
from seller_central.selling_partner_api.order_rows import (
    Search,
    find_order,
    find_orders,
    items_of,
    search_again,
)
from seller_central.selling_partner_api.orders_v0 import (
    CHANNELS,
    FAMILIES,
    STATUSES,
    bounds,
    buyers_called,
    stores_named,
)
from seller_central.selling_partner_api.wording import at

Fields = dict[str, str]
MOST_ORDERS = 50


def list_orders(call: Call, fields: Fields) -> dict[str, Any]:
    """List orders, oldest first."""
    return _page(call, _search(call, fields))


def list_orders_by_next_token(call: Call, fields: Fields) -> dict[str, Any]:
    """List the next page."""
    return _page(call, search_again(call.seller_id, asking.read_page_token(needed(fields, "NextToken"))))


def get_order(call: Call, fields: Fields) -> dict[str, Any]:
    """Describe orders by their numbers."""
    numbers = listed(fields, "AmazonOrderId.Id")
    if not 1 <= len(numbers) <= MOST_ORDERS:
        raise MwsError(400, "InvalidParameterValue", f"AmazonOrderId.Id names 1 to {MOST_ORDERS} orders.")
    search = Search(call.seller_id, numbers=[asking.order_id(one) for one in numbers])
    return {"Orders": _page(call, search)["Orders"]}


def list_order_items(call: Call, fields: Fields) -> dict[str, Any]:
    """List an order's items, with the flag of the buyer's request."""
    number = asking.order_id(needed(fields, "AmazonOrderId"))
    row = find_order(call.peek, call.seller_id, number)
    lines = items_of(call.peek, [number])[number]
    items = [shapes_v0.item(call.peek, row, line, _everything) for line in lines]
    return {"AmazonOrderId": number, "OrderItems": items}


def no_more_items(call: Call, fields: Fields) -> dict[str, Any]:
    """All items come on the first page, so no token leads to more."""
    raise MwsError(400, "InvalidParameterValue", "NextToken is not one of ours.")


def list_marketplace_participations(call: Call, fields: Fields) -> dict[str, Any]:
    """List the seller's marketplaces."""
    found = sellers.get_marketplace_participations(call)["payload"]
    return {
        "ListParticipations": [
            {"MarketplaceId": one["marketplace"]["id"], "SellerId": call.seller_id, "HasSellerSuspendedListings": "No"}
            for one in found
        ],
        "ListMarketplaces": [
            {
                "MarketplaceId": one["marketplace"]["id"],
                "Name": one["marketplace"]["name"],
                "DefaultCountryCode": one["marketplace"]["countryCode"],
                "DefaultCurrencyCode": one["marketplace"]["defaultCurrencyCode"],
                "DefaultLanguageCode": one["marketplace"]["defaultLanguageCode"],
                "DomainName": one["marketplace"]["domainName"],
            }
            for one in found
        ],
    }


def service_status(call: Call, fields: Fields) -> dict[str, Any]:
    """Say that all is well."""
    return {"Status": "GREEN", "Timestamp": at(call.peek.now)}


ACTIONS: dict[str, Callable[[Call, Fields], dict[str, Any]]] = {
    "ListOrders": list_orders,
    "ListOrdersByNextToken": list_orders_by_next_token,
    "GetOrder": get_order,
    "ListOrderItems": list_order_items,
    "ListOrderItemsByNextToken": no_more_items,
    "ListMarketplaceParticipations": list_marketplace_participations,
    "GetServiceStatus": service_status,
}


def _everything(element: str) -> bool:
    return True


def _search(call: Call, fields: Fields) -> Search:
    given = [name for name in FAMILIES if fields.get(f"{name}After")]
    if len(given) != 1:
        raise MwsError(400, "InvalidParameterValue", "Use either CreatedAfter or LastUpdatedAfter.")
    family = given[0]
    after, before = _instant(fields, f"{family}After"), _instant(fields, f"{family}Before")
    assert after is not None
    first, last = bounds(call, int(after.timestamp()), int(before.timestamp()) if before else None)
    markets = listed(fields, "MarketplaceId.Id")
    if not markets and call.is_strict:
        raise MwsError(400, "MissingParameter", "MarketplaceId.Id.1 is required.")
    statuses, channels = listed(fields, "OrderStatus.Status"), listed(fields, "FulfillmentChannel.Channel")
    if set(statuses) - set(STATUSES) or set(channels) - set(CHANNELS):
        raise MwsError(400, "InvalidParameterValue", "OrderStatus or FulfillmentChannel is unknown.")
    if len({"Unshipped", "PartiallyShipped"} & set(statuses)) == 1:
        raise MwsError(400, "InvalidParameterValue", "Unshipped and PartiallyShipped must be used together.")
    limit = fields.get("MaxResultsPerPage", "100")
    if not (limit.isdecimal() and len(limit) < 4 and 1 <= int(limit) <= 100):
        raise MwsError(400, "InvalidParameterValue", "MaxResultsPerPage is 1 to 100.")
    return Search(
        call.seller_id, FAMILIES[family][0], first, last, stores=stores_named(markets),
        statuses=statuses, channels=channels, limit=int(limit),
        numbers=[fields["SellerOrderId"]] if fields.get("SellerOrderId") else [],
        buyer_ids=buyers_called(call, fields.get("BuyerEmail", "")),
    )  # fmt: skip


def _instant(fields: Fields, name: str) -> datetime | None:
    return asking.read_instant(fields[name], name) if fields.get(name) else None


def _page(call: Call, search: Search) -> dict[str, Any]:
    rows, following = find_orders(call.peek, search)
    orders = []
    for row in rows:
        told = shapes_v0.order(call.peek.seed, row, _everything)
        orders.append({**told, **told.pop("BuyerInfo", {})})
    for one in orders:
        one.pop("BuyerInfo", None)
    bound = next(name for column, name in FAMILIES.values() if column == search.by)
    applied = at(search.before if search.before is not None else call.peek.now)
    token = asking.page_token(following.told()) if following else None
    return {"NextToken": token, bound: applied, "Orders": orders}
