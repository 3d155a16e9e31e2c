"""Writing about an order: who may, what is kept, how it is read, and the reply clock."""

import base64
import json
from datetime import timedelta

import pytest

from messaging.threads import buyers_threads, conversation, sellers_threads, unread_count
from simulator import acting
from simulator.errors import BadInput, NotFound
from simulator.moment import Actor
from simulator.orders.models import Order
from simulator.parties import Buyer
from simulator.policy.overriding import overridden
from tests.builders import Market
from tests.messaging.talk import Talk

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_a_message_is_kept_with_sender_kind_and_subject(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    (told,) = talk.messages(order)
    assert told["message_id"] == f"{order}-1"
    assert (told["sender"], told["kind"], told["body"]) == ("BUYER", "question", "When does it arrive?")
    assert told["subject"].startswith("Inquiry from Millpond customer ")
    assert told["subject"].endswith(f"(Order: {order})")
    assert told["delivered"] is True


def test_a_wish_to_cancel_by_message_is_an_inquiry_and_no_request(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, "Please cancel this", kind="cancel_order", subject="Order cancellation request")
    told = market.order(order)
    assert told["request"] is None
    assert told["status"] == "Unshipped"
    assert talk.messages(order)[0]["subject"].startswith("Inquiry from")
    assert talk.messages(order)[0]["heading"] == "Order cancellation request"


@pytest.mark.parametrize(
    ("kind", "body", "wished"),
    [
        ("cancel_order", "Hello", True),
        ("question", "Please cancel my order", True),
        ("question", "When does it arrive?", False),
        ("other", "Bitte stornieren Sie meine Bestellung", True),
    ],
)
def test_a_wish_is_read_from_kind_or_words_and_counts_if_the_seller_follows_it(
    market: Market, talk: Talk, kind: str, body: str, wished: bool
) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, body, kind=kind)
    market.act("seller-cancel", order, reason="BuyerCanceled")
    told = market.order(order)["cancellation"]
    expected = "count-request-by-message" if wished else "count-buyer-canceled-without-request"
    assert (told["rule"], told["counts_against_seller"]) == (expected, True)


