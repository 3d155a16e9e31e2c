"""Messaging's rules meet the rule book: every store's pack fits what messaging expects."""

from datetime import UTC, datetime

import pytest

from messaging.attachments import MEDIA_TYPES, check_attachments
from messaging.reasons import contact_reasons, is_critical
from messaging.rules import RULES
from simulator.policy import Policy, policy_for

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.fixture(params=["US", "UK", "DE", "JP"])
def policy(request: pytest.FixtureRequest) -> Policy:
    return policy_for(request.param, NOW)


def test_every_allowed_attachment_type_can_be_recognized(policy: Policy) -> None:
    assert set(policy.attachment_types) <= set(MEDIA_TYPES)
    assert check_attachments([("note.txt", b"hello")], policy)[0].media_type == "text/plain"


def test_cancellation_is_critical_and_a_review_request_is_not(policy: Policy) -> None:
    assert is_critical("cancellation", policy)
    assert not is_critical("request_review", policy)
    assert "cancel_order" in contact_reasons("buyer", policy)


def test_every_refusing_rule_stands_in_the_rule_book(policy: Policy) -> None:
    refusing = [rule for rule, severity in RULES.items() if severity == "refuse"]
    assert all(getattr(policy, rule.replace("-", "_")) is True for rule in refusing)
