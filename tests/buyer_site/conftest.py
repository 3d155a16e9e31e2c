"""`site`: the buyer site at the world of `market`, signed in as its first buyer."""

import pytest

from tests.builders import Market
from tests.buyer_site.sites import Site


@pytest.fixture
def site(market: Market) -> Site:
    return Site(market.home)
