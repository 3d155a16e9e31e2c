"""`old_market`: a market on the last morning before the change of 2022 in the United States."""

from datetime import UTC, datetime

import pytest

from simulator.home import Home
from tests.builders import Market


@pytest.fixture
def old_market(home: Home) -> Market:
    return Market.new(home, "old", start_at=datetime(2022, 5, 9, 15, tzinfo=UTC))
