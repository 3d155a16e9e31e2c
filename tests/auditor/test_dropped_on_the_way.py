"""Units canceled while their parcel is out have left with it, and nothing is missing from stock."""

from tests.builders import Market


def test_units_canceled_while_the_parcel_is_out_do_not_come_back(market: Market) -> None:
    sku = market.skus[0]
    order = market.place(released=True, items=[{"sku": sku, "quantity": 3}])
    line = market.order(order)["items"][0]["order_item_id"]
    market.act("hand-to-carrier", order)
    market.act("buyer-cancel", order, items=[{"order_item_id": line, "quantity": 1}])
    market.act("refuse-delivery", order)
    market.act("put-back", order)
    market.act("seller-cancel", order, reason="BuyerUnresponsive")
    assert market.stock(sku) == 10_000 - 1
    assert market.audit() == []
