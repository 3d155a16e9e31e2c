"""Proofs of the rules about guarantee claims and feedback.

A market's first order is promised for the end of 10 March 2026 in Los Angeles, where summer time has begun by then.
"""

from datetime import UTC, datetime, timedelta

from tests.builders import Market
from tests.rules.proofs import arrived, asks, proves, refused_by, sent, unshipped

LATEST_DELIVERY = datetime(2026, 3, 11, 6, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _complained(market: Market) -> str:
    """Deliver an order, and let two days pass after the buyer's complaint."""
    order = arrived(market)
    asks(market, order, "This is not what the page showed.")
    market.advance(hours=48)
    return order


def _claimed(market: Market) -> str:
    order = _complained(market)
    market.act("claim", order, ground="not_as_described")
    return order


@proves("claim-after-contact", changed=47)
def a_buyer_writes_first_and_waits_two_days(market: Market) -> None:
    order = arrived(market)
    refused_by(market, "claim-after-contact", "claim", order, ground="not_as_described")
    asks(market, order, "This is not what the page showed.")
    market.advance(hours=47, minutes=59, seconds=59)
    refused_by(market, "claim-after-contact", "claim", order, ground="not_as_described")
    market.advance(seconds=1)
    market.act("claim", order, ground="not_as_described")


@proves("claim-not-received-wait", changed=4)
def a_missing_parcel_is_claimed_three_days_after_its_last_day(market: Market) -> None:
    order = sent(market)
    asks(market, order)
    market.advance_to(LATEST_DELIVERY + timedelta(days=3) - SECOND)
    refused_by(market, "claim-not-received-wait", "claim", order, ground="not_received")
    market.advance(seconds=1)
    market.act("claim", order, ground="not_received")


@proves("claim-filing-window", changed=91)
def a_claim_is_filed_within_ninety_days(market: Market) -> None:
    order = _complained(market)
    market.advance_to(LATEST_DELIVERY + timedelta(days=90) - SECOND)
    assert "claim" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "claim-filing-window", "claim", order, ground="not_as_described")


@proves("claim-answer-window", changed=73)
def a_seller_who_is_silent_for_three_days_loses_the_claim(market: Market) -> None:
    order = _claimed(market)
    market.advance(hours=71, minutes=59, seconds=59)
    assert market.order(order)["claim"]["decision"] is None
    market.advance(seconds=1)
    told = market.order(order)
    assert (told["claim"]["decision"], told["refunded"]) == ("buyer", told["charged"])


@proves("claim-appeal-window", changed=31)
def a_decision_is_appealed_within_thirty_days(market: Market) -> None:
    order = _claimed(market)
    market.advance(hours=72)
    market.advance(days=29, hours=23, minutes=59, seconds=59)
    assert "appeal-claim" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "claim-appeal-window", "appeal-claim", order, text="Please look again.")


@proves("claim-open", changed=False)
def only_an_open_claim_is_answered(market: Market) -> None:
    order = _claimed(market)
    market.act("answer-claim", order, text="The page shows exactly this.")
    refused_by(market, "claim-open", "answer-claim", order, text="And once more.")


@proves("claim-ground-fits", changed=False)
def what_arrived_is_not_claimed_as_missing(market: Market) -> None:
    refused_by(market, "claim-ground-fits", "claim", _complained(market), ground="not_received")


@proves("one-claim", changed=False)
def an_order_is_claimed_once(market: Market) -> None:
    refused_by(market, "one-claim", "claim", _claimed(market), ground="not_as_described")


@proves("feedback-window", changed=91)
def feedback_is_left_within_ninety_days_of_the_order(market: Market) -> None:
    placed, order = market.now, arrived(market)
    market.advance_to(placed + timedelta(days=90) - SECOND)
    assert "feedback" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "feedback-window", "feedback", order, rating=5)


@proves("feedback-opens", changed=4)
def feedback_opens_three_days_after_confirmation(market: Market) -> None:
    order = sent(market)
    market.advance(days=2, hours=23, minutes=59, seconds=59)
    refused_by(market, "feedback-opens", "feedback", order, rating=5)
    market.advance(seconds=1)
    market.act("feedback", order, rating=5)


@proves("feedback-reminder", changed=3)
def a_buyer_is_reminded_of_feedback_two_days_after_the_latest_delivery_date(market: Market) -> None:
    order = sent(market)
    market.advance_to(LATEST_DELIVERY + timedelta(days=2) - SECOND)
    assert "feedback-reminder" not in market.mail(order)
    market.advance(seconds=1)
    assert "feedback-reminder" in market.mail(order)


@proves("feedback-reminder-limit", changed=23)
def a_slow_sellers_buyer_is_reminded_of_feedback_22_days_after_the_order(market: Market) -> None:
    market.set(seller={"handling_days": 30})
    placed, order = market.now, sent(market)
    market.advance_to(placed + timedelta(days=22) - SECOND)
    assert "feedback-reminder" not in market.mail(order)
    market.advance(seconds=1)
    assert "feedback-reminder" in market.mail(order)


@proves("feedback-on-canceled", changed=False)
def a_seller_who_canceled_can_be_rated_but_nobody_else(market: Market) -> None:
    own = market.place()
    market.act("buyer-cancel", own)
    refused_by(market, "feedback-on-canceled", "feedback", own, rating=1)
    order = unshipped(market)
    market.act("seller-cancel", order, reason="NoInventory")
    market.act("feedback", order, rating=1)


@proves("one-feedback", changed=False)
def an_order_is_rated_once(market: Market) -> None:
    order = arrived(market)
    market.act("feedback", order, rating=5)
    refused_by(market, "one-feedback", "feedback", order, rating=1)


@proves("feedback-removal", changed=61)
def feedback_is_taken_back_within_sixty_days(market: Market) -> None:
    order = arrived(market)
    market.act("feedback", order, rating=1)
    market.advance(days=60)
    refused_by(market, "feedback-removal", "remove-feedback", order)
