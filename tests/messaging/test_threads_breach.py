"""Asking the buyer to cancel for the seller's own fault: delivered, noted, remembered."""

from messaging.rules import BREACH_ASKING_BUYER
from simulator.orders.models import PerformanceNotice
from simulator.policy.overriding import overridden
from tests.builders import Market
from tests.messaging.talk import Talk

ASKING = "We are out of stock. Please request the cancellation of this order yourself."
HONEST = "We are out of stock, so we cancel your order. We are sorry."


def notices(market: Market) -> list[str]:
    with market.reading() as moment:
        return [one.kind for one in moment.session.query(PerformanceNotice)]


def test_asking_the_buyer_to_cancel_is_delivered_and_noted(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    told = talk.seller_writes(order, ASKING, kind="problem_with_order")
    assert (told["delivered"], told["breach"]) == (True, BREACH_ASKING_BUYER)
    assert talk.messages(order)[0]["breach"] == BREACH_ASKING_BUYER
    sent, noted = market.events(order)[-2:]
    assert (noted["kind"], noted["cause"]) == ("breach-noted", sent["seq"])
    assert noted["data"]["rule"] == BREACH_ASKING_BUYER
    assert noted["data"]["fragment"] in ASKING
    assert notices(market) == ["message-violation"]
    assert market.audit() == []


def test_a_request_that_the_seller_asked_for_is_remembered_as_such(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    talk.seller_writes(order, ASKING, kind="problem_with_order")
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-seller-asked"


def test_the_true_reason_is_no_breach(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    assert "breach" not in talk.seller_writes(order, HONEST, kind="problem_with_order")
    assert notices(market) == []


def test_naming_the_path_to_a_buyer_who_wants_to_cancel_is_no_breach(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    talk.buyer_writes(order, kind="cancel_order", body="Please cancel.")
    told = talk.seller_writes(order, "To cancel, open Your Orders and choose Request cancellation.")
    assert "breach" not in told
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-official-request"


def test_asking_a_buyer_who_never_read_it_brings_no_request_about(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    market.advance(minutes=31)
    assert talk.seller_writes(order, ASKING)["delivered"] is False
    assert "breach-noted" in market.kinds(order)
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-official-request"


def test_where_the_rules_know_no_such_breach_none_is_noted(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    with overridden({"breach-asking-buyer": False}):
        assert "breach" not in talk.seller_writes(order, ASKING, kind="problem_with_order")
    assert "breach-noted" not in market.kinds(order)
