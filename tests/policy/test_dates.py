"""Rules change at local midnight of their store, one second apart, in both sets of dates."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from simulator.errors import NotFound
from simulator.policy import Grace, history, overridden, policy_for

SECOND = timedelta(seconds=1)

# The local midnights of the change of 2022, written in UTC by hand.
CHANGES = [
    ("US", "announced", datetime(2022, 5, 10, 7, tzinfo=UTC)),
    ("US", "final", datetime(2022, 5, 23, 7, tzinfo=UTC)),
    ("CA", "announced", datetime(2022, 5, 10, 4, tzinfo=UTC)),
    ("CA", "final", datetime(2022, 5, 23, 4, tzinfo=UTC)),
    ("MX", "announced", datetime(2022, 5, 10, 5, tzinfo=UTC)),
    ("MX", "final", datetime(2022, 5, 23, 5, tzinfo=UTC)),
    ("JP", "announced", datetime(2022, 5, 9, 15, tzinfo=UTC)),
    ("JP", "final", datetime(2022, 6, 5, 15, tzinfo=UTC)),
    ("SG", "final", datetime(2022, 6, 5, 16, tzinfo=UTC)),
    ("AU", "announced", datetime(2022, 5, 9, 14, tzinfo=UTC)),
    ("AU", "final", datetime(2022, 6, 5, 14, tzinfo=UTC)),
    ("UK", "announced", datetime(2022, 5, 22, 23, tzinfo=UTC)),
    ("UK", "final", datetime(2022, 5, 22, 23, tzinfo=UTC)),
    ("DE", "announced", datetime(2022, 5, 22, 22, tzinfo=UTC)),
    ("IN", "announced", datetime(2022, 5, 22, 18, 30, tzinfo=UTC)),
    ("AE", "final", datetime(2022, 5, 22, 20, tzinfo=UTC)),
]


@pytest.mark.parametrize(("code", "date_set", "change"), CHANGES, ids=[f"{c}-{s}" for c, s, _ in CHANGES])
def test_requests_stop_arriving_as_messages_at_local_midnight_of_the_change(
    code: str, date_set: str, change: datetime
) -> None:
    before = policy_for(code, change - SECOND, date_set)
    at = policy_for(code, change, date_set)
    after = policy_for(code, change + SECOND, date_set)
    assert before.request_by_message_before_change
    assert not at.request_by_message_before_change
    assert not after.request_by_message_before_change
    assert at.effective_from == before.effective_until == change


@pytest.mark.parametrize("name", ["auto_approval_offered", "request_report_column"])
def test_what_the_change_brought_is_offered_from_it_on(name: str) -> None:
    change = datetime(2022, 5, 10, 7, tzinfo=UTC)
    assert not getattr(policy_for("US", change - SECOND), name)
    assert getattr(policy_for("US", change), name)


def test_the_ninth_and_the_tenth_of_may_differ_only_where_the_announced_dates_hold() -> None:
    day = datetime(2022, 5, 15, tzinfo=UTC)
    assert not policy_for("US", day).request_by_message_before_change
    assert policy_for("US", day, "final").request_by_message_before_change
    assert policy_for("UK", day).request_by_message_before_change


def test_the_grace_was_thirty_days_until_the_announcement_of_2020() -> None:
    change = datetime(2020, 9, 30, 7, tzinfo=UTC)
    assert policy_for("US", change - SECOND).auto_cancel_grace == Grace(30, "calendar", "ship_by")
    assert policy_for("US", change).auto_cancel_grace == Grace(7, "calendar", "ship_by")


@pytest.mark.parametrize(
    ("code", "change"),
    [("US", datetime(2024, 9, 25, 7, tzinfo=UTC)), ("UK", datetime(2025, 9, 15, 23, tzinfo=UTC))],
)
def test_on_time_delivery_is_enforced_from_each_stores_own_day(code: str, change: datetime) -> None:
    assert not policy_for(code, change - SECOND).on_time_delivery_enforced
    assert policy_for(code, change).on_time_delivery_enforced


def test_another_date_moves_everything_that_begins_on_it() -> None:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    with overridden({"on-time-delivery-date": date(2026, 3, 3)}):
        assert not policy_for("US", day).on_time_delivery_enforced
        assert policy_for("US", day + timedelta(days=2)).on_time_delivery_enforced
    assert policy_for("US", day).on_time_delivery_enforced


@pytest.mark.parametrize("code", ["US", "JP", "UK", "harbor"])
def test_the_periods_of_a_store_follow_each_other_without_a_gap(code: str) -> None:
    policies = history(code)
    assert policies[0].effective_from is None
    assert policies[-1].effective_until is None
    for earlier, later in itertools.pairwise(policies):
        assert earlier.effective_until == later.effective_from


def test_a_rule_tells_since_when_its_value_holds() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    policy = policy_for("US", now)
    assert policy.rule("buyer-cancel-window").effective_from is None
    assert policy.rule("auto-approval-offered").effective_from == datetime(2022, 5, 10, 7, tzinfo=UTC)


def test_an_unknown_set_of_dates_is_named() -> None:
    with pytest.raises(NotFound, match="Choose announced or final"):
        policy_for("US", datetime(2026, 3, 2, tzinfo=UTC), "guessed")
