"""Proofs of the rules about who may cancel, ask, and when."""

import pytest

from simulator.acting import act
from simulator.errors import Refusal
from tests.builders import Market
from tests.rules.proofs import proves, refused_by, requested, sent, status, two_items, unshipped


@proves("self-cancel-items", changed=False)
def a_buyer_drops_one_item_inside_the_window(market: Market) -> None:
    order = market.place(items=two_items(market))
    first = market.order(order)["items"][0]["order_item_id"]
    market.act("buyer-cancel", order, items=[{"order_item_id": first}])
    assert status(market, order) == "Pending"


@proves("buyer-cancel-needs-window", changed=False)
def a_buyer_cannot_cancel_alone_after_the_window(market: Market) -> None:
    refused_by(market, "buyer-cancel-window", "buyer-cancel", unshipped(market))


@proves("request-after-window", changed=False)
def a_request_is_refused_while_the_buyer_can_cancel_alone(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=29, seconds=59)
    refused_by(market, "request-after-window", "request-cancellation", order, reason="other")


@proves("request-needs-payment", changed=False)
def nobody_is_asked_while_the_payment_is_checked(market: Market) -> None:
    order = market.place(payment="slow")
    market.advance(minutes=31)
    refused_by(market, "request-needs-payment", "request-cancellation", order, reason="other")


@proves("request-before-shipment", changed=False)
def a_shipped_order_is_returned_not_requested(market: Market) -> None:
    refused_by(market, "request-before-shipment", "request-cancellation", sent(market), reason="other")


@proves("one-request", changed=False)
def a_buyer_asks_once(market: Market) -> None:
    refused_by(market, "one-request", "request-cancellation", requested(market), reason="other")


@proves("request-reason-required", changed=False)
def a_request_says_why(market: Market) -> None:
    refused_by(market, "request-reason-required", "request-cancellation", unshipped(market))


@proves("request-scope", changed="item")
def a_request_covers_the_whole_order(market: Market) -> None:
    order = unshipped(market, items=two_items(market))
    first = market.order(order)["items"][0]["order_item_id"]
    refused_by(market, "request-scope", "request-cancellation", order, reason="other", items=[first])


@proves("request-withdrawal", changed=True)
def a_request_cannot_be_taken_back(market: Market) -> None:
    refused_by(market, "request-withdrawal", "withdraw-request", requested(market))


@proves("always-ask-seller", changed=True)
def the_sellers_window_answers_for_the_seller(market: Market) -> None:
    market.set(seller={"auto_approval_window": 120})
    assert status(market, requested(market)) == "Canceled"


@proves("stale-page", changed=False)
def a_deed_from_a_stale_page_is_refused(market: Market) -> None:
    order = unshipped(market)
    with pytest.raises(Refusal, match="changed while the page was open"):
        act(market.home, market.name, "seller-cancel", order_id=order, args={"reason": "NoInventory"}, version=1)


@proves("stock-available", changed=False)
def more_units_than_in_stock_cannot_be_bought(market: Market) -> None:
    sku = market.skus[0]
    market.act("change-product", sku=sku, stock=2)
    refused_by(market, "stock-available", "place-order", items=[{"sku": sku, "quantity": 3}])


@proves("offer-active", changed=False)
def offers_of_a_seller_on_vacation_cannot_be_bought(market: Market) -> None:
    market.set(seller={"vacation": True})
    refused_by(market, "offer-active", "place-order", items=[{"sku": market.skus[0]}])


@proves("vacation-hides-offers", changed=False)
def vacation_hides_a_sellers_offers(market: Market) -> None:
    market.set(seller={"vacation": True})
    refused_by(market, "offer-active", "place-order", items=[{"sku": market.skus[0]}])


@proves("lawful-path", changed=False)
def nobody_rates_the_seller_of_a_multichannel_order(market: Market) -> None:
    items = [{"sku": market.skus[0]}]
    order = market.act("create-fulfillment", seller_id=market.seller_id, items=items)["order_id"]
    market.advance(days=5)
    refused_by(market, "lawful-path", "feedback", order, rating=5)


@proves("pending-closed-to-seller", changed=False)
def a_seller_can_do_nothing_with_a_pending_order(market: Market) -> None:
    order = market.place()
    refused_by(market, "pending-closed-to-seller", "seller-cancel", order, reason="NoInventory")
    refused_by(market, "pending-closed-to-seller", "confirm-shipment", order, carrier="X", tracking="1")


@proves("confirmed-cannot-be-canceled", changed=False)
def confirmation_closes_cancel_order(market: Market) -> None:
    refused_by(market, "confirmed-cannot-be-canceled", "seller-cancel", sent(market), reason="NoInventory")


@proves("cancel-reason-required", changed=False)
def a_seller_says_why(market: Market) -> None:
    refused_by(market, "cancel-reason-required", "seller-cancel", unshipped(market))


@proves("reason-locked-on-request", changed=True)
def on_a_request_the_seller_may_still_choose_the_wrong_reason(market: Market) -> None:
    order = requested(market)
    market.act("seller-cancel", order, reason="NoInventory")
    assert market.order(order)["cancellation"]["counts_against_seller"]


@proves("seller-partial-cancel", changed=True)
def a_seller_cancels_whole_orders_only(market: Market) -> None:
    order = unshipped(market, items=two_items(market))
    first = market.order(order)["items"][0]["order_item_id"]
    refused_by(
        market, "seller-partial-cancel", "seller-cancel", order, reason="NoInventory", items=[{"order_item_id": first}]
    )


@proves("label-closes-cancel", changed=False)
def a_bought_label_closes_cancel_order(market: Market) -> None:
    order = unshipped(market)
    market.act("buy-label", order)
    refused_by(market, "label-closes-cancel", "seller-cancel", order, reason="NoInventory")
    market.act("void-label", order)
    market.act("seller-cancel", order, reason="NoInventory")


@proves("canceled-is-final", changed=False)
def a_canceled_order_stays_canceled(market: Market) -> None:
    order = unshipped(market)
    market.act("seller-cancel", order, reason="NoInventory")
    refused_by(market, "canceled-is-final", "seller-cancel", order, reason="NoInventory")


@proves("late-fraud-cancels", changed=False)
def fraud_found_late_cancels_an_unshipped_order(market: Market) -> None:
    order = market.place(released=True, payment="fraud")
    market.advance(hours=2)
    assert market.order(order)["cancellation"]["reason"] == "BuyerFraud"


@proves("fraud-review", changed=1)
def late_fraud_is_found_two_hours_after_release(market: Market) -> None:
    order = market.place(released=True, payment="fraud")
    market.advance(hours=1, minutes=59, seconds=59)
    assert status(market, order) == "Unshipped"


@proves("cancel-restores-stock", changed=False)
def a_buyers_cancellation_gives_the_units_back(market: Market) -> None:
    sku = market.skus[0]
    before = market.stock(sku)
    order = market.place(items=[{"sku": sku, "quantity": 3}])
    assert market.stock(sku) == before - 3
    market.act("buyer-cancel", order)
    assert market.stock(sku) == before
