"""Proofs of the rules of the shop that only its pages ask for."""

from tests.builders import Market
from tests.rules.proofs import READ, proves
from tests.seller_central.site import Desk, seller_app


@proves("price-drop-confirm", changed="0.4")
def a_price_cut_by_more_than_half_is_asked_about(market: Market) -> None:
    sku = market.skus[0]
    market.act("change-product", sku=sku, price="20.00")
    desk = Desk(seller_app(market.home).test_client(), market.name)
    asked = desk.post("/inventory", **{f"price-{sku}": "9.99"}).text
    assert "The new price is more than 50% below the last one. Confirm it." in asked
    READ.add("price-drop-confirm")
    assert desk.post("/inventory", **{f"price-{sku}": "10.00"}).status_code == 303
    assert market.sql("SELECT price FROM products WHERE sku = ?", sku) == [(1000,)]
