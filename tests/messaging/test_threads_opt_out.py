"""Buyers who want critical messages only: what reaches them, what bounces, and what the seller is told."""

import pytest

from simulator.policy.overriding import overridden
from tests.builders import Market
from tests.messaging.talk import Talk

CRITICAL = ("problem_with_order", "cancellation", "additional_information", "arrange_delivery", "legal_document")
OTHERS = ("confirm_order_details", "send_invoice", "delay", "other", "request_review")


def shipped(market: Market) -> str:
    order = market.place(released=True)
    market.act("confirm-shipment", order, carrier="Parcel North", tracking="PN1")
    return order


@pytest.mark.parametrize("asked", [False, True], ids=["unasked", "reply"])
@pytest.mark.parametrize("opted_out", [False, True], ids=["reads-all", "opted-out"])
@pytest.mark.parametrize("kind", [*CRITICAL, *OTHERS])
def test_opted_out_buyers_receive_critical_messages_and_replies_only(
    market: Market, talk: Talk, kind: str, opted_out: bool, asked: bool
) -> None:
    market.set(buyer={"opted_out": opted_out})
    order = shipped(market)
    if asked:
        talk.buyer_writes(order)
    told = talk.seller_writes(order, "About your order.", kind=kind)
    reply = asked and kind != "request_review"
    delivered = not opted_out or kind in CRITICAL or reply
    assert told["delivered"] is delivered
    assert told["critical"] is (kind in CRITICAL)
    assert told.get("why_not") == (None if delivered else "opt-out-honored")
    assert ("message-blocked" in market.kinds(order)) is not delivered
    assert ("message-to-buyer" in market.mail(order, to="buyer")) is delivered
    assert market.audit() == []


@pytest.mark.parametrize("subject", ["[Important] Please read", "[IMPORTANT]", "Additional Information Required"])
def test_no_subject_makes_a_message_critical(market: Market, talk: Talk, subject: str) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    told = talk.seller_writes(order, "We packed it with love.", subject=subject)
    assert (told["delivered"], told["critical"]) == (False, False)


def test_the_bounce_tells_the_seller_how_to_resend(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    talk.seller_writes(order, "We packed it with love.")
    assert "message-to-buyer" not in market.mail(order)
    bounce = talk.mails(order, to="seller")[-1]
    assert bounce["notice"] == "message-blocked"
    assert bounce["from"] == "donotreply@us.millpond.example"
    assert "Cancellation" in bounce["text"]
    assert "We packed it with love." in bounce["text"]


def test_the_block_is_caused_by_the_sending(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    talk.seller_writes(order)
    sent, blocked = market.events(order)[-2:]
    assert (sent["kind"], blocked["kind"]) == ("message-sent", "message-blocked")
    assert blocked["cause"] == sent["seq"]


def test_a_seller_who_switched_bounces_off_gets_none(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True}, seller={"mail_off": ["message-blocked"]})
    order = market.place(released=True)
    assert talk.seller_writes(order)["delivered"] is False
    assert "message-blocked" not in market.mail(order)


def test_a_seller_who_switched_copies_off_still_finds_the_message(market: Market, talk: Talk) -> None:
    market.set(seller={"mail_off": ["message-to-seller"]})
    order = market.place(released=True)
    talk.buyer_writes(order)
    assert "message-to-seller" not in market.mail(order)
    assert len(talk.messages(order)) == 1


def test_critical_mail_is_marked(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.seller_writes(order, kind="cancellation")
    talk.seller_writes(order, kind="other")
    assert [one["critical"] for one in talk.mails(order) if one["notice"] == "message-to-buyer"] == [True, False]


@pytest.mark.parametrize(
    ("rule", "kind", "asked", "delivered"),
    [
        ("opt-out-honored", "other", False, True),
        ("critical-delivered", "cancellation", False, False),
        ("replies-delivered", "other", True, False),
    ],
)
def test_what_arrives_follows_the_rule_book(
    market: Market, talk: Talk, rule: str, kind: str, asked: bool, delivered: bool
) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    if asked:
        talk.buyer_writes(order)
    with overridden({rule: False}):
        assert talk.seller_writes(order, kind=kind)["delivered"] is delivered


def test_a_request_for_review_that_never_arrived_may_be_made_again(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = shipped(market)
    assert talk.seller_writes(order, kind="request_review")["delivered"] is False
    market.set(buyer={"opted_out": False})
    assert talk.seller_writes(order, kind="request_review")["delivered"] is True


def test_opting_out_later_takes_nothing_back(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.seller_writes(order)
    market.set(buyer={"opted_out": True})
    assert talk.messages(order)[0]["delivered"] is True
    assert market.audit() == []
