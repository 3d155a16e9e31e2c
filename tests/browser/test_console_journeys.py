"""The console in a real browser: time moved by hand, what happened read off, a branch opened; axe-core."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, axe_findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@WIDTHS
def test_time_is_moved_by_hand_and_the_timeline_says_what_happened(site: Site, visit: Visit, width: int) -> None:
    order = site.market.place()
    page = visit(width)
    page.goto(site.console())
    clock = page.get_by_role("group", name="Clock controls")
    expect(page.get_by_test_id("sim-now")).to_have_attribute("data-iso", "2026-03-02T17:00:00Z")
    scheduled = page.get_by_role("list", name="Scheduled events")
    expect(scheduled).to_contain_text("Payment check ends")

    clock.get_by_role("button", name="Jump to next event").click()
    expect(page.get_by_role("status")).to_contain_text("Moved on by 30 min")
    expect(page.get_by_test_id("sim-now")).to_have_attribute("data-iso", "2026-03-02T17:30:00Z")
    past = page.get_by_role("list", name="Past events")
    expect(past.get_by_test_id("timeline-event").first).to_contain_text("payment verified")

    page.get_by_role("button", name="Next auto-cancel").click()
    newest = page.get_by_role("list", name="Past events").locator("[data-type=order-canceled]").first
    expect(newest).to_contain_text("counts against the seller")
    expect(newest.get_by_role("link", name="Rule count-unconfirmed-shipment")).to_be_visible()
    newest.get_by_role("link", name=order).click()
    expect(page.get_by_role("heading", name=f"Order {order}")).to_be_visible()
    assert site.market.order(order)["status"] == "Canceled"


def test_the_field_jumps_to_a_date_and_time_and_never_back(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.console())
    page.get_by_label("Jump to…", exact=True).fill("2026-03-05T08:15")
    page.get_by_role("button", name="Jump", exact=True).click()
    expect(page.get_by_test_id("sim-now")).to_have_attribute("data-iso", "2026-03-05T16:15:00Z")
    page.get_by_label("Jump to…", exact=True).fill("2026-03-01T08:15")
    page.get_by_role("button", name="Jump", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Time does not go back")
    expect(page.get_by_label("Jump to…", exact=True)).to_have_value("2026-03-01T08:15")


def test_the_speed_is_a_group_of_pressed_buttons_and_the_clock_plays(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.console())
    speeds = page.get_by_role("group", name="Clock speed")
    speeds.get_by_role("button", name="1 h/s").click()
    expect(speeds.get_by_role("button", name="1 h/s")).to_have_attribute("aria-pressed", "true")
    expect(speeds.get_by_role("button", name="1 min/s")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_strip_of_a_page_leads_back_to_that_page(site: Site, visit: Visit) -> None:
    site.market.place()
    page = visit()
    page.goto(site.seller("/orders/pending"))
    page.get_by_role("complementary", name="Simulator").get_by_role("button", name="Jump to next event").click()
    expect(page.get_by_test_id("sim-now")).to_have_attribute("data-iso", "2026-03-02T17:30:00Z")
    assert page.url.endswith("/seller/orders/pending")


def test_a_snapshot_is_taken_restored_and_branched(site: Site, visit: Visit) -> None:
    page = visit()
    page.goto(site.console())
    page.get_by_label("Name of the snapshot").fill("quiet-morning")
    page.get_by_role("button", name="Take snapshot").click()
    order = site.market.place()
    page.goto(site.console("/snapshots"))
    expect(page.get_by_label("Second branch")).to_have_value("snapshot:quiet-morning")
    page.get_by_role("button", name="Compare").click()
    outcome = page.get_by_role("table", name="Outcome of each branch").get_by_role("row")
    expect(outcome.filter(has_text="Counted cancellations")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=order)).to_contain_text("does not exist")
    page.get_by_role("button", name="Restore quiet-morning").click()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("back at snapshot quiet-morning")
    assert site.market.kinds() == []
    page.get_by_label("Name of the branch").fill("what-if")
    page.get_by_role("button", name="Open branch").click()
    expect(page.get_by_label("World", exact=True)).to_have_value("what-if")


def test_an_e_mail_is_read_in_its_frame(site: Site, visit: Visit) -> None:
    order = site.market.place()
    page = visit(390)
    page.goto(site.console("/mailbox"))
    page.get_by_role("row").filter(has_text="Your Millpond order").get_by_role("link").first.click()
    expect(page.frame_locator("iframe").get_by_text(order).first).to_be_visible()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Text").click()
    expect(page.get_by_label("Text of the e-mail")).to_contain_text(order)


def test_a_refusal_leads_to_its_rule_in_the_book(site: Site, visit: Visit) -> None:
    order = site.market.place()
    site.market.refused("seller-cancel", order, reason="NoInventory")
    page = visit()
    page.goto(site.console("/timeline?show=refused"))
    page.get_by_role("link", name="Rule pending-closed-to-seller").click()
    expect(page.locator("#pending-closed-to-seller")).to_be_in_viewport()


def test_without_the_script_time_moves_as_well(site: Site, visit: Visit) -> None:
    order = site.market.place()
    page = visit(script=False)
    page.goto(site.console())
    page.get_by_role("button", name="+31 min").click()
    expect(page.get_by_role("status")).to_contain_text("Moved on by 31 min")
    assert site.market.order(order)["status"] == "Unshipped"


# The looks that test_every_page.py leaves to longer runs.
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_axe_finds_nothing_on_any_page_of_the_simulator(site: Site, visit: Visit, width: int, scheme: str) -> None:
    order = site.market.place(released=True)
    site.market.refused("request-cancellation", order, reason="other")
    site.market.snapshot("before")
    site.market.act("message", order, **{"from": "buyer", "kind": "cancel_order", "body": "Please cancel my order."})
    page = visit(width, color_scheme=scheme)
    world = "/w/market/console"
    pages = ["/", *(world + path for path in ("/", "/timeline", "/mailbox", "/people", "/faults", "/world"))]
    pages += [f"{world}/events/1", f"{world}/orders/{order}", f"{world}/mailbox/mail/1"]
    pages += [f"{world}/mailbox/messages/{order}/1", f"{world}/snapshots?first=world:market&second=snapshot:before"]
    pages += ["/rules/?theme=windows", "/rules/states", "/rules/notices", "/rules/counting"]
    found = {}
    for path in pages:
        page.goto(site.root + path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        found[path] = axe_findings(page) + (["scrolls sideways"] if wide else [])
    assert {path: findings for path, findings in found.items() if findings} == {}
