"""Proofs of the rules about labels, parcels, confirmation and refunds."""

from datetime import timedelta

from simulator.policy import store
from tests.builders import Market
from tests.rules.proofs import arrived, proves, refused_by, sent, status, two_items, unshipped


@proves("label-once", changed=False)
def a_label_is_bought_once(market: Market) -> None:
    order = unshipped(market)
    market.act("buy-label", order)
    refused_by(market, "label-once", "buy-label", order)


@proves("label-void-window", changed=25)
def a_label_can_be_voided_for_a_day(market: Market) -> None:
    order = unshipped(market)
    market.act("buy-label", order)
    market.advance(hours=23, minutes=59, seconds=59)
    assert "void-label" in market.order(order)["allowed"]
    market.advance(seconds=1)
    refused_by(market, "label-void-window", "void-label", order)


@proves("void-needs-label", changed=False)
def only_a_bought_label_can_be_voided(market: Market) -> None:
    refused_by(market, "void-needs-label", "void-label", unshipped(market))


@proves("label-confirms-shipment", changed=True)
def buying_a_label_does_not_confirm_the_shipment(market: Market) -> None:
    order = unshipped(market)
    market.act("buy-label", order)
    market.act("hand-to-carrier", order)
    assert status(market, order) == "Unshipped"


@proves("pick-once", changed=False)
def goods_are_picked_once(market: Market) -> None:
    order = unshipped(market)
    market.act("pick", order)
    refused_by(market, "pick-once", "pick", order)


@proves("pack-after-pick", changed=False)
def goods_are_packed_after_they_were_picked(market: Market) -> None:
    refused_by(market, "pack-after-pick", "pack", unshipped(market))


@proves("handover-once", changed=False)
def a_parcel_is_handed_over_once(market: Market) -> None:
    order = unshipped(market)
    market.act("hand-to-carrier", order)
    refused_by(market, "handover-once", "hand-to-carrier", order)


@proves("put-back-before-delivery", changed=False)
def what_the_carrier_has_cannot_be_put_back(market: Market) -> None:
    order = unshipped(market)
    market.act("hand-to-carrier", order)
    refused_by(market, "put-back-before-delivery", "put-back", order)


@proves("tracking-required", changed=False)
def a_shipment_has_a_tracking_id(market: Market) -> None:
    refused_by(market, "tracking-required", "confirm-shipment", unshipped(market), carrier="Northline Post")


@proves("ship-date-not-future", changed=False)
def nothing_was_shipped_tomorrow(market: Market) -> None:
    order, tomorrow = unshipped(market), market.now + timedelta(seconds=1)
    refused_by(
        market,
        "ship-date-not-future",
        "confirm-shipment",
        order,
        carrier="X",
        tracking="1",
        ship_date=tomorrow.isoformat(),
    )


@proves("ship-date-after-order", changed=False)
def nothing_was_shipped_on_a_day_before_its_order(market: Market) -> None:
    order = unshipped(market)
    zone = store("US").zone
    midnight = market.now.astimezone(zone).replace(hour=0, minute=0, second=0)
    said = {"carrier": "X", "tracking": "1"}
    before = (midnight - timedelta(seconds=1)).isoformat()
    refused_by(market, "ship-date-after-order", "confirm-shipment", order, **said, ship_date=before)
    market.act("confirm-shipment", order, **said, ship_date=midnight.isoformat())


@proves("quantity-shipped", changed=False)
def no_more_units_are_shipped_than_were_bought(market: Market) -> None:
    order = unshipped(market)
    item = market.order(order)["items"][0]["order_item_id"]
    packed = [{"order_item_id": item, "quantity": 2}]
    refused_by(market, "quantity-shipped", "confirm-shipment", order, carrier="X", tracking="1", items=packed)


@proves("double-confirm", changed=False)
def a_shipment_is_confirmed_once(market: Market) -> None:
    refused_by(market, "double-confirm", "confirm-shipment", sent(market), carrier="X", tracking="1")


@proves("edit-needs-shipment", changed=False)
def only_a_confirmed_shipment_is_edited(market: Market) -> None:
    refused_by(market, "edit-needs-shipment", "edit-shipment", unshipped(market), carrier="X", tracking="1")


@proves("edit-before-delivery", changed=False)
def tracking_is_mended_until_delivery(market: Market) -> None:
    refused_by(market, "edit-before-delivery", "edit-shipment", arrived(market), carrier="X", tracking="1")


@proves("delivered-after-handover", changed=False)
def a_parcel_on_the_shelf_does_not_arrive(market: Market) -> None:
    refused_by(market, "delivered-after-handover", "deliver", sent(market))


@proves("lost-after-handover", changed=False)
def a_parcel_on_the_shelf_is_not_lost(market: Market) -> None:
    refused_by(market, "lost-after-handover", "lose-parcel", sent(market))


@proves("refusal-at-door", changed=False)
def only_a_parcel_at_the_door_is_refused(market: Market) -> None:
    refused_by(market, "refusal-at-door", "refuse-delivery", arrived(market))


@proves("refund-after-confirmation", changed=False)
def money_goes_back_only_after_confirmation(market: Market) -> None:
    refused_by(market, "refund-after-confirmation", "refund", unshipped(market), reason="NoInventory", amount="1.00")


@proves("refund-limit", changed=False)
def a_refund_never_exceeds_what_was_paid(market: Market) -> None:
    order = sent(market)
    market.act("refund", order, reason="GeneralAdjustment", amount="1.00")
    refused_by(market, "refund-limit", "refund", order, reason="GeneralAdjustment", amount=market.order(order)["total"])


@proves("double-refund", changed=False)
def an_order_is_refunded_in_full_once(market: Market) -> None:
    order = sent(market)
    market.act("refund", order, reason="GeneralAdjustment")
    refused_by(market, "double-refund", "refund", order, reason="GeneralAdjustment", amount="1.00")


@proves("refund-reason-required", changed=False)
def a_refund_says_why(market: Market) -> None:
    refused_by(market, "refund-reason-required", "refund", sent(market), amount="1.00")


@proves("charged-whole-order", changed=False)
def the_first_package_charges_the_whole_order(market: Market) -> None:
    order = unshipped(market, items=two_items(market))
    first = market.order(order)["items"][0]["order_item_id"]
    market.act("confirm-shipment", order, carrier="X", tracking="1", items=[{"order_item_id": first}])
    told = market.order(order)
    assert told["status"] == "PartiallyShipped"
    assert told["charged"] == told["total"]
