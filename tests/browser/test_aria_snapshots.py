"""What a screen reader is told of one page of each kind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_manage_orders_is_a_search_tabs_and_a_table(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place(released=True)
    page.goto(site.seller("/orders/unshipped"))
    expect(page.get_by_role("link", name=order, exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
        - heading "Manage Orders" [level=1]
        - navigation "Order status"
        - region "Unshipped orders":
          - heading "Unshipped orders" [level=2]
          - button "Show filters"
          - table "Unshipped orders":
            - rowgroup:
              - row:
                - columnheader "Order details"
                - columnheader "Actions"
    """)


def test_cancel_order_is_one_form_with_a_reason(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place(released=True)
    page.goto(site.seller(f"/orders/{order}/cancel"))
    expect(page.get_by_role("form", name="Cancel order")).to_match_aria_snapshot("""
        - combobox "Reason for cancellation"
        - textbox "Seller memo (optional, only you see this)"
        - button "Submit"
    """)


def test_account_health_is_a_region_of_named_metrics(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.seller("/health"))
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
        - heading "Account Health" [level=1]
        - region "Performance metrics":
          - article "Order Defect Rate"
          - article "Cancellation Rate"
          - article "Late Shipment Rate"
    """)


def test_the_console_is_a_clock_and_what_is_coming(site: Site, visit: Visit) -> None:
    page = visit()
    site.market.place()
    page.goto(site.console())
    expect(page.get_by_role("group", name="Clock controls").first).to_match_aria_snapshot("""
        - group "Clock controls":
          - button "Play"
          - button "Jump to next event"
    """)
    expect(page.get_by_role("list", name="Scheduled events")).to_match_aria_snapshot("""
        - list "Scheduled events":
          - listitem: /Payment check ends/
    """)


def test_order_details_are_items_packages_and_a_bench_beside_them(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place(released=True)
    page.goto(site.seller(f"/orders/{order}"))
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
        - heading "Order details" [level=1]
        - region "Items":
          - heading "Items" [level=2]
          - table "Items of this order"
        - region "Packages"
        - region "Messages"
        - region "History":
          - list "History of this order"
        - region "Order actions":
          - link /Confirm shipment/
          - link /Cancel order/
          - link "Buy shipping"
          - link "Contact buyer"
        - region "Packing bench":
          - button "Pick"
          - button "Hand to carrier"
          - button "Put back on shelf"
        - region "Order summary"
        - region "Ship to"
        - region "Seller memo"
    """)


def test_an_order_of_a_buyer_is_one_article_with_its_actions(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place()
    page.goto(site.buyer("/orders"))
    expect(page.get_by_role("article", name=f"Order {order}")).to_match_aria_snapshot("""
        - link /Cancel items/
        - link /View order details/
        - link /Contact seller/
    """)


def test_settings_are_one_named_form(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.seller("/settings/vacation"))
    expect(page.get_by_role("form", name="Vacation Settings")).to_match_aria_snapshot("""
        - group "Status of your offers":
          - radio "Active" [checked]
          - radio "On vacation"
        - textbox "First day (optional)"
        - textbox "Last day (optional)"
        - button "Save changes"
    """)


def test_a_conversation_is_a_list_of_articles_and_a_form(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place(released=True)
    site.market.act("message", order, sender="buyer", subject="When?", body="When will it be here?")
    page.goto(site.seller(f"/messages/{order}"))
    expect(page.get_by_role("article")).to_match_aria_snapshot("""
        - article /Message from/:
          - paragraph: When will it be here?
    """)
    expect(page.get_by_role("form", name="Reply")).to_match_aria_snapshot("""
        - combobox "Contact reason"
        - combobox "Reply template"
        - textbox "Message"
        - button "Send"
    """)
