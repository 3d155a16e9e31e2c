"""A page costs the same number of SQL statements however many orders there are."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from benchmarks._worlds import multiply
from benchmarks.pages import PAGES, examples
from simulator import worlds
from simulator.acting import reading
from simulator.app import create_app
from simulator.counts import tallied, total
from simulator.home import Home
from simulator.strands import Strand
from tests.builders import Market
from tests.databases import statements

FEW, MANY = 10, 60


def live(market: Market, orders: int) -> None:
    """Let orders happen of which every list has some: waiting, open, canceled, sent, sent back, written about."""
    fates = [(n, market.place(released=True)) for n in range(orders) if n % 5]
    market.advance(minutes=31)
    for _ in range(orders // 5):
        market.place()
    for n, order in fates:
        if n % 5 == 1:
            market.act("seller-cancel", order, reason="NoInventory")
        if n % 5 in (2, 3):
            market.act("hand-to-carrier", order)
            market.act("confirm-shipment", order, carrier="Bluejay Post", tracking=f"BJ{n:04d}")
        if n % 5 == 4:
            market.act("request-cancellation", order, reason=REASON)


REASON = "Found cheaper somewhere else"


def cost(client: FlaskClient, place: str) -> int:
    assert client.get(place).status_code == 200, place
    with statements() as seen:
        client.get(place)
    return len(seen)


def costs(home: Home, name: str) -> dict[str, int]:
    client = create_app(home.path).test_client()
    told = examples(home, name)
    return {page: cost(client, f"/w/{name}" + path.format(**told)) for page, path in PAGES.items()}


def test_every_page_costs_as_many_statements_with_60_orders_as_with_10(home: Home) -> None:
    markets = [Market.new(home, f"with-{orders}") for orders in (FEW, MANY)]
    for market, orders in zip(markets, (FEW, MANY), strict=True):
        live(market, orders)
    few, many = (costs(home, market.name) for market in markets)
    assert few == many
    assert max(few.values()) <= 30


@pytest.fixture
def crowded(home: Home) -> str:
    """The demo with three thousand orders, copied as benchmarks do it."""
    worlds.create(home, "crowded", worlds.Plan(template="demo"))
    multiply(home, "crowded", 3000)
    return "crowded"


def test_the_demo_and_a_crowded_world_cost_the_same(home: Home, crowded: str) -> None:
    worlds.create(home, "demo", worlds.Plan(template="demo"))
    few, many = costs(home, "demo"), costs(home, crowded)
    # The demo has no tenth page of anything.
    assert {page: (few[page], many[page]) for page in few if "page 10" not in page and few[page] != many[page]} == {}


def test_a_crowded_world_has_as_many_orders_as_asked_for_and_right_tallies(home: Home, crowded: str) -> None:
    with reading(home, crowded) as moment:
        run = moment.session.connection().exec_driver_sql
        orders = run("SELECT count(*) FROM orders").scalar_one()
        kept, seller = run("SELECT count(*), seller_id FROM orders WHERE channel = 'MFN' GROUP BY 2 LIMIT 1").one()
        span = (moment.now - timedelta(days=400), moment.now)
        placed = tallied(moment.session, Strand.PLACED, seller, [span])[0]
        assert run("PRAGMA foreign_key_check").fetchone() is None
    assert abs(orders - 3000) < 150
    assert total(placed, ["MFN"])[0] == kept
