"""The cancellation-rate table, row by row: who canceled, why, what stood open, and whether it counts."""

from collections.abc import Callable

import pytest

from simulator.policy import overridden
from tests.builders import Market

Story = Callable[[Market], str]
ROWS: dict[str, tuple[Story, str, str, bool]] = {}


def row(rule: str, by: str, *, counts: bool) -> Callable[[Story], Story]:
    """Register how a cancellation of this row comes about."""

    def register(story: Story) -> Story:
        ROWS[story.__name__] = (story, rule, by, counts)
        return story

    return register


def asked(market: Market) -> str:
    """An order whose buyer asked officially, an hour after placing it."""
    order = market.place(released=True)
    market.advance(hours=1)
    market.act("request-cancellation", order, reason="found_cheaper")
    return order


@row("count-official-request", "SELLER", counts=False)
def the_seller_grants_an_official_request(market: Market) -> str:
    order = asked(market)
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


@row("count-request-by-message", "SELLER", counts=True)
def the_seller_cancels_after_a_wish_by_message(market: Market) -> str:
    order = market.place(released=True)
    market.sql("UPDATE orders SET wished_at = placed_at WHERE number = ?", order)
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


@row("count-seller-fault", "SELLER", counts=True)
def the_seller_has_none_left(market: Market) -> str:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    return order


@row("count-seller-fault", "SELLER", counts=True)
def the_seller_made_a_pricing_error(market: Market) -> str:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="PricingError")
    return order


@row("count-address-undeliverable", "SELLER", counts=True)
def the_address_cannot_be_delivered_to(market: Market) -> str:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="ShippingAddressUndeliverable")
    return order


@row("count-buyer-unresponsive", "SELLER", counts=True)
def the_buyer_does_not_answer(market: Market) -> str:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="BuyerUnresponsive")
    return order


@row("count-unconfirmed-shipment", "MARKETPLACE", counts=True)
def the_shipment_is_not_confirmed_in_time(market: Market) -> str:
    order = market.place(released=True)
    market.advance(days=30)
    return order


@row("count-buyer-fraud", "MARKETPLACE", counts=False)
def the_buyer_is_a_fraud(market: Market) -> str:
    order = market.place(payment="fraud")
    market.advance(minutes=30)
    return order


@row("count-buyer-fraud", "MARKETPLACE", counts=False)
def the_buyer_is_found_to_be_a_fraud_late(market: Market) -> str:
    order = market.place(payment="fraud", released=True)
    market.advance(hours=2)
    return order


@row("count-payment-failed", "MARKETPLACE", counts=False)
def the_payment_fails(market: Market) -> str:
    order = market.place(payment="fails")
    market.advance(minutes=30)
    return order


@row("count-buyer-self-cancel", "BUYER", counts=False)
def the_buyer_cancels_alone(market: Market) -> str:
    order = market.place()
    market.act("buyer-cancel", order)
    return order


@row("count-auto-approved", "MARKETPLACE", counts=False)
def a_request_inside_the_sellers_window_is_granted_at_once(market: Market) -> str:
    market.set(seller={"auto_approval_window": 120})
    return asked(market)


@row("count-buyer-canceled-without-request", "SELLER", counts=True)
def the_seller_blames_a_buyer_who_never_asked(market: Market) -> str:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


@row("count-request-left-open", "MARKETPLACE", counts=True)
def a_request_is_left_unanswered_until_automatic_cancellation(market: Market) -> str:
    order = asked(market)
    market.advance(days=30)
    return order


@row("count-other-reason-on-request", "SELLER", counts=True)
def the_seller_states_another_reason_than_the_request(market: Market) -> str:
    order = asked(market)
    market.act("seller-cancel", order, reason="NoInventory")
    return order


@row("count-seller-asked", "SELLER", counts=False)
def the_buyer_requests_because_the_seller_asked_for_it(market: Market) -> str:
    order = market.place(released=True)
    market.sql("UPDATE orders SET attributes = '{\"asked_to_request\": true}' WHERE number = ?", order)
    market.advance(hours=1)
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


@row("count-marketplace-fulfilled", "MARKETPLACE", counts=False)
def seller_support_cancels_what_the_marketplace_fulfills(market: Market) -> str:
    order = market.place(channel="AFN", payment="slow")
    asin = market.order(order)["items"][0]["asin"]
    items = [{"asin": asin, "quantity": 1}]
    market.act("open-case", seller_id=market.seller_id, order_ids=[order], items=items, reason="Wrong price")
    market.advance(minutes=20)
    return order


@pytest.mark.parametrize("told", list(ROWS))
def test_a_cancellation_counts_as_its_row_of_the_table_says(told: str, market: Market) -> None:
    story, rule, by, counts = ROWS[told]
    cancellation = market.order(story(market))["cancellation"]
    assert (cancellation["by"], cancellation["rule"]) == (by, rule)
    assert cancellation["counts_against_seller"] is counts
    assert market.audit() == []


@pytest.mark.parametrize(
    "told", [name for name, (_, rule, *_) in ROWS.items() if rule != "count-marketplace-fulfilled"]
)
def test_the_answer_of_each_row_is_a_value_of_the_rule_book(told: str, market: Market) -> None:
    story, rule, _, counts = ROWS[told]
    with overridden({rule: not counts}):
        assert market.order(story(market))["cancellation"]["counts_against_seller"] is not counts


def test_every_row_of_the_table_is_told() -> None:
    from simulator.policy import all_rules

    rows = {rule.id for rule in all_rules() if rule.id.startswith("count-")}
    assert {rule for _, rule, *_ in ROWS.values()} == rows


def test_the_reason_code_alone_never_exempts(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    market.act("seller-cancel", order, reason="Buyer canceled")
    assert market.order(order)["cancellation"]["counts_against_seller"] is True
