"""Returns, pre-orders and slow payments at their edges."""

from datetime import timedelta

from tests.builders import Market


def _received(market: Market) -> str:
    order = market.place(released=True)
    market.advance(minutes=30)
    for deed in (
        "hand-to-carrier",
        "confirm-shipment",
        "deliver",
        "request-return",
        "authorize-return",
        "receive-return",
    ):
        args = {"confirm-shipment": {"carrier": "X", "tracking": "1"}, "request-return": {"reason": "defective"}}
        market.act(deed, order, **args.get(deed, {}))
    return order


def test_a_multichannel_order_released_from_hold_is_not_canceled_when_the_hold_would_have_ended(market: Market) -> None:
    items = [{"sku": market.skus[0], "quantity": 1}]
    order = market.act("create-fulfillment", seller_id=market.seller_id, items=items, action="Hold")["order_id"]
    market.act("release-fulfillment", order)
    market.advance(days=15)
    assert market.order(order)["status"] == "Complete"
    assert market.agenda(order) == []


def test_goodwill_alone_settles_no_return(market: Market) -> None:
    order = _received(market)
    market.act("refund", order, reason="GeneralAdjustment", concession="1.00")
    assert market.order(order)["returns"][0]["state"] == "received"


def test_a_pre_order_can_be_dropped_until_its_window_after_the_release_date_ends(market: Market) -> None:
    opens = market.now + timedelta(days=5)
    order = market.place(available_at=opens.isoformat())
    market.advance(days=3)
    assert "buyer-cancel" in market.order(order)["allowed"]
    market.advance_to(opens + timedelta(minutes=29, seconds=59))
    assert "buyer-cancel" in market.order(order)["allowed"]
    market.advance(seconds=1)
    assert market.refused("buyer-cancel", order).rule == "buyer-cancel-window"
    assert market.audit() == []


def test_a_pre_order_is_dropped_days_after_it_was_placed(market: Market) -> None:
    order = market.place(available_at=(market.now + timedelta(days=5)).isoformat())
    market.advance(days=4)
    market.act("buyer-cancel", order)
    assert market.audit() == []


def test_a_warehouse_order_whose_payment_is_still_checked_can_be_canceled(market: Market) -> None:
    order = market.place(channel="AFN", payment="slow")
    market.advance(minutes=49)
    assert market.order(order)["status"] == "Pending"
    market.act("buyer-cancel", order)
    assert market.audit() == []
