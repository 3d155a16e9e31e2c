"""The cancellation-rate table: who canceled in which scenario, and whether that counts, as the pages say it."""

from collections.abc import Callable

import pytest

from simulator.health import health_json
from simulator.parties import Seller
from tests.builders import Market
from tests.rules.proofs import asks, requested, unshipped, writes
from tests.seller_central.site import Desk, seller_app

Story = Callable[[Market], str]


def _canceled(market: Market, order: str, reason: str) -> str:
    market.act("seller-cancel", order, reason=reason)
    return order


def _for(reason: str) -> Story:
    return lambda market: _canceled(market, unshipped(market), reason)


def _asked_by_message(market: Market) -> str:
    order = unshipped(market)
    asks(market, order, "Please cancel my order.", kind="cancel_order")
    return _canceled(market, order, "BuyerCanceled")


def _asked_by_seller(market: Market) -> str:
    order = unshipped(market)
    text = "We are out of stock. Please cancel the order yourself from Your Orders."
    writes(market, order, text, "problem_with_order")
    market.act("request-cancellation", order, reason="other")
    return _canceled(market, order, "BuyerCanceled")


def _left_alone(market: Market) -> str:
    order = unshipped(market)
    market.advance(days=9)
    return order


def _left_alone_on_request(market: Market) -> str:
    order = requested(market)
    market.advance(days=9)
    return order


def _paid_badly(payment: str) -> Story:
    def story(market: Market) -> str:
        order = market.place(payment=payment)
        market.advance(minutes=30)
        return order

    return story


def _fraud_found_late(market: Market) -> str:
    order = market.place(payment="fraud", released=True)
    market.advance(hours=2)
    return order


def _self_canceled(market: Market) -> str:
    order = market.place()
    market.act("buyer-cancel", order)
    return order


def _granted(market: Market) -> str:
    market.set(seller={"auto_approval_window": 120})
    return requested(market)


# By, scenario on the pages, what happens, whether it counts.
# fmt: off
TABLE = (
    ("Buyer", "Official request", lambda market: _canceled(market, requested(market), "BuyerCanceled"), False),
    ("Buyer", "Request by message only", _asked_by_message, True),
    ("Seller", "Seller's own fault", _for("NoInventory"), True),
    ("Seller", "Seller's own fault", _for("PricingError"), True),
    ("Seller", "Seller's own fault", _for("ListingError"), True),
    ("Seller", "Seller's own fault", _for("ShippingSettingsError"), True),
    ("Seller", "Seller's own fault", _for("VacationSettingsOff"), True),
    ("Seller", "Undeliverable address", _for("ShippingAddressUndeliverable"), True),
    ("Seller", "Unresponsive buyer", _for("BuyerUnresponsive"), True),
    ("Marketplace", "Shipment not confirmed", _left_alone, True),
    ("Marketplace", "Fraudulent buyer", _paid_badly("fraud"), False),
    ("Marketplace", "Fraudulent buyer", _fraud_found_late, False),
    ("Marketplace", "Failed payment", _paid_badly("fails"), False),
    ("Buyer", "Buyer's own cancellation", _self_canceled, False),
    ("Marketplace", "Request approved automatically", _granted, False),
    ("Seller", "Buyer canceled without a request", _for("BuyerCanceled"), True),
    ("Marketplace", "Request left unanswered", _left_alone_on_request, True),
    ("Seller", "Another reason than the request's",
        lambda market: _canceled(market, requested(market), "NoInventory"), True),
    ("Buyer", "Request made because the seller asked", _asked_by_seller, False),
)
# fmt: on


@pytest.mark.parametrize(("by", "scenario", "story", "counts"), TABLE, ids=[f"{row[0]}: {row[1]}" for row in TABLE])
def test_a_cancellation_counts_as_the_table_says(
    by: str, scenario: str, story: Story, counts: bool, market: Market
) -> None:
    order = story(market)
    assert market.order(order)["cancellation"]["counts_against_seller"] is counts
    with market.reading() as moment:
        told = health_json(moment, moment.session.get_one(Seller, market.seller_id))
    [row] = [one for one in told["cancellations_by_scenario"] if one["orders"]]
    assert (row["by"].title(), row["title"], row["orders"], row["counted"]) == (by, scenario, 1, int(counts))
    assert told["cancellation_rate"]["numerator"] == int(counts)
    page = Desk(seller_app(market.home).test_client(), market.name).page("/health")
    assert scenario in page.replace("&#39;", "'")
    assert market.audit() == []
