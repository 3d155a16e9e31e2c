"""A buyer in a real browser, by role and name: on a phone with one thumb, at a desk, and with every page looked at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, axe_findings
from tests.builders import Market

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def place_by_hand(page: Page, site: Site) -> str:
    """Buy the first pick from the storefront; return the order's number."""
    page.goto(site.buyer("/"))
    page.get_by_role("region", name="Today's picks").get_by_role("link").first.click()
    page.get_by_role("button", name="Buy now").click()
    page.get_by_role("radio", name="Approve").check()
    page.get_by_role("button", name="Place your order").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your order was placed")
    return str(page.get_by_role("article").first.get_attribute("data-order-id"))


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_on_a_phone_an_order_is_canceled_with_one_thumb(site: Site, visit: Visit, script: bool) -> None:
    page = visit(390, script=script)
    order = place_by_hand(page, site)
    site.market.advance(minutes=29, seconds=59)
    page.goto(site.buyer("/"))
    if script:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Your Orders").click()
    card = page.get_by_role("article", name=f"Order {order}")
    card.get_by_role("link", name="View order details").click()
    page.get_by_role("region", name="Order actions").get_by_role("link", name="Cancel items").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Reason for cancellation").select_option("Order created by mistake")
    button = page.get_by_role("button", name="Cancel checked items")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 40
    assert box["width"] >= 300
    button.click()
    expect(page.get_by_role("status").filter(has_text="Items canceled.")).to_be_visible()
    expect(page.get_by_role("region", name="Cancellation")).to_contain_text("Canceled by you")
    assert site.market.order(order)["cancellation"]["by"] == "BUYER"


def test_at_thirty_minutes_the_button_is_gone_and_the_request_is_there(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place()
    site.market.advance(minutes=30)
    page.goto(site.buyer("/orders"))
    card = page.get_by_role("article", name=f"Order {order}")
    expect(card.get_by_role("link", name="Cancel items")).to_have_count(0)
    card.get_by_role("link", name="Request cancellation").click()
    page.get_by_label("Reason for cancellation").select_option("Found cheaper somewhere else")
    page.get_by_role("button", name="Request cancellation").click()
    expect(page.get_by_role("status").filter(has_text="Cancellation requested.")).to_be_visible()
    expect(page.get_by_role("link", name="Request cancellation")).to_have_count(0)


def test_a_form_left_open_past_the_window_is_refused_with_its_rule(site: Site, visit: Visit) -> None:
    page, order = visit(390), site.market.place()
    page.goto(site.buyer(f"/orders/{order}/cancel"))
    page.get_by_role("checkbox").first.check()
    site.market.advance(minutes=30)
    page.get_by_role("button", name="Cancel checked items").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The 30-minute window ended at")
    expect(alert.get_by_role("link", name="Rule buyer-cancel-window")).to_be_visible()
    page.get_by_role("link", name="Request cancellation").click()
    expect(page.get_by_role("heading", level=1, name="Request cancellation")).to_be_visible()


def test_the_banner_of_an_open_page_changes_by_itself(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place()
    page.clock.install()
    page.goto(site.buyer(f"/orders/{order}"))
    banner = page.get_by_role("region", name="Cancellation")
    expect(banner).to_contain_text("You can cancel items yourself until")
    site.market.advance(minutes=30)
    page.clock.run_for(15_000)
    expect(banner).to_contain_text("The 30-minute window has closed.")
    actions = page.get_by_role("region", name="Order actions")
    expect(actions.get_by_role("link", name="Request cancellation")).to_be_visible()
    expect(actions.get_by_role("link", name="Cancel items")).to_have_count(0)


def test_at_a_desk_a_buyer_searches_buys_writes_and_rates(site: Site, visit: Visit) -> None:
    page, market = visit(), site.market
    page.goto(site.buyer("/"))
    page.get_by_role("search", name="Products").get_by_role("searchbox").fill("a")
    page.get_by_role("search", name="Products").get_by_role("button").click()
    page.get_by_label("Sort by").select_option("Price, lowest first")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("region", name="Results").get_by_role("link").first.click()
    page.get_by_label("Quantity").select_option("2")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("navigation", name="Account").get_by_role("link", name="Cart (2)")).to_be_visible()
    page.get_by_role("link", name="Proceed to checkout").click()
    page.get_by_role("radio", name="Expedited").check()
    page.get_by_role("button", name="Update totals").click()
    page.get_by_role("button", name="Place your order").click()
    order = str(page.get_by_role("article").first.get_attribute("data-order-id"))
    page.get_by_role("link", name=f"Contact seller for order {order}").click()
    page.get_by_label("Subject").select_option("Cancel my order")
    page.get_by_label("Message").fill("Please cancel it.")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="Canceling is done from Your Orders")).to_be_visible()
    page.get_by_role("button", name="Send message anyway").click()
    expect(page.get_by_role("status").filter(has_text="Message sent.")).to_be_visible()
    assert market.order(order)["request"] is None
    ship_and_deliver(market, order)
    page.goto(site.buyer(f"/orders/{order}"))
    page.get_by_role("link", name="Leave seller feedback").click()
    page.get_by_role("radio", name="4, good").check()
    page.get_by_role("button", name="Submit feedback").click()
    expect(page.get_by_role("region", name="Your feedback")).to_contain_text("4 of 5")


