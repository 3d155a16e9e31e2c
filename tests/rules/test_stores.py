"""Every store lives by its own windows and dates: canceling alone, requesting, and automatic cancellation.

The lengths and days below are written out by hand, so that they are compared with the packs, not taken from them.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from simulator.home import Home
from simulator.policy import store, stores
from tests.builders import Market
from tests.rules.proofs import counts, refused_by, requested, status

CODES = [one.code for one in stores()]
SECOND = timedelta(seconds=1)

# Minutes in which a buyer cancels alone, where they are not thirty.
ALONE = {"JP": 5, "harbor": 0}

# How long an order may stay unconfirmed, where it is not seven days after ship-by.
DAYS = {"JP": 30, "SA": 3, "IN": 1}
BUSINESS_DAYS = {"harbor": 10}
FROM_THE_ORDER = {"JP"}

# The first local day after the change of 2022, in both sets of dates.
EARLY, LATE, LAST = date(2022, 5, 10), date(2022, 5, 23), date(2022, 6, 6)
CHANGES = {
    "announced": dict.fromkeys(CODES, LATE) | dict.fromkeys(("US", "CA", "MX", "JP", "SG", "AU"), EARLY),
    "final": dict.fromkeys(CODES, LATE) | dict.fromkeys(("JP", "SG", "AU"), LAST),
}


@pytest.mark.parametrize("code", CODES)
def test_a_buyer_cancels_alone_inside_the_stores_own_window(code: str, home: Home) -> None:
    market = Market.new(home, store=code)
    order, other = market.place(released=True), market.place(released=True)
    window = timedelta(minutes=ALONE.get(code, 30))
    if window:
        market.advance_to(market.now + window - SECOND)
        market.act("buyer-cancel", other)
        assert not counts(market, other)
        refused_by(market, "request-after-window", "request-cancellation", order, reason="other")
        market.advance(seconds=1)
    refused_by(market, "buyer-cancel-window", "buyer-cancel", order)
    market.act("request-cancellation", order, reason="other")
    assert market.audit() == []


@pytest.mark.parametrize("code", CODES)
def test_a_request_leaves_the_decision_and_the_rate_to_nobody_else(code: str, home: Home) -> None:
    market = Market.new(home, store=code)
    order = requested(market)
    refused_by(market, "one-request", "request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert not counts(market, order)
    assert market.audit() == []


@pytest.mark.parametrize("code", CODES)
def test_an_unconfirmed_order_is_canceled_when_the_stores_own_grace_ends(code: str, home: Home) -> None:
    market = Market.new(home, store=code)
    order = market.place(released=True)
    ends = _grace_ends(code, market.now, datetime.fromisoformat(market.order(order)["ship_by"]))
    market.advance_to(ends - SECOND)
    assert status(market, order) == "Unshipped"
    market.advance(seconds=1)
    assert market.order(order)["cancellation"]["reason"] == "ShipmentUnconfirmed"
    assert counts(market, order)
    assert market.audit() == []


@pytest.mark.parametrize("date_set", CHANGES)
@pytest.mark.parametrize("code", [code for code in CODES if code != "harbor"])
def test_requests_turn_from_messages_to_flags_at_local_midnight(code: str, date_set: str, home: Home) -> None:
    change = _midnight(code, CHANGES[date_set][code])
    market = Market.new(home, store=code, start_at=change - timedelta(hours=2), date_set=date_set)
    before, at, after = (market.place(released=True) for _ in range(3))
    market.advance_to(change - SECOND)
    assert _comes_as_message(market, before)
    refused_by(market, "auto-approval-offered", "change-seller", seller_id=market.seller_id, auto_approval_window=180)
    market.advance(seconds=1)
    assert not _comes_as_message(market, at)
    market.set(seller={"auto_approval_window": 180})
    market.advance(seconds=1)
    assert not _comes_as_message(market, after)
    assert market.order(after)["cancellation"]["reason"] == "AutoApproved"
    assert market.audit() == []


def test_the_harbor_never_knew_requests_by_message(home: Home) -> None:
    market = Market.new(home, store="harbor", start_at=datetime(2022, 5, 9, 12, tzinfo=UTC))
    assert not _comes_as_message(market, market.place(released=True))


def _comes_as_message(market: Market, order: str) -> bool:
    """Let the buyer ask officially, and say whether the seller got a message of it."""
    market.act("request-cancellation", order, reason="other")
    return "message-sent" in market.kinds(order)


def _midnight(code: str, day: date) -> datetime:
    return datetime.combine(day, time(), store(code).zone).astimezone(UTC)


def _grace_ends(code: str, placed: datetime, ship_by: datetime) -> datetime:
    """Count the grace on the store's calendar, keeping the local time of day."""
    local = (placed if code in FROM_THE_ORDER else ship_by).astimezone(store(code).zone)
    day, left = local.date(), BUSINESS_DAYS.get(code, DAYS.get(code, 7))
    while left:
        day += timedelta(days=1)
        left -= code not in BUSINESS_DAYS or day.weekday() < 5
    return datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
