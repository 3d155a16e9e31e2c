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