def ship_and_deliver(market: Market, order: str) -> None:
    market.advance(minutes=31)
    market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
    market.act("hand-to-carrier", order)
    market.advance(days=1)
    market.act("deliver", order)


def every_page(market: Market) -> list[str]:
    """Put an order into each kind of state and list every page of the site."""
    done, back, asked = (market.place(released=True) for _ in range(3))
    for order in (done, back):
        market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
        market.act("hand-to-carrier", order)
    market.advance(days=1)
    for order in (done, back):
        market.act("deliver", order)
    market.act("request-return", back, reason="defective")
    market.act("authorize-return", back)
    market.act("request-cancellation", asked, reason="other")
    market.act("message", asked, sender="seller", body="Which color?", kind="additional_information")
    checking = market.place(payment="slow")
    gone, late = market.place(), market.place(released=True)
    market.act("buyer-cancel", gone)
    market.advance(minutes=31)
    fresh = market.place(items=[{"sku": market.skus[0], "quantity": 3}, {"sku": market.skus[1]}])
    asin = market.sql("SELECT asin FROM products LIMIT 1")[0][0]
    shop = ["/", "/s?q=a", "/s?q=zzz", f"/p/{asin}", f"/sellers/{market.seller_id}", "/cart", "/checkout"]
    mine = ["/orders", "/orders?q=zzz", "/messages", f"/messages/{asked}", "/account", "/account/addresses",
            "/account/communication", "/contact-us"]  # fmt: skip
    of_orders = [f"{fresh}", f"{fresh}/cancel", f"{fresh}/invoice", f"{late}", f"{late}/request-cancellation",
                 f"{late}/cancel", f"{late}/contact", f"{late}/problem", f"{asked}", f"{gone}", f"{gone}/buy-again",
                 f"{checking}/customer-service", f"{done}", f"{done}/return", f"{done}/feedback", f"{done}/claim",
                 f"{done}/track", f"{back}/return", f"{back}/return/label"]  # fmt: skip
    return [*shop, *mine, *(f"/orders/{path}" for path in of_orders)]


# The looks that test_every_page.py leaves to longer runs.
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_nothing_is_found_on_any_page(site: Site, visit: Visit, width: int, scheme: str) -> None:
    page = visit(width, color_scheme=scheme)
    pages = every_page(site.market)
    page.goto(site.buyer(pages[3]))
    page.get_by_role("button", name="Add to cart").click()
    findings: list[str] = []
    for path in pages:
        answer = page.goto(site.buyer(path))
        assert answer
        findings += [f"{path}: status {answer.status}"] if answer.status != 200 else []
        findings += [f"{path}: {one}" for one in axe_findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            findings.append(f"{path}: scrolls sideways at {width}")
    assert findings == []


def test_the_structure_of_your_orders_is_what_a_screen_reader_is_told(site: Site, visit: Visit) -> None:
    page, order = visit(), site.market.place()
    page.goto(site.buyer("/orders"))
    expect(page.get_by_role("main")).to_match_aria_snapshot(f"""
        - navigation "Breadcrumb"
        - heading "Your Orders" [level=1]
        - search "Your orders"
        - navigation "Order lists"
        - article "Order {order}":
          - heading "Not yet shipped" [level=2]
          - link "Cancel items for order {order}"
          - link "View order details for order {order}"
          - link "Contact seller for order {order}"
    """)
    assert re.fullmatch(r"900-\d{7}-\d{7}", order)


def test_pictures_of_products_come_from_the_page_itself(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.buyer("/"))
    assert page.locator(".products svg").count() >= 12
    assert page.locator("img").count() == 0
