"""What comes back or arrives and is then forgotten: the marketplace refunds and reminds by itself."""

from datetime import timedelta
from decimal import Decimal

from tests.builders import Market
from tests.rules.proofs import arrived, sent


def _received(market: Market) -> str:
    order = arrived(market)
    market.act("request-return", order, reason="No longer needed")
    market.act("authorize-return", order)
    market.act("receive-return", order)
    return order


def test_a_return_the_seller_does_not_refund_in_time_is_refunded_by_the_marketplace(market: Market) -> None:
    order = _received(market)
    due = next(at for rule, at in market.agenda(order) if rule == "return-refund-deadline")
    market.advance_to(due - timedelta(seconds=1))
    assert market.order(order)["refunds"] == []
    market.advance(seconds=1)
    told = market.order(order)
    assert (told["refunds"][0]["by"], told["refunded"]) == ("MARKETPLACE", told["charged"])
    assert told["refunds"][0]["items"][0]["amount"] == told["charged"]
    assert told["returns"][0]["state"] == "refunded"
    assert market.audit() == []


def test_what_was_refunded_or_closed_is_not_waited_for_any_more(market: Market) -> None:
    for deed, args in (("refund", {"reason": "CustomerReturn"}), ("close-return", {})):
        order = _received(market)
        market.act(deed, order, **args)
        assert "return-refund-deadline" not in dict(market.agenda(order))


def test_nothing_is_waited_for_when_the_money_went_back_before_the_goods(market: Market) -> None:
    order = arrived(market)
    market.act("refund", order, reason="CustomerReturn")
    market.act("request-return", order, reason="No longer needed")
    market.act("authorize-return", order)
    market.act("receive-return", order)
    assert "return-refund-deadline" not in dict(market.agenda(order))


def test_only_what_came_back_is_paid_and_never_more_than_is_left(market: Market) -> None:
    order = market.place(items=[{"sku": market.skus[0], "quantity": 2}, {"sku": market.skus[1]}], released=True)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="T1")
    market.act("deliver", order)
    item = market.order(order)["items"][0]
    market.act(
        "request-return", order, reason="defective", items=[{"order_item_id": item["order_item_id"], "quantity": 1}]
    )
    market.act("authorize-return", order)
    market.act("receive-return", order)
    market.act("refund", order, reason="GeneralAdjustment", concession="1.00")
    market.advance(days=7)
    refunds = market.order(order)["refunds"]
    assert [one["by"] for one in refunds] == ["SELLER", "MARKETPLACE"]
    assert [one["order_item_id"] for one in refunds[1]["items"]] == [item["order_item_id"]]
    assert market.audit() == []


def test_a_buyer_is_reminded_of_feedback_once_and_only_where_a_parcel_may_have_arrived(market: Market) -> None:
    quiet, rated, refused, lost = (sent(market) for _ in range(4))
    market.act("hand-to-carrier", refused)
    market.act("refuse-delivery", refused)
    market.act("hand-to-carrier", lost)
    market.act("lose-parcel", lost)
    market.act("hand-to-carrier", rated)
    market.act("deliver", rated)
    market.act("feedback", rated, rating=5)
    market.advance(days=40)
    told = {one: market.mail(one).count("feedback-reminder") for one in (quiet, rated, refused, lost)}
    assert told == {quiet: 1, rated: 0, refused: 0, lost: 0}
    assert market.audit() == []


def _partly_sent(market: Market) -> tuple[str, str]:
    """Return an order whose first item was confirmed, and its second item, which was not."""
    order = market.place(items=[{"sku": market.skus[0]}, {"sku": market.skus[1]}], released=True)
    first, second = (one["order_item_id"] for one in market.order(order)["items"])
    only = [{"order_item_id": first, "quantity": 1}]
    market.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="T1", items=only)
    return order, second


def test_the_item_that_is_not_sent_is_refunded_once_the_others_are_confirmed(market: Market) -> None:
    order, missing = _partly_sent(market)
    market.act("refund", order, reason="NoInventory", items=[{"order_item_id": missing}])
    told = market.order(order)
    worth = Decimal(told["items"][1]["unit_price"]["amount"]) + Decimal(told["items"][1]["item_tax"]["amount"])
    assert Decimal(told["refunded"]["amount"]) == worth
    assert market.audit() == []


def test_a_full_refund_of_a_partly_sent_order_gives_back_all_that_was_charged(market: Market) -> None:
    order, _ = _partly_sent(market)
    market.act("refund", order, reason="NoInventory")
    told = market.order(order)
    assert told["refunded"] == told["charged"] == told["total"]
    assert market.audit() == []
