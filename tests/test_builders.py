"""The builders other tests stand on say what they promise."""

from simulator.home import Home
from tests.builders import Market


def test_a_market_tells_an_order_from_placing_to_cancellation(market: Market) -> None:
    order = market.place()
    assert market.order(order)["status"] == "Pending"
    assert market.agenda(order)[0][0] == "payment-hold"
    market.advance(minutes=30)
    assert market.refused("buyer-cancel", order).rule == "buyer-cancel-window"
    market.act("seller-cancel", order, reason="NoInventory")
    assert market.kinds(order) == ["order-placed", "payment-verified", "order-canceled"]
    assert market.mail(order, to="seller") == ["sold-ship-now", "order-canceled-by-seller-seller"]


def test_two_markets_in_one_home_do_not_meet(home: Home, market: Market) -> None:
    other = Market.new(home, "other", store="JP", seed=7)
    market.place()
    assert other.events() == []
    assert len(other.skus) == 20


def test_a_market_goes_back_to_where_it_was(market: Market) -> None:
    market.place()
    market.snapshot("placed")
    there = market.hash()
    market.advance(days=1)
    assert market.hash() != there
    market.restore("placed")
    assert market.hash() == there
    market.reset()
    assert market.events() == []
