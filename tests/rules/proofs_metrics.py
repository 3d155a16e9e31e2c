"""Proofs of the rules of account health: windows, targets, points and consequences.

Orders that only fill a denominator are copied by SQL; everything else happens through deeds.
"""

from datetime import date, timedelta
from typing import Any

from simulator.health import health_json
from simulator.orders.models import Order
from simulator.parties import Seller
from tests.builders import Market
from tests.rules.proofs import arrived, proves, sent, unshipped

LATE = "UPDATE orders SET ship_by = confirmed_at - 1"


def health(market: Market) -> dict[str, Any]:
    """Read the first seller's account health."""
    with market.reading() as moment:
        return health_json(moment, moment.session.get_one(Seller, market.seller_id))


def counted(market: Market, rate: str) -> tuple[int, int]:
    """Read the two numbers of a rate."""
    told = health(market)[rate]
    return told["numerator"], told["denominator"]


def status(market: Market, rate: str) -> str:
    """Read whether a target is met."""
    return str(health(market)[rate]["status"])


def copies(market: Market, order: str, number: int, **columns: object) -> None:
    """Copy an order's row so many times, with other values in some columns."""
    names = [column.name for column in Order.__table__.columns]
    known = {"number": f"'{order}-' || n"} | {name: repr(value) for name, value in columns.items()}
    market.sql(
        f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {number}) "
        f"INSERT INTO orders ({', '.join(names)}) "
        f"SELECT {', '.join(known.get(name, name) for name in names)} FROM orders, many WHERE number = '{order}'"
    )


def out_of_stock(market: Market, place: int = 0) -> str:
    """Have the seller cancel an order of an offer for lack of stock."""
    order = market.place(released=True, items=[{"sku": market.skus[place]}])
    market.act("seller-cancel", order, reason="NoInventory")
    return order


def fill(market: Market, number: int) -> str:
    """Add so many unshipped orders."""
    order = market.place(released=True, items=[{"sku": market.skus[-1]}])
    if number > 1:
        copies(market, order, number - 1)
    return order


def warnings(market: Market) -> int:
    """Count the warnings about rates."""
    return market.kinds().count("rate-warned")


def stopped(market: Market) -> bool:
    """Say whether the seller's offers are off sale."""
    return health(market)["offers_deactivated_at"] is not None


def offer_stopped(market: Market) -> bool:
    """Say whether the first offer is off sale."""
    return bool(market.sql("SELECT 1 FROM products WHERE sku = ? AND deactivated_at IS NOT NULL", market.skus[0]))


def add_breach(market: Market) -> None:
    """Put a noted breach into the log."""
    fill(market, 1)
    market.sql(
        "INSERT INTO events (seq, at, kind, actor, order_id, data) SELECT seq + 9000, at, 'breach-noted', actor, "
        "order_id, data FROM events WHERE order_id IS NOT NULL LIMIT 1"
    )


def promised(market: Market, quantity: int, *, late: bool = False) -> str:
    """Deliver so many units in time, or late by the promise; return the order."""
    order = market.place(released=True, items=[{"sku": market.skus[0], "quantity": quantity}])
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Northline Post", tracking="NP1")
    market.act("deliver", order)
    if late:
        market.sql("UPDATE orders SET delivered_at = deliver_by + 1 WHERE number = ?", order)
    return order


def to_promise(market: Market, order: str, **after: int) -> None:
    """Move time to so long after an order's promised delivery."""
    seconds = market.sql("SELECT deliver_by FROM orders WHERE number = ?", order)[0][0]
    market.advance_to(market.now + timedelta(seconds=seconds - int(market.now.timestamp())) + timedelta(**after))


@proves("cancellation-rate-target", changed="0.02")
def one_of_forty_one_orders_is_below_the_target(market: Market) -> None:
    fill(market, 40)
    out_of_stock(market)
    assert counted(market, "cancellation_rate") == (1, 41)
    assert status(market, "cancellation_rate") == "met"


@proves("cancellation-rate-window", changed=8)
def a_counted_cancellation_leaves_the_window_after_seven_days(market: Market) -> None:
    out_of_stock(market)
    market.advance(days=7)
    assert counted(market, "cancellation_rate") == (0, 0)


@proves("cancellation-rate-second-target", changed="0.03", store="IN")
def one_of_fifty_orders_misses_the_second_target_of_india(market: Market) -> None:
    fill(market, 49)
    out_of_stock(market)
    assert status(market, "second_cancellation_rate") == "missed"


@proves("cancellation-rate-second-window", changed=31, store="IN")
def the_second_window_of_india_ends_after_thirty_days(market: Market) -> None:
    out_of_stock(market)
    market.advance(days=30)
    assert counted(market, "second_cancellation_rate") == (0, 0)


