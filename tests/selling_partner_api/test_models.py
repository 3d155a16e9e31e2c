"""Every operation answers as the interface's models say, in all states an order can be in, and so do notifications."""

import pytest

from seller_central.selling_partner_api import outbox
from seller_central.selling_partner_api.notifications import delivered
from tests.builders import Market
from tests.selling_partner_api.conftest import SINCE, US, Program
from tests.selling_partner_api.models import operations, payload_problem
from tests.selling_partner_api.test_talk_and_money import FBA, wish

ORDERS, NEWER, NOTES = "/orders/v0/orders", "/orders/2026-01-01/orders", "/notifications/v1"
FEEDS, REPORTS, TALK = "/feeds/2021-06-30", "/reports/2021-06-30", "/messaging/v1/orders"
UNSHIPPED, EVERYTHING = (
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
)
PARTS = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS"
TEXTS = ("confirmOrderDetails", "confirmCustomizationDetails", "confirmDeliveryDetails", "confirmServiceDetails",
         "digitalAccessKey", "unexpectedProblem")  # fmt: skip
FILES = ("legalDisclosure", "warranty", "invoice")
# What this marketplace answers with an error only: it has no shops one picks up from.
NEVER_DONE = {"ordersV0 updateShipmentStatus"}


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "wake", lambda home, world: None)


@pytest.fixture
def lives(market: Market, asked: str) -> dict[str, str]:
    """Orders in all states, by what became of them."""
    pending, open_, shipped, canceled, refunded = (market.place(released=n > 0) for n in range(5))
    market.act("seller-cancel", canceled, reason="NoInventory")
    for number in (shipped, refunded):
        market.act("confirm-shipment", number, carrier="Harrow", tracking=f"HP000000000{number[-1]}")
    item = market.order(refunded)["items"][0]["order_item_id"]
    market.act("refund", refunded, reason="GeneralAdjustment", items=[{"order_item_id": item, "amount": "5.00"}])
    return {
        "asked": asked,
        "pending": pending,
        "open": open_,
        "shipped": shipped,
        "refunded": refunded,
        "canceled": canceled,
    }


def reads_orders(program: Program, lives: dict[str, str]) -> None:
    program.get(ORDERS, MarketplaceIds=US, CreatedAfter=SINCE)
    program.get(NEWER, marketplaceIds=US, createdAfter=SINCE, includedData=PARTS)
    for number in lives.values():
        program.get(f"{NEWER}/{number}", includedData=PARTS)
        for part in ("", "/buyerInfo", "/address", "/orderItems", "/orderItems/buyerInfo"):
            path = f"{ORDERS}/{number}{part}"
            program.get(path)
            program.restricted(path).get(path)
    listed = program.restricted(ORDERS, "buyerInfo", "shippingAddress", "buyerTaxInformation")
    assert len(listed.get(ORDERS, MarketplaceIds=US, CreatedAfter=SINCE)["payload"]["Orders"]) == len(lives)


def ships(program: Program, market: Market, number: str) -> None:
    item = market.order(number)["items"][0]["order_item_id"]
    package = {
        "packageReferenceId": "1", "carrierCode": "Harrow", "trackingNumber": "HP0000000009",
        "shipDate": "2026-03-02T17:00:00Z",
        "orderItems": [{"orderItemId": item, "quantity": 1}],
    }  # fmt: skip
    program.post(f"{ORDERS}/{number}/shipmentConfirmation", {"marketplaceId": US, "packageDetail": package})


def uses_files_and_reports(program: Program, number: str) -> None:
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{number}\t\t\n".encode()
    program.feed("POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", rows)
    program.get(f"{FEEDS}/feeds", feedTypes="POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA")
    for kind in (UNSHIPPED, EVERYTHING):
        number = program.post(f"{REPORTS}/reports", {"reportType": kind, "marketplaceIds": [US]})["reportId"]
        path = f"{REPORTS}/documents/{program.get(f'{REPORTS}/reports/{number}')['reportDocumentId']}"
        program.restricted(path).get(path)
    program.get(f"{REPORTS}/reports", reportTypes=UNSHIPPED)
    body = {"reportType": UNSHIPPED, "marketplaceIds": [US], "period": "P1D"}
    schedule = program.post(f"{REPORTS}/schedules", body)["reportScheduleId"]
    program.get(f"{REPORTS}/schedules", reportTypes=UNSHIPPED)
    program.get(f"{REPORTS}/schedules/{schedule}")
    program.delete(f"{REPORTS}/schedules/{schedule}")


