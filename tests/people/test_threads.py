"""What is said and done about an order makes sense from start to end."""

import pytest

from seeds import phrases
from simulator.people import speaking
from tests.builders import Market
from tests.people.conftest import dials

MANY = 8


def simulated(market: Market, *, seller: str, buyer: str = "patient") -> None:
    """Let the first seller and the first buyer act as these personas; nobody else comes."""
    dials(market, on=True, volume=0, cancel_mix=0, lateness=0)
    market.act("switch-person", person_id=market.seller_id, played_by="simulation", persona=seller)
    market.act("switch-person", person_id=market.buyer_id, played_by="simulation", persona=buyer)


def bodies(market: Market, order: str, side: str) -> list[str]:
    query = "SELECT intent || ': ' || body FROM messages WHERE order_number = ? AND sender = ? ORDER BY n"
    return [body for (body,) in market.sql(query, order, side)]


def test_a_seller_who_asked_for_a_better_address_never_calls_the_answer_too_late(market: Market) -> None:
    order = market.place(released=True)
    market.act("message", order, sender="seller", body="What is your house number?", template="asks_for_details")
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    market.act("message", order, sender="buyer", body="It is number 17.", template="address_change")
    simulated(market, seller="careful")
    market.advance(days=2)
    assert not any(said.startswith("refuse_or_return") for said in bodies(market, order, "SELLER"))


def test_nobody_is_told_that_a_delivered_parcel_is_being_looked_for(market: Market) -> None:
    order = market.place(released=True)
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    market.act("hand-to-carrier", order)
    market.act("message", order, sender="buyer", body="Where is my parcel?", template="where_is_it")
    market.act("deliver", order)
    simulated(market, seller="careful")
    market.advance(days=2)
    assert bodies(market, order, "SELLER") == []
    assert "response-waived" in market.kinds(order)


def test_who_asks_when_a_late_order_ships_hears_that_it_is_late(market: Market) -> None:
    order = market.place(released=True)
    market.advance(days=4)
    market.act("message", order, sender="buyer", body="Has it shipped?", template="where_is_it")
    market.act("make-happen", order, what="ask-question")
    assert market.sql("SELECT ship_by < (SELECT now FROM world) FROM orders") == [(1,)]
    simulated(market, seller="careful")
    market.advance(days=1)
    assert not any("time shown" in said or "by the ship-by date" in said for said in bodies(market, order, "SELLER"))


def test_what_was_sent_away_at_the_door_is_paid_back_by_every_seller_in_the_end(market: Market) -> None:
    orders = [market.place(released=True) for _ in range(MANY)]
    for order in orders:
        market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking=f"HP{order}")
        market.act("hand-to-carrier", order)
    simulated(market, seller="careless")
    for order in orders:
        market.act("refuse-delivery", order)
    market.advance(days=8)
    assert 0 < len([one for one in orders if "refund-issued" in market.kinds(one)]) < MANY
    market.advance(days=10)
    assert [one for one in orders if "refund-issued" not in market.kinds(one)] == []
    assert market.audit() == []


def test_a_return_of_what_the_marketplace_sent_goes_on_to_its_refund(market: Market) -> None:
    order = market.place(channel="AFN", released=True)
    market.advance(days=5)
    simulated(market, seller="careful")
    market.act("request-return", order, reason="defective")
    market.advance(days=25)
    assert [kind for kind in market.kinds(order) if "return" in kind or "refund" in kind] == [
        "return-requested",
        "return-authorized",
        "return-received",
        "refund-issued",
    ]


@pytest.mark.parametrize(
    ("canceled", "about"), [(True, ("praise_cancellation", "blame_cancellation")), (False, ("praise", "blame"))]
)
def test_words_beside_stars_are_about_what_happened(market: Market, canceled: bool, about: tuple[str, ...]) -> None:
    orders = [market.place(released=True) for _ in range(6 * MANY)]
    market.advance(minutes=31)
    for order in orders if canceled else []:
        market.act("request-cancellation", order, reason="other")
    simulated(market, seller="careful")
    for order in orders if canceled else []:
        market.act("seller-cancel", order, reason="BuyerCanceled")
    market.advance(days=30)
    told = {words for (words,) in market.sql("SELECT comment FROM feedback WHERE comment <> ''")}
    known = {text.partition("{item}")[0] for kind in about for text in phrases.variants("buyer", kind)}
    assert told
    assert [words for words in told if not words.startswith(tuple(known))] == []


@pytest.mark.parametrize(("in_time", "intent"), [(True, "late_protest"), (False, "no_way_back")])
def test_nobody_claims_to_have_asked_in_time_who_did_not(
    market: Market, monkeypatch: pytest.MonkeyPatch, in_time: bool, intent: str
) -> None:
    monkeypatch.setattr(speaking, "TYPOS", {})
    order = market.place(released=True)
    market.advance(minutes=31)
    steps = [("make-happen", {"what": "write-to-cancel"}), ("hand-to-carrier", {})]
    for deed, args in steps if in_time else reversed(steps):
        market.act(deed, order, **args)
        market.advance(minutes=1)
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    simulated(market, seller="careful", buyer="insists")
    market.act("switch-person", person_id=market.seller_id, played_by="person")
    market.act("message", order, sender="seller", body="It has left.", template="refuse_or_return")
    market.advance(days=2)
    told = [said.removeprefix("complaint: ") for said in bodies(market, order, "BUYER") if said.startswith("complaint")]
    [title] = market.sql("SELECT title FROM order_items")[0]
    known = [text.format(item=title, order=order) for text in phrases.variants("buyer", intent)]
    assert len(told) == 1
    assert told[0] in known
