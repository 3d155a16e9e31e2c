"""The change of 2022: an official request is a message before it, and a flag, a banner and an e-mail after it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from messaging.letters import standing_words
from simulator.home import Home
from tests.builders import Market
from tests.messaging.talk import Talk

# Store, date set, local date of the change, zone, first words of the standard subject.
CHANGES = [
    ("US", "announced", (2022, 5, 10), "America/Los_Angeles", "Order cancellation request from Millpond customer "),
    ("UK", "announced", (2022, 5, 23), "Europe/London", "Order cancellation request from Millpond customer "),
    ("DE", "announced", (2022, 5, 23), "Europe/Berlin", "Stornierungsanfrage von Millpond-Kunde "),
    ("JP", "announced", (2022, 5, 10), "Asia/Tokyo", "Millpondのお客様 "),
    ("JP", "final", (2022, 6, 6), "Asia/Tokyo", "Millpondのお客様 "),
]
ENGLISH = "I would like to cancel this order.\nReason: Found cheaper somewhere else\nSorry!"
BODIES = {
    "DE": "Ich möchte diese Bestellung stornieren.\nGrund: Anderswo günstiger gefunden\nSorry!",
    "JP": "この注文をキャンセルしたいです。\n理由：ほかでより安く見つけた\nSorry!",
}


def requested_at(home: Home, store: str, dates: str, instant: datetime) -> tuple[Market, Talk, str]:
    market = Market.new(home, store=store, date_set=dates, start_at=instant - timedelta(hours=1))
    order = market.place(released=True)
    market.advance_to(instant)
    market.act("request-cancellation", order, reason="found_cheaper", note="Sorry!")
    return market, Talk(market), order


@pytest.mark.parametrize(("offset", "by_message"), [(-1, True), (0, False), (1, False)], ids=["before", "at", "after"])
@pytest.mark.parametrize(("store", "dates", "day", "zone", "subject"), CHANGES, ids=lambda one: str(one)[:9])
def test_a_request_is_a_message_until_the_change_and_not_from_then_on(
    home: Home,
    store: str,
    dates: str,
    day: tuple[int, int, int],
    zone: str,
    subject: str,
    offset: int,
    by_message: bool,
) -> None:
    midnight = datetime(*day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    market, talk, order = requested_at(home, store, dates, midnight + timedelta(seconds=offset))
    found = talk.messages(order)
    assert len(found) == by_message
    assert market.order(order)["request"]["via"] == "official"
    assert "request-arrived" in market.mail(order, to="seller")
    assert ("message-to-seller" in market.mail(order, to="seller")) is by_message
    if by_message:
        assert (found[0]["kind"], found[0]["sender"]) == ("cancellation_request", "BUYER")
        assert found[0]["subject"].startswith(subject)
        assert found[0]["body"] == BODIES.get(store, ENGLISH)
    assert market.audit() == []


def test_a_request_as_a_message_is_no_wish_and_waits_for_no_reply(home: Home) -> None:
    market, talk, order = requested_at(home, "US", "announced", datetime(2022, 5, 9, 12, tzinfo=UTC))
    assert talk.messages(order)[0]["reply_due_at"] is None
    market.act("seller-cancel", order, reason="BuyerCanceled")
    told = market.order(order)["cancellation"]
    assert (told["rule"], told["counts_against_seller"]) == ("count-official-request", False)


@pytest.mark.parametrize(
    ("store", "body"),
    [
        ("FR", "Je souhaite annuler cette commande.\nMotif : Autre"),
        ("IT", "Vorrei annullare questo ordine.\nMotivo: Altro"),
        ("SA", "أريد إلغاء هذا الطلب.\nالسبب: غير ذلك"),
        ("SE", "I would like to cancel this order.\nReason: Other"),
    ],
)
def test_a_request_as_a_message_is_in_the_language_of_the_store(home: Home, store: str, body: str) -> None:
    market = Market.new(home, store=store, start_at=datetime(2022, 3, 1, 12, tzinfo=UTC))
    order = market.place(released=True)
    market.advance(hours=1)
    market.act("request-cancellation", order, reason="other")
    assert Talk(market).messages(order)[0]["body"] == body


def test_every_reason_of_a_request_has_its_words_in_every_language_of_the_letter(home: Home) -> None:
    with Market.new(home).reading() as moment:
        reasons = set(moment.policy("US").buyer_cancel_reasons)
    for language in ("ar", "de", "es", "fr", "it", "ja", "nl"):
        assert set(standing_words("request", language)) == {"body", "why", *reasons}


def test_the_message_follows_from_the_request(home: Home) -> None:
    market, _, order = requested_at(home, "US", "announced", datetime(2022, 5, 9, 12, tzinfo=UTC))
    requested = next(one for one in market.events(order) if one["kind"] == "cancellation-requested")
    sent = next(one for one in market.events(order) if one["kind"] == "message-sent")
    assert sent["cause"] == requested["seq"]


def test_a_wish_by_message_looks_like_an_inquiry_in_both_times(home: Home) -> None:
    for name, start in (("before", datetime(2022, 5, 1, tzinfo=UTC)), ("after", datetime(2022, 6, 1, tzinfo=UTC))):
        market = Market.new(home, name, start_at=start)
        order = market.place(released=True)
        talk = Talk(market)
        talk.buyer_writes(order, "Please cancel.", kind="cancel_order", subject="Order cancellation request")
        assert talk.messages(order)[0]["subject"].startswith("Inquiry from Millpond customer ")
        assert market.order(order)["request"] is None
