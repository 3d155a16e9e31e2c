"""Playing the seller against simulated buyers: how each kind of buyer takes being told the official way."""

import pytest

from messaging.rules import findings
from seeds import phrases
from tests.builders import Market
from tests.people.conftest import dials

HOW = "Please open Your Orders and press Request cancellation."


@pytest.fixture
def order(market: Market) -> str:
    """An order of the first buyer, who acts by themselves; you are the seller. The 30 minutes are over."""
    dials(market, on=True, volume=0, cancel_mix=0)
    market.act("switch-person", person_id=market.buyer_id, played_by="simulation")
    number = market.place()
    market.advance(minutes=31)
    return number


def told(market: Market, order: str, persona: str) -> None:
    """Have a buyer wish to cancel by message, and tell them the way."""
    market.act("switch-person", person_id=market.buyer_id, persona=persona)
    market.act("make-happen", order, what="write-to-cancel")
    market.act("message", order, sender="seller", body=HOW, template="how_to_request", kind="cancellation")


def test_a_patient_buyer_does_as_told(market: Market, order: str) -> None:
    told(market, order, "patient")
    market.advance(days=1)
    assert market.order(order)["request"] is not None
    assert market.audit() == []


def test_a_buyer_who_insists_repeats_the_wish_first(market: Market, order: str) -> None:
    told(market, order, "insists")
    market.advance(days=1)
    wishes = market.sql("SELECT count(*) FROM messages WHERE sender = 'BUYER' AND intent = 'cancel_wish'")
    assert wishes == [(2,)] or market.order(order)["request"] is not None


def test_a_silent_buyer_never_answers(market: Market, order: str) -> None:
    told(market, order, "silent")
    market.advance(days=2)
    assert market.sql("SELECT count(*) FROM messages WHERE sender = 'BUYER'") == [(1,)]


def test_asked_to_cancel_for_the_sellers_fault_a_patient_buyer_complies_and_it_counts_as_the_sellers(
    market: Market, order: str
) -> None:
    market.act("switch-person", person_id=market.buyer_id, persona="patient")
    market.act("make-happen", order, what="follow-bad-advice")
    market.advance(days=1)
    assert market.order(order)["request"]["reason"] == "created_by_mistake"
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-seller-asked"


@pytest.mark.parametrize("language", phrases.languages())
def test_every_bad_sentence_of_sellers_is_a_breach(language: str) -> None:
    for text in phrases.variants("seller", "ask_buyer_to_request", language):
        found = findings(text, sender="seller", kind="cancellation")
        assert "breach-asking-buyer" in [one.rule for one in found], text


def test_what_does_not_come_is_asked_for_and_claimed(market: Market, order: str) -> None:
    market.act("switch-person", person_id=market.buyer_id, persona="patient")
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    market.advance(days=25)
    kinds = market.kinds(order)
    assert kinds.index("message-sent") < kinds.index("claim-opened")
    assert market.audit() == []


def test_a_person_who_plays_a_buyer_is_left_alone(market: Market, order: str) -> None:
    market.act("switch-person", person_id=market.buyer_id, played_by="person")
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    market.advance(days=40)
    assert [one for one in market.events(order) if one["actor"] == "BUYER"][1:] == []


@pytest.mark.parametrize("store", ["DE", "JP", "FR"])
def test_buyers_write_in_their_own_language(home: object, store: str) -> None:
    market = Market.new(home, store.lower(), store=store)  # type: ignore[arg-type]
    number = market.place(released=True)
    market.act("make-happen", number, what="write-to-cancel")
    assert market.sql("SELECT language, intent FROM messages") == [(store.lower().replace("jp", "ja"), "cancel_wish")]
