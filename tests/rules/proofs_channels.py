"""Proofs of the rules about orders the marketplace fulfills, and of what takes its time by itself."""

from datetime import UTC, datetime, time
from typing import Any

from tests.builders import Market
from tests.rules.proofs import proves, refused_by, status


def _afn(market: Market) -> str:
    return market.place(channel="AFN", released=True)


def _mcf(market: Market, quantity: int = 1, **args: Any) -> str:
    items = args.pop("items", None) or [{"sku": market.skus[0], "quantity": quantity}]
    return str(market.act("create-fulfillment", seller_id=market.seller_id, items=items, **args)["order_id"])


def _empty_shelf(market: Market) -> None:
    market.act("change-product", sku=market.skus[0], stock=0)


def _case(market: Market, order: str, **args: Any) -> str:
    event = market.act("open-case", seller_id=market.seller_id, order_ids=[order], **args)
    return str(event["data"]["case_id"])


@proves("fba-seller-support", changed=False)
def a_seller_cancels_no_order_of_the_marketplaces_warehouse(market: Market) -> None:
    refused_by(market, "fba-seller-support", "seller-cancel", _afn(market), reason="NoInventory")


@proves("fba-shipped-by-marketplace", changed=False)
def the_marketplace_confirms_its_own_parcels(market: Market) -> None:
    refused_by(market, "fba-shipped-by-marketplace", "confirm-shipment", _afn(market), carrier="X", tracking="1")


@proves("fba-pick-start-minimum", changed=60)
def picking_may_start_before_an_hour_has_passed(market: Market) -> None:
    starts = [market.agenda(_afn(market))[0][1] for _ in range(8)]
    assert min(starts) < max(starts)


@proves("fba-pick-start-maximum", changed=5)
def picking_may_start_later_than_five_minutes(market: Market) -> None:
    starts = [market.agenda(_afn(market))[0][1] for _ in range(8)]
    assert max(starts) > min(starts)


@proves("fba-picking-closes-cancel", changed=False)
def once_picked_an_order_cannot_be_canceled(market: Market) -> None:
    order = _afn(market)
    market.next()
    refused_by(market, "fba-picking-closes-cancel", "buyer-cancel", order)


@proves("fba-no-request", changed=False)
def there_is_no_seller_to_ask_about_an_order_of_the_warehouse(market: Market) -> None:
    order = _afn(market)
    market.next()
    market.advance(minutes=60)
    refused_by(market, "fba-no-request", "request-cancellation", order, reason="other")


@proves("fba-picking-time", changed=9)
def the_warehouse_ships_four_hours_after_picking_began(market: Market) -> None:
    order = _afn(market)
    market.next()
    market.advance(hours=4)
    assert status(market, order) == "Shipped"


@proves("fba-delivery-time", changed=3)
def a_parcel_of_the_warehouse_arrives_two_days_later(market: Market) -> None:
    order = _afn(market)
    market.next()
    market.advance(days=2, hours=4)
    assert market.order(order)["shipment"]["delivered_at"]


@proves("support-case-answer", changed=30)
def seller_support_answers_after_twenty_minutes(market: Market) -> None:
    _case(market, _afn(market), reason="Mistake")
    market.advance(minutes=20)
    assert "case-answered" in market.kinds()


@proves("support-case-complete", changed=False)
def a_case_that_lacks_a_fact_is_answered_with_a_question(market: Market) -> None:
    order = market.place(channel="AFN", released=True)
    _case(market, order, reason="Mistake")
    market.advance(minutes=20)
    assert market.events()[-1]["data"]["state"] == "needs-more"


@proves("mcf-planning-window", changed=16)
def a_multichannel_order_is_planned_for_fifteen_minutes(market: Market) -> None:
    order = _mcf(market)
    market.advance(minutes=14, seconds=59)
    assert status(market, order) == "Planning"
    market.advance(seconds=1)
    assert status(market, order) == "Processing"


@proves("mcf-processing-closed", changed=False)
def processing_closes_cancel(market: Market) -> None:
    order = _mcf(market)
    market.advance(minutes=15)
    refused_by(market, "mcf-processing-closed", "seller-cancel", order)


@proves("mcf-processing-time", changed=5)
def a_multichannel_order_is_complete_four_hours_later(market: Market) -> None:
    order = _mcf(market)
    market.advance(hours=4, minutes=15)
    assert status(market, order) == "Complete"


@proves("mcf-unfulfillable-final", changed=False)
def an_unfulfillable_order_cannot_be_canceled(market: Market) -> None:
    _empty_shelf(market)
    refused_by(market, "mcf-unfulfillable-final", "seller-cancel", _mcf(market))


@proves("mcf-complete-final", changed=False)
def a_complete_order_cannot_be_canceled(market: Market) -> None:
    order = _mcf(market)
    market.advance(hours=5)
    refused_by(market, "mcf-complete-final", "seller-cancel", order)


@proves("mcf-fill-all-limit", changed=25)
def an_order_waits_a_day_for_stock(market: Market) -> None:
    _empty_shelf(market)
    order = _mcf(market, policy="FillAll")
    market.advance(hours=24)
    assert status(market, order) == "Unfulfillable"


@proves("mcf-hold-limit", changed=15)
def an_order_on_hold_is_canceled_after_two_weeks(market: Market) -> None:
    order = _mcf(market, action="Hold")
    market.advance(days=14)
    assert status(market, order) == "Canceled"


@proves("mcf-speeds", changed=["Standard"])
def a_multichannel_order_can_be_expedited(market: Market) -> None:
    assert status(market, _mcf(market, speed="Expedited")) == "Planning"


@proves("mcf-policies", changed=["FillOrKill"])
def a_multichannel_order_can_fill_what_is_available(market: Market) -> None:
    assert status(market, _mcf(market, policy="FillAllAvailable")) == "Planning"


@proves("quantity-maximum", changed=1000)
def an_order_holds_999_units_of_an_item_at_most(market: Market) -> None:
    sku = market.skus[0]
    market.place(items=[{"sku": sku, "quantity": 999}])
    refused_by(market, "quantity-maximum", "place-order", items=[{"sku": sku, "quantity": 1000}])


@proves("order-number-prefix", changed="901")
def order_numbers_start_with_900(market: Market) -> None:
    assert market.place().startswith("900-")


@proves("tax-rate", changed="0.1")
def tax_is_eight_percent(market: Market) -> None:
    item = market.order(market.place())["items"][0]
    price, tax = float(item["unit_price"]["amount"]), float(item["item_tax"]["amount"])
    assert abs(tax - price * 0.08) < 0.011


@proves("mcf-cut-off", changed=time(14))
def a_fast_order_placed_from_one_in_the_afternoon_on_leaves_the_next_day(market: Market) -> None:
    market.advance(hours=3, minutes=59, seconds=59)
    before = _mcf(market, speed="Priority")
    market.advance(seconds=1)
    after, usual = _mcf(market, speed="Priority"), _mcf(market)
    market.advance(hours=5)
    assert [status(market, one) for one in (before, after, usual)] == ["Complete", "Processing", "Complete"]
    # The warehouse begins at midnight in Los Angeles.
    market.advance_to(datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert status(market, after) == "Complete"
