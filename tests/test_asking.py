"""Questions in plain SQL: answered at once, heard by whoever listens, and failing as all others do."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from simulator.asking import asked


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        yield connection


def test_a_question_is_answered_with_or_without_a_listener(connection: Connection) -> None:
    heard: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        heard.append(statement)

    assert asked(connection, "SELECT ? + 1", [1]).fetchall() == [(2,)]
    event.listen(connection, "before_cursor_execute", hear)
    assert asked(connection, "SELECT ? + 2", [1]).fetchone() == (3,)
    assert heard == ["SELECT ? + 2"]


def test_a_question_that_fails_says_so_as_others_do(connection: Connection) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        asked(connection, "SELECT 1 FROM nowhere", ())