def subscribes(program: Program) -> None:
    resource = {"sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:orders"}}
    place = program.post(f"{NOTES}/destinations", {"name": "queue", "resourceSpecification": resource})["payload"]
    bus = {"eventBridge": {"region": "us-east-1", "accountId": "123456789012"}}
    spare = program.post(f"{NOTES}/destinations", {"name": "bus", "resourceSpecification": bus})["payload"]
    program.get(f"{NOTES}/destinations")
    program.get(f"{NOTES}/destinations/{spare['destinationId']}")
    program.delete(f"{NOTES}/destinations/{spare['destinationId']}")
    for kind in ("ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "REPORT_PROCESSING_FINISHED", "FULFILLMENT_ORDER_STATUS"):
        body = {"payloadVersion": "1.0", "destinationId": place["destinationId"]}
        program.post(f"{NOTES}/subscriptions/{kind}", body)
    made = program.get(f"{NOTES}/subscriptions/ORDER_CHANGE")["payload"]["subscriptionId"]
    program.get(f"{NOTES}/subscriptions/ORDER_CHANGE/{made}")
    program.get(f"{NOTES}/subscriptions", notificationTypes="ORDER_CHANGE")


def unsubscribes(program: Program) -> None:
    program.post(f"{NOTES}/subscriptions/ORDER_CHANGE/testNotification")
    made = program.get(f"{NOTES}/subscriptions/ORDER_CHANGE")["payload"]["subscriptionId"]
    program.delete(f"{NOTES}/subscriptions/ORDER_CHANGE/{made}")


def talks(program: Program, number: str, shipped: str) -> None:
    program.get(f"{TALK}/{number}", marketplaceIds=US)
    program.get(f"{TALK}/{number}/attributes", marketplaceIds=US)
    text = {"text": "The blue one is scratched. May we send the green one?"}
    file = {"attachments": [{"fileName": "paper.pdf", "uploadDestinationId": "1"}]}
    for actions, order, body in ((TEXTS, number, text), (FILES, shipped, file)):
        for action in actions:
            program.post(f"{TALK}/{order}/messages/{action}", body, marketplaceIds=US)
    path = f"/solicitations/v1/orders/{shipped}"
    program.get(path, marketplaceIds=US)
    program.post(f"{path}/solicitations/productReviewAndSellerFeedback", marketplaceIds=US)


def reads_money_and_account(program: Program, lives: dict[str, str]) -> None:
    for number in lives.values():
        program.get(f"/finances/v0/orders/{number}/financialEvents")
    program.get("/finances/v0/financialEvents", PostedAfter=SINCE)
    groups = program.get("/finances/v0/financialEventGroups", FinancialEventGroupStartedAfter=SINCE)["payload"]
    group = groups["FinancialEventGroupList"][0]["FinancialEventGroupId"]
    program.get(f"/finances/v0/financialEventGroups/{group}/financialEvents")
    program.get("/sellers/v1/marketplaceParticipations")
    program.get("/sellers/v1/account")


def fulfills(program: Program, market: Market) -> None:
    program.post(FBA, wish(market, fulfillmentAction="Hold"))
    program.put(f"{FBA}/F-1", {"fulfillmentAction": "Ship"})
    program.get(f"{FBA}/F-1")
    program.post(FBA, wish(market, sellerFulfillmentOrderId="F-2", displayableOrderId="F-2"))
    program.put(f"{FBA}/F-2/cancel")
    market.advance(days=3)
    assert program.get(f"{FBA}/F-1")["payload"]["fulfillmentShipments"]
    program.get(FBA)
    assert program.put(f"{FBA}/F-1/status", {"fulfillmentOrderStatus": "Complete"}) == {}


def test_every_operation_answers_as_the_models_say(program: Program, market: Market, lives: dict[str, str]) -> None:
    subscribes(program)
    reads_orders(program, lives)
    talks(program, lives["open"], lives["shipped"])
    uses_files_and_reports(program, lives["asked"])
    ships(program, market, lives["open"])
    fulfills(program, market)
    reads_money_and_account(program, lives)
    unsubscribes(program)
    done = {name for name, status in program.called if status < 300}
    # Only a slow job can be called off; see tests/faults.
    slow = {"feeds_2021-06-30 cancelFeed", "reports_2021-06-30 cancelReport"}
    assert {one.name for one in operations()} - done == NEVER_DONE | slow
    with market.reading() as moment:
        told = delivered(moment.session)
    kinds = {"ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "REPORT_PROCESSING_FINISHED", "FULFILLMENT_ORDER_STATUS"}
    assert {one["type"] for one in told} == kinds
    shown = [one for one in told if "TestNotification" not in str(one["payload"])]
    assert [problem for one in shown if (problem := payload_problem(one["type"], one["payload"]))] == []
