"""Contact reasons, critical or not, and the subjects of messages."""

from dataclasses import dataclass, field

import pytest

from messaging.reasons import check_kind, contact_reasons, is_critical, subject_for, topic_of, topics
from simulator.errors import BadInput
from simulator.policy.rows import ContactReason, Label


@dataclass
class SomeReasons:
    critical_contact_reasons: dict[str, ContactReason] = field(
        default_factory=lambda: {
            "cancellation": ContactReason("Cancellation", critical=True),
            "delay": ContactReason("Delay or stock notice", critical=False),
        }
    )
    buyer_contact_reasons: dict[str, Label] = field(
        default_factory=lambda: {"question": Label("Question"), "cancel_order": Label("Cancel my order")}
    )


@pytest.mark.parametrize(("kind", "critical"), [("cancellation", True), ("delay", False), ("unheard_of", False)])
def test_the_rule_book_says_which_reasons_are_critical(kind: str, critical: bool) -> None:
    assert is_critical(kind, SomeReasons()) == critical


def test_each_side_has_its_own_reasons() -> None:
    assert contact_reasons("buyer", SomeReasons()) == {"question": "Question", "cancel_order": "Cancel my order"}
    assert list(contact_reasons("seller", SomeReasons())) == ["cancellation", "delay"]


def test_a_reason_can_be_given_by_its_label() -> None:
    assert check_kind("seller", "delay or stock notice", SomeReasons()) == "delay"


def test_a_buyer_cannot_write_for_a_sellers_reason() -> None:
    with pytest.raises(BadInput, match="Choose one of: question, cancel_order") as refused:
        check_kind("buyer", "cancellation", SomeReasons())
    assert refused.value.field == "kind"


EXACT = {
    ("cancellation_request", "en"): "Order cancellation request from Millpond customer Ada (Order: 900-1-1)",
    ("inquiry", "en-US"): "Inquiry from Millpond customer Ada (Order: 900-1-1)",
    ("order_information", "en_GB"): "Order information from Millpond seller Ada (Order: 900-1-1)",
    ("delivery", "sv"): "Order delivery inquiry from Millpond customer Ada (Order: 900-1-1)",
    ("inquiry", "es_MX"): "Consulta del cliente de Millpond Ada (Pedido: 900-1-1)",
    ("inquiry", "de-DE"): "Anfrage von Millpond-Kunde Ada (Bestellung: 900-1-1)",
    ("inquiry", "fr"): "Question du client Millpond Ada (Commande : 900-1-1)",
    ("inquiry", "ja"): "Millpondのお客様 Ada 様からのお問い合わせ（注文番号：900-1-1）",
}


@pytest.mark.parametrize(("case", "expected"), EXACT.items(), ids=[f"{topic} {code}" for topic, code in EXACT])
def test_subjects_follow_their_pattern_and_language(case: tuple[str, str], expected: str) -> None:
    topic, language = case
    assert subject_for(topic, brand="Millpond", name="Ada", order_id="900-1-1", language=language) == expected


@pytest.mark.parametrize("topic", topics())
def test_every_topic_speaks_the_five_languages(topic: str) -> None:
    subjects = {
        subject_for(topic, brand="Millpond", name="Ada", order_id="7", language=language)
        for language in ("en", "es", "de", "fr", "ja")
    }
    assert len(subjects) == 5
    assert all("7" in subject and "{" not in subject for subject in subjects)


def test_a_name_cannot_break_the_line_or_the_pattern() -> None:
    subject = subject_for("inquiry", brand="Millpond", name="A\r\nBcc: {id}", order_id="7")
    assert subject == "Inquiry from Millpond customer A Bcc: {id} (Order: 7)"


@pytest.mark.parametrize(
    ("sender", "kind", "topic"),
    [
        ("buyer", "cancel_order", "inquiry"),
        ("buyer", "question", "inquiry"),
        ("seller", "cancellation", "order_information"),
        ("seller", "additional_information", "additional_information"),
    ],
)
def test_a_wish_by_message_is_an_inquiry_and_a_sellers_message_order_information(
    sender: str, kind: str, topic: str
) -> None:
    assert topic_of(sender, kind) == topic
