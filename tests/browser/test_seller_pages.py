"""Seller Central in a browser: the seller's part of the cancel story, without a script too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def _requested(site: Site) -> str:
    order = site.market.place()
    site.market.place(released=True)
    site.market.advance(minutes=31)
    site.market.act("request-cancellation", order, reason="found_cheaper")
    return order


@pytest.mark.parametrize("width", [1280, 390])
def test_a_seller_finds_the_request_and_grants_it(site: Site, visit: Visit, width: int) -> None:
    order, page = _requested(site), visit(width)
    page.goto(site.seller("/orders/unshipped"))
    status = page.get_by_role("navigation", name="Order status")
    expect(status.get_by_role("link", name="Unshipped")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Show filters").click()
    group = page.get_by_role("group", name="Pending action")
    group.get_by_role("checkbox", name="Buyer-Requested Cancel (1)").check()
    page.get_by_role("button", name="Apply filters").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=order, exact=True))
    expect(row).to_contain_text("Found cheaper somewhere else")
    row.get_by_role("link", name="Cancel order").click()
    expect(page.get_by_role("region", name="Buyer-requested cancellation")).to_be_visible()
    page.get_by_label("Reason for cancellation").select_option("Buyer canceled")
    expect(page.get_by_role("form", name="Cancel order")).to_contain_text("Not counted.")
    page.get_by_role("button", name="Submit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Cancel this order?")
    expect(dialog.get_by_role("button", name="Keep order")).to_be_focused()
    dialog.get_by_role("button", name="Cancel order").click()
    expect(page.get_by_role("status")).to_contain_text(f"Order {order} canceled.")
    page.goto(site.seller("/health"))
    rate = page.get_by_role("article", name="Cancellation Rate")
    expect(rate.get_by_test_id("metric-value")).to_have_text("0.0%")
    assert not site.market.order(order)["cancellation"]["counts_against_seller"]


def test_on_a_phone_the_header_is_one_line_and_the_open_tab_is_in_sight(site: Site, visit: Visit) -> None:
    site.market.act("message", site.market.place(released=True), sender="buyer", body="Where is it?")
    page = visit(390)
    page.goto(site.seller("/orders/sent"))
    header = page.get_by_role("banner")
    menu = header.get_by_role("button", name="Menu").bounding_box()
    messages = header.get_by_role("link", name="Messages (1)").bounding_box()
    assert menu
    assert messages
    assert menu["y"] < messages["y"] + messages["height"] / 2 < menu["y"] + menu["height"]
    tab = page.get_by_role("navigation", name="Order status").get_by_role("link", name="Sent").bounding_box()
    assert tab
    assert tab["x"] >= 0
    assert tab["x"] + tab["width"] <= 390


def test_without_a_script_the_question_is_a_page_of_its_own(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit(1280, script=False)
    page.goto(site.seller(f"/orders/{order}/cancel"))
    page.get_by_label("Reason for cancellation").select_option("No inventory")
    page.get_by_label("Seller memo").fill("The shelf is empty.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Cancel this order?")).to_be_visible()
    page.get_by_role("button", name="Cancel order").click()
    expect(page.get_by_role("status")).to_contain_text("canceled")
    assert site.market.order(order)["seller_memo"] == "The shelf is empty."


def test_a_seller_confirms_a_shipment_and_gives_the_money_back(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit()
    page.goto(site.seller("/orders/unshipped"))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=order, exact=True))
    row.get_by_role("link", name="Confirm shipment").click()
    page.get_by_label("Carrier").fill("Bluejay Post")
    page.get_by_label("Tracking ID").fill("BJ000001")
    page.get_by_role("button", name="Confirm shipment").click()
    expect(page.get_by_role("status")).to_contain_text(f"Shipment confirmed for order {order}.")
    page.get_by_role("link", name="Refund order").click()
    page.get_by_label("Reason for refund").select_option("Could not ship")
    page.get_by_role("button", name="Submit full refund").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit full refund").click()
    expect(page.get_by_role("status")).to_contain_text("submitted")
    assert site.market.order(order)["refunds"]


def test_a_page_left_open_is_answered_with_order_changed(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit()
    page.goto(site.seller(f"/orders/{order}/cancel"))
    site.market.act("buy-label", order)
    page.get_by_label("Reason for cancellation").select_option("No inventory")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()
    expect(page.get_by_role("heading", name="Order changed")).to_be_visible()
    assert site.market.order(order)["status"] == "Unshipped"


def test_a_seller_answers_with_a_ready_text(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit(390)
    site.market.act("message", order, **{"from": "buyer", "kind": "cancel_order", "body": "Please cancel my order."})
    page.goto(site.seller("/messages"))
    page.get_by_role("main").get_by_role("link", name=order).first.click()
    page.goto(site.seller(f"/messages/{order}"))
    page.get_by_label("Reply template").select_option("How to request a cancellation")
    page.get_by_role("button", name="Use template").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Message sent.")
    expect(page.get_by_role("main")).to_contain_text("Read as: how to request.")
