"""The shell in a real browser: names and roles, dialogs, menus, time left, and axe-core on every sample page."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from werkzeug.serving import make_server

from simulator.shell.assets import has_htmx
from tests.shell.preview import chromium_path
from tests.shell.sample_pages import sample_app

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PAGES = [
    "/w/demo/buyer/sample/your-orders?said",
    "/w/demo/seller/sample/manage-orders",
    "/w/demo/seller/sample/cancel-order?errors&coach",
    "/w/demo/seller/sample/account-health",
    "/w/demo/console/sample/console",
    "/w/demo/seller/sample/packing-slip",
    "/nowhere",
]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, sample_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not chromium_path():
        pytest.skip("no Chromium on this machine")
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make install)")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, base: str, address: str, width: int, scheme: str
) -> None:
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(base + address)
    page.evaluate(AXE.read_text())
    findings = page.evaluate("axe.run()")["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert [found["id"] for found in findings] == []
    assert complaints == []
    assert wide <= width


def test_controls_are_found_by_role_and_name(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/buyer/sample/your-orders")
    strip = screen.get_by_role("complementary", name="Simulator")
    clock = strip.get_by_role("group", name="Clock controls")
    expect(clock.get_by_role("button", name="Jump to next event")).to_be_visible()
    expect(clock.get_by_role("combobox", name="Clock speed")).to_have_value("60")
    expect(strip.get_by_test_id("sim-now")).to_have_attribute("data-iso", "2022-05-24T21:05:00Z")
    order = screen.get_by_role("article", name="Order 900-2210938-4471036")
    expect(order.get_by_role("link", name="Cancel items")).to_be_visible()
    expect(
        screen.get_by_role("navigation", name="Order lists").get_by_role("link", name="Not yet shipped")
    ).to_be_visible()
    expect(screen.get_by_role("search", name="Products")).to_be_visible()


def test_seller_pages_offer_their_rows_filters_and_metrics_by_name(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/seller/sample/manage-orders")
    expect(screen.get_by_role("region", name="Buyer-requested cancellations")).to_be_visible()
    row = screen.get_by_role("row").filter(has=screen.get_by_role("link", name="900-2210190-6043377", exact=True))
    expect(row.get_by_role("link", name="Cancel order")).to_be_visible()
    group = screen.get_by_role("group", name="Pending action")
    expect(group.get_by_role("checkbox", name="Buyer-Requested Cancel (2)")).to_be_visible()
    screen.goto(f"{base}/w/demo/seller/sample/account-health")
    rate = screen.get_by_role("article", name="Cancellation Rate")
    expect(rate.get_by_test_id("metric-value")).to_have_text("3.1%")
    expect(screen.get_by_role("img", name="7-day Cancellation Rate by day").first).to_be_visible()


def test_the_filter_button_folds_the_panel_and_keeps_it_in_the_address(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/seller/sample/manage-orders?filters=closed")
    screen.get_by_role("button", name="Show filters").click()
    expect(screen.get_by_role("group", name="Pending action")).to_be_visible()
    assert "filters=open" in screen.url
    screen.get_by_role("button", name="Hide filters").click()
    expect(screen.get_by_role("group", name="Pending action")).to_be_hidden()


def test_canceling_asks_once_and_keeping_the_order_is_the_first_choice(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/seller/sample/cancel-order")
    screen.get_by_label("Reason for cancellation").select_option("Buyer canceled")
    screen.get_by_role("button", name="Submit", exact=True).click()
    dialog = screen.get_by_role("dialog", name="Cancel this order?")
    expect(dialog.get_by_role("button", name="Keep order")).to_be_focused()
    screen.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    screen.get_by_role("button", name="Submit", exact=True).click()
    with screen.expect_request(lambda request: request.method == "POST") as sent:
        dialog.get_by_role("button", name="Cancel order").click()
    assert "confirmed=yes" in (sent.value.post_data or "")
    assert "reason=BuyerCanceled" in (sent.value.post_data or "")


def test_without_the_script_everything_is_within_reach(chromium: Browser, base: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{base}/w/demo/seller/sample/manage-orders?filters=closed")
    expect(
        page.get_by_role("navigation", name="Seller Central").get_by_role("link", name="Account Health")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Set clock speed")).to_be_visible()
    speed = page.get_by_label("Clock speed").bounding_box()
    assert speed
    assert speed["width"] >= 100, "the speed beside its button cannot be read"
    page.get_by_role("button", name="Show filters").click()
    expect(page.get_by_role("button", name="Hide filters")).to_be_visible()
    page.goto(f"{base}/w/demo/seller/sample/cancel-order")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Submit", exact=True).click()
    context.close()
    assert "confirmed" not in (sent.value.post_data or "")


def test_the_menu_opens_and_closes_on_a_phone(screen: Page, base: str) -> None:
    screen.set_viewport_size({"width": 390, "height": 800})
    screen.goto(f"{base}/w/demo/buyer/sample/your-orders")
    account = screen.get_by_role("navigation", name="Account")
    expect(account.get_by_role("link", name="Your Orders")).to_be_hidden()
    expect(account.get_by_role("link", name="Cart (1)")).to_be_visible()
    screen.get_by_role("button", name="Menu").click()
    expect(account.get_by_role("link", name="Your Orders")).to_be_visible()
    expect(account.get_by_role("link", name="Console")).to_be_visible()
    screen.keyboard.press("Escape")
    expect(account.get_by_role("link", name="Your Orders")).to_be_hidden()
    expect(screen.get_by_role("button", name="Menu")).to_be_focused()


def test_the_skip_link_leads_to_the_main_part(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/seller/sample/manage-orders")
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("link", name="Skip to main content")).to_be_focused()
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("main")).to_be_focused()


def test_the_chosen_appearance_is_kept_by_the_browser(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/buyer/sample/your-orders")
    screen.get_by_label("Appearance").select_option("Dark")
    expect(screen.locator("html")).to_have_attribute("data-theme", "dark")
    screen.goto(f"{base}/w/demo/console/sample/console")
    expect(screen.locator("html")).to_have_attribute("data-theme", "dark")


def test_time_left_is_counted_from_the_worlds_clock(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/buyer/sample/your-orders")
    left = screen.locator("[data-until]").first
    expect(left).to_have_text("26 min left")
    for now, text in (("21:30:01", "1 min left"), ("21:31:00", "time is up"), ("20:00:00", "1 h 31 min left")):
        screen.evaluate(
            """now => { document.getElementById("sim-clock").dataset.now = now;
                        document.dispatchEvent(new Event("htmx:afterSettle")) }""",
            f"2022-05-24T{now}Z",
        )
        expect(left).to_have_text(text)


def test_on_paper_there_is_no_navigation_but_the_word_simulation(screen: Page, base: str) -> None:
    screen.emulate_media(media="print")
    screen.goto(f"{base}/w/demo/seller/sample/packing-slip")
    expect(screen.get_by_text("SIMULATION, not a shipment")).to_be_visible()
    expect(screen.get_by_role("button", name="Print")).to_be_hidden()
    screen.goto(f"{base}/w/demo/seller/sample/manage-orders")
    expect(screen.get_by_role("navigation", name="Seller Central")).to_be_hidden()
    expect(screen.get_by_test_id("sim-now")).to_be_visible()
    expect(screen.get_by_role("button", name="Jump to next event")).to_be_hidden()


@pytest.mark.skipif(not has_htmx(), reason="htmx is not installed (make install)")
def test_a_playing_world_refreshes_its_clock_and_follows_a_pause_made_elsewhere(screen: Page, base: str) -> None:
    screen.goto(f"{base}/w/demo/buyer/sample/your-orders?playing")
    screen.get_by_label("Clock speed").focus()
    # The sample's poll always answers "paused", as if somebody had pressed Pause in another window.
    with screen.expect_request("**/w/demo/console/strip?mode=playing"), screen.expect_navigation():
        pass
    expect(screen.get_by_role("complementary", name="Simulator")).to_be_visible()