def test_the_first_contact_and_the_first_wish_keep_their_instants(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    first = market.now
    talk.buyer_writes(order)
    market.advance(hours=1)
    talk.buyer_writes(order, kind="cancel_order")
    market.advance(hours=1)
    talk.buyer_writes(order, kind="cancel_order")
    with market.reading() as moment:
        row = moment.session.get_one(Order, order)
        assert (row.contacted_at, row.wished_at) == (first, first + timedelta(hours=1))


def test_a_wish_about_a_canceled_order_is_no_wish(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    talk.buyer_writes(order, kind="cancel_order")
    with market.reading() as moment:
        assert moment.session.get_one(Order, order).wished_at is None


def test_a_seller_cannot_write_unasked_while_the_order_is_pending(market: Market, talk: Talk) -> None:
    order = market.place()
    assert talk.refused(order, "seller", kind="cancellation").rule == "pending-hides-buyer"
    talk.buyer_writes(order, "Please cancel")
    assert talk.seller_writes(order, "Your payment is still being verified.")["delivered"] is True


def test_where_the_rules_show_the_buyer_a_pending_order_can_be_written_about(market: Market, talk: Talk) -> None:
    order = market.place()
    with overridden({"pending-hides-buyer": False}):
        assert talk.seller_writes(order)["delivered"] is True


def test_the_buyer_of_a_canceled_order_can_be_written_to_where_the_rules_allow_it(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    assert talk.seller_writes(order, "I canceled the wrong order, sorry.", kind="cancellation")["delivered"] is True
    with overridden({"contact-after-cancel": False}):
        assert talk.refused(order, "seller").rule == "contact-after-cancel"


@pytest.mark.parametrize(("offset", "open_"), [(-1, True), (0, False), (1, False)], ids=["before", "at", "after"])
def test_unasked_messages_end_thirty_days_after_the_order_is_complete(
    market: Market, talk: Talk, offset: int, open_: bool
) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    market.advance_to(market.now + timedelta(days=30, seconds=offset))
    if open_:
        assert talk.seller_writes(order)["delivered"] is True
    else:
        assert talk.refused(order, "seller").rule == "proactive-message-window"
        talk.buyer_writes(order)
        assert talk.seller_writes(order)["delivered"] is True


@pytest.mark.parametrize(("length", "sent"), [(1999, True), (2000, True), (2001, False)])
def test_a_message_has_at_most_two_thousand_characters(market: Market, talk: Talk, length: int, sent: bool) -> None:
    order = market.place(released=True)
    if sent:
        assert talk.buyer_writes(order, "a" * length)["delivered"] is True
    else:
        assert talk.refused(order, "buyer", "a" * length).rule == "message-limit"


@pytest.mark.parametrize(
    ("rule", "body", "fragment"),
    [
        ("no-links", "See https://shop.example/sale today", "shop.example"),
        ("no-contact-details", "Write to me@people.example", "me@people.example"),
        ("plain-text-only", "This is <b>bold</b>", "<b>"),
        ("no-marketing", "Use coupon code SAVE10 on your next order", ""),
        ("no-review-pressure", "Please change your negative review and I refund you", ""),
    ],
)
def test_prohibited_content_is_refused_with_rule_and_fragment_and_nothing_changes(
    market: Market, talk: Talk, rule: str, body: str, fragment: str
) -> None:
    order = market.place(released=True)
    before = market.hash()
    refused = talk.refused(order, "seller", body)
    assert refused.rule == rule
    assert fragment in refused.message
    assert market.hash() == before
    assert talk.messages(order) == []


def test_a_rule_about_content_that_a_marketplace_does_not_have_refuses_nothing(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    with overridden({"no-links": False}):
        assert talk.seller_writes(order, "See https://shop.example/sale")["delivered"] is True


@pytest.mark.parametrize("path", ["/w/market/orders/{}", "/w/market/seller/orders/{}"])
def test_a_link_to_the_orders_own_pages_may_be_sent(market: Market, talk: Talk, path: str) -> None:
    order, other = market.place(released=True), market.place(released=True)
    page = f"http://127.0.0.1:5000{path}"
    assert talk.seller_writes(order, f"Cancel here: {page.format(order)}")["delivered"] is True
    assert talk.refused(order, "seller", f"Cancel here: {page.format(other)}").rule == "no-links"


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"body": "  \n "}, "body"),
        ({"kind": "gossip"}, "kind"),
        ({"kind": "cancel_order", "from": "seller"}, "kind"),
        ({"subject": "a" * 201}, "subject"),
        ({"template": "no-such"}, "template"),
        ({"from": "marketplace"}, "from"),
        ({"language": "klingon"}, "language"),
        ({"attachments": [{"name": "a.png", "content": "???"}]}, "attachments"),
        ({"attachments": [{"name": "a.png", "content": base64.b64encode(b"GIF89a").decode()}]}, "attachments"),
    ],
)
def test_a_message_that_makes_no_sense_names_its_field(market: Market, args: dict[str, object], field: str) -> None:
    order = market.place(released=True)
    with pytest.raises(BadInput) as wrong:
        market.act("message", order, **{"from": "buyer", "body": "Hello", **args})
    assert wrong.value.field == field


def test_an_order_sold_elsewhere_has_no_buyer_to_write_to(market: Market) -> None:
    event = market.act("create-fulfillment", seller_id=market.seller_id, items=[{"sku": market.skus[0], "quantity": 1}])
    order = event["order_id"]
    for deed, args in (("message", {"from": "seller", "body": "Hello"}), ("call-customer-service", {"wish": "cancel"})):
        with pytest.raises(BadInput, match="sold elsewhere"):
            market.act(deed, order, **args)


