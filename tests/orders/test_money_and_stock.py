"""Money and units through partial cancellations, split shipments, refunds and parcels that come back."""

import pytest

from simulator.errors import BadInput
from tests.builders import Market


def pair(market: Market) -> str:
    """An order of two units of one offer and one of another."""
    first, second = market.skus[:2]
    return market.place(items=[{"sku": first, "quantity": 2}, {"sku": second}], released=True)


def item(market: Market, order: str, place: int, quantity: int = 1) -> list[dict[str, object]]:
    return [{"order_item_id": market.order(order)["items"][place]["order_item_id"], "quantity": quantity}]


def test_units_canceled_one_by_one_come_back_to_stock_once(market: Market) -> None:
    before = market.stock()
    order = pair(market)
    market.act("buyer-cancel", order, items=item(market, order, 0))
    assert market.stock() == before - 2
    market.act("buyer-cancel", order)
    assert market.stock() == before


def test_an_item_that_is_canceled_already_cannot_be_canceled_again(market: Market) -> None:
    order = pair(market)
    market.act("buyer-cancel", order, items=item(market, order, 1))
    before = market.hash()
    with pytest.raises(BadInput, match="Cancel 1 to 0 units"):
        market.act("buyer-cancel", order, items=item(market, order, 1))
    assert market.hash() == before


def test_a_full_refund_after_a_partial_cancellation_is_what_was_charged(market: Market) -> None:
    order = pair(market)
    market.act("buyer-cancel", order, items=item(market, order, 0))
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("refund", order, reason="CustomerReturn")
    told = market.order(order)
    assert told["refunds"][0]["amount"] == told["charged"] == told["total"]
    assert market.refused("refund", order, reason="CustomerReturn").rule == "double-refund"


def test_the_first_package_charges_the_whole_order(market: Market) -> None:
    order = pair(market)
    assert market.order(order)["charged"]["amount"] == "0.00"
    market.act("confirm-shipment", order, carrier="X", tracking="1", items=item(market, order, 0))
    told = market.order(order)
    assert (told["status"], told["charged"]) == ("PartiallyShipped", told["total"])


