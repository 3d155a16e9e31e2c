"""The same pages for a keyboard alone, forced colors, less motion, everything twice as large, and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What moves: transitions and animations that take longer than a blink.
MOVING = """[...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one), longest = text => Math.max(...text.split(',').map(parseFloat));
  const moves = style.animationName !== 'none' && longest(style.animationDuration) > 0;
  return moves || longest(style.transitionDuration) > 0
}).length"""
# Controls that forced colors have left without a border or a text that differs from its ground.
LOST = """[...document.querySelectorAll('.btn, input:not([type=hidden]), select, textarea')].filter(one => {
  const style = getComputedStyle(one), shown = one.getClientRects().length > 0 && !one.closest('.vh');
  const framed = parseFloat(style.borderTopWidth) > 0 || parseFloat(style.outlineWidth) > 0;
  return shown && !framed && !['checkbox', 'radio', 'file'].includes(one.type) && style.color === style.backgroundColor
}).map(one => one.outerHTML.slice(0, 120))"""


def pages(site: Site, order: str, sent: str) -> list[str]:
    return [
        site.buyer("/"), site.buyer("/orders"), site.buyer(f"/orders/{order}/cancel"), site.seller("/"),
        site.seller("/orders/unshipped?filters=open"), site.seller(f"/orders/{order}"), site.seller("/health"),
        site.seller(f"/orders/{sent}/refund?kind=partial"), site.console(), f"{site.root}/rules/",
    ]  # fmt: skip


def _two(site: Site) -> tuple[str, str]:
    sent, order = site.market.place(released=True), site.market.place(released=True)
    site.market.act("confirm-shipment", sent, carrier="Bluejay Post", tracking="BJ1")
    return order, sent


def test_forced_colors_leave_every_control_and_word_to_be_seen(site: Site, visit: Visit) -> None:
    page = visit(forced_colors="active")
    for address in pages(site, *_two(site)):
        page.goto(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(LOST) == [], address


def test_nothing_moves_for_those_who_want_less_motion(site: Site, visit: Visit) -> None:
    page = visit(reduced_motion="reduce")
    for address in pages(site, *_two(site)):
        page.goto(address)
        assert page.evaluate(MOVING) == 0, address


@pytest.mark.parametrize("width", [640, 195])
def test_at_200_percent_pages_of_a_desk_and_a_phone_do_not_scroll_sideways(
    site: Site, visit: Visit, width: int
) -> None:
    """1280 and 390 px are 640 and 195 px of the page's own when everything is shown twice as large."""
    page = visit(width)
    for address in pages(site, *_two(site)):
        page.goto(address)
        assert page.evaluate(WIDE) <= 0, address


def test_words_without_an_end_break_on_a_phone(site: Site, visit: Visit) -> None:
    order, page, word = site.market.place(released=True), visit(390), "Wolfeschlegelstein" * 20
    site.market.act("message", order, sender="buyer", subject="Why?", body=word)
    searches = [site.buyer(f"/s?q={word}"), site.seller(f"/orders/search?q={word}")]
    for address in (*searches, site.buyer(f"/messages/{order}"), site.seller(f"/messages/{order}")):
        page.goto(address)
        assert page.evaluate(WIDE) <= 0, address


def press_until(page: Page, name: str, role: str) -> None:
    """Walk with the Tab key until a control has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            outline = wanted.evaluate("one => getComputedStyle(one).outlineWidth")
            assert float(outline.removesuffix("px")) >= 2, f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"{name} was never reached")


def test_a_seller_cancels_with_the_keyboard_alone(site: Site, visit: Visit) -> None:
    order, page = site.market.place(released=True), visit()
    page.goto(site.seller("/orders/unshipped"))
    press_until(page, f"Cancel order {order}", "link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cancel order", level=1)).to_be_visible()
    press_until(page, "Reason for cancellation", "combobox")
    page.keyboard.type("No inv")
    press_until(page, "Submit", "button")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cancel this order?")
    expect(dialog.get_by_role("button", name="Keep order")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Order {order} canceled.")


def test_a_buyer_cancels_an_item_with_the_keyboard_alone(site: Site, visit: Visit) -> None:
    order, page = site.market.place(), visit(390)
    page.goto(site.buyer("/orders"))
    press_until(page, f"Cancel items for order {order}", "link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cancel items", level=1)).to_be_visible()
    box = page.get_by_role("group", name="Which items do you want to cancel?").get_by_role("checkbox").first
    if not box.is_checked():
        page.keyboard.press("Tab")
        box.focus()
        page.keyboard.press("Space")
    press_until(page, "Cancel checked items", "button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Items canceled")


@pytest.mark.parametrize("paper", ["slip", "buyers invoice", "sellers invoice", "report"])
def test_on_paper_there_is_the_document_and_the_word_simulation(site: Site, visit: Visit, paper: str) -> None:
    order, sent = _two(site)
    page = visit()
    page.goto({
        "slip": site.seller(f"/orders/{order}/packing-slip"), "buyers invoice": site.buyer(f"/orders/{sent}/invoice"),
        "sellers invoice": site.seller(f"/orders/{sent}/invoice"), "report": site.seller("/health"),
    }[paper])  # fmt: skip
    page.emulate_media(media="print")
    expect(page.get_by_role("main")).to_be_visible()
    assert "simulation" in page.locator("body").inner_text().lower()
    assert page.locator(".btn:visible, .side:visible, .top:visible, .tools:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf(format="A4")) > 5_000
