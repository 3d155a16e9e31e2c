"""A hundred scenarios in a real browser: every one clicks through a page to its end and checks the order.

Uses the plugin alone, as a project of somebody else's would; `benchmarks/browser.py` measures it as one.
"""

import pytest

from simulator.testing import World
from simulator.testing.clock import Clock
from simulator.testing.pages import BuyerSite, SellerCentral

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("n", range(25))
def test_a_buyer_cancels_alone(n: int, buyer: BuyerSite, world: World) -> None:
    order = world.place()
    buyer.cancel_items(order)
    buyer.should_say("Items canceled")
    order.should_be("Canceled", by="BUYER", counted=False)


@pytest.mark.parametrize("n", range(25))
def test_a_buyer_asks(n: int, buyer: BuyerSite, world: World, clock: Clock) -> None:
    order = world.place()
    clock.advance(minutes=31)
    buyer.request_cancellation(order)
    buyer.should_say("Cancellation requested")
    order.should_be("Unshipped", requested=True)


@pytest.mark.parametrize("n", range(25))
def test_a_seller_cancels(n: int, seller: SellerCentral, world: World) -> None:
    order = world.place(released=True)
    seller.cancel_order(order, "No inventory")
    seller.should_say("canceled")
    order.should_be("Canceled", by="SELLER", counted=True)


@pytest.mark.parametrize("n", range(25))
def test_a_seller_ships(n: int, seller: SellerCentral, world: World) -> None:
    order = world.place(released=True)
    seller.confirm_shipment(order)
    seller.should_say("Shipment confirmed")
    order.should_be("Shipped")
