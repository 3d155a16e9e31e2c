"""Fixtures of the messaging room; importing its rooms makes its deeds and listeners known."""

import pytest

import messaging.rooms  # noqa: F401
from tests.builders import Market
from tests.messaging.talk import Talk


@pytest.fixture
def talk(market: Market) -> Talk:
    return Talk(market)
