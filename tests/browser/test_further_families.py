"""A journey for each family of pages that neither the cancel story nor the everyday ones pass, by role and name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COLUMNS = "order-id\tcancellation-reason-code\tamazon-order-item-code\n"
ROWS = COLUMNS + "{0}\tNoInventory\t{1}\n900-0000000-0000000\tNoInventory\t1\n"


def _sent(site: Site) -> str:
    order = site.market.place(released=True)
    site.market.act("hand-to-carrier", order)
    site.market.act("confirm-shipment", order, carrier="Bluejay Post", tracking="BJ1")
    site.market.act("deliver", order)
    return order


def _go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Seller Central").get_by_role("link", name=name).first.click()


def test_a_file_of_cancellations_is_uploaded_and_its_bad_row_is_told(site: Site, visit: Visit, tmp_path: Path) -> None:
    order, page, file = site.market.place(released=True), visit(), tmp_path / "cancel.txt"
    (item,) = site.market.sql("SELECT id FROM order_items WHERE order_number = ?", order)[0]
    file.write_text(ROWS.format(order, item), encoding="utf-8")
    page.goto(site.seller("/"))
    _go(page, "Upload Order Related Files")
    page.get_by_label("Order Cancellation").first.check()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload now").click()
    expect(page.get_by_role("status")).to_contain_text("File received.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Processing report")
    rows = page.get_by_role("table", name="Rows that were not applied").get_by_role("row")
    expect(rows.filter(has_text="900-0000000-0000000")).to_contain_text("Error")
    assert site.market.order(order)["status"] == "Canceled"


def test_a_claim_is_filed_and_the_seller_tells_the_other_side(site: Site, visit: Visit) -> None:
    order, page = _sent(site), visit(390)
    site.market.act("message", order, sender="buyer", subject="Broken", body="It arrived in pieces.")
    site.market.advance(days=9)
    page.goto(site.buyer(f"/orders/{order}/claim"))
    page.get_by_role("button", name="File claim").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose what happened.")
    page.get_by_label("Not as described").check()
    page.get_by_role("button", name="File claim").click()
    expect(page.get_by_role("region", name="Your claim")).to_be_visible()
    page.goto(site.seller("/claims"))
    page.get_by_label("Your side of the story").fill("The photo shows a whole kettle.")
    page.get_by_role("button", name="Represent to marketplace").click()
    expect(page.get_by_role("article", name="Claim on order")).to_contain_text("The photo shows a whole kettle.")


def test_a_return_is_started_on_a_phone_and_its_label_printed(site: Site, visit: Visit) -> None:
    order, page = _sent(site), visit(390)
    page.goto(site.buyer(f"/orders/{order}"))
    page.get_by_role("link", name="Return or replace items").first.click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Reason for return").select_option(index=1)
    page.get_by_role("button", name="Start return").click()
    expect(page.get_by_role("status")).to_be_visible()
    site.market.act("authorize-return", order)
    page.goto(site.buyer(f"/orders/{order}/return"))
    page.get_by_role("link", name="Print return label").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Return label")


def test_a_label_is_bought_and_voided_and_two_packages_confirmed(site: Site, visit: Visit) -> None:
    order = site.market.place(released=True, items=[{"sku": site.market.skus[0], "quantity": 2}])
    page = visit()
    page.goto(site.seller(f"/orders/{order}"))
    page.get_by_role("link", name="Buy shipping").click()
    page.get_by_role("button", name="Buy label").first.click()
    expect(page.get_by_role("link", name="Cancel order")).to_have_count(0)
    page.goto(site.seller(f"/orders/{order}/label"))
    page.get_by_role("button", name="Void label").click()
    page.goto(site.seller(f"/orders/{order}/confirm"))
    for n in (1, 2):
        package = page.get_by_role("group", name=f"Package {n}")
        package.get_by_label("Carrier").fill("Bluejay Post")
        package.get_by_label("Tracking ID").fill(f"BJ{n}")
        package.get_by_label("Units of").fill("1")
        if n == 1:
            page.get_by_role("button", name="Add a package").click()
    page.get_by_role("button", name="Confirm shipment").click()
    expect(page.get_by_role("status")).to_contain_text(f"Shipment confirmed for order {order}.")
    expect(page.get_by_role("region", name="Packages")).to_contain_text("BJ2")


def test_orders_are_selected_their_slips_printed_and_their_shipment_confirmed(site: Site, visit: Visit) -> None:
    orders, page = [site.market.place(released=True) for _ in range(2)], visit()
    page.goto(site.seller("/orders/unshipped?sort=newest"))
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Print packing slips").click()
    for order in orders:
        expect(page.get_by_text(order).first).to_be_visible()
    page.go_back()
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Confirm shipment", exact=True).click()
    for order in orders:
        row = page.get_by_role("row").filter(has_text=order)
        row.get_by_label("Carrier").fill("Bluejay Post")
        row.get_by_label("Tracking ID").fill(f"BJ-{order[-4:]}")
    page.get_by_role("button", name="Confirm shipment").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert {site.market.order(order)["status"] for order in orders} == {"Shipped"}


def test_an_order_of_the_marketplaces_warehouse_is_canceled_by_a_case(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True, channel="AFN"), visit()
    (asin,) = site.market.sql("SELECT asin FROM order_items WHERE order_number = ?", order)[0]
    page.goto(site.seller("/fba/unshipped"))
    page.get_by_role("link", name="Open support case").first.click()
    expect(page.get_by_label("Order ID", exact=True)).to_have_value(order)
    page.get_by_label("ASIN 1").fill(asin)
    page.get_by_label("Quantity 1").fill("1")
    page.get_by_label("Reason").fill("The buyer asked for it.")
    page.get_by_role("button", name="Submit case").click()
    expect(page.get_by_role("table", name="Cases, newest first")).to_contain_text(order)
