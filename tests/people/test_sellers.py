"""Playing the buyer against simulated sellers: what each kind of seller does with a wish, a request, an order."""

from typing import Any

import pytest

from simulator.people.figures import seller_habits
from tests.builders import Market
from tests.people.conftest import dials

MANY = 12


def against(market: Market, persona: str) -> None:
    """Let the first seller act as this persona; only you buy."""
    dials(market, on=True, volume=0)
    market.act("switch-person", person_id=market.seller_id, played_by="simulation", persona=persona)


def said(market: Market) -> list[str]:
    return [intent for (intent,) in market.sql("SELECT intent FROM messages WHERE sender = 'SELLER'")]


def reasons(market: Market) -> list[Any]:
    return [reason for (reason,) in market.sql("SELECT cancel_reason FROM orders WHERE canceled_by = 'SELLER'")]


def test_a_careful_seller_sends_everything_in_time(market: Market) -> None:
    against(market, "careful")
    for _ in range(MANY):
        market.place(released=True)
    market.advance(days=2)
    rows = market.sql("SELECT handed_at <= ship_by, confirmed_at <= ship_by FROM orders WHERE canceled_at IS NULL")
    assert set(rows) == {(1, 1)}
    assert len(rows) >= MANY - 1


def test_however_busy_a_seller_is_what_was_announced_leaves_soon(market: Market) -> None:
    against(market, "overloaded")
    for _ in range(4 * MANY):
        market.place(released=True)
    market.advance(days=3)
    waited = "coalesce(handed_at, (SELECT now FROM world)) - confirmed_at"
    query = f"SELECT {waited} FROM orders WHERE confirmed_at IS NOT NULL"
    waits, left = market.sql(query), market.sql("SELECT number FROM orders WHERE status = 'Unshipped'")
    assert left, "there is more than they can do"
    assert len(waits) > MANY
    assert max(seconds for (seconds,) in waits) <= 18 * 3600


def test_a_careful_seller_grants_an_official_request(market: Market) -> None:
    market.advance(hours=30)
    order = market.place()
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="found_cheaper")
    against(market, "careful")
    market.advance(days=1)
    assert market.order(order)["cancellation"]["rule"] == "count-official-request"


def test_a_careful_seller_explains_the_way_and_waits_for_the_request(market: Market) -> None:
    orders = [market.place() for _ in range(4)]
    market.advance(minutes=31)
    for order in orders:
        market.act("message", order, sender="buyer", body="Please cancel, I made a mistake.", kind="cancel_order")
    against(market, "careful")
    market.advance(hours=5)
    assert said(market).count("how_to_request") >= 3
    assert market.sql("SELECT count(*) FROM orders WHERE handed_at IS NOT NULL") <= [(1,)]


def test_a_careless_seller_ships_some_despite_requests_and_cancels_some_on_a_mere_message(market: Market) -> None:
    asked, wished = [market.place() for _ in range(MANY)], [market.place() for _ in range(MANY)]
    market.advance(minutes=31)
    for order in asked:
        market.act("request-cancellation", order, reason="found_cheaper")
    for order in wished:
        market.act("message", order, sender="buyer", body="Please cancel it.", kind="cancel_order")
    against(market, "careless")
    market.advance(days=6)
    despite = [order for order in asked if "shipment-confirmed" in market.kinds(order)]
    counted = market.sql("SELECT count(*) FROM orders WHERE cancel_rule = 'count-request-by-message'")[0][0]
    assert len(despite) > 0
    assert counted > 0
    assert market.audit() == []


def test_a_seller_who_follows_bad_advice_asks_the_buyer_to_cancel_what_is_not_there(market: Market) -> None:
    against(market, "bad_advice")
    for _ in range(80):
        market.place(released=True)
    market.advance(days=1)
    assert "ask_buyer_to_request" in said(market)
    assert "breach-noted" in market.kinds()


def test_an_overloaded_seller_falls_behind(market: Market) -> None:
    against(market, "overloaded")
    for _ in range(40):
        market.place(released=True)
    market.advance(days=2)
    assert market.sql("SELECT count(*) FROM orders WHERE status = 'Unshipped' AND ship_by < (SELECT now FROM world)")[
        0
    ][0]


def test_a_seller_away_without_a_word_does_nothing_for_days(market: Market) -> None:
    against(market, "away")
    acted = set()
    for day in range(14):
        market.place(released=True)
        start = len(market.events())
        market.advance(days=1)
        if any(one["actor"] == "SELLER" for one in market.events()[start:]):
            acted.add(day)
    assert 5 <= len(acted) <= 9


def test_returns_claims_and_warnings_find_an_answer(market: Market) -> None:
    against(market, "careful")
    order = market.place(released=True)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    market.act("deliver", order)
    market.act("request-return", order, reason="defective")
    market.advance(days=21)
    kinds = market.kinds(order)
    assert {"return-authorized", "return-received", "refund-issued"} <= set(kinds)


@pytest.mark.parametrize(
    "persona",
    ["careless", *(pytest.param(one, marks=pytest.mark.slow) for one in seller_habits() if one != "careless")],
)
def test_whatever_a_seller_does_is_lawful(market: Market, persona: str) -> None:
    against(market, persona)
    dials(market, volume=40, cancel_mix=40)
    market.advance(days=2)
    assert market.audit() == []
    assert market.sql("SELECT count(*) FROM agenda WHERE parked IS NOT NULL") == [(0,)]
