"""Refusals name their rule and speak with the pack's values and the store's clock."""

import unicodedata
from datetime import UTC, datetime

import pytest

from simulator.errors import BadInput, NotFound, Refusal
from simulator.policy import PackError, in_language, overridden, policy_for

NOW = datetime(2022, 5, 23, 13, 5, tzinfo=UTC)


def plain(text: str) -> str:
    """Babel writes narrow spaces; a test reads plain ones."""
    return unicodedata.normalize("NFKC", text)


def us_refusal(rule_id: str, **facts: object) -> str:
    return plain(policy_for("US", NOW).refuse(rule_id, **facts).message)  # type: ignore[arg-type]


# The message catalogue, M1 to M18.
CATALOGUE = [
    ("pending-closed-to-seller", {}, "This order is pending. You can cancel it once the payment is verified."),
    (
        "confirmed-cannot-be-canceled",
        {},
        "Shipment is confirmed, so the order cannot be canceled. Refund it instead.",
    ),
    ("cancel-reason-required", {}, "Select a reason for cancellation."),
    (
        "refund-after-confirmation",
        {},
        "Confirm shipment before you refund. If nothing was shipped, cancel the order.",
    ),
    (
        "buyer-cancel-window",
        {"until": NOW},
        "The 30-minute window ended at 5/23/22, 6:05 AM. You can request cancellation.",
    ),
    (
        "label-closes-cancel",
        {},
        "A shipping label was bought, so this order cannot be canceled. Ask the buyer to return it for a refund.",
    ),
    ("one-request", {"time": NOW}, "You asked to cancel this order on 5/23/22, 6:05 AM."),
    ("request-before-shipment", {}, "This order has shipped. You can return it for a refund."),
    (
        "canceled-is-final",
        {"time": NOW, "who": "the buyer"},
        "This order was canceled on 5/23/22, 6:05 AM by the buyer. It cannot be restored.",
    ),
    ("fba-seller-support", {}, "Seller Support cancels orders fulfilled by the marketplace. Open a case."),
    ("mcf-processing-closed", {}, "Processing has started, so this order can no longer be canceled."),
    (
        "mcf-unfulfillable-final",
        {},
        "Unfulfillable orders cannot be canceled and will not ship. Create a new order when the item is back in stock.",
    ),
    ("stale-page", {}, "This order changed while the page was open. Check it and try again."),
    ("opt-out-honored", {}, "Not delivered. The buyer opted out of messages that are not critical."),
    ("plain-text-only", {"fragment": "<b>"}, "Messages are plain text. Remove: <b>."),
    ("refund-limit", {"max": "$4.00"}, "The refund is more than the buyer paid ($4.00 left)."),
    ("tracking-required", {}, "Enter the tracking ID."),
    ("ship-date-not-future", {}, "The ship date cannot be in the future."),
    ("ship-date-after-order", {}, "The ship date cannot be before the order."),
]


@pytest.mark.parametrize(
    ("rule_id", "facts", "sentence"), CATALOGUE, ids=[f"M{n}" for n in range(1, len(CATALOGUE) + 1)]
)
def test_each_refusal_of_the_catalogue_reads_as_agreed(rule_id: str, facts: dict[str, object], sentence: str) -> None:
    assert us_refusal(rule_id, **facts) == sentence


def test_a_refusal_carries_rule_end_and_facts() -> None:
    refusal = policy_for("US", NOW).refuse("request-after-window", until=NOW, order="900-1")
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.until, refusal.status) == ("request-after-window", NOW, 409)
    assert refusal.facts["order"] == "900-1"
    assert str(refusal) == refusal.message


@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("US", "5/23/22, 6:05 AM"),
        ("CA", "2022-05-23, 9:05 a.m."),
        ("MX", "23/05/22, 8:05 a.m."),
        ("JP", "2022/05/23 22:05"),
        ("SG", "23/5/22, 9:05 pm"),
        ("AU", "23/5/22, 11:05 pm"),
        ("UK", "23/05/2022, 14:05"),
        ("DE", "23.05.22, 15:05"),
        ("FR", "23/05/2022 15:05"),
        ("IT", "23/05/22, 15:05"),
        ("ES", "23/5/22, 15:05"),
        ("NL", "23-05-2022, 15:05"),
        ("PL", "23.05.2022, 15:05"),
        ("SE", "2022-05-23 15:05"),
        ("IN", "23/05/22, 6:35 pm"),
        ("TR", "23.05.2022 16:05"),
        ("AE", "23/05/2022, 5:05 PM"),
    ],
)
def test_times_are_written_as_the_store_writes_them(code: str, moment: str) -> None:
    refusal = policy_for(code, NOW).refuse("request-after-window", until=NOW)
    assert plain(refusal.message) == f"You can cancel items yourself until {moment}."


def test_the_window_in_the_sentence_is_the_stores_own() -> None:
    message = policy_for("JP", NOW).refuse("buyer-cancel-window", until=NOW).message
    assert message.startswith("The 5-minute window ended")


def test_the_window_in_the_sentence_follows_the_value() -> None:
    with overridden({"buyer-cancel-window": 31}):
        assert us_refusal("buyer-cancel-window", until=NOW).startswith("The 31-minute window ended")


def test_a_store_may_refuse_in_its_own_words() -> None:
    message = policy_for("harbor", NOW).refuse("buyer-cancel-window", until=NOW).message
    assert message == "In this store the seller decides about every cancellation. You can request it."


def test_a_refusal_without_its_facts_is_a_programming_error() -> None:
    with pytest.raises(PackError, match="canceled-is-final needs the fact 'who'"):
        us_refusal("canceled-is-final", time=NOW)


def test_a_rule_that_refuses_nobody_cannot_refuse() -> None:
    with pytest.raises(PackError, match="count-official-request has no sentence"):
        us_refusal("count-official-request")


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(NotFound, match="There is no rule 'no-such-rule'"):
        policy_for("US", NOW).rule("no-such-rule")


def test_an_unknown_store_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"There is no store 'XX'. Choose one of US, CA, .*harbor\.") as answer:
        policy_for("XX", NOW)
    assert answer.value.field == "marketplace"


class Spelled:
    """A catalogue of a language in which everything is between marks."""

    def ugettext(self, message: str) -> str:
        return f"<{message}>"

    def ungettext(self, one: str, many: str, number: int) -> str:
        return f"<{one if number == 1 else many}>"


def test_a_refusal_can_be_said_in_a_readers_language() -> None:
    policy = in_language(policy_for("US", NOW), Spelled())
    said = plain(policy.refuse("canceled-is-final", time=NOW, who="the buyer").message)
    assert said == "<This order was canceled on 5/23/22, 6:05 AM by <the buyer>. It cannot be restored.>"


def test_another_language_has_the_same_rules_in_other_words() -> None:
    english = policy_for("JP", NOW)
    said = in_language(english, Spelled())
    assert said.buyer_cancel_window == english.buyer_cancel_window
    assert said.rule("buyer-cancel-window").title == "<Self-cancel window>"
    assert "<5 minutes>" in said.rule("buyer-cancel-window").sentence
    assert said.seller_cancel_reasons["NoInventory"].label == "<No inventory>"
    assert english.seller_cancel_reasons["NoInventory"].label == "No inventory"
