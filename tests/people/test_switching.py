"""Who acts by themselves and who does not: switching people on, turning dials, taking somebody over."""

from datetime import UTC, datetime

import pytest

from simulator.errors import BadInput
from simulator.home import Home
from tests.builders import Market
from tests.people.conftest import dials, everybody


def test_nobody_acts_in_an_empty_world(market: Market) -> None:
    assert market.advance(days=3).total == 0
    assert market.events() == []


def test_people_of_the_demo_act_only_while_the_clock_moves(town: Market) -> None:
    before = town.hash()
    assert town.hash() == before
    town.advance(hours=12)
    assert town.kinds().count("order-placed") > 150


def test_the_first_seller_and_the_first_buyer_are_left_to_a_person(town: Market) -> None:
    start = len(town.events())
    town.advance(days=2)
    mine = {order for (order,) in town.sql("SELECT number FROM orders WHERE seller_id = ?", town.seller_id)}
    acted = [one for one in town.events()[start:] if one["actor"] == "SELLER" and one["order_id"] in mine]
    bought = town.sql("SELECT count(*) FROM orders WHERE buyer_id = ? AND placed_at > ?", town.buyer_id, START)
    assert acted == []
    assert bought == [(0,)]


START = 1_772_470_800


def test_a_first_seller_who_is_handed_over_packs(town: Market) -> None:
    town.act("switch-person", person_id=town.seller_id, played_by="simulation")
    start = len(town.events())
    town.advance(days=1)
    mine = {order for (order,) in town.sql("SELECT number FROM orders WHERE seller_id = ?", town.seller_id)}
    done = {one["kind"] for one in town.events()[start:] if one["actor"] == "SELLER" and one["order_id"] in mine}
    assert {"handed-to-carrier", "shipment-confirmed", "message-sent"} <= done


@pytest.mark.parametrize(
    ("dial", "wrong", "said"),
    [
        ("volume", 1001, "0 to 1000"),
        ("volume", -1, "0 to 1000"),
        ("lateness", 101, "0 to 100"),
        ("cancel_mix", 61, "0 to 60"),
        ("seller_quality", 101, "0 to 100"),
    ],
)
def test_a_dial_out_of_range_is_refused_with_the_range(market: Market, dial: str, wrong: int, said: str) -> None:
    before = market.hash()
    with pytest.raises(BadInput, match=said):
        dials(market, **{dial: wrong})
    assert market.hash() == before


def test_dials_at_the_ends_of_their_ranges_are_taken(market: Market) -> None:
    dials(market, volume=1000, lateness=100, cancel_mix=60, seller_quality=0)
    dials(market, volume=0, lateness=0, cancel_mix=0, seller_quality=100)
    assert market.events()[-1]["data"]["changed"]["volume"] == 0


def test_turning_nothing_and_switching_nobody_are_refused(market: Market) -> None:
    for deed, args in (("set-people", {}), ("switch-person", {"person_id": market.seller_id})):
        with pytest.raises(BadInput):
            market.act(deed, **args)
    with pytest.raises(BadInput, match="no buyer, seller or carrier"):
        market.act("switch-person", person_id="B404", played_by="person")


def test_a_persona_is_given_by_its_name_only(market: Market) -> None:
    market.act("switch-person", person_id=market.seller_id, persona="careless")
    assert market.sql("SELECT persona FROM sellers") == [("careless",)]
    with pytest.raises(BadInput, match="careful"):
        market.act("switch-person", person_id=market.seller_id, persona="patient")


def test_switched_off_people_stop_and_switched_on_they_go_on(home: Home) -> None:
    market = Market.new(home, "shop")
    everybody(market, volume=200)
    market.advance(hours=6)
    some = market.kinds().count("order-placed")
    dials(market, on=False)
    market.advance(days=2)
    assert market.kinds().count("order-placed") == some > 10
    dials(market, on=True)
    market.advance(hours=6)
    assert market.kinds().count("order-placed") > some


def test_a_turned_dial_holds_from_the_same_moment(market: Market) -> None:
    everybody(market, volume=0)
    market.advance(minutes=10)
    dials(market, volume=1000)
    market.advance(minutes=49)
    assert market.kinds().count("order-placed") > 10
    dials(market, volume=0)
    some = market.kinds().count("order-placed")
    market.advance(days=1)
    assert market.kinds().count("order-placed") == some


def test_people_come_to_a_world_that_began_in_the_middle_of_an_hour(home: Home) -> None:
    market = Market.new(home, "later", store="IN", start_at=datetime(2026, 3, 2, 17, 10, 7, tzinfo=UTC))
    dials(market, on=True, volume=1000)
    market.advance(hours=3)
    numbers = [number for (number,) in market.sql("SELECT number FROM buyers ORDER BY number")]
    assert numbers[0] == 1
    assert len(numbers) > 20
    assert market.sql("SELECT count(*) FROM agenda WHERE parked IS NOT NULL") == [(0,)]


def test_turning_dials_again_and_again_brings_nobody_twice(market: Market) -> None:
    for volume in (1000, 300, 1000, 0, 800):
        everybody(market, volume=volume)
        market.advance(minutes=13)
    assert market.kinds().count("order-placed") > 10
    assert market.audit() == []


def test_a_carrier_taken_over_brings_nothing_until_handed_back(market: Market) -> None:
    everybody(market, volume=0, lateness=0)
    market.act("switch-person", person_id="harrow-parcel", played_by="person")
    order = market.place(released=True)
    market.act("switch-person", person_id=market.seller_id, played_by="person")
    market.act("buy-label", order)
    market.act("hand-to-carrier", order)
    market.advance(days=20)
    assert "delivered" not in market.kinds(order)
    market.act("switch-person", person_id="harrow-parcel", played_by="simulation")
    market.advance(days=10)
    assert "delivered" in market.kinds(order) or "parcel-lost" in market.kinds(order)
