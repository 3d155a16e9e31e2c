"""The mailbox: every mail of the cancel story as its reader sees it, and the lists that interfaces read."""

from datetime import UTC, datetime

import pytest

from messaging.deliveries import switchable_notices
from messaging.mail import mail_list, mail_one, messages_json, messages_list
from messaging.mailbox import notices
from messaging.reading import Site
from messaging.threads import conversation
from simulator.home import Home
from simulator.moment import Actor
from tests.builders import Market
from tests.databases import statements
from tests.messaging.talk import Talk


def cancel_story(market: Market, talk: Talk) -> str:
    order = market.place()
    market.advance(minutes=31)
    talk.buyer_writes(order, "Please cancel this order.", kind="cancel_order")
    talk.seller_writes(order, "In Your Orders, choose Request cancellation.", kind="cancellation")
    market.act("request-cancellation", order, reason="found_cheaper")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


def test_the_cancel_story_fills_both_mailboxes_in_order(market: Market, talk: Talk) -> None:
    order = cancel_story(market, talk)
    assert [(one["to"]["role"], one["notice"]) for one in talk.mails(order)] == [
        ("buyer", "order-confirmation"),
        ("buyer", "order-released"),
        ("seller", "sold-ship-now"),
        ("seller", "message-to-seller"),
        ("buyer", "message-to-buyer"),
        ("buyer", "request-received"),
        ("seller", "request-arrived"),
        ("buyer", "order-canceled-by-seller-buyer"),
        ("seller", "order-canceled-by-seller-seller"),
    ]


def test_the_cancel_story_reads_as_words(market: Market, talk: Talk) -> None:
    order = cancel_story(market, talk)
    texts = {one["notice"]: one for one in talk.mails(order)}
    assert "Please cancel this order." in texts["message-to-seller"]["text"]
    assert "Answer by Mar 3, 2026, 9:31 AM PST." in texts["message-to-seller"]["text"]
    assert texts["message-to-seller"]["subject"].startswith("Inquiry from Millpond customer ")
    assert texts["message-to-buyer"]["critical"] is True
    assert "Reason: Found cheaper somewhere else" in texts["request-arrived"]["text"]
    assert "does not count in your Cancellation Rate" in texts["order-canceled-by-seller-seller"]["text"]
    assert "You were not charged." in texts["order-canceled-by-seller-buyer"]["text"]
    for one in texts.values():
        assert one["html"].startswith("<!doctype html>".upper()[:9]) or one["html"].lower().startswith(
            "<!doctype html>"
        )
        assert "None" not in one["text"] + one["subject"]
        assert "{" not in one["text"] + one["subject"]


def test_messages_travel_between_aliases_and_notices_come_from_the_store(market: Market, talk: Talk) -> None:
    order = cancel_story(market, talk)
    texts = {one["notice"]: one for one in talk.mails(order)}
    asked, answered = texts["message-to-seller"], texts["message-to-buyer"]
    assert asked["from"] == answered["to"]["address"]
    assert answered["from"] == asked["to"]["address"]
    assert asked["from"] != asked["to"]["address"]
    assert asked["from"].endswith("@marketplace.millpond.example")
    assert texts["order-confirmation"]["from"] == "auto-confirm@us.millpond.example"
    assert texts["sold-ship-now"]["from"] == "seller-notification@us.millpond.example"
    assert all(one[side].endswith(".example") for one in texts.values() for side in ("from",))


def test_two_orders_of_one_buyer_share_their_aliases(market: Market, talk: Talk) -> None:
    addresses = set()
    for _ in range(2):
        order = market.place(released=True)
        talk.buyer_writes(order)
        addresses.add(talk.messages(order)[0]["to"]["address"])
    assert len(addresses) == 1


def test_a_mailbox_is_asked_by_role_address_or_person(market: Market, talk: Talk) -> None:
    cancel_story(market, talk)
    sellers = talk.mails(to="seller")
    alias = next(one["to"]["address"] for one in sellers if one["notice"] == "message-to-seller")
    own = next(one["to"]["address"] for one in sellers if one["notice"] == "sold-ship-now")
    assert {one["to"]["role"] for one in sellers} == {"seller"}
    assert [one["notice"] for one in talk.mails(to=alias)] == ["message-to-seller"]
    assert talk.mails(to=own) == sellers
    assert talk.mails(to=market.seller_id) == sellers
    assert talk.mails(to="nobody@nowhere.example") == []


