"""The cancel story as a buyer and a seller see it, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def _rate(page: Page, site: Site) -> str:
    page.goto(site.seller("/health"))
    card = page.get_by_role("article", name="Cancellation Rate")
    return card.get_by_test_id("metric-value").inner_text()


def _confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()


@WIDTHS
def test_a_buyer_cancels_alone_at_29_59(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place()
    site.market.advance(minutes=29, seconds=59)
    page = visit(width)
    page.goto(site.buyer("/orders"))
    page.get_by_role("article", name=f"Order {order}").get_by_role("link", name="Cancel items").click()
    page.get_by_label("Reason for cancellation").select_option("Order created by mistake")
    page.get_by_role("button", name="Cancel checked items").click()
    expect(page.get_by_role("status")).to_contain_text("Items canceled")
    assert site.market.order(order)["cancellation"]["by"] == "BUYER"


@WIDTHS
def test_at_30_00_the_buyer_can_only_ask(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place()
    page = visit(width)
    page.goto(site.buyer(f"/orders/{order}/cancel"))
    site.market.advance(minutes=30)
    page.get_by_role("button", name="Cancel checked items").click()
    expect(page.get_by_role("alert")).to_contain_text("The 30-minute window ended")
    page.goto(site.buyer("/orders"))
    card = page.get_by_role("article", name=f"Order {order}")
    expect(card.get_by_role("link", name="Request cancellation")).to_be_visible()
    expect(card.get_by_role("link", name="Cancel items")).to_have_count(0)
    assert site.market.order(order)["status"] == "Unshipped"


@WIDTHS
def test_a_requested_cancellation_leaves_the_rate_alone(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place()
    site.market.place(released=True)
    site.market.advance(minutes=31)
    buyer, seller = visit(width), visit(width)
    before = _rate(seller, site)

    buyer.goto(site.buyer("/orders"))
    buyer.get_by_role("article", name=f"Order {order}").get_by_role("link", name="Request cancellation").click()
    buyer.get_by_label("Reason for cancellation").select_option("Found cheaper somewhere else")
    buyer.get_by_role("button", name="Request cancellation").click()
    expect(buyer.get_by_role("status")).to_contain_text("Cancellation requested")

    seller.goto(site.seller("/orders/unshipped"))
    banner = seller.get_by_role("region", name="Buyer-requested cancellations")
    expect(banner).to_contain_text("1 order has a buyer-requested cancellation")
    seller.get_by_role("button", name="Show filters").click()
    seller.get_by_role("checkbox", name="Buyer-Requested Cancel").check()
    seller.get_by_role("button", name="Apply filters").click()
    row = seller.get_by_role("row").filter(has=seller.get_by_role("link", name=order, exact=True))
    row.get_by_role("link", name="Cancel order").click()
    seller.get_by_label("Reason for cancellation").select_option("Buyer canceled")
    seller.get_by_role("button", name="Submit", exact=True).click()
    _confirm(seller)
    expect(seller.get_by_role("status")).to_contain_text("canceled")

    assert _rate(seller, site) == before
    assert site.market.mail(order, to="buyer")[-1] == "order-canceled-by-seller-buyer"
    assert site.market.mail(order, to="seller")[-1] == "order-canceled-by-seller-seller"
    buyer.goto(site.buyer("/orders"))
    expect(buyer.get_by_role("article", name=f"Order {order}")).to_contain_text("Canceled")


@WIDTHS
def test_a_wish_by_message_counts(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place()
    site.market.advance(minutes=31)
    buyer, seller = visit(width), visit(width)
    buyer.goto(site.buyer(f"/orders/{order}/contact"))
    buyer.get_by_label("Subject").select_option("Cancel my order")
    buyer.get_by_label("Message").fill("Please cancel this order, I ordered the wrong color.")
    buyer.get_by_role("button", name="Send message").click()
    buyer.get_by_role("button", name="Send message anyway").click()
    expect(buyer.get_by_role("status")).to_contain_text("Message sent")

    seller.goto(site.seller("/messages"))
    expect(seller.get_by_role("main")).to_contain_text("Inquiry from")
    seller.goto(site.seller(f"/orders/{order}/cancel"))
    seller.get_by_label("Reason for cancellation").select_option("Buyer canceled")
    seller.get_by_role("button", name="Submit", exact=True).click()
    _confirm(seller)
    expect(seller.get_by_role("status")).to_contain_text("canceled")
    assert site.market.order(order)["cancellation"]["counts_against_seller"]
    assert "100" in _rate(seller, site)


@WIDTHS
def test_jumping_reaches_the_automatic_cancellation(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place(released=True)
    page = visit(width)
    page.goto(site.console("/"))
    for _ in range(12):
        if site.market.order(order)["status"] == "Canceled":
            break
        page.get_by_role("button", name="Jump to next event").last.click()
    told = site.market.order(order)["cancellation"]
    assert (told["by"], told["reason"], told["counts_against_seller"]) == ("MARKETPLACE", "ShipmentUnconfirmed", True)
    page.goto(site.seller("/orders/canceled"))
    expect(page.get_by_role("main")).to_contain_text(order)
