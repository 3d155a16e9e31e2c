"""Proofs of the tables of reasons: a row that is there is taken by code or label, one that is not is refused."""

from tests.builders import Market
from tests.rules.proofs import arrived, asks, not_known, proves, sent, unshipped
from tests.seller_central.site import Desk, seller_app


@proves("seller-cancel-reasons", changed={"NoInventory": {"stock_restored": True}})
def a_seller_without_stock_gets_no_units_back(market: Market) -> None:
    order, sku = unshipped(market), market.skus[0]
    left = market.stock(sku)
    not_known(market, "seller-cancel", order, reason="BadMood")
    market.act("seller-cancel", order, reason="No inventory")
    assert market.order(order)["cancellation"]["reason"] == "NoInventory"
    assert market.stock(sku) == left


@proves("buyer-cancel-reasons", changed={"found_cheaper": {"label": "Seen for less"}})
def a_buyer_gives_one_of_ten_reasons_by_its_words(market: Market) -> None:
    order = unshipped(market)
    not_known(market, "request-cancellation", order, reason="BuyerCanceled")
    market.act("request-cancellation", order, reason="Found cheaper somewhere else")
    assert market.order(order)["request"]["reason"] == "found_cheaper"


@proves("marketplace-reasons", changed={"ShipmentUnconfirmed": {"label": "Too slow"}})
def the_seller_reads_why_the_marketplace_canceled(market: Market) -> None:
    order = unshipped(market)
    not_known(market, "seller-cancel", order, reason="ShipmentUnconfirmed")
    market.advance(days=9)
    page = Desk(seller_app(market.home).test_client(), market.name).page(f"/orders/{order}")
    assert "Shipment not confirmed in time" in page


@proves("refund-reasons", changed={"CouldNotShip": {"label": "Not possible"}})
def a_refund_gives_one_of_the_reasons_by_its_words(market: Market) -> None:
    order = sent(market)
    not_known(market, "refund", order, reason="ShipmentUnconfirmed", amount="1.00")
    market.act("refund", order, reason="Could not ship", amount="1.00")
    assert market.order(order)["refunds"][0]["reason"] == "CouldNotShip"


@proves("return-reasons", changed={"defective": {"label": "Broken"}})
def a_return_gives_one_of_the_reasons_by_its_words(market: Market) -> None:
    order = arrived(market)
    not_known(market, "request-return", order, reason="CouldNotShip")
    market.act("request-return", order, reason="Item defective or doesn't work")
    assert market.order(order)["returns"][0]["reason"] == "defective"


@proves("claim-grounds", changed={"not_as_described": {"label": "Different"}})
def a_claim_rests_on_one_of_three_grounds(market: Market) -> None:
    order = arrived(market)
    asks(market, order, "This is not what the page showed.")
    market.advance(hours=48)
    not_known(market, "claim", order, ground="too_expensive")
    market.act("claim", order, ground="Not as described")
    assert market.order(order)["claim"]["ground"] == "not_as_described"


@proves("critical-contact-reasons", changed={"cancellation": {"critical": False}})
def whether_a_message_is_critical_follows_from_its_reason(market: Market) -> None:
    order = unshipped(market)
    market.set(buyer={"opted_out": True})
    message = {"from": "seller", "body": "We have to talk about your order."}
    not_known(market, "message", order, kind="small_talk", **message)
    assert market.act("message", order, kind="Cancellation", **message)["data"]["delivered"]


@proves("buyer-contact-reasons", changed={"cancel_order": {"label": "Stop it"}})
def a_buyer_writes_for_one_of_three_reasons(market: Market) -> None:
    order = unshipped(market)
    not_known(market, "message", order, **{"from": "buyer", "kind": "send_invoice", "body": "Where is it?"})
    assert asks(market, order, "It is about my order.", kind="Cancel my order")["intent"] == "cancel_wish"
