"""The Cancellation Rate at the second, its chart, its table, its list, and one more."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from simulator.health import canceling
from simulator.health.rates import Rate
from simulator.orders.models import Order
from simulator.policy import overridden
from tests.databases import statements
from tests.health.conftest import DAY, HOUR, SECOND, Books

WEEK = 7 * DAY


@pytest.mark.parametrize(
    ("ago", "counted"),
    [(timedelta(0), 1), (WEEK - SECOND, 1), (WEEK, 0), (WEEK + SECOND, 0)],
    ids=["now", "just inside", "exactly seven days old", "older"],
)
def test_a_cancellation_counts_until_it_is_exactly_seven_days_old(books: Books, ago: timedelta, counted: int) -> None:
    books.canceled(ago)
    assert canceling.cancellation_rate(*books.asked).numerator == counted


@pytest.mark.parametrize(
    ("ago", "placed"),
    [(timedelta(0), 1), (WEEK - SECOND, 1), (WEEK, 0), (WEEK + SECOND, 0)],
    ids=["now", "just inside", "exactly seven days old", "older"],
)
def test_an_order_is_in_the_denominator_by_the_instant_of_placing(books: Books, ago: timedelta, placed: int) -> None:
    books.order(ago)
    assert canceling.cancellation_rate(*books.asked).denominator == placed


@pytest.mark.parametrize(
    ("orders", "status"), [(39, "missed"), (40, "missed"), (41, "met")], ids=["above", "exactly 2.5%", "below"]
)
def test_exactly_two_and_a_half_percent_is_missed(books: Books, orders: int, status: str) -> None:
    books.canceled(HOUR)
    books.orders(orders)
    rate = canceling.cancellation_rate(*books.asked)
    assert (rate.rate, rate.status, rate.target) == (Fraction(1, orders), status, Fraction(1, 40))


def test_a_canceled_order_of_the_window_is_in_both_numbers(books: Books) -> None:
    books.canceled(HOUR, placed=2 * HOUR)
    rate = canceling.cancellation_rate(*books.asked)
    assert (rate.numerator, rate.denominator, rate.rate) == (1, 1, 1)


def test_without_orders_there_is_no_rate(books: Books) -> None:
    rate = canceling.cancellation_rate(*books.asked)
    assert (rate.rate, rate.status) == (None, "no_orders")
    assert rate.facts()["rate"] is None


def test_counted_cancellations_without_orders_miss_the_target(books: Books) -> None:
    books.canceled(HOUR)
    rate = canceling.cancellation_rate(*books.asked)
    assert (rate.rate, rate.numerator, rate.denominator, rate.status) == (None, 1, 0, "missed")


def test_what_does_not_count_leaves_the_rate_alone(books: Books) -> None:
    books.canceled(HOUR, counts=False, cancel_rule="count-official-request")
    books.canceled(HOUR, counts=None, cancel_rule="count-buyer-self-cancel", canceled_by="BUYER")
    books.orders(3)
    assert canceling.cancellation_rate(*books.asked).rate == 0


def test_orders_the_marketplace_fulfills_stay_out_unless_a_pack_takes_them_in(books: Books) -> None:
    books.orders(2, channel="AFN")
    books.canceled(HOUR, channel="AFN")
    books.orders(1, channel="MCF")
    books.orders(1)
    rate = canceling.cancellation_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (0, 1)
    with overridden({"count-marketplace-fulfilled": True}):
        rate = canceling.cancellation_rate(*books.asked)
    assert (rate.numerator, rate.denominator) == (1, 3)


def test_another_sellers_orders_are_another_account(books: Books) -> None:
    books.canceled(HOUR, placed=HOUR)
    session, seller, now, policy = books.asked
    stranger = type(seller)(id="A999", number=999, name="Other", email="o@other.example", marketplaces=["US"])
    assert canceling.cancellation_rate(session, stranger, now, policy).status == "no_orders"


def test_india_looks_a_second_time_over_thirty_days_and_stricter(indian_books: Books) -> None:
    books = indian_books
    books.canceled(8 * DAY)
    books.canceled(30 * DAY)
    books.orders(50, placed=10 * DAY)
    assert canceling.cancellation_rate(*books.asked).status == "no_orders"
    second = canceling.second_cancellation_rate(*books.asked)
    assert second is not None
    assert (second.numerator, second.denominator, second.target) == (1, 50, Fraction(1, 50))
    assert second.status == "missed"


def test_other_stores_have_no_second_view(books: Books) -> None:
    assert canceling.second_cancellation_rate(*books.asked) is None


def test_the_chart_shows_the_rate_of_each_day_with_two_statements(books: Books) -> None:
    planted = [books.canceled(n * 7 * HOUR, placed=n * 7 * HOUR + n * HOUR, counts=n % 3 == 0) for n in range(60)]
    planted += [books.order(n * 5 * HOUR) for n in range(80)]
    planted += [books.canceled(3 * DAY), books.order(3 * DAY), books.order(10 * DAY)]
    asked = books.asked
    with statements() as seen:
        series = canceling.cancellation_series(*asked)
    assert len(seen) == 2
    ends = [books.now - back * DAY for back in range(13, -1, -1)]
    assert [(one.to, one.numerator, one.denominator) for one in series] == [
        (end, *by_hand(planted, end)) for end in ends
    ]
    assert any(one.numerator for one in series)
    assert series[-1] == canceling.cancellation_rate(*asked)


def by_hand(orders: list[Order], to: datetime) -> tuple[int, int]:
    """Count a window order by order."""
    since = to - WEEK
    counted = [one for one in orders if one.counts and one.canceled_at and since < one.canceled_at <= to]
    return len(counted), len([one for one in orders if since < one.placed_at <= to])


def test_the_table_has_the_eight_rows_of_the_guides_in_their_order(books: Books) -> None:
    rows = canceling.scenarios(*books.asked)
    table = [(row["by"], row["counts"]) for row in rows if not row["implied"]]
    assert table == [
        ("BUYER", False),
        ("BUYER", True),
        ("SELLER", True),
        ("SELLER", True),
        ("SELLER", True),
        ("MARKETPLACE", True),
        ("MARKETPLACE", False),
        ("MARKETPLACE", False),
    ]
    assert all(row["title"] and row["orders"] == 0 for row in rows)


def test_every_row_of_the_counting_rules_is_in_the_table(books: Books) -> None:
    rows = {row["rule"] for row in canceling.scenarios(*books.asked)}
    rules = {rule for rule in books.policy.rules if rule.startswith("count-")} - {"count-marketplace-fulfilled"}
    assert rows == rules


def test_the_table_counts_the_orders_of_the_window_by_row(books: Books) -> None:
    for rule, number, counts in [("count-official-request", 3, False), ("count-seller-fault", 2, True)]:
        for n in range(number):
            books.canceled(n * DAY, cancel_rule=rule, counts=counts)
    books.canceled(WEEK, cancel_rule="count-official-request", counts=False)
    rows = {row["rule"]: (row["orders"], row["counted"]) for row in canceling.scenarios(*books.asked)}
    assert rows["count-official-request"] == (3, 0)
    assert rows["count-seller-fault"] == (2, 2)
    assert sum(orders for orders, _ in rows.values()) == 5


def test_each_counted_order_says_when_it_leaves_the_window(books: Books) -> None:
    newer, older = books.canceled(DAY), books.canceled(6 * DAY)
    books.canceled(HOUR, counts=False)
    session, seller, now, policy = books.asked
    listed = canceling.counted_orders(session, seller, now, policy)
    assert [one["order_id"] for one in listed] == [older.number, newer.number]
    assert listed[0]["leaves_at"] == "2026-03-03T17:00:00Z"
    at_leaving = canceling.cancellation_rate(session, seller, now + DAY, policy)
    just_before = canceling.cancellation_rate(session, seller, now + DAY - SECOND, policy)
    assert (just_before.numerator, at_leaving.numerator) == (2, 1)


@pytest.mark.parametrize(
    ("counted", "orders", "most", "left", "status"),
    [(2, 129, 3, 1, "met"), (3, 129, 3, 0, "missed"), (0, 40, 0, 0, "missed"), (0, 41, 1, 1, "met"),
     (0, 80, 1, 1, "met"), (0, 0, 0, 0, "missed")],
)  # fmt: skip
def test_one_more_cancellation_is_told_before_it_happens(
    books: Books, counted: int, orders: int, most: int, left: int, status: str
) -> None:
    rate = Rate(counted, orders, books.now - WEEK, books.now, Fraction(1, 40))
    more = canceling.one_more(rate)
    assert (more["most"], more["left"], more["status"], more["numerator"]) == (most, left, status, counted + 1)
