"""Both sites driven by the plugin's page objects, in a real browser, beside pytest-playwright's own fixtures."""

import pytest
from playwright.async_api import async_playwright
from playwright.sync_api import Page, Playwright, expect

from simulator.testing import World
from simulator.testing.aio import Twin
from simulator.testing.clock import Clock
from simulator.testing.logs import Mailbox
from simulator.testing.pages import BuyerSite, SellerCentral
from tests.testing.loops import in_a_loop

pytestmark = pytest.mark.browser


def test_the_cancel_story_is_told_by_two_people(
    buyer: BuyerSite, seller: SellerCentral, world: World, clock: Clock, mail: Mailbox
) -> None:
    number = buyer.place_order()
    clock.advance(minutes=31)
    buyer.request_cancellation(number)
    buyer.should_say("Cancellation requested")
    seller.manage_orders()
    expect(seller.requests).to_contain_text("1 order has a buyer-requested cancellation")
    expect(seller.row(number)).to_contain_text("Found cheaper somewhere else")
    seller.cancel_order(number, "Buyer canceled")
    seller.should_say("canceled")
    assert seller.cancellation_rate() == "0.0%"
    buyer.your_orders()
    expect(buyer.card(number)).to_contain_text("Canceled")
    world.order(number).should_be("Canceled", by="SELLER", counted=False)
    mail.should_have(to="buyer", order=number, subject="canceled")


def test_a_buyer_cancels_alone_and_is_refused_after_the_window(buyer: BuyerSite, world: World, clock: Clock) -> None:
    first, second = world.place(), world.place()
    buyer.cancel_items(first)
    buyer.should_say("Items canceled")
    first.should_be("Canceled", by="BUYER", counted=False)
    buyer.open(f"/orders/{second}/cancel")
    clock.advance(minutes=30)
    buyer.page.get_by_role("checkbox").first.check()
    buyer.page.get_by_role("button", name="Cancel checked items").click()
    buyer.should_refuse("The 30-minute window ended")


def test_a_seller_ships_writes_and_refunds(seller: SellerCentral, world: World) -> None:
    order = world.place(released=True)
    seller.confirm_shipment(order)
    seller.should_say("Shipment confirmed")
    seller.refund_order(order)
    seller.should_say("submitted")
    assert order["refunds"]
    seller.write(order, "Your refund is on its way.")
    seller.should_say("Message sent")


def test_a_wish_by_message_is_no_request(buyer: BuyerSite, world: World) -> None:
    order = world.place(released=True)
    buyer.write(order, "Please cancel this order.")
    buyer.should_say("Message sent")
    assert order.should_be("Unshipped", requested=False)["request"] is None


def test_the_pages_stand_beside_the_plain_ones(buyer_page: Page, page: Page, world: World) -> None:
    expect(buyer_page.get_by_role("link", name="Your Orders").first).to_be_visible()
    buyer_page.goto("orders")
    expect(buyer_page).to_have_url(f"{world.urls['buyer'].rstrip('/')}/orders")
    assert page.url == "about:blank"


def test_the_browsers_own_clock_follows_the_worlds(seller_page: Page, clock: Clock) -> None:
    clock.show_in(seller_page)
    clock.advance(days=3)
    assert seller_page.evaluate("new Date().toISOString()") == clock.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_asynchronous_twins_do_the_same(
    async_world: Twin, playwright: Playwright, browser_type_launch_args: dict[str, object]
) -> None:
    async def story() -> str:
        order = await async_world.place(released=True)
        async with async_playwright() as later:
            browser = await later.chromium.launch(**browser_type_launch_args)
            page = await browser.new_page()
            await async_world.clock.show_in(page)
            site = SellerCentral(page, async_world)
            await site.sign_in()
            await site.cancel_order(order)
            await site.should_say("canceled")
            rate = await site.cancellation_rate()
            moved = await async_world.clock.advance(minutes=1)
            assert await page.evaluate("new Date().toISOString().slice(0, 19) + 'Z'") == moved["to"]
            await browser.close()
        await order.should_be("Canceled", by="SELLER", counted=True)
        assert [one["order_id"] for one in await async_world.events(kind="order-canceled")] == [str(order)]
        assert await order.get("status") == "Canceled"
        return str(rate)

    assert in_a_loop(story()) == "100.0%"
