"""A caller with a world of its own, and a count of what a call asks the database."""

from collections.abc import Callable

import pytest

from simulator.home import Home
from tests.console.api_client import Caller, an_app
from tests.databases import statements


@pytest.fixture
def caller(home: Home) -> Caller:
    one = Caller(an_app(home).test_client())
    one.post("/worlds", {"name": "w"}, 201)
    return one


@pytest.fixture
def count_statements() -> Callable[[Callable[[], object]], int]:
    def count(work: Callable[[], object]) -> int:
        with statements() as seen:
            work()
        return len(seen)

    return count
