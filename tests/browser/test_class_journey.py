"""A class by its visible words alone: an instructor at a desk, a learner on a phone, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_class_is_made_joined_and_looked_at(site: Site, visit: Callable[..., Page], script: bool) -> None:
    desk, phone = visit(1280, script=script), visit(390, script=script)
    desk.goto(f"{site.root}/teach/")
    desk.get_by_label("Name", exact=True).fill("Monday group")
    desk.get_by_label("Template of each learner's own world").select_option("empty")
    desk.get_by_role("button", name="Create class").click()
    expect(desk.get_by_role("status")).to_contain_text("Class Monday group is ready.")
    code = desk.get_by_role("region", name="How to join").locator("strong").inner_text()

    phone.goto(f"{site.root}/join")
    phone.get_by_label("Class code").fill(code)
    phone.get_by_label("Nickname").fill("Ana")
    phone.get_by_role("button", name="Join", exact=True).click()
    expect(phone.get_by_role("heading", name="Monday group")).to_be_visible()

    desk.reload()
    desk.get_by_label("Let something happen in every world").select_option("A new order comes in, paid")
    desk.get_by_role("button", name="Let it happen").click()
    expect(desk.get_by_role("status")).to_contain_text("It happened in 1 world.")
    phone.get_by_role("link", name="Seller Central").click()
    phone.goto(phone.url + "orders/unshipped")
    expect(phone.get_by_role("link", name="Cancel order")).to_have_count(1)

    desk.get_by_role("row").get_by_role("link", name="Ana").click()
    expect(desk.get_by_role("list", name="Past events")).to_contain_text("placed an order")
    desk.get_by_role("button", name="Remove from class").click()
    desk.get_by_role("button", name="Remove", exact=True).click()
    expect(desk.get_by_text("Nobody has joined yet.")).to_be_visible()
