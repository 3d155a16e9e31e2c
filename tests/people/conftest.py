"""Worlds in which people act, small enough to be quick."""

from typing import Any

import pytest

from simulator.home import Home
from tests.builders import Market


@pytest.fixture
def town(home: Home) -> Market:
    """The demo, where people act from the start; its first seller and first buyer are yours."""
    return Market.new(home, "town", template="demo")


def dials(market: Market, **turned: Any) -> None:
    """Turn dials of a world's people."""
    market.act("set-people", **turned)


def everybody(market: Market, *, quality: int = 100, **turned: Any) -> None:
    """Switch people on and play nobody: even the first seller and the first buyer act by themselves."""
    dials(market, on=True, seller_quality=quality, **turned)
    for person in (market.seller_id, market.buyer_id):
        market.act("switch-person", person_id=person, played_by="simulation")
