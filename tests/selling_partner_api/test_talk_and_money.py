"""Messages, reviews, multi-channel orders and money events, as programs use them."""

from typing import Any

import pytest

from tests.builders import Market
from tests.selling_partner_api.conftest import SINCE, US, Program

TALK, FBA = "/messaging/v1/orders", "/fba/outbound/2020-07-01/fulfillmentOrders"


def actions(program: Program, number: str) -> set[str]:
    told = program.get(f"{TALK}/{number}", marketplaceIds=US)
    return {one["name"] for one in told["_links"]["actions"]}


def test_what_a_program_may_say_follows_the_order(program: Program, market: Market) -> None:
    number = market.place(released=True)
    assert {"confirmOrderDetails", "unexpectedProblem"} <= actions(program, number)
    assert "invoice" not in actions(program, number)
    market.act("confirm-shipment", number, carrier="Harrow", tracking="HP0000000001")
    assert "confirmOrderDetails" not in actions(program, number)
    canceled = market.place(released=True)
    market.act("seller-cancel", canceled, reason="NoInventory")
    assert actions(program, canceled) == set()


def test_a_message_arrives_and_one_with_a_link_does_not(program: Program, market: Market) -> None:
    number = market.place(released=True)
    path = f"{TALK}/{number}/messages/unexpectedProblem"
    text = {"text": "The blue one is scratched. May we send the green one?"}
    assert program.post(path, text, marketplaceIds=US) == {}
    assert market.kinds(number).count("message-sent") == 1
    link = {"text": "Please look at https://shop.example/ for more."}
    assert program.error(400, "POST", path, link, marketplaceIds=US)["code"] == "InvalidInput"


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("confirmOrderDetails", {}),
        ("confirmOrderDetails", {"text": "x" * 2001}),
        ("legalDisclosure", {}),
        ("invoice", {"attachments": [{"fileName": "i.pdf", "uploadDestinationId": "1"}]}),
    ],
)
def test_a_message_that_is_not_offered_or_says_nothing_is_refused(
    program: Program, market: Market, action: str, body: dict[str, Any]
) -> None:
    number = market.place(released=True)
    error = program.error(400, "POST", f"{TALK}/{number}/messages/{action}", body, marketplaceIds=US)
    assert error["code"] == "InvalidInput"


def test_an_unknown_order_is_bad_input_here(program: Program) -> None:
    assert program.error(400, "GET", f"{TALK}/123-1234567-0000000", marketplaceIds=US)["code"] == "InvalidInput"


def test_a_review_is_asked_for_once_and_only_after_shipment(program: Program, market: Market) -> None:
    number = market.place(released=True)
    path = f"/solicitations/v1/orders/{number}"
    send = f"{path}/solicitations/productReviewAndSellerFeedback"
    assert program.get(path, marketplaceIds=US)["_links"]["actions"] == []
    assert program.error(400, "POST", send, marketplaceIds=US)
    market.act("confirm-shipment", number, carrier="Harrow", tracking="HP0000000001")
    assert program.post(send, marketplaceIds=US) == {}
    assert program.error(400, "POST", send, marketplaceIds=US)


def wish(market: Market, **change: Any) -> dict[str, Any]:
    return {
        "sellerFulfillmentOrderId": "F-1",
        "displayableOrderId": "F-1",
        "displayableOrderDate": SINCE,
        "displayableOrderComment": "Thank you",
        "shippingSpeedCategory": "Standard",
        "destinationAddress": {"name": "Ada", "addressLine1": "1 Street", "postalCode": "97217", "countryCode": "US"},
        "items": [{"sellerSku": market.skus[0], "sellerFulfillmentOrderItemId": "line 1", "quantity": 2}],
    } | change


