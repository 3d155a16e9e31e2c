"""Files of messages: the same deeds as rows, and no trick of XML does anything else."""

import pytest

from tests.builders import Market
from tests.seller_central.feeds.conftest import ACKNOWLEDGE, Upload

SHIP, ADJUST = "POST_ORDER_FULFILLMENT_DATA", "POST_PAYMENT_ADJUSTMENT_DATA"
REQUEST, CALL_OFF = "POST_FULFILLMENT_ORDER_REQUEST_DATA", "POST_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA"


def envelope(kind: str, *bodies: str) -> bytes:
    messages = "".join(
        f"<Message><MessageID>{place}</MessageID><{kind}>{body}</{kind}></Message>"
        for place, body in enumerate(bodies, 1)
    )
    head = "<Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>M</MerchantIdentifier></Header>"
    kinds = f"<MessageType>{kind}</MessageType>"
    return f'<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope>{head}{kinds}{messages}</AmazonEnvelope>'.encode()


def test_failure_cancels_and_success_only_takes_note(upload: Upload, market: Market) -> None:
    keep, drop = market.place(released=True), market.place(released=True)
    item = market.order(drop)["items"][0]["order_item_id"]
    line = f"<Item><AmazonOrderItemCode>{item}</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>"
    feed, report = upload(
        ACKNOWLEDGE,
        envelope(
            "OrderAcknowledgement",
            f"<AmazonOrderID>{keep}</AmazonOrderID><StatusCode>Success</StatusCode>",
            f"<AmazonOrderID>{drop}</AmazonOrderID><StatusCode>Failure</StatusCode>{line}",
            "<AmazonOrderID>1</AmazonOrderID><StatusCode>Failure</StatusCode>",
        ),
    )
    assert (feed.processed, feed.successful) == (3, 2)
    assert (market.order(keep)["status"], market.order(drop)["status"]) == ("Unshipped", "Canceled")
    assert "<MessageID>3</MessageID><ResultCode>Error</ResultCode>" in report
    assert "<MessagesWithError>1</MessagesWithError>" in report


def test_a_shipment_and_a_refund_by_message(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    item = market.order(number)["items"][0]["order_item_id"]
    carrier = "<CarrierName>Harrow</CarrierName><ShipperTrackingNumber>HP0000000001</ShipperTrackingNumber>"
    ship = f"<FulfillmentDate>2026-03-02T17:00:00Z</FulfillmentDate><FulfillmentData>{carrier}</FulfillmentData>"
    assert upload(SHIP, envelope("OrderFulfillment", f"<AmazonOrderID>{number}</AmazonOrderID>{ship}"))[0].successful
    amount = '<Component><Type>Principal</Type><Amount currency="USD">3.50</Amount></Component>'
    part = (
        f"<AdjustedItem><AmazonOrderItemCode>{item}</AmazonOrderItemCode><AdjustmentReason>Other</AdjustmentReason>"
        f"<ItemPriceAdjustments>{amount}</ItemPriceAdjustments></AdjustedItem>"
    )
    assert upload(ADJUST, envelope("OrderAdjustment", f"<AmazonOrderID>{number}</AmazonOrderID>{part}"))[0].successful
    assert market.order(number)["refunds"][0]["amount"]["amount"] == "3.50"


def test_a_multichannel_order_is_asked_for_once_and_called_off(upload: Upload, market: Market) -> None:
    address = (
        "<DestinationAddress><Name>Ada</Name><AddressFieldOne>1 Street</AddressFieldOne><City>Portland</City>"
        "<PostalCode>97217</PostalCode><CountryCode>US</CountryCode></DestinationAddress>"
    )
    item = f"<Item><SKU>{market.skus[0]}</SKU><Quantity>2</Quantity></Item>"
    body = f"<MerchantFulfillmentOrderID>F-1</MerchantFulfillmentOrderID>{address}{item}"
    assert upload(REQUEST, envelope("FulfillmentOrder", body))[0].successful == 1
    assert upload(REQUEST, envelope("FulfillmentOrder", body, body))[0].successful == 0
    off = "<MerchantFulfillmentOrderID>F-1</MerchantFulfillmentOrderID>"
    assert upload(CALL_OFF, envelope("FulfillmentOrderCancellationRequest", off))[0].successful == 1
    assert market.kinds().count("order-canceled") == 1


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]><AmazonEnvelope>&c;</AmazonEnvelope>'
FILE = (
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><AmazonEnvelope><Message>&b;</Message></AmazonEnvelope>'
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<AmazonEnvelope><Message>", "5000"),
        (b"no xml at all", "5000"),
        (BOMB, "5000"),
        (FILE, "5000"),
        (b"<Other/>", "5001"),
        (b"<AmazonEnvelope><MessageType>OrderFulfillment</MessageType></AmazonEnvelope>", "5001"),
        (b"<AmazonEnvelope/>", "5001"),
        (b"<AmazonEnvelope><Message><MessageID>1</MessageID></Message></AmazonEnvelope>", "5002"),
        (b'<?xml version="1.0" encoding="klingon"?><AmazonEnvelope/>', "5000"),
    ],
)
def test_what_is_no_envelope_is_one_result_and_changes_nothing(
    upload: Upload, market: Market, content: bytes, code: str
) -> None:
    market.place(released=True)
    before = market.hash()
    feed, report = upload(ACKNOWLEDGE, content)
    assert (feed.status, feed.processed, market.hash()) == ("DONE", 0, before)
    assert f"<MessageID>0</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>{code}<" in report
