"""What follows when a rate misses its target: told once, mended in time or offers off sale, plans of action."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

import simulator.health.appealing
import simulator.health.watching  # noqa: F401 - registers what watches the log
from simulator.errors import BadInput, NotFound, Refusal
from simulator.health import health_json, notice_json, notices_of
from simulator.parties import Product, Seller
from simulator.policy import overridden
from tests.builders import Market


def cancel(market: Market, sku: str | None = None, **args: Any) -> str:
    """Place an order and have the seller cancel it for lack of stock."""
    order = market.place(released=True, **({"items": [{"sku": sku}]} if sku else {}))
    market.act("seller-cancel", order, **{"reason": "NoInventory"} | args)
    return order


def place(market: Market, number: int) -> None:
    for _ in range(number):
        market.place(released=True, items=[{"sku": market.skus[-1]}])


def notices(market: Market) -> list[dict[str, Any]]:
    with market.reading() as moment:
        seller = moment.session.get_one(Seller, market.seller_id)
        return [notice_json(one) for one in reversed(notices_of(moment, seller))]


def kinds(market: Market) -> list[str]:
    return [one["kind"] for one in notices(market)]


def is_stopped(market: Market) -> bool:
    with market.reading() as moment:
        return moment.session.get_one(Seller, market.seller_id).offers_deactivated_at is not None


def stopped_offers(market: Market) -> list[str]:
    with market.reading() as moment:
        return list(moment.session.scalars(select(Product.sku).where(Product.deactivated_at.is_not(None))))


def test_a_missed_target_is_told_by_log_notification_and_mail(market: Market) -> None:
    order = cancel(market)
    warned = next(one for one in market.events() if one["kind"] == "rate-warned")
    cause = next(one for one in market.events(order) if one["kind"] == "order-canceled")
    assert (warned["actor"], warned["cause"]) == ("MARKETPLACE", cause["seq"])
    assert warned["data"]["metric"] == "Cancellation Rate"
    assert (warned["data"]["numerator"], warned["data"]["denominator"], warned["data"]["status"]) == (1, 1, "missed")
    told = notices(market)[0]
    assert (told["kind"], told["severity"], told["due_at"]) == ("rate-warning", "warning", "2026-03-05T17:00:00Z")
    assert market.mail(to="seller").count("performance-warning") == 1


def test_a_cancellation_that_does_not_count_warns_nobody(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert kinds(market) == []


def test_a_cancellation_below_the_target_warns_nobody(market: Market) -> None:
    place(market, 40)
    cancel(market)
    assert kinds(market) == []


@pytest.mark.parametrize(("orders", "warned"), [(38, 1), (39, 1), (40, 0)], ids=["above", "exactly 2.5%", "below"])
def test_the_warning_comes_at_exactly_the_target(market: Market, orders: int, warned: int) -> None:
    place(market, orders)
    cancel(market)
    assert len(kinds(market)) == warned


def test_a_breach_is_told_once_and_again_after_seven_days(market: Market) -> None:
    skus = market.skus
    cancel(market, skus[0])
    cancel(market, skus[1])
    market.advance(days=6, hours=23)
    cancel(market, skus[2])
    assert kinds(market) == ["rate-warning"]
    market.advance(hours=1)
    cancel(market, skus[3])
    assert kinds(market) == ["rate-warning"] * 2


def test_how_often_a_lasting_breach_is_told_is_the_rule_books_to_say(market: Market) -> None:
    with overridden({"rate-warning-repeat": 1}):
        cancel(market, market.skus[0])
        market.advance(days=1)
        cancel(market, market.skus[1])
    assert kinds(market) == ["rate-warning"] * 2


def test_a_rate_that_recovered_is_warned_about_anew(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 60)
    cancel(market, market.skus[1])
    assert kinds(market) == ["rate-warning"] * 2


def test_offers_go_off_sale_when_the_rate_is_still_missed_at_the_review(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 20)
    market.advance(hours=71, minutes=59)
    assert not is_stopped(market)
    market.advance(minutes=1)
    assert is_stopped(market)
    assert kinds(market) == ["rate-warning", "offers-deactivated"]
    assert market.kinds().count("offers-deactivated") == market.mail().count("offers-deactivated") == 1
    assert market.refused("place-order", released=True, items=[{"sku": market.skus[5]}]).rule == "offer-active"
    with market.reading() as moment:
        told = health_json(moment, moment.session.get_one(Seller, market.seller_id))
    assert (told["account_status"], told["offers_deactivated_at"]) == ("deactivated", "2026-03-05T17:00:00Z")


def test_a_rate_mended_before_the_review_keeps_the_offers_on_sale(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 41)
    market.advance(days=4)
    assert not is_stopped(market)
    assert kinds(market) == ["rate-warning"]


@pytest.mark.parametrize(
    ("rule", "other", "stopped"),
    [
        ("offers-deactivated-on-breach", False, False),
        ("offers-deactivated-minimum-orders", 21, True),
        ("offers-deactivated-minimum-orders", 22, False),
        ("performance-review-window", 97, False),
        ("performance-review-window", 96, True),
    ],
)
def test_whether_and_when_offers_go_is_the_rule_books_to_say(
    market: Market, rule: str, other: object, stopped: bool
) -> None:
    with overridden({rule: other}):
        cancel(market, market.skus[0])
        place(market, 20)
        market.advance(days=4)
        assert is_stopped(market) is stopped


def test_steps_of_any_size_bring_the_same_consequences(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 25)
    slow = market.fork("slow")
    market.advance(days=12)
    for _ in range(12):
        slow.advance(days=1)
    assert "offers-deactivated" in market.kinds()
    assert market.hash() == slow.hash()


def test_automatic_cancellations_of_one_day_are_one_breach(market: Market) -> None:
    place(market, 8)
    market.advance(days=12)
    assert market.kinds().count("order-canceled") == 8
    assert kinds(market) == ["rate-warning"]


def test_two_cancellations_of_one_offer_in_a_row_take_it_off_sale(market: Market) -> None:
    sku = market.skus[0]
    cancel(market, sku)
    assert stopped_offers(market) == []
    second = cancel(market, sku)
    assert stopped_offers(market) == [sku]
    told = notices(market)[-1]
    assert (told["kind"], told["facts"]["sku"], told["order_id"]) == ("offer-deactivated", sku, second)
    assert market.refused("place-order", items=[{"sku": sku}]).rule == "offer-active"
    assert market.place(items=[{"sku": market.skus[1]}])


def test_a_shipment_in_between_ends_the_row(market: Market) -> None:
    sku = market.skus[0]
    cancel(market, sku)
    market.advance(hours=1)
    market.act("confirm-shipment", market.place(released=True, items=[{"sku": sku}]), carrier="X", tracking="T1")
    market.advance(hours=1)
    cancel(market, sku)
    assert stopped_offers(market) == []


def test_what_the_buyer_cancels_neither_counts_nor_ends_the_row(market: Market) -> None:
    sku = market.skus[0]
    market.act("buyer-cancel", market.place(items=[{"sku": sku}]))
    cancel(market, sku)
    market.act("buyer-cancel", market.place(items=[{"sku": sku}]))
    assert stopped_offers(market) == []
    cancel(market, sku)
    assert stopped_offers(market) == [sku]


@pytest.mark.parametrize(("seconds", "stopped"), [(-1, 1), (0, 0), (1, 0)], ids=["inside", "exactly 30 days", "out"])
def test_cancellations_in_a_row_are_looked_for_in_thirty_days(market: Market, seconds: int, stopped: int) -> None:
    cancel(market, market.skus[0])
    market.advance_to(market.now + timedelta(days=30, seconds=seconds))
    cancel(market, market.skus[0])
    assert len(stopped_offers(market)) == stopped


def test_how_many_in_a_row_and_for_how_long_is_the_rule_books_to_say(market: Market) -> None:
    sku = market.skus[0]
    with overridden({"consecutive-cancellations": 3, "consecutive-cancellations-window": 1}):
        cancel(market, sku)
        cancel(market, sku)
        assert stopped_offers(market) == []
        market.advance(days=1)
        cancel(market, sku)
        assert stopped_offers(market) == []
        cancel(market, sku)
        cancel(market, sku)
    assert stopped_offers(market) == [sku]


def test_editing_the_price_brings_an_offer_back_where_the_pack_says_so(market: Market) -> None:
    sku = market.skus[0]
    cancel(market, sku)
    cancel(market, sku)
    with overridden({"price-edit-reactivates": False}):
        market.act("change-product", sku=sku, price="17.77")
        assert stopped_offers(market) == [sku]
    market.act("change-product", sku=sku, price="18.88")
    assert stopped_offers(market) == []


def test_a_late_confirmation_warns_about_late_shipments_once_per_order(market: Market) -> None:
    order = market.place(released=True, items=[{"sku": market.skus[0], "quantity": 2}])
    item = market.order(order)["items"][0]["order_item_id"]
    market.advance(days=4)
    for tracking in ("T1", "T2"):
        market.act("confirm-shipment", order, carrier="X", tracking=tracking,
                   items=[{"order_item_id": item, "quantity": 1}])  # fmt: skip
    assert [one["facts"]["metric"] for one in notices(market)] == ["Late Shipment Rate"]
    assert notices(market)[0]["due_at"] is None


def test_an_automatic_cancellation_is_a_late_shipment_too_only_where_a_pack_says_so(market: Market) -> None:
    place(market, 1)
    with overridden({"late-shipment-replaced": False}):
        market.advance(days=12)
    assert [one["facts"]["metric"] for one in notices(market)] == ["Late Shipment Rate", "Cancellation Rate"]


def shipped(market: Market) -> str:
    order = market.place(released=True, items=[{"sku": market.skus[0]}])
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="X", tracking="T1")
    return order


def test_low_feedback_and_a_claim_on_one_order_are_one_breach(market: Market) -> None:
    order = shipped(market)
    market.act("deliver", order)
    market.act("feedback", order, rating=2)
    market.act("request-return", order, reason="defective")
    market.advance(days=3)
    market.act("claim", order, ground="not_as_described")
    told = [(one["kind"], one["facts"].get("metric")) for one in notices(market)]
    assert told == [("rate-warning", "Order Defect Rate"), ("claim", None)]
    assert notices(market)[1]["order_id"] == order


def test_good_feedback_warns_nobody(market: Market) -> None:
    order = shipped(market)
    market.act("deliver", order)
    market.act("feedback", order, rating=3)
    assert kinds(market) == []


def test_a_claim_is_a_defect_from_the_day_it_is_opened(market: Market) -> None:
    order = shipped(market)
    market.act("deliver", order)
    market.act("request-return", order, reason="defective")
    market.advance(days=3)
    market.act("claim", order, ground="not_as_described")
    assert kinds(market) == ["claim", "rate-warning"]
    assert notices(market)[0]["due_at"] is not None


def test_a_late_delivery_is_warned_about_when_its_lag_is_over(market: Market) -> None:
    order = shipped(market)
    market.advance(days=20)
    market.act("deliver", order)
    assert [one["facts"]["metric"] for one in notices(market)] == []
    market.advance(seconds=1)
    assert [one["facts"]["metric"] for one in notices(market)] == ["On-Time Delivery Rate"]


@pytest.mark.parametrize(
    ("rule", "other"), [("on-time-delivery-enforced", False), ("on-time-delivery-minimum-units", 2)]
)
def test_on_time_delivery_warns_nobody_where_it_is_not_enforced(market: Market, rule: str, other: object) -> None:
    order = shipped(market)
    market.advance(days=10)
    market.act("lose-parcel", order)
    with overridden({rule: other}):
        market.advance(days=10)
    assert kinds(market) == []


def test_an_accepted_plan_of_action_brings_the_offers_back(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 20)
    market.advance(days=3)
    notice = notices(market)[-1]["id"]
    market.act("submit-plan", seller_id=market.seller_id, notice_id=notice, text="Count the stock each morning.")
    assert not is_stopped(market)
    assert notices(market)[-1]["plan_state"] == "accepted"
    assert [one["actor"] for one in market.events()][-3:] == ["SELLER", "MARKETPLACE", "MARKETPLACE"]
    assert market.kinds()[-3:] == ["plan-submitted", "plan-decided", "offers-reactivated"]


def test_a_plan_accepted_in_time_spares_the_review(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 20)
    market.act("submit-plan", seller_id=market.seller_id, notice_id=notices(market)[0]["id"], text="Better stock.")
    market.advance(days=4)
    assert not is_stopped(market)


def test_a_plan_waits_for_the_marketplace_where_the_pack_says_so(market: Market) -> None:
    cancel(market, market.skus[0])
    place(market, 20)
    market.advance(days=3)
    plan = {"seller_id": market.seller_id, "notice_id": notices(market)[-1]["id"], "text": "Better stock."}
    with overridden({"plan-accepted-at-once": False}):
        market.act("submit-plan", **plan)
        assert (notices(market)[-1]["plan_state"], is_stopped(market)) == ("waiting", True)
        market.act("decide-plan", notice_id=plan["notice_id"], accepted=False)
        assert (notices(market)[-1]["plan_state"], is_stopped(market)) == ("declined", True)
        market.act("submit-plan", **plan)
        market.act("decide-plan", notice_id=plan["notice_id"], accepted=True)
    assert not is_stopped(market)


def test_plans_and_acknowledgments_that_make_no_sense_change_nothing(market: Market) -> None:
    sku, seller = market.skus[0], market.seller_id
    cancel(market, sku)
    cancel(market, sku)
    warning, offer = (one["id"] for one in notices(market))
    before = market.hash()
    bad: list[tuple[str, dict[str, Any], type[Exception]]] = [
        ("submit-plan", {"seller_id": seller, "notice_id": offer, "text": "x"}, BadInput),
        ("submit-plan", {"seller_id": seller, "notice_id": warning, "text": "  "}, BadInput),
        ("submit-plan", {"seller_id": seller, "notice_id": 999, "text": "x"}, NotFound),
        ("submit-plan", {"seller_id": "A999", "notice_id": warning, "text": "x"}, NotFound),
        ("acknowledge-notice", {"seller_id": "A999", "notice_id": warning}, NotFound),
        ("decide-plan", {"notice_id": warning, "accepted": True}, NotFound),
    ]
    for deed, args, error in bad:
        with pytest.raises(error) as problem:
            market.act(deed, **args)
        assert not isinstance(problem.value, Refusal)
    assert market.hash() == before


def test_a_notification_is_acknowledged_once(market: Market) -> None:
    cancel(market)
    acknowledged = {"seller_id": market.seller_id, "notice_id": notices(market)[0]["id"]}
    assert market.act("acknowledge-notice", **acknowledged)["kind"] == "notice-acknowledged"
    assert notices(market)[0]["acknowledged_at"] == "2026-03-02T17:00:00Z"
    with pytest.raises(BadInput, match="already"):
        market.act("acknowledge-notice", **acknowledged)


def test_a_second_plan_on_one_notification_is_not_taken(market: Market) -> None:
    cancel(market)
    plan = {"seller_id": market.seller_id, "notice_id": notices(market)[0]["id"], "text": "Better stock."}
    market.act("submit-plan", **plan)
    with pytest.raises(BadInput, match="already"):
        market.act("submit-plan", **plan)


def test_the_label_decides_which_tracking_the_carrier_knows(market: Market) -> None:
    order = market.place(released=True)
    market.act("buy-label", order)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="X", tracking="a slip of the pen")
    assert valid_packages(market) == 0
    label = next(one for one in market.events(order) if one["kind"] == "label-bought")["data"]["tracking"]
    market.act("edit-shipment", order, carrier="X", tracking=label)
    assert valid_packages(market) == 1


def valid_packages(market: Market) -> int:
    with market.reading() as moment:
        told = health_json(moment, moment.session.get_one(Seller, market.seller_id))
    return int(told["valid_tracking_rate"]["numerator"])
