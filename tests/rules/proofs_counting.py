"""Proofs of the cancellation-rate table, row by row."""

from tests.builders import Market
from tests.rules.proofs import counts, proves, requested, unshipped


def _canceled(market: Market, order: str, reason: str) -> bool:
    market.act("seller-cancel", order, reason=reason)
    return counts(market, order)


@proves("count-official-request", changed=True)
def an_official_request_does_not_count(market: Market) -> None:
    assert not _canceled(market, requested(market), "BuyerCanceled")


@proves("count-request-by-message", changed=False)
def a_wish_by_message_counts(market: Market) -> None:
    order = unshipped(market)
    market.act("message", order, **{"from": "buyer", "kind": "cancel_order", "body": "Please cancel my order."})
    assert _canceled(market, order, "BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-request-by-message"


@proves("count-seller-fault", changed=False)
def the_sellers_own_fault_counts(market: Market) -> None:
    for reason in ("NoInventory", "PricingError", "ListingError", "ShippingSettingsError", "VacationSettingsOff"):
        assert _canceled(market, unshipped(market), reason)


@proves("count-address-undeliverable", changed=False)
def an_undeliverable_address_counts(market: Market) -> None:
    assert _canceled(market, unshipped(market), "ShippingAddressUndeliverable")


@proves("count-buyer-unresponsive", changed=False)
def an_unresponsive_buyer_counts(market: Market) -> None:
    assert _canceled(market, unshipped(market), "BuyerUnresponsive")


@proves("count-unconfirmed-shipment", changed=False)
def an_unconfirmed_shipment_counts(market: Market) -> None:
    order = unshipped(market)
    market.advance(days=10)
    assert counts(market, order)


@proves("count-request-left-open", changed=False)
def a_request_nobody_acted_on_counts_at_automatic_cancellation(market: Market) -> None:
    order = requested(market)
    market.advance(days=10)
    assert counts(market, order)
    assert market.order(order)["cancellation"]["rule"] == "count-request-left-open"


@proves("count-buyer-fraud", changed=True)
def buyer_fraud_does_not_count(market: Market) -> None:
    order = market.place(payment="fraud")
    market.advance(minutes=30)
    assert not counts(market, order)


@proves("count-payment-failed", changed=True)
def a_failed_payment_does_not_count(market: Market) -> None:
    order = market.place(payment="fails")
    market.advance(minutes=30)
    assert not counts(market, order)


@proves("count-buyer-self-cancel", changed=True)
def a_self_cancellation_does_not_count(market: Market) -> None:
    order = market.place()
    market.act("buyer-cancel", order)
    assert not counts(market, order)


@proves("count-auto-approved", changed=True)
def an_automatically_approved_request_does_not_count(market: Market) -> None:
    market.set(seller={"auto_approval_window": 60})
    assert not counts(market, requested(market))


@proves("count-buyer-canceled-without-request", changed=False)
def the_reason_code_alone_never_exempts(market: Market) -> None:
    assert _canceled(market, unshipped(market), "BuyerCanceled")


@proves("count-other-reason-on-request", changed=False)
def another_reason_on_an_official_request_counts(market: Market) -> None:
    assert _canceled(market, requested(market), "NoInventory")


@proves("count-seller-asked", changed=True)
def a_request_the_seller_asked_for_stands_formally(market: Market) -> None:
    order = unshipped(market)
    text = "We are out of stock. Please cancel the order yourself from Your Orders."
    market.act("message", order, **{"from": "seller", "kind": "problem_with_order", "body": text})
    market.act("request-cancellation", order, reason="other")
    assert not _canceled(market, order, "BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-seller-asked"


@proves("breach-asking-buyer", changed=False)
def asking_the_buyer_to_cancel_for_ones_own_fault_is_a_breach(market: Market) -> None:
    order = unshipped(market)
    text = "We are out of stock. Please cancel the order yourself from Your Orders."
    market.act("message", order, **{"from": "seller", "kind": "problem_with_order", "body": text})
    assert "breach-noted" in market.kinds(order)


@proves("count-marketplace-fulfilled", changed=True)
def what_the_marketplace_fulfills_never_counts(market: Market) -> None:
    order = market.place(channel="AFN", released=True)
    item = market.order(order)["items"][0]
    market.act(
        "open-case", seller_id=market.seller_id, order_ids=[order], reason="Wrong address",
        items=[{"asin": item["asin"], "quantity": 1}],
    )  # fmt: skip
    market.advance(minutes=20)
    assert not counts(market, order)
