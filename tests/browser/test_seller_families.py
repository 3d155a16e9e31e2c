"""One journey for each family of Seller Central's pages that the cancel story does not pass, by role and name."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def _sent(site: Site) -> str:
    order = site.market.place(released=True)
    site.market.act("hand-to-carrier", order)
    site.market.act("confirm-shipment", order, carrier="Bluejay Post", tracking="BJ1")
    site.market.act("deliver", order)
    return order


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Seller Central").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_return_is_authorized_and_refunded(site: Site, visit: Visit) -> None:
    order, page = _sent(site), visit()
    site.market.act("request-return", order, reason="defective")
    page.goto(site.seller("/"))
    go(page, "Manage Returns")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=order, exact=True))
    row.get_by_role("button", name="Authorize return").click()
    expect(page.get_by_role("status")).to_be_visible()
    row.get_by_role("link", name="Issue refund").click()
    page.get_by_label("Reason for refund").select_option("Customer return")
    page.get_by_label("Seller memo").fill("Back on the shelf.")
    page.get_by_role("button", name="Submit full refund").click()
    dialog = page.get_by_role("dialog", name="Refund this order?")
    dialog.get_by_role("button", name="Submit full refund").click()
    expect(page.get_by_role("status")).to_contain_text("submitted.")
    expect(page.get_by_role("region", name="Seller memo")).to_contain_text("Back on the shelf.")


def test_a_parcel_is_picked_packed_and_handed_over(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit(390)
    page.goto(site.seller(f"/orders/{order}"))
    bench = page.get_by_role("region", name="Packing bench")
    for button, fact in (("Pick", "Picked"), ("Pack", "Packed"), ("Hand to carrier", "Handed to carrier")):
        bench.get_by_role("button", name=button, exact=True).click()
        expect(bench.get_by_role("listitem").filter(has_text=fact)).to_be_visible()
    assert site.market.order(order)["status"] == "Unshipped"


def test_a_vacation_is_planned_and_the_stock_is_changed(site: Site, visit: Visit) -> None:
    page, sku = visit(), site.market.skus[0]
    page.goto(site.seller("/"))
    go(page, "Vacation Settings")
    page.get_by_label("On vacation").check()
    page.get_by_label("First day").fill("2026-03-04")
    page.get_by_label("Last day").fill("2026-03-05")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status")).to_contain_text("Changes saved.")
    expect(page.get_by_label("Last day")).to_have_value("2026-03-05")
    go(page, "Manage Inventory")
    page.locator(f"[name='stock-{sku}']").fill("7")
    page.get_by_role("button", name="Save all").first.click()
    expect(page.get_by_role("status")).to_contain_text("1 offer updated.")
    assert site.market.stock(sku) == 7


def test_a_report_is_requested_with_its_column_switched_on(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.seller("/"))
    go(page, "Order Reports")
    page.get_by_role("link", name="Add or remove order report columns").click()
    page.get_by_role("checkbox", name="Buyer Requested Cancel").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status")).to_be_visible()
    go(page, "Order Reports")
    page.get_by_role("form", name="Unshipped orders").get_by_role("button", name="Request report").click()
    expect(page.get_by_role("status")).to_contain_text("Report requested.")
    expect(page.get_by_role("table", name="Requested reports")).to_contain_text("Unshipped orders")


def test_a_multichannel_order_is_created_and_canceled(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.seller("/mcf"))
    page.get_by_role("link", name="Create order").first.click()
    page.get_by_label("Item 1").select_option(index=1)
    typed = {"Name": "Ada Quill", "Street": "1 Mill Lane", "City": "Portland", "Postal code": "97201", "Country": "US"}
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Create order").click()
    expect(page.get_by_role("status")).to_contain_text("Order created.")
    page.get_by_role("main").get_by_text("Cancel this order").first.click()
    page.get_by_role("button", name="Cancel this order").click()
    expect(page.get_by_role("status")).to_contain_text("canceled.")


def test_health_leads_to_the_counted_order_and_a_plan_is_submitted(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit()
    site.market.act("seller-cancel", order, reason="NoInventory")
    page.goto(site.seller("/"))
    go(page, "Account Health")
    expect(page.get_by_role("article", name="Cancellation Rate").get_by_test_id("metric-value")).to_have_text("100.0%")
    page.get_by_role("link", name=order).first.click()
    expect(page.get_by_role("heading", name="Order details")).to_be_visible()
    go(page, "Performance Notifications")
    page.get_by_label("Plan of action").first.fill("We count the shelf every day.")
    page.get_by_role("button", name="Submit plan of action").first.click()
    expect(page.get_by_role("status")).to_contain_text("Plan of action submitted.")


def test_customer_service_cancels_by_chat(site: Site, visit: Visit) -> None:
    order, page = site.market.place(), visit(390)
    page.goto(site.buyer("/contact-us"))
    page.get_by_role("listitem").filter(has_text=order).get_by_role("link").click()
    page.get_by_role("main").get_by_role("radio", name="Chat").check()
    page.get_by_role("button", name="Ask to cancel this order").click()
    expect(page.get_by_role("region", name="Customer service")).to_be_visible()
    assert site.market.order(order)["status"] == "Canceled"
