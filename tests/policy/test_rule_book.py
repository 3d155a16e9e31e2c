"""The rule book lists each rule once, with the stores and periods that differ; tests may lay other values over it."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from simulator.policy import Grace, PackError, all_rules, in_words, overridden, policy_for, stores

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)


def listed(rule_id: str, date_set: str = "announced"):  # type: ignore[no-untyped-def]
    [rule] = [one for one in all_rules(date_set) if one.id == rule_id]
    return rule


def test_each_rule_is_listed_once() -> None:
    ids = [rule.id for rule in all_rules()]
    assert ids == list(policy_for("US", NOW).rules)


def test_the_window_is_listed_with_the_stores_that_differ() -> None:
    rule = listed("buyer-cancel-window")
    assert rule.value == timedelta(minutes=30)
    assert "JP" not in rule.marketplaces
    assert len(rule.marketplaces) == len(stores()) - 2
    assert [(one.marketplaces, one.value) for one in rule.variants] == [
        (("JP",), timedelta(minutes=5)),
        (("harbor",), timedelta(0)),
    ]


@pytest.mark.parametrize(
    ("date_set", "last_days"),
    [
        (
            "announced",
            {date(2022, 5, 10): "US CA MX JP SG AU", date(2022, 5, 23): "UK DE FR IT ES NL PL SE IN TR AE SA"},
        ),
        ("final", {date(2022, 5, 23): "US CA MX UK DE FR IT ES NL PL SE IN TR AE SA", date(2022, 6, 6): "JP SG AU"}),
    ],
)
def test_the_change_of_2022_is_listed_by_local_day(date_set: str, last_days: dict[date, str]) -> None:
    variants = listed("request-by-message-before-change", date_set).variants
    assert {one.ended_on: " ".join(one.marketplaces) for one in variants} == last_days
    assert all(one.value is True for one in variants)


def test_a_store_that_differs_today_is_not_counted_among_those_that_follow() -> None:
    rule = listed("auto-cancel-grace")
    assert not {"JP", "IN", "SA", "harbor"} & set(rule.marketplaces)
    assert "UK" in rule.marketplaces


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (timedelta(minutes=1), "minutes", "1 minute"),
        (timedelta(minutes=30), "minutes", "30 minutes"),
        (timedelta(hours=72), "hours", "72 hours"),
        (Fraction(1, 40), "fraction", "2.5%"),
        (Fraction(1, 4), "fraction", "25%"),
        (Fraction(5, 4000), "fraction", "0.12%"),
        (Fraction(1, 20), "fraction", "5%"),
        (2, "business_days", "2 business days"),
        (10_485_760, "bytes", "10,485,760"),
        (True, "boolean", "yes"),
        (None, "days", "none"),
        ((), "dates", "none"),
        (("Mon", "Tue"), "list", "Mon, Tue"),
        (Grace(7, "calendar", "ship_by"), "grace", "7 calendar days after the ship-by date"),
        (Grace(1, "business", "order_date"), "grace", "1 business day after the order date"),
    ],
)
def test_values_are_put_into_words(value: object, unit: str, words: str) -> None:
    assert in_words(value, unit) == words


def test_an_overridden_value_holds_in_every_store_and_only_inside() -> None:
    before = policy_for("US", NOW)
    with overridden({"buyer-cancel-window": 31, "auto-cancel-grace": {"length": 8}}):
        assert policy_for("US", NOW).buyer_cancel_window == timedelta(minutes=31)
        assert policy_for("JP", NOW).buyer_cancel_window == timedelta(minutes=31)
        assert policy_for("US", NOW).auto_cancel_grace == Grace(8, "calendar", "ship_by")
        assert "31 minutes" in listed("buyer-cancel-window").sentence
    assert policy_for("US", NOW).buyer_cancel_window == before.buyer_cancel_window == timedelta(minutes=30)


def test_overridden_values_nest_and_end_when_a_test_fails() -> None:
    with overridden({"buyer-cancel-window": 31}):
        with pytest.raises(RuntimeError), overridden({"payment-hold": 1}):
            raise RuntimeError
        assert policy_for("US", NOW).payment_hold == timedelta(minutes=30)
        assert policy_for("US", NOW).buyer_cancel_window == timedelta(minutes=31)
    assert policy_for("US", NOW).buyer_cancel_window == timedelta(minutes=30)


def test_a_row_of_a_table_can_be_overridden_alone() -> None:
    with overridden({"critical-contact-reasons": {"delay": {"critical": True}}}):
        reasons = policy_for("US", NOW).critical_contact_reasons
        assert reasons["delay"].critical
        assert reasons["delay"].label == "Delay or stock notice"


def test_an_overridden_value_of_the_wrong_kind_is_refused() -> None:
    with overridden({"buyer-cancel-window": "soon"}), pytest.raises(PackError, match="Rule buyer-cancel-window"):
        policy_for("US", NOW)


def test_a_rule_that_does_not_exist_cannot_be_overridden() -> None:
    with pytest.raises(PackError, match="no-such-rule"), overridden({"no-such-rule": 1}):
        pass
