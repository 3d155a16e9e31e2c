"""Orders promise local days: right at the cut-off, over weekends and holidays, across the clocks and the years."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from simulator.orders.promises import (
    add_business_days,
    business_deadline,
    grace_end,
    next_working_day,
    promise,
)
from simulator.policy import Grace, policy_for, store

SECOND = timedelta(seconds=1)
ALL_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def local(code: str, *parts: int) -> datetime:
    """An instant by the store's own clock."""
    return datetime(*parts, tzinfo=store(code).zone).astimezone(UTC)  # type: ignore[misc]


def promised(code: str, *released: int, **settings: object):  # type: ignore[no-untyped-def]
    at = local(code, *released)
    return promise(at, store=store(code), policy=policy_for(code, at), **settings)  # type: ignore[arg-type]


def days(code: str, made) -> list[str]:  # type: ignore[no-untyped-def]
    """The four ends of a promise as local days and times."""
    ends = (made.ship_from, made.ship_by, made.deliver_from, made.deliver_by)
    return [end.astimezone(store(code).zone).strftime("%m-%d %H:%M:%S") for end in ends]


def test_an_order_of_monday_ships_on_tuesday_and_arrives_in_three_to_five_carrier_days() -> None:
    made = promised("US", 2026, 3, 2, 9, 0)
    assert days("US", made) == ["03-03 00:00:00", "03-03 23:59:59", "03-06 00:00:00", "03-10 23:59:59"]
    assert made.ship_by == datetime(2026, 3, 4, 7, 59, 59, tzinfo=UTC)


def test_two_days_of_handling_open_the_window_the_next_day_and_close_it_a_day_later() -> None:
    made = promised("US", 2022, 5, 2, 8, 4, handling_days=2)
    assert days("US", made)[:2] == ["05-03 00:00:00", "05-04 23:59:59"]


@pytest.mark.parametrize(
    ("clock", "ship", "deliver"),
    [
        ((11, 0, 0), "05-04", "05-06"),
        ((13, 59, 59), "05-04", "05-06"),
        ((14, 0, 0), "05-05", "05-09"),
        ((14, 0, 1), "05-05", "05-09"),
        ((15, 0, 0), "05-05", "05-09"),
    ],
)
def test_same_day_handling_ships_today_only_before_the_cut_off(clock: tuple[int, ...], ship: str, deliver: str) -> None:
    made = promised("US", 2022, 5, 4, *clock, handling_days=0, service="SecondDay")
    assert days("US", made)[1] == f"{ship} 23:59:59"
    assert days("US", made)[3] == f"{deliver} 23:59:59"


def test_a_same_day_window_opens_with_the_release_not_before_it() -> None:
    made = promised("US", 2022, 5, 4, 11, 0, handling_days=0)
    assert made.ship_from == local("US", 2022, 5, 4, 11, 0)


def test_the_cut_off_is_the_sellers_own_when_given() -> None:
    made = promised("US", 2022, 5, 4, 16, 0, handling_days=0, cut_off=time(17))
    assert days("US", made)[1] == "05-04 23:59:59"


def test_a_cut_off_does_not_matter_with_a_day_of_handling() -> None:
    morning, evening = promised("US", 2022, 5, 4, 9, 0), promised("US", 2022, 5, 4, 23, 59, 59)
    assert morning == evening


@pytest.mark.parametrize("day", [6, 7, 8])
def test_orders_from_friday_to_sunday_ship_on_monday(day: int) -> None:
    assert days("US", promised("US", 2022, 5, day, 12, 0))[1] == "05-09 23:59:59"


def test_a_seller_who_works_on_saturday_is_bound_to_ship_on_saturday() -> None:
    made = promised("US", 2022, 5, 6, 12, 0, operating_days=(*ALL_WEEK[:6],))
    assert days("US", made)[1] == "05-07 23:59:59"


def test_carriers_rest_on_the_weekend_even_if_the_seller_does_not() -> None:
    made = promised("US", 2022, 5, 6, 12, 0, operating_days=ALL_WEEK, service="NextDay")
    assert days("US", made)[3] == "05-09 23:59:59"


def test_nobody_ships_or_delivers_on_a_national_holiday() -> None:
    made = promised("US", 2026, 11, 25, 12, 0, service="NextDay")
    assert days("US", made)[1] == "11-27 23:59:59"
    assert days("US", made)[3] == "11-30 23:59:59"


def test_without_holidays_the_same_order_ships_on_thanksgiving() -> None:
    made = promised("US", 2026, 11, 25, 12, 0, holidays=())
    assert days("US", made)[1] == "11-26 23:59:59"


def test_a_promise_crosses_the_end_of_the_year() -> None:
    made = promised("US", 2026, 12, 31, 12, 0)
    assert days("US", made) == ["01-04 00:00:00", "01-04 23:59:59", "01-07 00:00:00", "01-11 23:59:59"]
    assert made.ship_by.year == 2027


