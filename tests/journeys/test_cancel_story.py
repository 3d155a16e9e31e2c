"""Both sites in one story each, through the engine's edge: what is done, what people are told, what counts."""

from datetime import timedelta

import pytest

from simulator.health import cancellation_rate
from simulator.parties import Seller
from tests.builders import Market


def _rate(market: Market) -> tuple[int, int]:
    with market.reading() as moment:
        seller = moment.session.get_one(Seller, market.seller_id)
        rate = cancellation_rate(moment.session, seller, moment.now, moment.policy("US"))
        return rate.numerator, rate.denominator


def test_an_official_request_ends_in_a_cancellation_that_does_not_count(market: Market) -> None:
    order = market.place()
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="Found cheaper somewhere else")
    assert market.order(order)["status"] == "Unshipped"
    market.act("seller-cancel", order, reason="Buyer canceled")

    assert market.order(order)["cancellation"]["rule"] == "count-official-request"
    assert market.mail(order, to="buyer") == [
        "order-confirmation", "order-released", "request-received", "order-canceled-by-seller-buyer",
    ]  # fmt: skip
    assert market.mail(order, to="seller") == ["sold-ship-now", "request-arrived", "order-canceled-by-seller-seller"]
    assert _rate(market) == (0, 1)
    assert market.audit() == []


def test_a_wish_by_message_ends_in_a_cancellation_that_counts(market: Market) -> None:
    order = market.place()
    market.advance(minutes=31)
    market.act(
        "message", order, **{"from": "buyer", "kind": "cancel_order", "body": "Please cancel, I made a mistake."}
    )
    assert market.order(order)["request"] is None
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-request-by-message"
    assert _rate(market) == (1, 1)
    assert market.audit() == []


def test_a_counted_cancellation_leaves_the_rate_after_seven_days(market: Market) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    market.advance(days=6, hours=23, minutes=59, seconds=59)
    assert _rate(market)[0] == 1
    market.advance(seconds=1)
    assert _rate(market)[0] == 0


def test_the_parcel_that_left_before_the_cancellation_is_gone(market: Market) -> None:
    sku = market.skus[0]
    order = market.place(released=True, items=[{"sku": sku, "quantity": 2}])
    market.advance(minutes=31)
    stock = market.stock(sku)
    market.act("hand-to-carrier", order)
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    market.act("deliver", order)
    assert market.stock(sku) == stock
    assert market.order(order)["charged"]["amount"] == "0.00"
    assert market.audit() == []


def test_seven_days_late_the_order_is_canceled_and_counts(market: Market) -> None:
    order = market.place(released=True)
    ends = market.order(order)["auto_cancel_at"]
    due = next(at for rule, at in market.agenda(order) if rule == "auto-cancel-grace")
    assert due.strftime("%Y-%m-%dT%H:%M:%SZ") == ends
    market.advance_to(due - timedelta(seconds=1))
    assert market.order(order)["status"] == "Unshipped"
    market.advance(seconds=1)
    assert market.order(order)["cancellation"]["by"] == "MARKETPLACE"
    assert _rate(market)[0] == 1
    assert market.agenda(order) == []
    assert market.audit() == []


@pytest.mark.parametrize("payment", ["fails", "fraud"])
def test_the_marketplaces_own_cancellations_never_count_and_no_mail_tells_the_seller(
    market: Market, payment: str
) -> None:
    order = market.place(payment=payment)
    market.advance(minutes=30)
    assert market.order(order)["cancellation"]["counts_against_seller"] is False
    assert market.mail(order, to="seller") == []
    assert market.audit() == []


def test_an_item_is_refunded_where_it_cannot_be_canceled(market: Market) -> None:
    order = market.place(released=True, items=[{"sku": sku} for sku in market.skus[:3]])
    market.advance(minutes=31)
    dropped = market.order(order)["items"][2]
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Northline Post", tracking="NP7")
    market.act("refund", order, reason="CustomerCancel", items=[{"order_item_id": dropped["order_item_id"]}])
    told = market.order(order)
    assert told["status"] == "Shipped"
    assert told["cancellation"] is None
    assert market.audit() == []


def test_the_demo_world_is_lawful(market: Market) -> None:
    demo = Market.new(market.home, "demo", template="demo")
    assert demo.audit() == []
    demo.advance(days=12)
    assert demo.audit() == []
