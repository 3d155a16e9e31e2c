"""What a seller's program did, seen in a real browser; and what a person did, read by the program."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.clients.conftest import US, keys_of, opener

pytestmark = [pytest.mark.browser, pytest.mark.clients]
Visit = Callable[..., Page]


def test_what_a_program_changed_is_seen_in_the_browser(
    site: Site, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sp_api.api import Feeds, Messaging, Orders, Reports

    monkeypatch.delenv("SP_API_DEFAULT_MARKETPLACE", raising=False)
    market, opened = site.market, opener(urlsplit(site.root).netloc, keys_of(site.market))
    asked, other = market.place(released=True), market.place(released=True)
    market.advance(minutes=31)
    buyer, seller = visit(), visit()

    buyer.goto(site.buyer(f"/orders/{asked}"))
    buyer.get_by_role("link", name="Request cancellation").first.click()
    buyer.get_by_label("Reason for cancellation").select_option("Found cheaper somewhere else")
    buyer.get_by_role("button", name="Request cancellation").click()
    expect(buyer.get_by_role("status")).to_contain_text("Cancellation requested")
    orders = opened(Orders)
    item = orders.get_order_items(asked).payload["OrderItems"][0]
    assert item["BuyerRequestedCancel"]["IsBuyerRequestedCancel"] == "true"

    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{asked}\t\t\n900-1-1\t\t\n".encode()
    kind = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
    _, feed = opened(Feeds).submit_feed(kind, BytesIO(rows), content_type="text/tab-separated-values; charset=UTF-8")
    _ship(orders, other)
    text = {"text": "The box has a dent. May we send another one?"}
    opened(Messaging).create_unexpected_problem(other, body=text)
    report = opened(Reports).create_report(reportType="GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL")
    place = opened(Reports).get_report(report.payload["reportId"]).payload["reportDocumentId"]
    document = opened(Reports).get_report_document(place, download=True).payload["document"]

    seller.goto(site.seller("/orders/canceled"))
    expect(seller.get_by_role("main")).to_contain_text(asked)
    seller.goto(site.seller(f"/orders/{other}"))
    expect(seller.get_by_role("main")).to_contain_text("HP0000000001")
    seller.goto(site.seller(f"/feeds/{feed.payload['feedId']}"))
    expect(seller.get_by_role("row").filter(has_text="900-1-1")).to_contain_text("Error")
    seller.goto(site.seller("/reports"))
    with seller.expect_download() as download:
        seller.get_by_role("link", name="Download").first.click()
    assert download.value.path().read_bytes().decode() == document

    buyer.goto(site.buyer(f"/orders/{asked}"))
    expect(buyer.get_by_role("main")).to_contain_text("Canceled")
    buyer.goto(site.buyer(f"/orders/{other}"))
    expect(buyer.get_by_role("main")).to_contain_text("Shipped")
    buyer.goto(site.buyer("/messages"))
    buyer.get_by_role("main").get_by_role("link").first.click()
    expect(buyer.get_by_role("main")).to_contain_text(text["text"])


def _ship(orders: object, number: str) -> None:
    item = orders.get_order_items(number).payload["OrderItems"][0]  # type: ignore[attr-defined]
    package = {
        "packageReferenceId": "1",
        "carrierCode": "Harrow",
        "trackingNumber": "HP0000000001",
        "shipDate": "2026-11-21T20:46:10.884Z",
        "orderItems": [{"orderItemId": item["OrderItemId"], "quantity": item["QuantityOrdered"]}],
    }
    orders.confirm_shipment(number, marketplaceId=US, packageDetail=package)  # type: ignore[attr-defined]