@pytest.mark.parametrize(
    ("code", "released", "ship_by", "deliver_by"),
    [
        # Clocks go forward: United States 8 March, Europe 29 March, Australia 4 October 2026.
        ("US", (2026, 3, 5, 12), (2026, 3, 7, 7, 59, 59), (2026, 3, 14, 6, 59, 59)),
        ("DE", (2026, 3, 26, 12), (2026, 3, 27, 22, 59, 59), (2026, 4, 7, 21, 59, 59)),
        ("AU", (2026, 9, 30, 12), (2026, 10, 1, 13, 59, 59), (2026, 10, 8, 12, 59, 59)),
        # Clocks go back: United States 1 November, Europe 25 October, Australia 5 April 2026.
        ("US", (2026, 10, 29, 12), (2026, 10, 31, 6, 59, 59), (2026, 11, 7, 7, 59, 59)),
        ("UK", (2026, 10, 22, 12), (2026, 10, 23, 22, 59, 59), (2026, 10, 30, 23, 59, 59)),
        ("AU", (2026, 4, 1, 12), (2026, 4, 2, 12, 59, 59), (2026, 4, 13, 13, 59, 59)),
    ],
)
def test_days_end_at_local_midnight_on_both_sides_of_a_change_of_the_clocks(
    code: str, released: tuple[int, ...], ship_by: tuple[int, ...], deliver_by: tuple[int, ...]
) -> None:
    made = promised(code, *released)
    assert made.ship_by == datetime(*ship_by, tzinfo=UTC)  # type: ignore[misc]
    assert made.deliver_by == datetime(*deliver_by, tzinfo=UTC)  # type: ignore[misc]


def test_the_local_day_of_the_release_counts_not_the_day_in_utc() -> None:
    last, first = local("JP", 2026, 3, 2, 23, 59, 59), local("JP", 2026, 3, 3)
    assert first - last == SECOND
    policy = policy_for("JP", first)
    assert promise(last, store=store("JP"), policy=policy).ship_by == local("JP", 2026, 3, 3, 23, 59, 59)
    assert promise(first, store=store("JP"), policy=policy).ship_by == local("JP", 2026, 3, 4, 23, 59, 59)


def test_saudi_arabia_works_on_sunday_and_rests_on_friday() -> None:
    assert days("SA", promised("SA", 2026, 1, 15, 12, 0))[1] == "01-18 23:59:59"


SHIP_BY = local("US", 2026, 3, 3, 23, 59, 59)
PLACED = local("US", 2026, 3, 2, 9, 0)


@pytest.mark.parametrize(
    ("grace", "end"),
    [
        (Grace(7, "calendar", "ship_by"), (2026, 3, 10, 23, 59, 59)),
        (Grace(7, "business", "ship_by"), (2026, 3, 12, 23, 59, 59)),
        (Grace(30, "calendar", "order_date"), (2026, 4, 1, 9, 0)),
        (Grace(0, "calendar", "ship_by"), (2026, 3, 3, 23, 59, 59)),
        (Grace(0, "business", "ship_by"), (2026, 3, 3, 23, 59, 59)),
    ],
)
def test_a_grace_ends_at_the_same_local_time_across_a_change_of_the_clocks(grace: Grace, end: tuple[int, ...]) -> None:
    assert grace_end(SHIP_BY, PLACED, grace, store("US")) == local("US", *end)


def test_seven_calendar_days_over_the_change_of_the_clocks_are_an_hour_less_in_spring_and_more_in_autumn() -> None:
    week = Grace(7, "calendar", "ship_by")
    spring = grace_end(SHIP_BY, PLACED, week, store("US")) - SHIP_BY
    late = local("US", 2026, 10, 30, 23, 59, 59)
    assert spring == timedelta(hours=167)
    assert grace_end(late, PLACED, week, store("US")) - late == timedelta(hours=169)


def test_a_grace_in_hours_is_exact_over_the_change_of_the_clocks() -> None:
    saturday = local("US", 2026, 3, 7, 23, 59, 59)
    end = grace_end(saturday, PLACED, Grace(24, "hours", "ship_by"), store("US"))
    assert end == saturday + timedelta(hours=24)


def test_business_days_of_a_grace_do_not_skip_thanksgiving() -> None:
    ship_by = local("US", 2021, 11, 17, 23, 59, 59)
    end = grace_end(ship_by, ship_by, Grace(7, "business", "ship_by"), store("US"))
    assert end == local("US", 2021, 11, 26, 23, 59, 59)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 3, 6), 0, date(2026, 3, 6)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 5), 2, date(2026, 3, 9)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_business_days_are_counted_over_weekends(start: date, count: int, expected: date) -> None:
    assert add_business_days(start, count) == expected


def test_a_holiday_is_not_a_business_day() -> None:
    assert add_business_days(date(2026, 12, 31), 1, holidays={date(2027, 1, 1)}) == date(2027, 1, 4)


def test_a_calendar_without_a_working_day_is_an_error() -> None:
    with pytest.raises(ValueError, match="No working day follows 2026-03-02"):
        next_working_day(date(2026, 3, 2), working=())


def test_a_refund_is_due_at_the_end_of_the_second_business_day() -> None:
    received = local("US", 2026, 3, 6, 10, 0)
    assert business_deadline(received, 2, store("US")) == local("US", 2026, 3, 10, 23, 59, 59)
