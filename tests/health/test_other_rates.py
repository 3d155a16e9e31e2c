"""Order defects, late shipments, tracking, on-time delivery, answers, and the account's points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from simulator.health import account_health_rating, answering, order_defect_rate, response_time, shipments
from simulator.policy import overridden
from tests.health.conftest import DAY, HOUR, SECOND, Books

NOTHING = timedelta(0)


def defects(books: Books) -> tuple[int, int]:
    rate = order_defect_rate(*books.asked).rate
    return rate.numerator, rate.denominator


@pytest.mark.parametrize(("rating", "is_defect"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_one_or_two_stars_are_a_defect(books: Books, rating: int, is_defect: int) -> None:
    books.feedback(books.order(), rating)
    assert defects(books) == (is_defect, 1)


def test_removed_feedback_is_no_defect(books: Books) -> None:
    books.feedback(books.order(), 1, removed_at=books.now)
    assert defects(books) == (0, 1)


@pytest.mark.parametrize(("decision", "is_defect"), [(None, 1), ("buyer", 1), ("seller", 0)])
def test_a_claim_is_a_defect_unless_it_was_denied(books: Books, decision: str | None, is_defect: int) -> None:
    books.claim(books.order(), decision)
    assert defects(books) == (is_defect, 1)


def test_an_order_has_at_most_one_defect(books: Books) -> None:
    order = books.order()
    books.claim(order)
    books.feedback(order, 1)
    books.orders(99)
    found = order_defect_rate(*books.asked)
    assert (found.rate.numerator, found.rate.denominator, found.rate.status) == (1, 100, "missed")
    assert (found.low_feedback, found.claims) == (1, 1)


def test_defects_are_shown_apart_by_who_fulfills(books: Books) -> None:
    books.feedback(books.order(channel="AFN"), 1)
    books.orders(2)
    books.feedback(books.order(channel="MCF"), 1)
    found = order_defect_rate(*books.asked).facts()
    assert (found["numerator"], found["denominator"]) == (1, 3)
    assert found["by_channel"]["AFN"]["rate"] == 1
    assert found["by_channel"]["MFN"]["rate"] == 0


@pytest.mark.parametrize(("ago", "seen"), [(60 * DAY - SECOND, 1), (60 * DAY, 0), (NOTHING, 1)])
def test_defects_go_by_the_day_the_order_was_placed(books: Books, ago: timedelta, seen: int) -> None:
    books.feedback(books.order(ago), 1)
    assert defects(books) == (seen, seen)


@pytest.mark.parametrize(
    ("after_ship_by", "late"), [(-SECOND, 0), (NOTHING, 0), (SECOND, 1)], ids=["before", "at", "after"]
)
def test_the_moment_of_confirmation_decides_whether_a_shipment_is_late(
    books: Books, after_ship_by: timedelta, late: int
) -> None:
    books.confirmed(HOUR, ship_by=books.now - HOUR - after_ship_by)
    rate = shipments.late_shipment_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (late, 1)


def test_late_shipments_are_seen_over_thirty_and_over_ten_days(books: Books) -> None:
    for ago in (30 * DAY, 30 * DAY - SECOND, 10 * DAY, 10 * DAY - SECOND):
        books.confirmed(ago, late=True)
    books.confirmed(HOUR, late=True, channel="AFN")
    long = shipments.late_shipment_rate(*books.asked)
    short = shipments.late_shipment_rate(*books.asked, books.policy.late_shipment_rate_short_window)
    assert (long.numerator, short.numerator) == (3, 1)


def test_exactly_four_percent_late_is_missed(books: Books) -> None:
    books.confirmed(HOUR, late=True)
    for _ in range(24):
        books.confirmed(HOUR)
    assert shipments.late_shipment_rate(*books.asked).status == "missed"
    books.confirmed(HOUR)
    assert shipments.late_shipment_rate(*books.asked).status == "met"


def test_the_lateness_of_an_automatically_canceled_order_is_replaced_by_the_cancellation(books: Books) -> None:
    books.canceled(HOUR, cancel_reason="ShipmentUnconfirmed", canceled_by="MARKETPLACE")
    assert shipments.late_shipment_rate(*books.asked).denominator == 0
    with overridden({"late-shipment-replaced": False}):
        rate = shipments.late_shipment_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (1, 1)


@pytest.mark.parametrize(
    ("columns", "valid"),
    [
        ({"handed_at": HOUR}, 1),
        ({}, 0),
        ({"handed_at": HOUR, "tracking": ""}, 0),
        ({"handed_at": HOUR, "label_tracking": "T1"}, 1),
        ({"handed_at": HOUR, "label_tracking": "T2"}, 0),
    ],
    ids=["scanned", "never handed over", "no number", "the label's number", "another number than the label's"],
)
def test_tracking_is_valid_when_the_carrier_has_the_parcel_under_that_number(
    books: Books, columns: dict[str, Any], valid: int
) -> None:
    known = {name: books.now - value if name == "handed_at" else value for name, value in columns.items()}
    books.confirmed(HOUR, **known)
    rate = shipments.valid_tracking_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (valid, 1)


def test_exactly_ninety_five_percent_valid_tracking_is_missed(books: Books) -> None:
    books.confirmed(HOUR)
    for _ in range(19):
        books.confirmed(HOUR, handed_at=books.now)
    assert shipments.valid_tracking_rate(*books.asked).status == "missed"
    books.confirmed(HOUR, handed_at=books.now)
    assert shipments.valid_tracking_rate(*books.asked).status == "met"


def test_each_package_of_an_order_has_tracking_of_its_own(books: Books) -> None:
    order = books.confirmed(HOUR, handed_at=books.now)
    books.package(order, books.now, "")
    books.package(order, books.now - 30 * DAY, "")
    rate = shipments.valid_tracking_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (1, 2)


@pytest.mark.parametrize(
    ("ago", "seen"),
    [(7 * DAY - SECOND, 0), (7 * DAY, 1), (21 * DAY - SECOND, 1), (21 * DAY, 0)],
    ids=["inside the lag", "lag over", "last second", "out"],
)
def test_on_time_delivery_looks_at_fourteen_days_and_leaves_the_last_seven_out(
    books: Books, ago: timedelta, seen: int
) -> None:
    books.promised(ago, units=3)
    rate = shipments.on_time_delivery_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (3 * seen, 3 * seen)


@pytest.mark.parametrize(
    ("arrived", "units"), [(-HOUR, 2), (NOTHING, 2), (SECOND, 0), (None, 0)], ids=["early", "at", "late", "never"]
)
def test_units_are_on_time_up_to_the_promised_instant(books: Books, arrived: timedelta | None, units: int) -> None:
    books.promised(8 * DAY, arrived, units=2)
    rate = shipments.on_time_delivery_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (units, 2)


def test_the_first_attempt_counts_as_delivery(books: Books) -> None:
    books.promised(8 * DAY, None, refused_at=books.now - 8 * DAY)
    assert shipments.on_time_delivery_rate(*books.asked).rate == 1


def test_exactly_ninety_percent_on_time_is_enough(books: Books) -> None:
    books.promised(8 * DAY, units=9)
    books.promised(8 * DAY, SECOND)
    rate = shipments.on_time_delivery_rate(*books.asked)
    assert (rate.rate, rate.status) == (Fraction(9, 10), "met")


def test_on_time_delivery_is_enforced_by_date_and_by_number_of_units(books: Books) -> None:
    books.promised(8 * DAY, units=20)
    rate = shipments.on_time_delivery_rate(*books.asked)
    assert shipments.on_time_enforced(rate, books.policy)
    with overridden({"on-time-delivery-minimum-units": 20}):
        assert shipments.on_time_enforced(rate, books.policy)
    with overridden({"on-time-delivery-minimum-units": 21}):
        assert not shipments.on_time_enforced(rate, books.policy)
    with overridden({"on-time-delivery-date": date(2027, 1, 1)}):
        assert not shipments.on_time_enforced(rate, books.policy)


@dataclass(frozen=True)
class Numbers:
    answered_in_time: int
    late: int
    unanswered: int


@pytest.fixture
def no_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_counters", [])


@pytest.mark.usefixtures("no_counter")
def test_response_time_is_told_by_whoever_knows_the_messages(books: Books) -> None:
    assert [one.rate.status for one in response_time(*books.asked)] == ["no_orders"] * 3
    calls = []

    def count(
        session: object, seller_id: str, now: datetime, windows: Sequence[timedelta], limit: timedelta
    ) -> list[Numbers]:
        calls.append((seller_id, now, limit))
        return [Numbers(9, one.days, 0) if one.days > 7 else Numbers(9, 0, 1) for one in windows]

    answering.answers_counted_by(count)
    week, month, quarter = response_time(*books.asked)
    assert calls == [(books.seller.id, books.now, DAY)]
    assert (week.days, month.days, quarter.days) == (7, 30, 90)
    assert (week.rate.rate, week.rate.status, week.unanswered) == (Fraction(9, 10), "met", 1)
    assert (month.rate.denominator, month.rate.status, quarter.late) == (39, "missed", 90)


def test_a_new_account_starts_healthy_with_two_hundred_points(books: Books) -> None:
    rating = account_health_rating(*books.asked)
    assert (rating.points, rating.status, rating.maximum) == (200, "healthy", 1000)


def test_each_two_hundred_fulfilled_orders_add_four_points(books: Books) -> None:
    for _ in range(199):
        books.confirmed(HOUR)
    books.confirmed(180 * DAY)
    assert account_health_rating(*books.asked).points == 200
    books.confirmed(180 * DAY - SECOND, channel="AFN")
    assert account_health_rating(*books.asked).points == 204


@pytest.mark.parametrize(
    ("breaches", "points", "status"),
    [(1, 192, "at_risk"), (12, 104, "at_risk"), (13, 96, "critical"), (30, 0, "critical")],
)
def test_breaches_take_points_down_to_nothing(books: Books, breaches: int, points: int, status: str) -> None:
    order = books.order()
    for _ in range(breaches):
        books.breach(order)
    rating = account_health_rating(*books.asked)
    assert (rating.points, rating.status) == (points, status)
