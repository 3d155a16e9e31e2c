"""Account health as one answer: its shape, its cost, and that every rule of the book is asked."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from simulator.health import answering, health_json
from simulator.policy import overridden
from tests.databases import statements
from tests.health.conftest import DAY, HOUR, Books
from tests.health.test_other_rates import Numbers

RATES = ("cancellation_rate", "order_defect_rate", "late_shipment_rate", "valid_tracking_rate", "on_time_delivery_rate")


def busy(books: Books) -> None:
    """Plant something of everything, in and just outside the windows."""
    for ago in (1, 6, 7, 20):
        books.canceled(ago * DAY)
    books.orders(80, placed=3 * DAY)
    books.orders(80, placed=20 * DAY)
    books.feedback(books.order(61 * DAY), 1)
    books.feedback(books.order(), 2)
    books.canceled(HOUR, cancel_reason="ShipmentUnconfirmed", counts=False)
    for ago in (5, 15, 40):
        books.confirmed(ago * DAY, late=True)
    for ago in (8, 22, 3):
        books.promised(ago * DAY, HOUR)
    books.breach(books.confirmed(200 * DAY))


def health(books: Books) -> dict[str, Any]:
    books.moment.session.flush()
    return health_json(books.moment, books.seller)


def test_every_rate_says_its_share_counts_window_target_and_status(books: Books) -> None:
    busy(books)
    told = health(books)
    for name in (*RATES, "response_time"):
        assert set(told[name]) >= {"rate", "numerator", "denominator", "from", "to", "target", "status"}, name
    assert told["cancellation_rate"]["from"] == "2026-02-23T17:00:00Z"
    assert told["cancellation_rate"]["to"] == "2026-03-02T17:00:00Z"
    assert told["cancellation_rate"]["rate"] == 2 / 82
    assert told["late_shipment_rate"]["short"]["denominator"] == 2
    assert len(told["cancellation_series"]) == 14
    assert told["account_status"] == "at_risk"


def test_an_account_without_orders_is_normal(books: Books) -> None:
    told = health(books)
    assert [told[name]["status"] for name in RATES] == ["no_orders"] * 5
    assert told["account_status"] == "normal"
    assert told["notices"] == told["counted_orders"] == []


def test_the_number_of_statements_does_not_grow_with_the_orders(books: Books) -> None:
    books.moment.session.flush()
    with statements() as few:
        health(books)
    busy(books)
    books.moment.session.flush()
    with statements() as many:
        health(books)
    assert len(many) == len(few) <= 14


def value(*path: str) -> Callable[[dict[str, Any]], Any]:
    def read(told: Any) -> Any:
        for name in path:
            told = told[name]
        return told

    return read


@pytest.mark.parametrize(
    ("rule", "other", "read"),
    [
        ("cancellation-rate-target", Fraction(1, 50), value("cancellation_rate", "status")),
        ("cancellation-rate-window", 30, value("cancellation_rate", "numerator")),
        ("order-defect-rate-target", Fraction(1, 2), value("order_defect_rate", "status")),
        ("order-defect-rate-window", 90, value("order_defect_rate", "numerator")),
        ("defect-rating-limit", 1, value("order_defect_rate", "numerator")),
        ("late-shipment-rate-target", Fraction(1), value("late_shipment_rate", "target")),
        ("late-shipment-rate-window", 60, value("late_shipment_rate", "numerator")),
        ("late-shipment-rate-short-window", 20, value("late_shipment_rate", "short", "numerator")),
        ("late-shipment-replaced", False, value("late_shipment_rate", "numerator")),
        ("valid-tracking-rate-target", Fraction(1, 10), value("valid_tracking_rate", "status")),
        ("valid-tracking-rate-window", 10, value("valid_tracking_rate", "denominator")),
        ("on-time-delivery-date", date(2030, 1, 1), value("on_time_delivery_rate", "enforced")),
        ("on-time-delivery-enforced", False, value("on_time_delivery_rate", "enforced")),
        ("on-time-delivery-rate-target", Fraction(0), value("on_time_delivery_rate", "status")),
        ("on-time-delivery-rate-window", 21, value("on_time_delivery_rate", "denominator")),
        ("on-time-delivery-rate-lag", 1, value("on_time_delivery_rate", "denominator")),
        ("on-time-delivery-minimum-units", 2, value("on_time_delivery_rate", "enforced")),
        ("response-time-target", Fraction(1, 3), value("response_time", "status")),
        ("response-time-limit", 48, value("response_time", "numerator")),
        ("response-time-windows", [8], value("response_time", "days")),
        ("account-health-start", 300, value("account_health_rating", "points")),
        ("account-health-green", 190, value("account_health_rating", "status")),
        ("account-health-yellow", 197, value("account_health_rating", "status")),
        ("account-health-maximum", 150, value("account_health_rating", "points")),
        ("account-health-window", 365, value("account_health_rating", "fulfilled")),
        ("account-health-gain", 5, value("account_health_rating", "points")),
        ("account-health-gain-orders", 3, value("account_health_rating", "points")),
        ("account-health-breach-points", 9, value("account_health_rating", "points")),
        ("cancellation-rate-second-target", Fraction(1, 50), value("second_cancellation_rate", "status")),
        ("cancellation-rate-second-window", 14, value("second_cancellation_rate", "denominator")),
    ],
)
def test_another_value_of_the_rule_changes_what_a_seller_sees(
    books: Books, monkeypatch: pytest.MonkeyPatch, rule: str, other: object, read: Callable[[Any], Any]
) -> None:
    monkeypatch.setattr(answering, "_counters", [lambda *asked: [Numbers(asked[4] // DAY, 1, 0) for _ in asked[3]]])
    busy(books)
    # The second view is off in this store, and points are few: both are set so that one rule alone makes a difference.
    base = {"account-health-gain-orders": 5, "cancellation-rate-second-target": Fraction(1, 20),
            "cancellation-rate-second-window": 30}  # fmt: skip
    # So few defects meet the usual target anyway.
    base |= {"order-defect-rate-target": Fraction(1, 1000)} if rule == "order-defect-rate-target" else {}
    with overridden(base):
        before = read(health(books))
    with overridden(base | {rule: other}):
        assert read(health(books)) != before
