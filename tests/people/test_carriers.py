"""Carriers: parcels are collected, read off on the way and brought by day; lost ones fall silent."""

import pytest

from simulator.instants import read_instant
from simulator.policy import store
from tests.builders import Market
from tests.people.conftest import dials


@pytest.fixture
def sent(market: Market) -> str:
    """An order whose parcel was handed over and confirmed by you; only the carrier acts."""
    dials(market, on=True, volume=0, lateness=0)
    order = market.place(released=True)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    return order


def test_a_parcel_is_read_off_on_its_way_and_comes_by_day_in_time(market: Market, sent: str) -> None:
    market.advance(days=14)
    places = [one["data"]["place"] for one in market.events(sent) if one["kind"] == "parcel-scanned"]
    assert places == ["collected", "depot", "out_for_delivery"]
    came, promised = market.sql("SELECT delivered_at, deliver_by FROM orders WHERE number = ?", sent)[0]
    assert came <= promised
    assert market.audit() == []


def test_every_parcel_comes_after_the_promised_day_when_all_are_late(market: Market) -> None:
    dials(market, on=True, volume=0, lateness=100)
    orders = [market.place(released=True) for _ in range(8)]
    for order in orders:
        market.act("hand-to-carrier", order)
    market.advance(days=40)
    late = market.sql("SELECT count(*) FROM orders WHERE delivered_at > deliver_by")[0][0]
    gone = market.sql("SELECT count(*) FROM orders WHERE lost_at IS NOT NULL OR refused_at IS NOT NULL")[0][0]
    assert late + gone == len(orders)


def test_a_parcel_that_is_still_here_is_not_read_off(market: Market) -> None:
    order = market.place(released=True)
    assert market.refused("scan-parcel", order, place="depot").rule == "delivered-after-handover"


def test_a_parcel_taken_back_is_expected_no_more(market: Market, sent: str) -> None:
    market.act("refuse-delivery", sent)
    market.act("put-back", sent)
    assert [rule for rule, _ in market.agenda(sent) if rule.startswith("carrier")] == []


def test_parcels_arrive_between_nine_and_seven_in_the_store(market: Market) -> None:
    dials(market, on=True, volume=0)
    orders = [market.place(released=True) for _ in range(10)]
    for order in orders:
        market.act("hand-to-carrier", order)
    market.advance(days=30)
    came = [one["at"] for one in market.events() if one["kind"] == "delivered"]
    assert came
    assert all(9 <= read_instant(at, "at").astimezone(store("US").zone).hour < 19 for at in came)
