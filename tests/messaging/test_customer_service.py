"""Calling customer service: it cancels what the buyer still may, passes a wish on, or explains."""

import pytest
from sqlalchemy import select

from messaging.models import Message
from simulator.errors import BadInput
from simulator.home import Home
from tests.builders import Market
from tests.messaging.talk import Talk


def call(market: Market, order: str, **more: str) -> dict[str, str]:
    event = market.act("call-customer-service", order, wish="cancel", **more)
    assert event["kind"] == "customer-service-called"
    return dict(event["data"])


def test_inside_the_window_customer_service_cancels(market: Market) -> None:
    order = market.place()
    assert call(market, order)["done"] == "canceled"
    told = market.order(order)
    assert told["status"] == "Canceled"
    assert (told["cancellation"]["by"], told["cancellation"]["counts_against_seller"]) == ("BUYER", False)
    assert "order-canceled-by-buyer" in market.mail(order, to="buyer")


def test_a_payment_still_being_checked_after_the_window_can_be_canceled_by_customer_service_only(
    market: Market,
) -> None:
    order = market.place(payment="slow")
    market.advance(minutes=31)
    assert market.order(order)["status"] == "Pending"
    assert market.refused("buyer-cancel", order).rule == "buyer-cancel-window"
    assert market.refused("request-cancellation", order, reason="other").rule == "request-needs-payment"
    assert call(market, order)["done"] == "canceled"
    canceled = market.events(order)[-1]
    assert (canceled["kind"], canceled["data"]["through"]) == ("order-canceled", "customer-service")
    assert market.order(order)["cancellation"]["counts_against_seller"] is False
    assert market.agenda(order) == []


def test_after_the_window_customer_service_passes_the_wish_on(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    assert call(market, order, details="I ordered the wrong size.")["done"] == "relayed"
    told = market.order(order)
    assert (told["status"], told["request"]) == ("Unshipped", None)
    (message,) = talk.messages(order)
    assert (message["sender"], message["kind"], message["intent"]) == ("MARKETPLACE", "customer_service", "cancel_wish")
    assert "Reason:\nCancel my order" in message["body"]
    assert "Details:\nI ordered the wrong size." in message["body"]
    assert message["reply_due_at"] is not None
    assert "message-to-seller" in market.mail(order, to="seller")
    assert market.audit() == []


@pytest.mark.parametrize(
    ("store", "reason", "details"),
    [
        ("DE", "Grund:\nBestellung stornieren", "Der Kunde möchte die Bestellung stornieren."),
        ("JP", "理由：\n注文のキャンセル", "お客様は注文のキャンセルを希望されています。"),
        ("SA", "السبب:\nإلغاء الطلب", "يرغب العميل في إلغاء الطلب."),
        ("SE", "Reason:\nCancel my order", "The customer would like to cancel the order."),
    ],
)
def test_a_wish_is_passed_on_in_the_language_of_the_store(home: Home, store: str, reason: str, details: str) -> None:
    market = Market.new(home, store=store)
    order = market.place(released=True)
    market.advance(minutes=31)
    call(market, order)
    with market.reading() as moment:
        (body,) = moment.session.scalars(select(Message.body))
    assert (reason in body, details in body) == (True, True)


def test_following_a_relayed_wish_counts(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    call(market, order)
    market.act("seller-cancel", order, reason="BuyerCanceled")
    assert market.order(order)["cancellation"]["rule"] == "count-request-by-message"


def test_answering_a_relayed_wish_reaches_a_buyer_who_opted_out(market: Market, talk: Talk) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    market.advance(minutes=30)
    call(market, order)
    assert talk.seller_writes(order, "Please use Request cancellation in Your Orders.")["delivered"] is True
    assert talk.messages(order)[0]["answered_at"] is not None


@pytest.mark.parametrize(
    ("deed", "args", "rule"),
    [
        ("confirm-shipment", {"carrier": "Parcel North", "tracking": "PN1"}, "request-before-shipment"),
        ("seller-cancel", {"reason": "NoInventory"}, "canceled-is-final"),
        ("request-cancellation", {"reason": "other"}, "one-request"),
    ],
)
def test_where_nothing_is_left_to_do_customer_service_explains(
    market: Market, talk: Talk, deed: str, args: dict[str, str], rule: str
) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    market.act(deed, order, **args)
    status = market.order(order)["status"]
    told = call(market, order)
    assert (told["done"], told["rule"]) == ("explained", rule)
    assert told["told"]
    assert market.order(order)["status"] == status
    assert talk.messages(order) == []


def test_fulfilled_by_the_marketplace_it_is_canceled_before_picking_and_explained_after(market: Market) -> None:
    early = market.place(channel="AFN", released=True)
    assert call(market, early)["done"] == "canceled"
    late = market.place(channel="AFN", released=True)
    market.advance(hours=2)
    assert call(market, late)["done"] == "explained"


def test_details_keep_to_the_rules_for_messages(market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    args = {"wish": "cancel", "details": "Mail me at me@people.example"}
    assert market.refused("call-customer-service", order, **args).rule == "no-contact-details"
    with pytest.raises(BadInput, match="400 characters"):
        market.act("call-customer-service", order, wish="cancel", details="a" * 401)


def test_customer_service_can_always_be_called(market: Market) -> None:
    order = market.place(released=True)
    assert {"message", "call-customer-service"} <= set(market.order(order)["allowed"])
