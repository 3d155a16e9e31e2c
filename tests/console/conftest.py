"""A caller with a world of its own, and a count of what a call asks the database."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event

from simulator.database import engine
from simulator.home import Home
from tests.console.api_client import Caller, an_app


@pytest.fixture
def caller(home: Home) -> Caller:
    one = Caller(an_app(home).test_client())
    one.post("/worlds", {"name": "w"}, 201)
    return one


@pytest.fixture
def count_statements() -> Iterator[Callable[[Callable[[], object]], int]]:
    statements: list[str] = []

    def note(*told: object) -> None:
        statements.append(str(told[2]))

    def count(work: Callable[[], object]) -> int:
        statements.clear()
        work()
        return len(statements)

    event.listen(engine, "before_cursor_execute", note)
    yield count
    event.remove(engine, "before_cursor_execute", note)
