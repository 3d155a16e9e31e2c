"""Orders in any state, brought there by lawful deeds."""

import pytest

import simulator.orders.staging as staging
from simulator.errors import BadInput, NotFound
from simulator.orders.statuses import OrderStatus
from tests.builders import Market


def staged(market: Market, **wish: object) -> list[str]:
    before = {number for (number,) in market.sql("SELECT number FROM orders")}
    market.act("stage-orders", **wish)
    return [number for (number,) in market.sql("SELECT number FROM orders") if number not in before]


@pytest.mark.parametrize(("channel", "state"), list(staging.WAYS), ids=str)
def test_an_order_can_be_had_in_every_state(market: Market, channel: str, state: str) -> None:
    (order,) = staged(market, channel=channel, state=state)
    told = market.order(order)
    assert (told["channel"], told["status"]) == (channel, state)
    assert market.audit() == []


def test_every_state_that_lasts_can_be_asked_for() -> None:
    assert {state for _, state in staging.WAYS} == set(OrderStatus) - {OrderStatus.NEW}


@pytest.mark.parametrize(("channel", "state"), list(staging.WAYS), ids=str)
def test_a_staged_order_lives_on_without_a_parked_row(market: Market, channel: str, state: str) -> None:
    staged(market, channel=channel, state=state)
    market.advance(days=40)
    assert market.sql("SELECT parked FROM agenda WHERE parked IS NOT NULL") == []
    assert market.audit() == []


def test_stock_that_a_state_needed_away_is_put_back(market: Market) -> None:
    before = market.stock()
    staged(market, channel="MCF", state="Unfulfillable")
    assert market.stock() == before
    staged(market, channel="MCF", state="CompletePartialled")
    assert market.stock() == before - 1


def test_many_orders_are_made_in_one_transaction_or_not_at_all(market: Market) -> None:
    assert len(staged(market, state="Shipped", count=5)) == 5
    before = market.hash()
    with pytest.raises(NotFound):
        market.act("stage-orders", count=5, items=[{"sku": "NO-SUCH-SKU"}])
    assert market.hash() == before


@pytest.mark.parametrize("count", [0, staging.MOST_ORDERS + 1])
def test_too_many_orders_at_once_are_refused_in_words(market: Market, count: int) -> None:
    with pytest.raises(BadInput, match="count"):
        market.act("stage-orders", count=count)


@pytest.mark.parametrize("state", ["New", "Lost", "Planning"])
def test_a_state_the_channel_does_not_have_is_refused_with_those_it_has(market: Market, state: str) -> None:
    with pytest.raises(BadInput, match="Unshipped"):
        market.act("stage-orders", state=state)


def test_a_single_unit_cannot_be_partially_shipped(market: Market) -> None:
    with pytest.raises(BadInput, match="two units"):
        market.act("stage-orders", state="PartiallyShipped", items=[{"sku": market.skus[0], "quantity": 1}])
    assert market.kinds() == []


def test_a_state_that_sellers_own_orders_never_have_chooses_the_channel_that_has_it() -> None:
    told = {state: staging.usual_channel(state) for state in ("Canceled", "planning", "Complete", "Nowhere", None)}
    assert told == {"Canceled": "MFN", "planning": "MCF", "Complete": "MCF", "Nowhere": "MFN", None: "MFN"}