def test_attachments_are_kept_as_they_came(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, attachments=[{"name": "../photo.png", "content": base64.b64encode(PNG).decode()}])
    assert talk.messages(order)[0]["attachments"] == [
        {"position": 1, "name": "photo.png", "media_type": "image/png", "size": len(PNG)}
    ]
    with market.reading() as moment:
        (message,) = conversation(moment, order, Actor.SELLER)
        assert message.attachments[0].content == PNG


def test_a_template_says_how_a_message_is_read(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    assert (
        talk.seller_writes(order, "Dear customer, see below.", template="how_to_request")["intent"] == "how_to_request"
    )
    assert talk.messages(order)[0]["read_as"] == "how to request"


def test_a_review_is_requested_once_and_only_after_shipment(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    ask = {"kind": "request_review", "body": "How did you like it?"}
    assert talk.refused(order, "seller", **ask).rule == "review-request-after-shipment"
    market.act("confirm-shipment", order, carrier="Parcel North", tracking="PN1")
    talk.seller_writes(order, **ask)
    assert talk.refused(order, "seller", **ask).rule == "one-review-request"
    with overridden({"one-review-request": False}):
        assert talk.seller_writes(order, **ask)["delivered"] is True


def test_only_the_orders_own_people_write_about_it(market: Market) -> None:
    order = market.place(released=True)
    with pytest.raises(NotFound):
        acting.act(
            market.home,
            market.name,
            "message",
            order_id=order,
            args={"from": "seller", "body": "Hello"},
            person_id=market.buyer_id,
        )
    done = acting.act(
        market.home,
        market.name,
        "message",
        order_id=order,
        args={"from": "seller", "body": "Hello"},
        person_id=market.seller_id,
    )
    assert done.event["actor"] == "SELLER"


def test_both_sides_find_their_conversations(market: Market, talk: Talk) -> None:
    first, second = market.place(released=True), market.place(released=True)
    talk.seller_writes(first, "Which initials shall we engrave?", kind="additional_information")
    market.advance(minutes=5)
    talk.buyer_writes(second)
    with market.reading() as moment:
        buyer = moment.session.get_one(Buyer, market.buyer_id)
        assert [one.order_number for one in sellers_threads(moment, market.seller_id)] == [second, first]
        assert [one.order_number for one in sellers_threads(moment, market.seller_id, waiting=True)] == [second]
        assert [one.order_number for one in buyers_threads(moment, market.buyer_id)] == [second, first]
        assert unread_count(moment, buyer) == 1


def test_what_was_kept_from_the_buyer_is_in_the_sellers_conversation_only(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    talk.seller_writes(order, "We packed it with love.")
    with market.reading() as moment:
        assert len(conversation(moment, order, Actor.SELLER)) == 1
        assert conversation(moment, order, Actor.BUYER) == []
        assert buyers_threads(moment, market.buyer_id) == []


def test_a_buyer_reports_a_sellers_message_once(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.seller_writes(order)
    assert market.act("report-message", order, n=1)["kind"] == "message-reported"
    assert talk.messages(order)[0]["reported_at"] is not None
    with pytest.raises(BadInput):
        market.act("report-message", order, n=1)
    talk.buyer_writes(order)
    with pytest.raises(NotFound):
        market.act("report-message", order, n=2)


def test_writing_again_from_the_journal_gives_the_same_world(market: Market, talk: Talk) -> None:
    market.snapshot("before")
    order = market.place(released=True)
    talk.buyer_writes(order, kind="cancel_order")
    talk.seller_writes(order, template="how_to_request")
    once = market.hash()
    rows = market.sql("SELECT deed, subject, args FROM journal ORDER BY id")
    market.restore("before")
    for deed, subject, args in rows:
        market.act(deed, subject, **json.loads(args))
    assert market.hash() == once


def test_every_lawful_conversation_satisfies_the_auditor(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, kind="cancel_order")
    market.advance(minutes=45)
    talk.seller_writes(order, template="how_to_request")
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.audit() == []
