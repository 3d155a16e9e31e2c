"""A seller's desk in the market of the house's fixtures."""

from typing import Any

import pytest
from flask import Flask

from tests.builders import Market
from tests.seller_central.site import Desk, seller_app


@pytest.fixture
def app(market: Market) -> Flask:
    return seller_app(market.home)


@pytest.fixture
def desk(app: Flask, market: Market) -> Desk:
    return Desk(app.test_client(), market.name)


@pytest.fixture
def shipped(market: Market) -> Any:
    """Place, hand over and confirm an order; `more` goes to the deed place-order."""

    def ship(**more: Any) -> str:
        order = market.place(released=True, **more)
        market.act("hand-to-carrier", order)
        market.act("confirm-shipment", order, carrier="Bluejay Post", tracking="BJ0001")
        return order

    return ship
