"""Proofs of the rules about returns."""

from tests.builders import Market
from tests.rules.proofs import arrived, proves, refused_by, unshipped


def _asked_back(market: Market) -> str:
    order = arrived(market)
    market.act("request-return", order, reason="defective")
    return order


@proves("return-after-confirmation", changed=False)
def what_has_not_shipped_is_not_returned(market: Market) -> None:
    refused_by(market, "return-after-confirmation", "request-return", unshipped(market), reason="defective")


@proves("return-window", changed=31)
def a_return_can_be_requested_for_thirty_days(market: Market) -> None:
    order = arrived(market)
    market.advance(days=29, hours=23, minutes=59, seconds=59)
    assert "request-return" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "return-window", "request-return", order, reason="defective")


@proves("one-return", changed=False)
def a_second_return_waits_for_the_first(market: Market) -> None:
    order = _asked_back(market)
    refused_by(market, "one-return", "request-return", order, reason="defective")
    market.act("close-return", order)
    market.act("request-return", order, reason="defective")


@proves("return-once", changed=False)
def what_came_back_is_not_returned_again(market: Market) -> None:
    order = _asked_back(market)
    market.act("authorize-return", order)
    market.act("receive-return", order)
    market.act("refund", order, reason="CustomerReturn", amount="1.00")
    refused_by(market, "return-once", "request-return", order, reason="defective")


@proves("return-reason-required", changed=False)
def a_buyer_says_why_something_comes_back(market: Market) -> None:
    refused_by(market, "return-reason-required", "request-return", arrived(market))


@proves("return-open", changed=False)
def only_an_open_return_is_authorized(market: Market) -> None:
    order = arrived(market)
    for deed in ("authorize-return", "receive-return", "close-return", "cancel-return"):
        refused_by(market, "return-open", deed, order)


@proves("return-received-after-authorization", changed=False)
def a_return_is_authorized_before_it_comes_back(market: Market) -> None:
    order = _asked_back(market)
    refused_by(market, "return-received-after-authorization", "receive-return", order)
    market.act("authorize-return", order)
    market.act("receive-return", order)


@proves("closed-return-final", changed=False)
def a_closed_return_stays_closed(market: Market) -> None:
    order = _asked_back(market)
    market.act("close-return", order)
    refused_by(market, "closed-return-final", "authorize-return", order)


@proves("return-auto-authorized", changed=True)
def a_return_waits_for_the_sellers_answer(market: Market) -> None:
    assert market.order(_asked_back(market))["returns"][0]["state"] == "requested"


@proves("return-answer", changed=25)
def after_a_day_without_an_answer_the_seller_is_reminded(market: Market) -> None:
    order = _asked_back(market)
    market.advance(hours=23, minutes=59, seconds=59)
    assert "return-needs-answer" not in market.mail(order)
    market.advance(seconds=1)
    assert market.mail(order, to="seller")[-1] == "return-needs-answer"


@proves("return-refund-deadline", changed=3)
def a_received_return_is_refunded_within_two_business_days(market: Market) -> None:
    order = _asked_back(market)
    market.act("authorize-return", order)
    # Received on Monday; due at the end of Wednesday in Los Angeles.
    assert market.act("receive-return", order)["data"]["due_at"] == "2026-03-05T07:59:59Z"
