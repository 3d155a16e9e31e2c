"""Lessons played to their debrief by the visible words alone, on a desktop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, axe_findings
from tests.browser.learner import ORDER, RECEIPT, Learner

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
# What is a matter of width is tried with one lesson; the others are played on a phone in `make test-all`.
BOTH = pytest.mark.parametrize("width", [1280, 390])
WIDTHS = pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.slow)])


@BOTH
def test_an_official_request(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("An official request", mode="Guided")
    pointed = learner.page.locator(".pointed")
    expect(pointed).to_have_text("Menu")
    pointed.click()
    expect(pointed).to_contain_text("Manage Orders")
    learner.page.keyboard.press("Escape")
    learner.page.get_by_role("link", name="Buyer-requested cancellations").click()
    learner.page.get_by_role("row").get_by_role("link", name="Cancel order").click()
    learner.submit_cancel("Buyer canceled")
    learner.menu("Account Health")
    expect(learner.coach(learner.title)).to_contain_text("4 of 5 goals")
    learner.finish("No")
    assert learner.score == "100"
    expect(learner.page.get_by_role("main")).to_contain_text("None were lost.")
    assert axe_findings(learner.page) == []


@WIDTHS
def test_a_cancellation_by_message(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("A cancellation by message")
    number = learner.brief(ORDER)
    learner.write(number, template="How to request a cancellation")
    learner.jump()
    learner.cancel(number, "Buyer canceled")
    learner.finish("No")
    assert learner.score == "100"


@WIDTHS
def test_shipped_not_confirmed(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Shipped, not confirmed")
    number = learner.brief(ORDER)
    learner.confirm(number, learner.brief(RECEIPT))
    learner.write(number, template="Order already shipped")
    learner.finish("Yes")
    assert learner.score == "100"


@WIDTHS
def test_out_of_stock_told_honestly(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Out of stock, told honestly")
    number = learner.brief(ORDER)
    learner.order(number)
    sku = learner.page.get_by_role("table", name="Items of this order").inner_text().split("SKU ")[1].split()[0]
    learner.menu("Manage Inventory")
    learner.page.get_by_label(f"Available of {sku}").fill("0")
    learner.page.get_by_role("button", name="Save all").first.click()
    learner.write(number, reason="Problem with order (critical)", template="We cannot fulfill this order")
    learner.cancel(number, "No inventory")
    learner.finish("Yes")
    assert learner.score == "100"


@WIDTHS
def test_seven_days_late(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Seven days late")
    number = learner.brief(ORDER)
    learner.confirm(number, learner.brief(RECEIPT))
    learner.write(number, reason="Arrange delivery (critical)", text="Your parcel is late, and on its way.")
    learner.finish("No")
    assert learner.score == "100"


@WIDTHS
def test_a_mistake_is_named_and_the_moment_before_it_can_be_opened(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Shipped, not confirmed", mode="Guided")
    number = learner.brief(ORDER)
    learner.cancel(number, "Buyer canceled")
    expect(learner.coach(learner.title)).to_contain_text("You canceled although the parcel had left.")
    assert axe_findings(learner.page) == []
    learner.finish("Yes")
    assert learner.score == "0"
    assert axe_findings(learner.page) == []
    learner.page.get_by_role("button", name="Try again from here").first.click()
    learner.order(number)
    expect(learner.page.get_by_role("main")).to_contain_text("Unshipped")


def test_the_worked_example_plays_itself_to_its_debrief(site: Site, visit: Visit) -> None:
    learner = Learner(visit(), site.root)
    learner.start("Seven days late", mode="Watch")
    for answer in ("Nothing", "A late shipment"):
        learner.page.get_by_role("radio", name=answer).check()
        learner.page.get_by_role("button", name="Answer").click()
        expect(learner.coach(learner.title)).to_contain_text("Right.")
        learner.page.get_by_role("button", name="Show the next step").click()
    learner.finish()
    expect(learner.page.get_by_role("main")).to_contain_text("You watched the worked example.")


@WIDTHS
def test_one_item_out_of_three(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("One item out of three")
    number, page = learner.brief(ORDER), learner.page
    learner.write(number, text="We send the first two things and refund the third.")
    learner.confirm(number, "HP4401928377")
    learner.order(number)
    learner.action("Refund order")
    page.get_by_role("link", name="Partial refund").click()
    third = page.get_by_role("form", name="Refund order").get_by_role("group").nth(2)
    for part in ("Product", "Tax"):
        field = third.get_by_label(part, exact=True)
        hint = page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
        field.fill(hint.split("$")[1])
    page.get_by_label("Reason for refund").select_option("Buyer canceled")
    page.get_by_role("button", name="Submit partial refund").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit partial refund").click()
    expect(page.get_by_role("status").first).to_contain_text("Refund of")
    learner.finish("No")
    assert learner.score == "100"


@pytest.mark.slow
@BOTH
def test_fifty_orders_before_coffee(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Fifty orders before coffee")
    page = learner.page
    learner.menu("Order Reports")
    page.get_by_role("link", name="Add or remove order report columns").click()
    page.get_by_label("Buyer Requested Cancel").check()
    page.get_by_role("button", name="Save changes").click()
    learner.menu("Order Reports")
    page.get_by_role("form", name="Unshipped orders").get_by_role("button", name="Request report").click()
    canceled: set[str] = set()
    while len(canceled) < 3:
        for number in learner.requested():
            learner.cancel(number, "Buyer canceled")
            canceled.add(number)
        learner.jump()
    assert learner.requested() == []
    while learner.numbers():
        learner.confirm_selected()
        learner.menu("Manage Orders")
    learner.finish("No")
    assert learner.score == "100"


@pytest.mark.slow
@BOTH
def test_crisis_week(site: Site, visit: Visit, width: int) -> None:
    learner = Learner(visit(width), site.root)
    learner.start("Crisis week: back under 2.5%")
    page = learner.page
    asked1, asked2, wish, gone1, gone2, out = ORDER.findall(learner.coach(learner.title).inner_text())
    learner.confirm(gone1, "HP1000000001")
    learner.confirm(gone2, "HP1000000002")
    for number in (asked1, asked2):
        learner.cancel(number, "Buyer canceled")
    learner.write(wish, template="How to request a cancellation")
    learner.order(out)
    sku = page.get_by_role("table", name="Items of this order").inner_text().split("SKU ")[1].split()[0]
    learner.menu("Manage Inventory")
    page.get_by_label(f"Available of {sku}").fill("0")
    page.get_by_role("button", name="Save all").first.click()
    learner.cancel(out, "No inventory")
    learner.menu("Manage Orders")
    learner.confirm_selected(*[one for one in learner.numbers() if one != wish])
    while not learner.requested():
        learner.jump()
    learner.cancel(wish, "Buyer canceled")
    page.get_by_role("button", name="Wait 1 day").click()
    learner.finish("No")
    assert learner.score == "100"
