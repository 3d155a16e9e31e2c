"""The story of a request, told through python-amazon-sp-api as it is sold."""

from io import BytesIO
from typing import Any

import pytest

from tests.builders import Market
from tests.clients.conftest import US, Connection, asked_to_cancel, check_what_was_told, opener

pytestmark = pytest.mark.clients


@pytest.fixture
def open_client(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("SP_API_DEFAULT_MARKETPLACE", raising=False)
    return opener(connection.host, connection.keys)


def test_a_seller_program_lists_and_cancels_on_request_and_ships_another(
    connection: Connection, open_client: Any
) -> None:
    from sp_api.api import Orders, Sellers

    market = connection.market
    _subscribes(open_client)
    asked, other = asked_to_cancel(market), market.place(released=True)
    assert open_client(Sellers).get_marketplace_participation().payload[0]["marketplace"]["id"] == US

    orders = open_client(Orders)
    found = orders.get_orders(CreatedAfter="2026-01-01T00:00:00Z", OrderStatuses=["Unshipped"], MaxResultsPerPage=1)
    more = orders.get_orders(
        CreatedAfter="2026-01-01T00:00:00Z",
        OrderStatuses=["Unshipped"],
        MaxResultsPerPage=1,
        NextToken=found.next_token,
    )
    assert [one["AmazonOrderId"] for one in (*found.payload["Orders"], *more.payload["Orders"])] == [asked, other]
    flag = orders.get_order_items(asked).payload["OrderItems"][0]["BuyerRequestedCancel"]
    assert flag == {"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "Found cheaper somewhere else"}

    _reads_the_report_with_a_restricted_token(market, open_client)
    _cancels_by_file(market, asked, open_client)
    assert orders.get_order(asked).payload["OrderStatus"] == "Canceled"

    item = orders.get_order_items(other).payload["OrderItems"][0]
    orders.confirm_shipment(
        other,
        marketplaceId=US,
        packageDetail={
            "packageReferenceId": "1",
            "carrierCode": "Harrow",
            "trackingNumber": "HP0000000001",
            "shipDate": "2026-11-21T20:46:10.884Z",
            "orderItems": [{"orderItemId": item["OrderItemId"], "quantity": item["QuantityOrdered"]}],
        },
    )
    assert orders.get_order(other).payload["OrderStatus"] == "Shipped"
    _writes_to_the_buyer(other, open_client)
    check_what_was_told(market, asked, other)


def _subscribes(open_client: Any) -> None:
    from sp_api.api import Notifications

    notes = open_client(Notifications)
    place = notes.create_destination("queue", arn="arn:aws:sqs:us-east-1:000000000000:orders").payload
    made = notes.create_subscription("ORDER_CHANGE", destination_id=place["destinationId"]).payload
    assert notes.get_subscription("ORDER_CHANGE").payload["subscriptionId"] == made["subscriptionId"]


def _writes_to_the_buyer(order: str, open_client: Any) -> None:
    from sp_api.api import Messaging

    talk = open_client(Messaging)
    offered = talk.get_messaging_actions_for_order(order, marketplaceIds=[US]).payload["_links"]["actions"]
    assert "unexpectedProblem" in {one["name"] for one in offered}
    text = {"text": "The box has a dent. May we send another one?"}
    talk.create_unexpected_problem(order, body=text)


def _reads_the_report_with_a_restricted_token(market: Market, open_client: Any) -> None:
    from sp_api.api import Reports, Tokens
    from sp_api.base.exceptions import SellingApiForbiddenException

    market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    reports = open_client(Reports)
    report = reports.create_report(reportType="GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING", marketplaceIds=[US])
    done = reports.get_report(report.payload["reportId"]).payload
    assert done["processingStatus"] == "DONE"
    with pytest.raises(SellingApiForbiddenException):
        reports.get_report_document(done["reportDocumentId"], download=True)
    path = f"/reports/2021-06-30/documents/{done['reportDocumentId']}"
    resources = [{"method": "GET", "path": path}]
    token = open_client(Tokens).create_restricted_data_token(restrictedResources=resources).payload
    opened = open_client(Reports, restricted_data_token=token["restrictedDataToken"])
    text = opened.get_report_document(done["reportDocumentId"], download=True).payload["document"]
    header, first, *_ = [line.split("\t") for line in text.splitlines()]
    assert dict(zip(header, first, strict=True))["is-buyer-requested-cancellation"] == "true"


def _cancels_by_file(market: Market, asked: str, open_client: Any) -> None:
    from sp_api.api import Feeds

    feeds = open_client(Feeds)
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{asked}\t\t\n"
    _, feed = feeds.submit_feed(
        "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
        BytesIO(rows.encode()),
        content_type="text/tab-separated-values; charset=UTF-8",
    )
    told = feeds.get_feed(feed.payload["feedId"]).payload
    assert told["processingStatus"] == "DONE"
    result = feeds.get_feed_document(told["resultFeedDocumentId"])
    assert "Number of records successful\t\t1" in result
    assert market.order(asked)["cancellation"]["counts_against_seller"] is False