def test_packages_never_share_a_number(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1", items=item(market, order, 0), reference=2)
    with pytest.raises(BadInput, match="already a package 2"):
        market.act("confirm-shipment", order, carrier="X", tracking="2", items=item(market, order, 1), reference=2)
    market.act("confirm-shipment", order, carrier="X", tracking="3")
    assert [one["reference"] for one in market.order(order)["packages"]] == [2, 3]


@pytest.mark.parametrize(("reason", "back"), [("BuyerCanceled", 1), ("NoInventory", 0), ("PricingError", 1)])
def test_stock_comes_back_unless_there_is_none(market: Market, reason: str, back: int) -> None:
    order = market.place(released=True)
    left = market.stock()
    market.act("seller-cancel", order, reason=reason)
    assert market.stock() == left + back


def test_goods_that_have_left_do_not_come_back_with_the_cancellation(market: Market) -> None:
    order = market.place(released=True)
    left = market.stock()
    market.act("hand-to-carrier", order)
    market.act("seller-cancel", order, reason="PricingError")
    assert market.stock() == left
    assert market.audit() == []


def test_a_parcel_refused_and_put_back_can_leave_again(market: Market) -> None:
    order = market.place(released=True)
    for deed in ("hand-to-carrier", "refuse-delivery", "put-back", "hand-to-carrier", "deliver"):
        market.act(deed, order)
    assert market.order(order)["shipment"]["refused_at"] is None
    assert market.audit() == []


def test_a_label_cannot_be_voided_once_its_parcel_has_left(market: Market) -> None:
    order = market.place(released=True)
    market.act("buy-label", order)
    market.act("hand-to-carrier", order)
    assert market.refused("void-label", order).rule == "void-needs-label"


def test_nobody_packs_a_parcel_for_an_order_that_was_never_released(market: Market) -> None:
    order = market.place()
    market.act("buyer-cancel", order)
    assert "hand-to-carrier" not in market.order(order)["allowed"]
    assert market.refused("hand-to-carrier", order).rule == "lawful-path"


def test_a_refunded_return_does_not_bar_the_next(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("request-return", order, reason="No longer needed", items=item(market, order, 0))
    market.act("refund", order, reason="CustomerReturn", amount="1.00")
    market.act("request-return", order, reason="No longer needed", items=item(market, order, 1))
    assert [one["state"] for one in market.order(order)["returns"]] == ["refunded", "requested"]


def come_back(market: Market, order: str) -> None:
    market.act("authorize-return", order)
    market.act("receive-return", order)
    market.act("refund", order, reason="CustomerReturn", amount="1.00")


def test_units_that_came_back_are_not_returned_again(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("request-return", order, reason="No longer needed", items=item(market, order, 0))
    come_back(market, order)
    before = market.hash()
    with pytest.raises(BadInput, match="Return 1 to 1 units"):
        market.act("request-return", order, reason="No longer needed", items=item(market, order, 0, 2))
    assert market.hash() == before
    market.act("request-return", order, reason="No longer needed")
    assert [one["quantity"] for one in market.order(order)["returns"][1]["items"]] == [1, 1]
    come_back(market, order)
    assert "request-return" not in market.order(order)["allowed"]
    again = market.refused("request-return", order, reason="No longer needed", items=item(market, order, 1))
    assert again.rule == "return-once"


def test_an_item_that_came_back_can_be_named_in_no_other_return(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("request-return", order, reason="No longer needed", items=item(market, order, 1))
    come_back(market, order)
    with pytest.raises(BadInput, match="No unit of item"):
        market.act("request-return", order, reason="No longer needed", items=item(market, order, 1))


def test_an_item_named_twice_in_a_return_is_counted_together(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    one, two = item(market, order, 0), item(market, order, 0, 2)
    with pytest.raises(BadInput, match="Return 1 to 2 units"):
        market.act("request-return", order, reason="No longer needed", items=one + two)
    market.act("request-return", order, reason="No longer needed", items=one + one)
    assert [wish["quantity"] for wish in market.order(order)["returns"][0]["items"]] == [2]


def test_units_kept_after_a_refund_or_a_closed_return_can_still_come_back(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("request-return", order, reason="No longer needed")
    market.act("refund", order, reason="CustomerReturn", amount="1.00")
    market.act("request-return", order, reason="No longer needed")
    market.act("close-return", order)
    market.act("request-return", order, reason="No longer needed")
    assert [one["quantity"] for one in market.order(order)["returns"][2]["items"]] == [2, 1]


def test_both_sides_learn_what_an_appeal_decided(market: Market) -> None:
    order = market.place(released=True)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("deliver", order)
    market.act("request-return", order, reason="No longer needed")
    market.advance(days=2)
    market.act("claim", order, ground="not_as_described")
    market.advance(days=3)
    market.act("appeal-claim", order, text="The picture shows the very same item.")
    assert market.mail(order, to="buyer").count("claim-decided-buyer") == 2
    assert market.audit() == []


def test_a_confirmed_order_leaves_no_fraud_review_behind(market: Market) -> None:
    order = market.place(payment="fraud", released=True)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.advance(hours=3)
    assert market.order(order)["status"] == "Shipped"
    assert [rule for rule, _ in market.agenda(order)] == ["feedback-reminder"]


@pytest.mark.parametrize("place", [0, 1])
def test_whichever_item_the_buyer_drops_shipping_is_still_paid_once(market: Market, place: int) -> None:
    order = pair(market)
    before = [one["shipping_price"] for one in market.order(order)["items"]]
    market.act("buyer-cancel", order, items=item(market, order, place, quantity=(2, 1)[place]))
    after = [one["shipping_price"] for one in market.order(order)["items"]]
    assert before[0]["amount"] == "4.99"
    assert after == (before[::-1] if place == 0 else before)
    assert market.audit() == []


def test_an_item_is_refunded_no_more_than_was_paid_for_it(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    key, total = market.order(order)["items"][1]["order_item_id"], market.order(order)["total"]["amount"]
    over = [{"order_item_id": key, "amount": total}]
    refused = market.refused("refund", order, reason="CustomerReturn", items=over)
    assert refused.rule == "refund-limit"
    market.act("refund", order, reason="CustomerReturn", items=[{"order_item_id": key}])
    again = [{"order_item_id": key, "amount": "0.01"}]
    assert market.refused("refund", order, reason="CustomerReturn", items=again).rule == "refund-limit"


def test_an_item_the_buyer_dropped_is_not_refunded(market: Market) -> None:
    order = pair(market)
    market.act("buyer-cancel", order, items=item(market, order, 1))
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    key = market.order(order)["items"][1]["order_item_id"]
    over = [{"order_item_id": key, "amount": "0.01"}]
    assert market.refused("refund", order, reason="CustomerReturn", items=over).rule == "refund-limit"


def test_a_refund_is_told_by_item_or_in_one_sum_not_both(market: Market) -> None:
    order = pair(market)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    key = market.order(order)["items"][0]["order_item_id"]
    with pytest.raises(BadInput, match="not both"):
        market.act("refund", order, reason="CustomerReturn", amount="2.00", items=[{"order_item_id": key}])