@proves("order-defect-rate-target", changed="0.02")
def one_defect_in_a_hundred_orders_misses_the_target(market: Market) -> None:
    market.act("feedback", arrived(market), rating=1)
    fill(market, 99)
    assert counted(market, "order_defect_rate") == (1, 100)
    assert status(market, "order_defect_rate") == "missed"


@proves("order-defect-rate-window", changed=61)
def a_defect_is_seen_for_sixty_days_from_placing(market: Market) -> None:
    started = market.now
    market.act("feedback", arrived(market), rating=1)
    market.advance_to(started + timedelta(days=60))
    assert counted(market, "order_defect_rate") == (0, 0)


@proves("defect-rating-limit", changed=1)
def two_stars_are_a_defect(market: Market) -> None:
    market.act("feedback", arrived(market), rating=2)
    assert counted(market, "order_defect_rate") == (1, 1)


@proves("late-shipment-rate-target", changed="0.05")
def one_late_shipment_in_twenty_five_misses_the_target(market: Market) -> None:
    order = sent(market)
    copies(market, order, 24)
    market.sql(f"{LATE} WHERE number = ?", order)
    assert counted(market, "late_shipment_rate") == (1, 25)
    assert status(market, "late_shipment_rate") == "missed"


@proves("late-shipment-rate-window", changed=31)
def a_late_shipment_leaves_the_window_after_thirty_days(market: Market) -> None:
    sent(market)
    market.advance(days=30)
    assert counted(market, "late_shipment_rate") == (0, 0)


@proves("late-shipment-rate-short-window", changed=11)
def a_late_shipment_leaves_the_short_window_after_ten_days(market: Market) -> None:
    sent(market)
    market.advance(days=10)
    told = health(market)["late_shipment_rate"]
    assert (told["denominator"], told["short"]["denominator"]) == (1, 0)


@proves("late-shipment-replaced", changed=False)
def an_automatic_cancellation_replaces_the_late_shipment(market: Market) -> None:
    unshipped(market)
    market.advance(days=12)
    assert counted(market, "cancellation_rate")[0] == 1
    assert counted(market, "late_shipment_rate") == (0, 0)


@proves("valid-tracking-rate-target", changed="0.9")
def nineteen_of_twenty_packages_with_valid_tracking_miss_the_target(market: Market) -> None:
    order = arrived(market)
    for reference in range(2, 21):
        market.sql(
            "INSERT INTO packages "
            "(order_number, reference, confirmed_at, ship_date, carrier, tracking, service, items) "
            "SELECT order_number, ?, confirmed_at, ship_date, carrier, ?, service, items FROM packages "
            "WHERE order_number = ? AND reference = 1",
            reference, "NP1" if reference < 20 else "", order,
        )  # fmt: skip
    assert counted(market, "valid_tracking_rate") == (19, 20)
    assert status(market, "valid_tracking_rate") == "missed"


@proves("valid-tracking-rate-window", changed=31)
def a_package_leaves_the_window_of_valid_tracking_after_thirty_days(market: Market) -> None:
    market.act("hand-to-carrier", sent(market))
    market.advance(days=30)
    assert counted(market, "valid_tracking_rate") == (0, 0)


@proves("on-time-delivery-date", changed=date(2030, 1, 1))
def on_time_delivery_is_enforced_from_its_date_on(market: Market) -> None:
    told = health(market)["on_time_delivery_rate"]
    assert (told["enforced"], told["target"]) == (True, 0.9)


@proves("on-time-delivery-enforced", changed=False)
def a_late_delivery_is_warned_about(market: Market) -> None:
    order = promised(market, 1, late=True)
    market.sql("UPDATE orders SET delivered_at = NULL WHERE number = ?", order)
    to_promise(market, order, seconds=1)
    market.act("deliver", order)
    market.advance(days=7)
    assert warnings(market) == 1


@proves("on-time-delivery-rate-target", changed="0.95")
def nine_of_ten_units_on_time_are_enough(market: Market) -> None:
    promised(market, 9)
    to_promise(market, promised(market, 1, late=True), days=7)
    assert counted(market, "on_time_delivery_rate") == (9, 10)
    assert status(market, "on_time_delivery_rate") == "met"


@proves("on-time-delivery-rate-window", changed=15)
def on_time_delivery_looks_at_fourteen_days(market: Market) -> None:
    to_promise(market, promised(market, 1), days=21)
    assert counted(market, "on_time_delivery_rate") == (0, 0)


@proves("on-time-delivery-rate-lag", changed=6)
def on_time_delivery_leaves_the_last_seven_days_out(market: Market) -> None:
    to_promise(market, promised(market, 1), days=7, seconds=-1)
    assert counted(market, "on_time_delivery_rate") == (0, 0)


@proves("on-time-delivery-minimum-units", changed=2)
def one_tracked_unit_is_enough_to_enforce_on_time_delivery(market: Market) -> None:
    to_promise(market, promised(market, 1), days=7)
    told = health(market)["on_time_delivery_rate"]
    assert (told["denominator"], told["enforced"]) == (1, True)


