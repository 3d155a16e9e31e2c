"""Proofs of the rules about how long things stay open."""

from datetime import date, timedelta

from simulator.policy import policy_for
from tests.builders import Market
from tests.rules.proofs import counts, proves, refused_by, requested, status, unshipped


@proves("buyer-cancel-window", changed=31)
def self_cancel_is_closed_at_exactly_thirty_minutes(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=29, seconds=59)
    assert "buyer-cancel" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "buyer-cancel-window", "buyer-cancel", order)


@proves("request-window", changed=40, refuses=False)
def a_request_can_be_made_until_shipment(market: Market) -> None:
    order = unshipped(market)
    market.advance(hours=20)
    market.act("request-cancellation", order, reason="other")
    assert market.order(order)["request"]["state"] == "open"


@proves("request-window", changed=61, store="harbor")
def at_the_harbor_a_request_is_made_within_an_hour(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=59, seconds=59)
    assert "request-cancellation" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "request-window", "request-cancellation", order, reason="other")


@proves("payment-hold", changed=29)
def payment_is_verified_when_the_hold_ends(market: Market) -> None:
    order = market.place()
    market.advance(minutes=29, seconds=59)
    assert status(market, order) == "Pending"
    market.advance(seconds=1)
    assert status(market, order) == "Unshipped"


@proves("slow-payment-check", changed=25)
def a_slow_payment_check_takes_twenty_minutes_longer(market: Market) -> None:
    order = market.place(payment="slow")
    market.advance(minutes=49, seconds=59)
    assert status(market, order) == "Pending"
    market.advance(seconds=1)
    assert status(market, order) == "Unshipped"


@proves("payment-check-limit", changed=0)
def a_payment_check_has_days_to_end(market: Market) -> None:
    order = market.place()
    assert market.agenda(order)[0] == ("payment-hold", market.now + timedelta(minutes=30))


@proves("auto-cancel-grace", changed={"length": 8})
def seven_local_days_after_ship_by_an_unconfirmed_order_is_canceled(market: Market) -> None:
    order = unshipped(market)
    # Ship-by is 3 March, 23:59:59 in Los Angeles; the clocks change on 8 March.
    assert market.order(order)["auto_cancel_at"] == "2026-03-11T06:59:59Z"
    market.advance(days=9)
    assert market.order(order)["cancellation"]["reason"] == "ShipmentUnconfirmed"


@proves("ship-reminders", changed=[{"anchor": "ship_by", "days": 1}])
def a_seller_is_reminded_before_at_and_after_ship_by_and_before_the_end(market: Market) -> None:
    order = unshipped(market)
    assert [rule for rule, _ in market.agenda(order)].count("ship-reminders") == 4


@proves("verge-of-cancellation", changed=0)
def the_last_reminder_warns_of_automatic_cancellation(market: Market) -> None:
    order = unshipped(market)
    market.advance(days=8)
    assert market.mail(order, to="seller")[-1] == "auto-cancel-warning"


@proves("request-change-date", changed=date(2026, 4, 1))
def requests_are_flags_since_the_change_of_2022(market: Market) -> None:
    assert policy_for("US", market.now).request_change_date < market.now


@proves("request-by-message-before-change", changed=True)
def since_the_change_an_official_request_is_no_message(market: Market) -> None:
    order = requested(market)
    assert "message-sent" not in market.kinds(order)


@proves("auto-approval-offered", changed=True, store="harbor")
def at_the_harbor_no_window_answers_for_the_seller(market: Market) -> None:
    seller = market.seller_id
    refused_by(market, "auto-approval-offered", "change-seller", seller_id=seller, auto_approval_window=60)


@proves("auto-approval-offered", changed=False, refuses=False)
def a_request_inside_the_sellers_window_is_granted_at_once(market: Market) -> None:
    market.set(seller={"auto_approval_window": 120})
    order = requested(market)
    assert market.order(order)["cancellation"]["reason"] == "AutoApproved"
    assert not counts(market, order)


@proves("auto-approval-minimum", changed=20)
def an_auto_approval_window_has_at_least_thirty_minutes(market: Market) -> None:
    seller = market.seller_id
    refused_by(market, "auto-approval-minimum", "change-seller", seller_id=seller, auto_approval_window=29)
    market.set(seller={"auto_approval_window": 30})


@proves("auto-approval-maximum", changed=73)
def an_auto_approval_window_has_at_most_seventy_two_hours(market: Market) -> None:
    seller = market.seller_id
    refused_by(market, "auto-approval-maximum", "change-seller", seller_id=seller, auto_approval_window=72 * 60 + 1)
    market.set(seller={"auto_approval_window": 72 * 60})
