"""Every pack loads, every rule is typed, complete and laid over the base."""

import collections.abc
import string
import types
import typing
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from simulator.policy import DATE_SETS, PackError, Policy, history, policy_for, source_titles, stores
from simulator.policy.book import BEGINNING
from simulator.policy.packs import THEMES, base_entries, layered, overlaid
from simulator.policy.themes import Themes
from simulator.policy.values import Grace, Reminder, typed

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)
CODES = [one.code for one in stores()]
ZONE = stores()[0].zone


def fits(value: object, hint: object) -> bool:
    """Say whether a value is of an annotated type, item by item."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return any(fits(value, one) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(fits(one, inner[0]) for one in value)
    if origin is collections.abc.Mapping:
        return isinstance(value, types.MappingProxyType) and all(fits(one, inner[1]) for one in value.values())
    if hint is int:
        return type(value) is int
    return isinstance(value, typing.cast(type, hint))


@pytest.mark.parametrize("date_set", DATE_SETS)
@pytest.mark.parametrize("code", CODES)
def test_every_rule_of_every_store_has_a_value_of_its_type_in_every_period(code: str, date_set: str) -> None:
    hints = typing.get_type_hints(Themes)
    for policy in history(code, date_set):
        wrong = [name for name, hint in hints.items() if not fits(getattr(policy, name), hint)]
        assert wrong == []


def test_every_rule_is_an_attribute_of_the_policy() -> None:
    policy = policy_for("US", NOW)
    assert {rule_id.replace("-", "_") for rule_id in policy.rules} == set(typing.get_type_hints(Themes))
    assert policy.rule("buyer-cancel-window").value == policy.buyer_cancel_window


@pytest.mark.parametrize("rule_id", base_entries())
def test_every_rule_says_what_it_is_and_where_it_comes_from(rule_id: str) -> None:
    rule = policy_for("US", NOW).rule(rule_id)
    assert rule.title
    assert rule.sentence.endswith(".")
    assert "{" not in rule.sentence
    assert rule.sources
    assert set(rule.sources) <= set(source_titles())
    assert rule.label in {"Source", "Assumed", "Conflict"}
    assert rule.theme in THEMES


def test_rules_without_a_known_source_are_labeled_as_assumed() -> None:
    silent = {id_ for id_, one in base_entries().items() if set(one["sources"]) <= {"design", "ux"}}
    assert [id_ for id_ in silent if base_entries()[id_].get("label", "Source") == "Source"] == []


def test_every_source_is_named_by_a_rule() -> None:
    named = {key for code in CODES for rule in policy_for(code, NOW).rules.values() for key in rule.sources}
    assert named == set(source_titles())


def test_every_refusal_asks_only_for_facts_the_rule_book_knows() -> None:
    gaps = {
        gap
        for entry in base_entries().values()
        for _, gap, _, _ in string.Formatter().parse(entry.get("refusal", ""))
        if gap is not None
    }
    assert gaps <= {"value", "value_adjective", "time", "who", "left", "max", "fragment", "status"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("buyer_cancel_window", timedelta(minutes=30)),
        ("payment_hold", timedelta(minutes=30)),
        ("payment_check_limit", timedelta(days=21)),
        ("auto_cancel_grace", Grace(7, "calendar", "ship_by")),
        ("auto_approval_minimum", timedelta(minutes=30)),
        ("auto_approval_maximum", timedelta(hours=72)),
        ("label_void_window", timedelta(hours=24)),
        ("mcf_planning_window", timedelta(minutes=15)),
        ("cancellation_rate_target", Fraction(1, 40)),
        ("cancellation_rate_window", timedelta(days=7)),
        ("cancellation_rate_second_target", None),
        ("order_defect_rate_target", Fraction(1, 100)),
        ("late_shipment_rate_target", Fraction(1, 25)),
        ("valid_tracking_rate_target", Fraction(19, 20)),
        ("on_time_delivery_rate_target", Fraction(9, 10)),
        ("response_time_windows", (timedelta(days=7), timedelta(days=30), timedelta(days=90))),
        ("claim_after_contact", timedelta(hours=48)),
        ("feedback_window", timedelta(days=90)),
        ("order_cut_off", time(14)),
        ("message_limit", 2000),
        ("attachment_limit", 10 * 1024 * 1024),
        ("return_refund_deadline", 2),
        ("order_number_prefix", "900"),
    ],
)
def test_the_united_states_follow_the_parameter_sheet(name: str, value: object) -> None:
    assert getattr(policy_for("US", NOW), name) == value


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("JP", "buyer_cancel_window", timedelta(minutes=5)),
        ("JP", "payment_hold", timedelta(minutes=5)),
        ("JP", "auto_cancel_grace", Grace(30, "calendar", "order_date")),
        ("IN", "auto_cancel_grace", Grace(24, "hours", "ship_by")),
        ("IN", "cancellation_rate_second_target", Fraction(1, 50)),
        ("IN", "cancellation_rate_second_window", timedelta(days=30)),
        ("IN", "cancellation_rate_target", Fraction(1, 40)),
        ("SA", "auto_cancel_grace", Grace(3, "calendar", "ship_by")),
        ("UK", "on_time_delivery_minimum_units", 20),
        ("UK", "buyer_cancel_window", timedelta(minutes=30)),
        ("harbor", "request_window", timedelta(hours=1)),
        ("harbor", "buyer_cancel_window", timedelta(0)),
        ("harbor", "always_ask_seller", True),
        ("harbor", "auto_approval_offered", False),
    ],
)
def test_a_store_differs_where_its_pack_says_so(code: str, name: str, value: object) -> None:
    assert getattr(policy_for(code, NOW), name) == value


def test_reminders_follow_the_ship_by_date_and_precede_the_automatic_cancellation() -> None:
    assert policy_for("US", NOW).ship_reminders == (
        Reminder("ship_by", timedelta(days=-1)),
        Reminder("ship_by", timedelta(0)),
        Reminder("ship_by", timedelta(days=3)),
        Reminder("auto_cancel", timedelta(days=-1)),
    )


def test_seller_reasons_say_where_they_can_be_stated_and_what_happens_to_stock() -> None:
    reasons = policy_for("US", NOW).seller_cancel_reasons
    assert not reasons["NoInventory"].stock_restored
    assert reasons["BuyerCanceled"].stock_restored
    assert reasons["PricingError"].file_code == "GeneralAdjustment"
    assert reasons["BuyerCanceled"].api_code == "BUYER_CANCELLED"
    on_page = [one.label for one in reasons.values() if one.page and not one.group]
    assert on_page == [
        "Buyer canceled",
        "No inventory",
        "Pricing error",
        "Shipping address undeliverable",
        "Customer exchange",
        "General adjustment",
    ]


def test_buyer_reasons_are_the_ten_codes_of_the_contract() -> None:
    reasons = policy_for("US", NOW).buyer_cancel_reasons
    assert len(reasons) == 10
    assert reasons["created_by_mistake"].label == "Order created by mistake"


def test_critical_contact_reasons_are_the_five_that_pass_the_opt_out() -> None:
    reasons = policy_for("US", NOW).critical_contact_reasons
    assert [code for code, one in reasons.items() if one.critical] == [
        "problem_with_order",
        "cancellation",
        "additional_information",
        "arrange_delivery",
        "legal_document",
    ]


@pytest.mark.parametrize("code", [code for code in CODES if code != "harbor"])
def test_every_store_knows_its_holidays_of_eight_years(code: str) -> None:
    days = policy_for(code, NOW).holidays
    assert {day.year for day in days} == set(range(2021, 2029))
    assert list(days) == sorted(set(days))


def test_thanksgiving_and_christmas_are_holidays_in_the_united_states() -> None:
    assert {date(2026, 11, 26), date(2026, 12, 25)} <= set(policy_for("US", NOW).holidays)


def test_a_table_in_a_pack_is_laid_over_the_base_row_by_row() -> None:
    japan = policy_for("JP", NOW).shipping_prices
    assert list(japan) == list(policy_for("US", NOW).shipping_prices)
    assert japan["Standard"] == 410


def test_a_new_value_withdraws_the_dates_of_the_old_one() -> None:
    under = {"value": 1, "final": 2, "dated": [{"from": date(2020, 1, 1), "value": 3}], "title": "T"}
    assert dict(layered(under, {"value": 9})) == {"value": 9, "title": "T"}
    assert dict(layered(under, {"title": "U"})) == under | {"title": "U"}


def test_tables_merge_and_everything_else_is_replaced() -> None:
    assert overlaid({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}, "b": 4}) == {"a": {"x": 1, "y": 3}, "b": 4}
    assert overlaid([1, 2], [3]) == [3]


@pytest.mark.parametrize(
    ("unit", "raw"),
    [
        ("minutes", "soon"),
        ("minutes", True),
        ("fraction", "0.5"),
        ("boolean", 1),
        ("grace", {"length": 7, "unit": "weeks", "anchor": "ship_by"}),
        ("grace", {"length": -1, "unit": "calendar", "anchor": "ship_by"}),
        ("reminders", {"anchor": "tomorrow", "days": 1}),
        ("instant", "2022-05-10"),
        ("fortnights", 1),
        ("table", 3),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_refused_with_the_rule_named(unit: str, raw: object) -> None:
    with pytest.raises(PackError, match="Rule some-rule"):
        typed("some-rule", unit, raw, ZONE)


def test_a_policy_cannot_be_changed() -> None:
    policy: Policy = policy_for("US", NOW)
    with pytest.raises(AttributeError):
        policy.buyer_cancel_window = timedelta(0)  # type: ignore[misc]
    with pytest.raises(TypeError):
        policy.buyer_cancel_reasons["new"] = None  # type: ignore[index]


def test_the_same_period_is_answered_by_the_same_policy() -> None:
    assert policy_for("US", NOW) is policy_for("us", NOW + timedelta(days=1))
    assert policy_for("US", BEGINNING).effective_from is None
