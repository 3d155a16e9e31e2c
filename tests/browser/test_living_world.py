"""A living world in a real browser: orders arrive while somebody watches, and nobody is disturbed at work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from simulator.realtime import Motor
from tests.browser.conftest import Site, axe_findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_orders_arrive_on_manage_orders_without_reloading(site: Site, visit: Visit) -> None:
    site.market.act("set-people", on=True, volume=1000, cancel_mix=0)
    page, motor = visit(), Motor(site.market.home)
    page.goto(site.seller("/orders/pending"))
    strip = page.get_by_role("complementary", name="Simulator")
    strip.get_by_role("button", name="Play").click()
    page.evaluate("window.neverReloaded = true")
    motor.start()
    try:
        expect(page.locator("tr[data-order-id]").first).to_be_visible()
        expect(page.get_by_role("navigation", name="Order status")).not_to_contain_text("Pending 0")
    finally:
        motor.stop()
    assert page.evaluate("window.neverReloaded") is True
    assert site.market.kinds().count("order-placed") > 0


def test_two_people_in_one_world_see_what_the_other_does(site: Site, visit: Visit) -> None:
    order = site.market.place()
    site.market.advance(minutes=31)
    seller, buyer = visit(), visit(390)
    seller.clock.install()
    seller.goto(site.seller("/orders/unshipped"))
    seller.evaluate("window.neverReloaded = true")
    buyer.goto(site.buyer("/orders"))
    buyer.get_by_role("article", name=f"Order {order}").get_by_role("link", name="Request cancellation").click()
    buyer.get_by_label("Reason for cancellation").select_option("Order created by mistake")
    buyer.get_by_role("button", name="Request cancellation").click()
    expect(buyer.get_by_role("status")).to_be_visible()
    # Nobody plays, so the list asks every ten seconds only.
    seller.clock.run_for(10_000)
    row = seller.locator(f"tr[data-order-id='{order}']")
    expect(row).to_contain_text("Buyer-requested cancel")
    assert seller.evaluate("window.neverReloaded") is True


def test_a_list_somebody_works_in_is_left_alone(site: Site, visit: Visit) -> None:
    first = site.market.place(released=True)
    page = visit()
    page.clock.install()
    page.goto(site.seller("/orders/unshipped"))
    page.get_by_role("checkbox", name=f"Select order {first}").check()
    second = site.market.place(released=True)
    page.clock.run_for(60_000)
    expect(page.get_by_role("checkbox", name=f"Select order {first}")).to_be_checked()
    expect(page.locator(f"tr[data-order-id='{second}']")).to_have_count(0)
    page.get_by_role("checkbox", name=f"Select order {first}").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.clock.run_for(30_000)
    expect(page.locator(f"tr[data-order-id='{second}']")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_dials_are_set_and_somebody_is_taken_over(site: Site, visit: Visit, width: int) -> None:
    page = visit(width)
    page.goto(site.console("/people"))
    page.get_by_role("checkbox", name="People act in this world").check()
    page.get_by_label("Orders a day").fill("5000")
    page.get_by_role("button", name="Save dials").click()
    expect(page.get_by_label("Orders a day")).to_have_accessible_description(
        "0 to 1000: in each store Enter a whole number from 0 to 1000."
    )
    page.get_by_label("Orders a day").fill("100")
    page.get_by_role("button", name="Save dials").click()
    expect(page.get_by_role("status")).to_contain_text("The dials are set.")
    page.get_by_role("button", name="Take over Harrow Parcel").click()
    expect(page.get_by_role("status")).to_contain_text("yours now")
    expect(page.get_by_role("button", name="Hand back Harrow Parcel")).to_be_visible()
    assert axe_findings(page) == []