def test_a_mailbox_is_read_page_by_page(market: Market, talk: Talk) -> None:
    cancel_story(market, talk)
    with market.reading() as moment:
        first = mail_list(moment, limit=4)
        rest = mail_list(moment, after=first[-1]["id"])
        assert [one["id"] for one in first + rest] == list(range(1, 10))
        assert mail_one(moment, 3) == first[2]
        assert mail_one(moment, 99) is None
        messages = messages_list(moment)
        assert messages_list(moment, after=messages[0]["event_seq"]) == messages[1:]
        assert messages_list(moment, limit=1) == messages[:1]


def test_the_number_of_statements_does_not_grow_with_the_mailbox(market: Market, talk: Talk) -> None:
    def counted() -> int:
        with market.reading() as moment, statements() as seen:
            mail_list(moment)
            messages_list(moment)
        return len(seen)

    cancel_story(market, talk)
    few = counted()
    for _ in range(4):
        cancel_story(market, talk)
    assert counted() == few


def test_mails_lead_to_the_pages_of_their_world(market: Market, talk: Talk) -> None:
    order = cancel_story(market, talk)
    with market.reading() as moment:
        found = mail_list(moment, site=Site(market.name, "http://127.0.0.1:5000"))
    texts = {one["notice"]: one["text"] for one in found}
    assert f"http://127.0.0.1:5000/w/market/orders/{order}" in texts["order-confirmation"]
    assert f"http://127.0.0.1:5000/w/market/seller/orders/{order}" in texts["sold-ship-now"]
    assert all("http" not in one["text"] for one in talk.mails(order))


def test_the_brand_is_one_setting_that_old_mail_follows(market: Market, talk: Talk) -> None:
    order = cancel_story(market, talk)
    with market.reading() as moment:
        found = mail_list(moment, brand="Quayside")
        subjects = [one["subject"] for one in messages_list(moment, brand="Quayside")]
    assert not any("Millpond" in one["subject"] + one["text"] for one in found)
    assert subjects[0].startswith("Inquiry from Quayside customer ")
    assert order in subjects[1]


def test_british_readers_read_british_english(home: Home) -> None:
    market = Market.new(home, store="UK")
    order = market.place()
    market.act("buyer-cancel", order)
    canceled = next(one for one in Talk(market).mails(order) if one["notice"] == "order-canceled-by-buyer")
    assert "cancelled" in canceled["text"]
    assert "canceled" not in canceled["text"]


def test_what_was_written_is_shown_as_text_never_as_markup(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, '5 < 6 & "quotes" {{ 7 * 7 }}', subject="a\r\nBcc: someone")
    (mail,) = [one for one in talk.mails(order) if one["notice"] == "message-to-seller"]
    assert "5 &lt; 6 &amp;" in mail["html"]
    assert "{{ 7 * 7 }}" in mail["text"]
    assert "\n" not in mail["subject"]


def test_feedback_and_claims_are_told_in_words(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.act("confirm-shipment", order, carrier="Parcel North", tracking="PN1")
    market.act("hand-to-carrier", order)
    talk.buyer_writes(order)
    market.advance(days=20)
    market.act("feedback", order, rating=2, comment="Too slow.")
    market.act("claim", order, ground="not_received")
    market.advance(days=5)
    texts = {one["notice"]: one["text"] for one in talk.mails(order)}
    assert "with 2 of 5" in texts["feedback-left-seller"]
    assert "Too slow." in texts["feedback-left-seller"]
    assert "in favor of the buyer" in texts["claim-decided-seller"]


def test_a_sides_conversation_is_told_in_the_same_shape(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    talk.seller_writes(order, "We packed it with love.")
    talk.buyer_writes(order)
    with market.reading() as moment:
        told = messages_json(moment, conversation(moment, order, Actor.BUYER))
        assert told == [one for one in messages_list(moment, order) if one["n"] == 2]
        assert messages_json(moment, []) == []


def test_every_notice_a_seller_can_switch_off_exists_and_none_that_is_required() -> None:
    switchable = switchable_notices()
    assert set(switchable) <= set(notices())
    assert "request-arrived" not in switchable
    assert {"message-to-seller", "message-blocked", "sold-ship-now"} <= set(switchable)


@pytest.mark.parametrize(("store", "hour"), [("US", "9:00 AM PST"), ("UK", "17:00 GMT"), ("JP", "2:00 AM JST")])
def test_instants_are_told_in_the_stores_own_time(home: Home, store: str, hour: str) -> None:
    market = Market.new(home, store=store, start_at=datetime(2026, 3, 2, 17, tzinfo=UTC))
    order = market.place()
    assert hour in Talk(market).mails(order)[0]["text"]
