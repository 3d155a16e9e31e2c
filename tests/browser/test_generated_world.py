"""A generated world, imported and opened in a real browser: its orders, mail and health are there, every page opens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from seeds.generator import Plan
from seeds.generator.running import generate
from simulator import worlds
from simulator.app import create_app
from simulator.home import Home
from tests.browser.conftest import Site
from tests.browser.town import pages_of
from tests.builders import Market

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


# Ten days only for the small world, so that some of its orders await their payment.
@pytest.fixture(
    scope="module",
    params=[pytest.param((1500, 10), id="small"), pytest.param((100_000, 90), id="large", marks=pytest.mark.slow)],
)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("generated")
    orders, days = request.param
    generate(Plan.of(orders, seed=9, days=days), folder / "data", ("world",))
    home = Home.at(folder / "home")
    with (folder / "data" / "world.marketsim").open("rb") as file:
        worlds.bring_in(home, "town", file)
    with _served(home) as root:
        yield Site(root, Market(home, "town"))


@contextmanager
def _served(home: Home) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(home.path), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_manage_orders_lists_the_first_sellers_unshipped_orders(site: Site, visit: Visit) -> None:
    waiting = "SELECT count(*) FROM orders WHERE status IN ('Unshipped', 'PartiallyShipped') AND channel = 'MFN'"
    own, page = site.market.sql(f"{waiting} AND seller_id = ?", site.market.seller_id)[0][0], visit()
    page.goto(site.seller("/orders/unshipped"))
    expect(page.get_by_role("navigation", name="Order status")).to_contain_text(f"Unshipped {own:,}")
    # One row is the head.
    assert 0 < page.get_by_role("row").filter(has=page.get_by_role("checkbox")).count() - 1 <= own


def test_a_shipped_order_its_mail_and_the_sellers_health_can_be_read(site: Site, visit: Visit) -> None:
    page = visit()
    query = "SELECT min(number) FROM orders WHERE status = 'Shipped' AND channel = 'MFN' AND seller_id = ?"
    number = site.market.sql(query, site.market.seller_id)[0][0]
    page.goto(site.seller(f"/orders/{number}"))
    expect(page.get_by_role("main")).to_contain_text(number)
    asked = "SELECT id FROM mail WHERE order_id = ? AND notice = 'order-confirmation'"
    page.goto(site.console(f"/mailbox/mail/{site.market.sql(asked, number)[0][0]}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"({number})")
    page.goto(site.seller("/health"))
    expect(page.get_by_role("article", name="Cancellation Rate").get_by_test_id("metric-value")).to_contain_text("%")


@pytest.mark.slow
def test_every_page_opens(site: Site, visit: Visit) -> None:
    page, addresses = visit(), pages_of(create_app(site.market.home.path), site.market, enough=1).all()
    answers = {address: page.goto(site.root + address) for address in addresses if "/console/export" not in address}
    assert len(answers) > 60
    assert [address for address, answer in answers.items() if answer is None or not answer.ok] == []
