"""Every notice in both Englishes, with many facts and with none."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest

from messaging.mailbox import english_of, notices, render, words

NOTICES = [
    "order-confirmation",
    "order-released",
    "sold-ship-now",
    "items-canceled",
    "order-canceled-by-buyer",
    "payment-failed",
    "order-canceled-fraud",
    "request-received",
    "request-arrived",
    "auto-approved-buyer",
    "auto-approved-seller",
    "order-canceled-by-seller-buyer",
    "order-canceled-by-seller-seller",
    "shipment-confirmed",
    "shipment-edited",
    "ship-by-reminder",
    "auto-cancel-warning",
    "auto-canceled-buyer",
    "auto-canceled-seller",
    "refund-buyer",
    "refund-seller",
    "return-requested-buyer",
    "return-requested-seller",
    "return-needs-answer",
    "return-authorized",
    "return-closed",
    "return-received",
    "claim-opened-buyer",
    "claim-opened-seller",
    "claim-decided-buyer",
    "claim-decided-seller",
    "feedback-reminder",
    "feedback-left-seller",
    "message-to-buyer",
    "message-to-seller",
    "message-blocked",
    "performance-warning",
    "offers-deactivated",
    "case-answered",
    "support-canceled-buyer",
    "delivered",
    "refused-seller",
    "lost-seller",
    "mcf-canceled",
]

FULL: dict[str, Any] = {
    "order": "900-1234567-7654321",
    "buyer": "Ada Quill",
    "seller": "Harbor Lamps",
    "items": [
        {"title": "Desk lamp", "sku": "LAMP-01", "asin": "B0ABCDEF12", "quantity": 2, "amount": 9000},
        {"title": "Bulb", "sku": "BULB-7", "asin": "B0ABCDEF34", "quantity": 1, "amount": 500},
    ],
    "total": 9500,
    "currency": "USD",
    "placed_at": "2026-03-02T17:00:00+00:00",
    "ship_by": "2026-03-05T07:59:59Z",
    "deliver_by": "2026-03-09T06:59:59Z",
    "canceled_at": "2026-03-02T17:31:00+00:00",
    "reason": "BuyerCanceled",
    "reason_label": "Created by mistake",
    "by": "SELLER",
    "carrier": "Parcel North",
    "tracking": "PN123",
    "amount": 4500,
    "until": "2026-03-02T17:30:00+00:00",
    "due_at": "2026-03-04T17:30:00+00:00",
    "body": "Hello,\nplease cancel.",
    "message_subject": "",
    "metric": "Cancellation Rate",
    "rate": 0.031,
    "target": 0.025,
    "counts": True,
    "rule": "cancellation-rate-target",
    "critical_reasons": ["Cancellation", "Arrange delivery"],
    "urls": {name: f"/w/demo/{name}" for name in ("order", "request", "seller_order", "health", "rules", "reply")},
    "time_zone": "America/Los_Angeles",
}
NOTHING = dict.fromkeys(FULL)
HOSTILE = "<script>alert('x')</script>\r\nBcc: b@x.example {{ 7 * 7 }} \u202e&\x00"


def hostile(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: hostile(one) for name, one in value.items()}
    if isinstance(value, list):
        return [hostile(one) for one in value]
    return HOSTILE if isinstance(value, str) else value


def tags(html: str) -> list[str]:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)

    Tags().feed(html)
    return found


def test_the_mail_matrix_is_complete() -> None:
    assert set(notices()) == set(NOTICES)


@pytest.mark.parametrize(
    "facts", [FULL, {}, NOTHING, {"order": "1", "urls": {}, "items": []}], ids=["full", "none", "null", "few"]
)
@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_renders_whatever_is_known(notice: str, locale: str, facts: dict[str, Any]) -> None:
    mail = render(notice, facts, locale=locale, brand="Millpond")
    everything = mail.subject + mail.text + mail.html
    assert mail.subject == " ".join(mail.subject.split()) != ""
    assert "Millpond" in mail.text
    for leftover in ("{{", "}}", "{%", "None", "undefined", "Undefined"):
        assert leftover not in everything
    assert "\n\n\n" not in mail.text
    root = ET.fromstring(mail.html.removeprefix("<!DOCTYPE html>"))
    assert root.get("lang") == locale.replace("_", "-")
    assert root.findtext("head/title") == mail.subject
    assert len(root.findall(".//h1")) == 1
    assert not {"img", "script", "link", "iframe"} & set(tags(mail.html))


@pytest.mark.parametrize("notice", NOTICES)
def test_hostile_facts_are_escaped_and_stay_on_their_line(notice: str) -> None:
    mail = render(notice, hostile(FULL) | {"body": "Hello"}, locale="en_US", brand="Millpond")
    assert "script" not in tags(mail.html)
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert "49" not in mail.subject + mail.text
    assert not {"\x00", "\u202e"} & set(mail.subject + mail.text + mail.html)
    assert not any(line.startswith("Bcc:") for line in mail.text.splitlines())
    ET.fromstring(mail.html.removeprefix("<!DOCTYPE html>"))


@pytest.mark.parametrize("notice", NOTICES)
def test_british_notices_spell_and_speak_british(notice: str) -> None:
    mail = render(notice, FULL | {"reason_label": "x", "reason": "x"}, locale="en_GB", brand="Millpond")
    said = f"{mail.subject} {mail.text}".lower()
    for american in ("canceled", "canceling", "shipped", "shipment", "authorized", "ship by", "package"):
        assert american not in said
    american_mail = render(notice, FULL, locale="en_US", brand="Millpond")
    assert "cancelled" not in (american_mail.subject + american_mail.text).lower()
    assert "dispatch" not in (american_mail.subject + american_mail.text).lower()


def test_subjects_follow_the_mail_matrix() -> None:
    subjects = {name: render(name, FULL, locale="en_US", brand="Millpond").subject for name in NOTICES}
    assert subjects["sold-ship-now"] == "Sold, ship now: LAMP-01 Desk lamp"
    assert subjects["refund-seller"] == "Refund Initiated for Order 900-1234567-7654321"
    assert subjects["items-canceled"] == (
        "Successful cancellation of 3 items from your Millpond order 900-1234567-7654321"
    )
    assert subjects["message-to-seller"] == "Inquiry from Millpond customer Ada Quill (Order: 900-1234567-7654321)"
    assert subjects["return-requested-seller"] == "Return authorization request for order # 900-1234567-7654321"


def test_times_and_money_are_said_in_the_readers_way() -> None:
    american = render("order-confirmation", FULL, locale="en_US", brand="Millpond").text
    assert "until Mar 2, 2026, 9:30 AM PST" in american
    assert "Arrives by: Sunday, March 8, 2026" in american
    assert "Total: $95.00" in american
    british = FULL | {"time_zone": "Europe/London", "currency": "GBP"}
    text = render("order-confirmation", british, locale="en_GB", brand="Millpond").text
    assert "until 2 Mar 2026, 17:30 GMT" in text
    assert "Total: £95.00" in text


def test_yen_have_no_minor_units_and_unknown_zones_fall_back_to_utc() -> None:
    facts = FULL | {"currency": "JPY", "time_zone": "Nowhere/Land"}
    text = render("order-confirmation", facts, locale="ja_JP", brand="Millpond").text
    assert "Total: ¥9,500" in text
    assert "5:30 PM UTC" in text


@pytest.mark.parametrize(("counts", "sentence"), [(True, "counts in your"), (False, "does not count in your")])
def test_the_seller_is_told_whether_a_cancellation_counts_only_if_that_is_known(counts: bool, sentence: str) -> None:
    told = render("auto-canceled-seller", FULL | {"counts": counts}, locale="en_US", brand="Millpond").text
    assert sentence in told
    assert "Cancellation Rate" not in render("auto-canceled-seller", {}, locale="en_US", brand="Millpond").text


def test_a_rate_is_shown_beside_its_target() -> None:
    text = render("performance-warning", FULL, locale="en_US", brand="Millpond").text
    assert "Your Cancellation Rate is 3.1%; the target is 2.5%." in text


def test_a_blocked_message_says_how_it_would_arrive() -> None:
    text = render("message-blocked", FULL, locale="en_US", brand="Millpond").text
    assert "a contact reason that is critical (Cancellation, Arrange delivery)" in text


def test_a_message_keeps_its_lines_and_is_escaped() -> None:
    mail = render("message-to-buyer", FULL, locale="en_US", brand="Millpond")
    assert "&lt;b&gt;\nx" in render("message-to-buyer", {"body": "<b>\r\nx"}, locale="en_US", brand="Millpond").html
    assert "Hello,\nplease cancel." in mail.text
    assert "Hello,\nplease cancel." in mail.html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/x", "/\\evil.example", "data:text/html,x", ""]
)
def test_only_pages_are_linked(address: str) -> None:
    mail = render("delivered", {"urls": {"order": address}}, locale="en_US", brand="Millpond")
    assert "a" not in tags(mail.html)
    assert "View order" not in mail.text


def test_links_lead_to_pages_with_and_without_host() -> None:
    for address in ("/w/demo/orders/1", "http://localhost:8000/w/demo/orders/1"):
        mail = render("delivered", {"urls": {"order": address}}, locale="en_US", brand="Millpond")
        assert f'href="{address}"' in mail.html
        assert f"View order details: {address}" in mail.text


@pytest.mark.parametrize(
    ("locale", "english"),
    [
        ("en_US", "en_US"),
        ("en-GB", "en_GB"),
        ("en_AU", "en_GB"),
        ("de_DE", "en_US"),
        ("en", "en_US"),
        ("ja_JP", "en_US"),
    ],
)
def test_every_locale_reads_one_of_two_englishes(locale: str, english: str) -> None:
    assert english_of(locale) == english


def test_both_englishes_know_the_same_words() -> None:
    assert words()["en_US"].keys() == words()["en_GB"].keys()


def test_the_brand_is_a_setting() -> None:
    mail = render("order-confirmation", FULL, locale="en_US", brand="Foxglove & Co")
    assert "Millpond" not in mail.subject + mail.text + mail.html
    assert "Foxglove &amp; Co" in mail.html