@proves("response-time-target", changed="0.5")
def half_of_the_answers_in_time_miss_the_target(market: Market) -> None:
    first, second = unshipped(market), unshipped(market)
    for order in (first, second):
        market.act("message", order, **{"from": "buyer", "body": "When will it arrive?"})
    market.act("message", first, **{"from": "seller", "body": "Tomorrow."})
    market.advance(hours=24, seconds=1)
    told = health(market)["response_time"]
    assert (told["rate"], told["status"]) == (0.5, "missed")


@proves("response-time-limit", changed=25)
def an_answer_after_a_day_is_late(market: Market) -> None:
    order = unshipped(market)
    market.act("message", order, **{"from": "buyer", "body": "When will it arrive?"})
    market.advance(hours=24, seconds=1)
    market.act("message", order, **{"from": "seller", "body": "Tomorrow."})
    assert health(market)["response_time"]["late"] == 1


@proves("response-time-windows", changed=[7, 30])
def response_time_is_shown_over_three_windows(market: Market) -> None:
    assert [one["days"] for one in health(market)["response_time"]["windows"]] == [7, 30, 90]


def rating(market: Market) -> dict[str, Any]:
    """Read the account's points."""
    return dict(health(market)["account_health_rating"])


@proves("account-health-start", changed=150)
def a_new_account_has_two_hundred_points(market: Market) -> None:
    assert rating(market)["points"] == 200


@proves("account-health-green", changed=201)
def two_hundred_points_are_healthy(market: Market) -> None:
    assert rating(market)["status"] == "healthy"


@proves("account-health-yellow", changed=193)
def less_than_two_hundred_points_are_at_risk(market: Market) -> None:
    add_breach(market)
    assert rating(market)["status"] == "at_risk"


@proves("account-health-maximum", changed=199)
def two_hundred_points_are_not_too_many(market: Market) -> None:
    assert rating(market)["points"] == 200


@proves("account-health-window", changed=181)
def fulfilled_orders_are_seen_for_a_hundred_and_eighty_days(market: Market) -> None:
    sent(market)
    market.advance(days=180)
    assert rating(market)["fulfilled"] == 0


@proves("account-health-gain", changed=5)
def two_hundred_fulfilled_orders_add_four_points(market: Market) -> None:
    copies(market, sent(market), 199)
    assert rating(market)["points"] == 204


@proves("account-health-gain-orders", changed=100)
def points_are_added_for_every_two_hundred_orders(market: Market) -> None:
    copies(market, sent(market), 199)
    assert rating(market)["points"] == 204


@proves("account-health-breach-points", changed=9)
def a_breach_takes_eight_points(market: Market) -> None:
    add_breach(market)
    assert rating(market)["points"] == 192


@proves("consecutive-cancellations", changed=3)
def two_cancellations_in_a_row_stop_an_offer(market: Market) -> None:
    out_of_stock(market)
    out_of_stock(market)
    assert offer_stopped(market)


@proves("consecutive-cancellations-window", changed=31)
def cancellations_thirty_days_apart_are_no_row(market: Market) -> None:
    out_of_stock(market)
    market.advance(days=30)
    out_of_stock(market)
    assert not offer_stopped(market)


@proves("price-edit-reactivates", changed=False)
def editing_the_price_brings_an_offer_back(market: Market) -> None:
    two_cancellations_in_a_row_stop_an_offer(market)
    market.act("change-product", sku=market.skus[0], price="12.34")
    assert not offer_stopped(market)


@proves("offers-deactivated-on-breach", changed=False)
def a_rate_missed_at_the_review_stops_all_offers(market: Market) -> None:
    out_of_stock(market)
    fill(market, 19)
    market.advance(hours=72)
    assert stopped(market)


@proves("performance-review-window", changed=71)
def the_review_comes_three_days_after_the_warning(market: Market) -> None:
    out_of_stock(market)
    fill(market, 19)
    market.advance(hours=71, minutes=59, seconds=59)
    assert not stopped(market)


@proves("offers-deactivated-minimum-orders", changed=21)
def twenty_orders_are_enough_to_stop_all_offers(market: Market) -> None:
    a_rate_missed_at_the_review_stops_all_offers(market)


@proves("rate-warning-repeat", changed=8)
def a_lasting_breach_is_told_again_after_seven_days(market: Market) -> None:
    out_of_stock(market)
    market.advance(days=6)
    out_of_stock(market, 1)
    assert warnings(market) == 1
    market.advance(days=1)
    out_of_stock(market, 2)
    assert warnings(market) == 2


@proves("plan-accepted-at-once", changed=False)
def a_plan_of_action_brings_the_offers_back_at_once(market: Market) -> None:
    a_rate_missed_at_the_review_stops_all_offers(market)
    notice = health(market)["notices"][0]["id"]
    market.act("submit-plan", seller_id=market.seller_id, notice_id=notice, text="Count the stock each morning.")
    assert not stopped(market)