def test_a_multichannel_order_is_canceled_while_it_is_planned(program: Program, market: Market) -> None:
    assert program.post(FBA, wish(market)) == {}
    assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Planning"
    assert program.error(400, "POST", FBA, wish(market))["code"] == "InvalidInput"
    assert program.put(f"{FBA}/F-1/cancel") == {}
    told = program.get(f"{FBA}/F-1")["payload"]
    assert told["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Cancelled"
    assert told["fulfillmentOrderItems"][0]["cancelledQuantity"] == 2
    assert told["fulfillmentShipments"][0]["fulfillmentShipmentStatus"] == "CANCELLED_BY_SELLER"


def test_a_multichannel_order_in_processing_cannot_be_canceled(program: Program, market: Market) -> None:
    program.post(FBA, wish(market))
    market.next()
    assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Processing"
    assert program.error(400, "PUT", f"{FBA}/F-1/cancel")["code"] == "InvalidInput"


def test_an_order_is_brought_through_its_states_by_hand(program: Program, market: Market) -> None:
    program.post(FBA, wish(market, fulfillmentAction="Hold"))
    for status in ("Planning", "Processing", "Processing", "Complete"):
        assert program.put(f"{FBA}/F-1/status", {"fulfillmentOrderStatus": status}) == {}
        assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == status
    program.post(FBA, wish(market, sellerFulfillmentOrderId="F-2"))
    program.put(f"{FBA}/F-2/status", {"fulfillmentOrderStatus": "Cancelled"})
    assert program.get(f"{FBA}/F-2")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Cancelled"


@pytest.mark.parametrize("status", ["Received", "Invalid", "Shipped", "", 7])
def test_an_order_cannot_be_brought_where_no_way_leads(program: Program, market: Market, status: Any) -> None:
    program.post(FBA, wish(market))
    before = market.hash()
    assert program.error(400, "PUT", f"{FBA}/F-1/status", {"fulfillmentOrderStatus": status})["code"] == "InvalidInput"
    assert market.hash() == before


def test_an_order_on_hold_is_released(program: Program, market: Market) -> None:
    program.post(FBA, wish(market, fulfillmentAction="Hold"))
    assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Received"
    program.put(f"{FBA}/F-1", {"fulfillmentAction": "Ship"})
    assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Planning"


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"shippingSpeedCategory": "Tomorrow"},
        {"destinationAddress": {"name": "Ada"}},
        {"displayableOrderDate": "soon"},
        {
            "items": [
                {"sellerSku": 0, "sellerFulfillmentOrderItemId": "1", "quantity": 1},
                {"sellerSku": 1, "sellerFulfillmentOrderItemId": "1", "quantity": 1},
            ]
        },
        {
            "items": [
                {"sellerSku": 0, "sellerFulfillmentOrderItemId": "1", "quantity": 1},
                {"sellerSku": 0, "sellerFulfillmentOrderItemId": "2", "quantity": 1},
            ]
        },
    ],
)
def test_a_multichannel_order_that_makes_no_sense_is_refused(
    program: Program, market: Market, change: dict[str, Any]
) -> None:
    for one in change.get("items", []):
        one["sellerSku"] = market.skus[one["sellerSku"]]
    before = market.hash()
    assert program.error(400, "POST", FBA, wish(market, **change))["code"] == "InvalidInput"
    assert market.hash() == before


def test_a_canceled_order_has_no_money_events_and_a_shipped_one_has(program: Program, market: Market) -> None:
    canceled, shipped = market.place(released=True), market.place(released=True)
    market.act("seller-cancel", canceled, reason="NoInventory")
    market.act("confirm-shipment", shipped, carrier="Harrow", tracking="HP0000000001")
    item = market.order(shipped)["items"][0]["order_item_id"]
    market.act("refund", shipped, reason="GeneralAdjustment", items=[{"order_item_id": item, "amount": "5.00"}])
    path = "/finances/v0/orders/{}/financialEvents"
    none = program.get(path.format(canceled))["payload"]["FinancialEvents"]
    assert (none["ShipmentEventList"], none["RefundEventList"]) == ([], [])
    some = program.get(path.format(shipped))["payload"]["FinancialEvents"]
    assert some["ShipmentEventList"][0]["ShipmentItemList"][0]["QuantityShipped"] == 1
    charge = some["RefundEventList"][0]["ShipmentItemAdjustmentList"][0]["ItemChargeAdjustmentList"][0]
    assert charge["ChargeAmount"] == {"CurrencyCode": "USD", "CurrencyAmount": -5.0}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/finances/v0/orders/BAD-ORDER/financialEvents", "Bad order ID provided."),
        ("/finances/v0/financialEvents", "Input not valid."),
        ("/finances/v0/financialEventGroups", "Date range is invalid."),
        ("/finances/v0/financialEventGroups/BADID/financialEvents", "Bad event group ID provided."),
    ],
)
def test_money_of_nothing_is_refused_in_known_words(program: Program, path: str, message: str) -> None:
    assert program.error(400, "GET", path)["message"] == message
