"""The order reads as programs see them: pages, filters, what is hidden, and the flag of a request."""

import pytest

from seller_central.selling_partner_api.tokens import access_token
from simulator import clock
from tests.builders import Market
from tests.selling_partner_api.conftest import SINCE, US, Program

ORDERS, NEWER = "/orders/v0/orders", "/orders/2026-01-01/orders"


def flags(program: Program, number: str) -> list[tuple[str, str]]:
    items = program.get(f"{ORDERS}/{number}/orderItems")["payload"]["OrderItems"]
    told = [one["BuyerRequestedCancel"] for one in items]
    return [(one["IsBuyerRequestedCancel"], one["BuyerCancelReason"]) for one in told]


def test_a_request_shows_on_the_items_as_strings_and_stays_after_the_cancel(
    program: Program, market: Market, asked: str
) -> None:
    assert flags(program, asked) == [("true", "Found cheaper somewhere else")]
    market.act("seller-cancel", asked, reason="BuyerCanceled")
    order = program.get(f"{ORDERS}/{asked}")["payload"]
    assert (order["OrderStatus"], order["NumberOfItemsUnshipped"]) == ("Canceled", 0)
    assert flags(program, asked) == [("true", "Found cheaper somewhere else")]


def test_an_order_nobody_asked_to_cancel_says_false(program: Program, market: Market) -> None:
    assert flags(program, market.place(released=True)) == [("false", "")]


def test_the_newer_interface_tells_request_and_execution_with_two_l(
    program: Program, market: Market, asked: str
) -> None:
    path = f"{NEWER}/{asked}"
    before = program.get(path, includedData="CANCELLATION,FULFILLMENT")["order"]
    reason = {"requester": "BUYER", "cancelReason": "Found cheaper somewhere else"}
    assert before["orderItems"][0]["cancellation"] == {"cancellationRequest": reason}
    market.act("seller-cancel", asked, reason="BuyerCanceled")
    after = program.get(path, includedData="CANCELLATION,FULFILLMENT")["order"]
    execution = {"cancelledBy": "MERCHANT", "cancelReason": "BUYER_CANCELLED"}
    assert after["orderItems"][0]["cancellation"]["cancellationExecution"] == execution
    assert after["fulfillment"]["fulfillmentStatus"] == "CANCELLED"


def test_pages_hold_every_order_once_even_when_an_order_comes_between(program: Program, market: Market) -> None:
    numbers = {market.place(released=True) for _ in range(5)}
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, "MaxResultsPerPage": 2}
    seen, token = [], None
    for _ in range(4):
        payload = program.get(ORDERS, **wish, **({"NextToken": token} if token else {}))["payload"]
        seen += [one["AmazonOrderId"] for one in payload["Orders"]]
        token = payload.get("NextToken")
        if token is None:
            break
    assert token is None
    assert (len(seen), set(seen)) == (5, numbers)


def test_the_token_of_a_page_needs_no_date_and_shows_missing_escaping(program: Program, market: Market) -> None:
    for _ in range(2):
        market.place(released=True)
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, "MaxResultsPerPage": 1}
    token = program.get(ORDERS, **wish)["payload"]["NextToken"]
    assert set("+/") & set(token)
    assert len(program.get(ORDERS, NextToken=token)["payload"]["Orders"]) == 1
    assert len(program.get(ORDERS, NextToken=token.replace("+", " "))["payload"]["Orders"]) == 1


def test_a_token_of_the_newer_pages_leads_on_for_a_day_of_the_wall_clock(
    program: Program, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        market.place(released=True)
    present = int(clock.wall_seconds())
    monkeypatch.setattr(clock, "wall_seconds", lambda: present)
    wish = {"marketplaceIds": US, "createdAfter": SINCE, "maxResultsPerPage": 2}
    token = program.get(NEWER, **wish)["pagination"]["nextToken"]
    access = program.token
    for age, is_good in ((86_399, True), (86_400, False), (86_401, False)):
        monkeypatch.setattr(clock, "wall_seconds", lambda age=age: present + age)
        program.token = access_token(market.home, market.name, market.seller_id)
        if is_good:
            assert len(program.get(NEWER, paginationToken=token)["orders"]) == 1
        else:
            assert "day old" in program.error(400, "GET", NEWER, paginationToken=token)["details"]
    assert access != program.token


def test_a_token_of_the_older_pages_opens_no_newer_one(program: Program, market: Market) -> None:
    for _ in range(2):
        market.place(released=True)
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, "MaxResultsPerPage": 1}
    token = program.get(ORDERS, **wish)["payload"]["NextToken"]
    assert program.error(400, "GET", NEWER, paginationToken=token)["code"] == "InvalidInput"


