"""Fixtures of the pages' tests.

`pages`  a browser without a screen, looking at the simulator's own pages over the test's data directory
"""

import pytest
from flask.testing import FlaskClient

from simulator.home import Home
from tests.console.pages.pages_app import pages_app


@pytest.fixture
def pages(home: Home) -> FlaskClient:
    return pages_app(home).test_client()
