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