def test_a_list_tells_of_a_change_at_once(program: Program, market: Market) -> None:
    number, other = market.place(released=True), market.place(released=True)
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE}

    def listed() -> dict[str, tuple[str, int, int]]:
        told = program.get(ORDERS, **wish)["payload"]["Orders"]
        units = "NumberOfItemsUnshipped", "NumberOfItemsShipped"
        return {one["AmazonOrderId"]: (one["OrderStatus"], one[units[0]], one[units[1]]) for one in told}

    before = listed()
    assert before == listed() == dict.fromkeys((number, other), ("Unshipped", 1, 0))
    market.act("seller-cancel", number, reason="NoInventory")
    assert listed() == before | {number: ("Canceled", 0, 0)}
    market.act("confirm-shipment", other, carrier="Harrow Parcel", tracking="T1")
    assert listed() == {number: ("Canceled", 0, 0), other: ("Shipped", 0, 1)}


def test_a_list_shows_each_program_what_it_may_see_and_the_order_alone_says_the_same(
    program: Program, market: Market
) -> None:
    path, wish = f"{ORDERS}/{market.place(released=True)}", {"MarketplaceIds": US, "CreatedAfter": SINCE}
    for opened in ([], ["buyerInfo"], ["shippingAddress"], ["buyerInfo", "shippingAddress"], []):
        reader = program.restricted(ORDERS, *opened) if opened else program
        (told,) = reader.get(ORDERS, **wish)["payload"]["Orders"]
        assert ("BuyerName" in told["BuyerInfo"]) is ("buyerInfo" in opened)
        assert ("Name" in told["ShippingAddress"]) is ("shippingAddress" in opened)
        alone = program.restricted(path, *opened) if opened else program
        assert alone.get(path)["payload"] == told


@pytest.mark.parametrize(
    "after", [SINCE, "2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00 00:00"]
)
def test_dates_are_read_with_and_without_zone_and_fraction(program: Program, market: Market, after: str) -> None:
    market.place(released=True)
    assert len(program.get(ORDERS, MarketplaceIds=US, CreatedAfter=after)["payload"]["Orders"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"CreatedAfter": SINCE},
        {"MarketplaceIds": US},
        {"MarketplaceIds": US, "CreatedAfter": "TEST_CASE_400"},
        {"MarketplaceIds": US, "CreatedAfter": "02/21/2022"},
        {"MarketplaceIds": "NOWHERE", "CreatedAfter": SINCE},
        {"MarketplaceIds": US, "CreatedAfter": SINCE, "LastUpdatedAfter": SINCE},
        {"MarketplaceIds": US, "CreatedAfter": SINCE, "OrderStatuses": "Cancelled"},
        {"MarketplaceIds": US, "CreatedAfter": SINCE, "MaxResultsPerPage": "101"},
        {"MarketplaceIds": US, "CreatedAfter": SINCE, "CreatedBefore": "2025-01-01T00:00:00Z"},
        {"NextToken": "nonsense"},
        {"NextToken": "/+++bnVsbA=="},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(program: Program, market: Market, query: dict[str, str]) -> None:
    before = market.hash()
    assert program.error(400, "GET", ORDERS, **query)["code"] == "InvalidInput"
    assert market.hash() == before


def test_an_end_in_the_worlds_future_is_taken_as_now(program: Program, market: Market) -> None:
    market.place(released=True)
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, "CreatedBefore": "2031-01-01T00:00:00Z"}
    payload = program.get(ORDERS, **wish)["payload"]
    assert len(payload["Orders"]) == 1
    assert payload["CreatedBefore"] == market.now.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_pending_order_hides_buyer_and_money(program: Program, market: Market) -> None:
    number = market.place()
    order = program.get(f"{ORDERS}/{number}")["payload"]
    assert order["OrderStatus"] == "Pending"
    assert not {"OrderTotal", "ShippingAddress", "BuyerInfo"} & set(order)
    assert "ItemPrice" not in program.get(f"{ORDERS}/{number}/orderItems")["payload"]["OrderItems"][0]


def test_numbers_that_cannot_be_are_bad_input_and_unknown_ones_are_not_found(program: Program) -> None:
    assert program.error(400, "GET", f"{ORDERS}/TEST_CASE_400")["code"] == "InvalidInput"
    assert program.error(404, "GET", f"{ORDERS}/123-1234567-1234567")["code"] == "NotFound"
    assert program.error(404, "GET", "/orders/v0/nothing")["code"] == "NotFound"


def confirm(number: str, item: str, **change: object) -> dict[str, object]:
    package: dict[str, object] = {
        "packageReferenceId": "1",
        "carrierCode": "Harrow",
        "trackingNumber": "HP0000000001",
        "shipDate": "2026-03-02T17:00:00.000Z",
        "orderItems": [{"orderItemId": item, "quantity": 1}],
    }
    return {"marketplaceId": US, "packageDetail": package | change}


