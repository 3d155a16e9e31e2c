"""What a learning record store is told, and what happens when it does not listen."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import select, update

from simulator import clock
from simulator.directory import directory
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training import attempts
from simulator.training.outbox import PAUSES
from simulator.training.records import GIVEN_UP, SENT, Statement
from simulator.training.telling import checked_store, tell
from tests.training.learning import begun, failed, solved

ROOT = "https://market.example"


class Store:
    """A learning record store; `answers` are given first, then 200."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answers: list[int] = []

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200 and request.path == "/xapi/statements" and request.headers["X-Experience-API-Version"]:
            self.taken += json.loads(body)
            self.keys.append(request.headers["Authorization"] or "")
        request.send_response(status)
        request.end_headers()

    @property
    def verbs(self) -> list[str]:
        return sorted(one["verb"]["display"]["en"] for one in self.taken)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            store.take(self)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://key:secret@127.0.0.1:{server.server_port}/xapi/"
    server.shutdown()
    thread.join()
    server.server_close()


def hurry(home: Home) -> None:
    """Let the next try be due now."""
    with directory(home) as records:
        records.execute(update(Statement).values(try_at=clock.wall_now() - timedelta(seconds=1)))


def states(home: Home) -> set[str]:
    with directory(home) as records:
        return set(records.scalars(select(Statement.state)))


def test_a_store_is_told_what_was_attempted_answered_completed_and_passed(home: Home, store: Store, url: str) -> None:
    begun(home, "L05", profile="another")
    solved(home, "L01")
    tell(home, url, ROOT)
    assert store.verbs == ["attempted", "attempted", "completed", "passed"]
    passed = next(one for one in store.taken if one["verb"]["display"]["en"] == "passed")
    assert passed["object"]["id"] == f"{ROOT}/learn/L01"
    assert passed["result"]["score"] == {"raw": 100, "min": 0, "max": 100, "scaled": 1.0}
    assert "somebody" not in json.dumps(store.taken)
    assert store.keys[0].startswith("Basic ")


def test_a_failed_lesson_is_told_as_failed_and_nothing_is_told_twice(home: Home, store: Store, url: str) -> None:
    failed(home, "L01", "no-inventory")
    tell(home, url, ROOT)
    tell(home, url, ROOT)
    assert store.verbs == ["attempted", "completed", "failed"]
    assert len({one["id"] for one in store.taken}) == len(store.taken)


def test_a_store_that_is_away_is_told_later(home: Home, store: Store, url: str) -> None:
    begun(home, "L05")
    store.answers = [503]
    assert tell(home, url, ROOT) == 0
    assert tell(home, url, ROOT) == 0, "the pause is not over"
    hurry(home)
    assert tell(home, url, ROOT) == 1
    assert store.verbs == ["attempted"]


def test_a_statement_the_store_has_already_counts_as_sent(home: Home, store: Store, url: str) -> None:
    begun(home, "L05")
    store.answers = [409]
    assert tell(home, url, ROOT) == 1
    assert states(home) == {SENT}


def test_a_statement_nobody_takes_is_given_up_after_the_last_try(home: Home) -> None:
    begun(home, "L05")
    for _ in range(len(PAUSES) + 1):
        tell(home, "http://127.0.0.1:9/xapi", ROOT)
        hurry(home)
    assert states(home) == {GIVEN_UP}


def test_what_was_told_of_a_learner_is_deleted_with_the_attempts(home: Home, store: Store, url: str) -> None:
    begun(home, "L05")
    tell(home, url, ROOT)
    attempts.clear(home, "somebody")
    assert states(home) == set()


@pytest.mark.parametrize("wrong", ["store.example", "ftp://store.example/", "https://"])
def test_an_address_that_is_no_store_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput, match="MARKETSIM_XAPI_URL"):
        checked_store(wrong)