def test_a_confirmed_package_is_shipped_once_and_mended_by_its_reference(program: Program, market: Market) -> None:
    number = market.place(released=True)
    item, path = market.order(number)["items"][0]["order_item_id"], f"{ORDERS}/{number}/shipmentConfirmation"
    assert program.post(path, confirm(number, item)) is None
    assert program.post(path, confirm(number, item, trackingNumber="HP0000000002")) is None
    order = market.order(number)
    assert (order["status"], [one["tracking"] for one in order["packages"]]) == ("Shipped", ["HP0000000002"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"packageReferenceId": "0"}, "PackageReferenceId"),
        ({"shipDate": "02/21/2022"}, "invalid"),
        ({"shipDate": "2022-02-11T01:00:00.000Z"}, "The ship date cannot be before the order."),
        ({"orderItems": [{"orderItemId": "1", "quantity": 1}]}, "OrderItemId"),
        ({"trackingNumber": ""}, "Input"),
        ({"carrierCode": "Other"}, "Enter the carrier"),
        ({"carrierCode": "others", "carrierName": "Other"}, "Enter the carrier"),
    ],
)
def test_a_package_that_makes_no_sense_ships_nothing(
    program: Program, market: Market, change: dict[str, object], says: str
) -> None:
    number = market.place(released=True)
    item, before = market.order(number)["items"][0]["order_item_id"], market.hash()
    error = program.error(400, "POST", f"{ORDERS}/{number}/shipmentConfirmation", confirm(number, item, **change))
    assert says in error["message"]
    assert market.hash() == before


@pytest.mark.parametrize("marketplace", ["A1PA6795UKMFR9", "nowhere"])
def test_an_order_is_not_shipped_or_mended_in_another_marketplace(
    program: Program, market: Market, marketplace: str
) -> None:
    number = market.place(released=True)
    item, path = market.order(number)["items"][0]["order_item_id"], f"{ORDERS}/{number}/shipmentConfirmation"
    for _again in range(2):
        before, body = market.hash(), confirm(number, item, trackingNumber="HP0000000009")
        assert program.error(400, "POST", path, body | {"marketplaceId": marketplace})["code"] == "InvalidInput"
        assert market.hash() == before
        program.post(path, confirm(number, item))


def test_a_canceled_order_cannot_be_shipped(program: Program, market: Market) -> None:
    number = market.place(released=True)
    item = market.order(number)["items"][0]["order_item_id"]
    market.act("seller-cancel", number, reason="NoInventory")
    error = program.error(400, "POST", f"{ORDERS}/{number}/shipmentConfirmation", confirm(number, item))
    assert "PackageToUpdateNotFound" in error["details"]


def found(program: Program, **query: str) -> list[str]:
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, **query}
    return [one["AmazonOrderId"] for one in program.get(ORDERS, **wish)["payload"]["Orders"]]


def test_a_window_of_delivery_dates_holds_its_bounds_and_nothing_outside_on_every_page(
    program: Program, market: Market
) -> None:
    early, late = market.place(released=True), (market.advance(hours=72), market.place(released=True))[1]
    told = {number: program.get(f"{ORDERS}/{number}")["payload"] for number in (early, late)}
    for name in ("EarliestDeliveryDate", "LatestDeliveryDate"):
        last, first = told[late][name], told[early][name]
        assert found(program, **{f"{name}After": last}) == [late]
        assert found(program, **{f"{name}Before": first}) == [early]
        assert found(program, **{f"{name}After": first, f"{name}Before": last}) == [early, late]
    wish = {"MarketplaceIds": US, "CreatedAfter": SINCE, "LatestDeliveryDateAfter": told[early]["LatestDeliveryDate"]}
    page = program.get(ORDERS, **wish, MaxResultsPerPage=1)["payload"]
    following = program.get(ORDERS, NextToken=page["NextToken"])["payload"]
    assert [one["AmazonOrderId"] for one in page["Orders"] + following["Orders"]] == [early, late]
    assert program.error(400, "GET", ORDERS, **wish, LatestDeliveryDateBefore="soon")["code"] == "InvalidInput"


def test_filters_for_orders_no_world_has_find_none(program: Program, market: Market) -> None:
    number = market.place(released=True)
    for wish in ({"IsISPU": "true"}, {"StoreChainStoreId": "4"}, {"EasyShipShipmentStatuses": "Delivered"}):
        assert found(program, **wish) == []
    assert found(program, IsISPU="false") == [number]
    assert program.error(400, "GET", ORDERS, MarketplaceIds=US, CreatedAfter=SINCE, IsISPU="maybe")


def test_an_order_is_found_by_its_own_number_without_a_date(program: Program, market: Market) -> None:
    number = market.place(released=True)
    payload = program.get(ORDERS, MarketplaceIds=US, SellerOrderId=number)["payload"]
    assert [one["AmazonOrderId"] for one in payload["Orders"]] == [number]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_program_asking_at_an_address_that_is_none_is_told_in_json(program: Program, method: str) -> None:
    assert program.error(404, method, "/catalog/2022-04-01/items")["code"] == "NotFound"
    page = program.client.get("/catalog/2022-04-01/items")
    assert (page.status_code, page.mimetype) == (404, "text/html")
