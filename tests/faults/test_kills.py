"""A server is killed in the middle of its work, again and again; then everybody who was answered is asked.

What was acknowledged is there once. What was not is there once or not at all, and whole. The replay of the journal from
the beginning gives the same world: orders, log, mail and agenda. What leaves the house went at least once, under a
stable id.
The long run: `make test-all ARGS=tests/faults`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import orjson
import pytest

from simulator import acting, clock, journaling, worlds
from simulator.cli.doctor import findings
from simulator.database import session_in
from simulator.hashing import state_hash
from simulator.outgoing import Destination, Subscription
from tests.builders import Market
from tests.faults.kennel import PATIENCE, Kennel, call, free_port, kennel

API = "/sim/v1/worlds"
CLIENTS = 4
FEED = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
HEAD = "order-id\tcancellation-reason-code\tamazon-order-item-code\n"


needs_fork = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs fork and process groups")


@dataclass
class Call:
    """One call with a key of its own, and what was answered; nothing if the server died before."""

    key: str
    path: str
    body: dict[str, Any]
    status: int = 0
    answer: Any = None

    def make(self, port: int) -> bool:
        try:
            self.status, self.answer = call(port, "POST", self.path, self.body, **{"Idempotency-Key": self.key})
        except (OSError, HTTPException):
            return False
        return True

    @property
    def is_done(self) -> bool:
        return self.status in (200, 201)


@dataclass
class Load:
    """Clients that call without a pause and remember what they were told."""

    port: int
    world: str
    calls: list[Call] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=count)
    guard: Lock = field(default_factory=Lock)
    acknowledged: int = 0

    def run(self, stopped: Event) -> list[Thread]:
        clients = [Thread(target=self._be_client, args=(stopped,)) for _ in range(CLIENTS)]
        for one in clients:
            one.start()
        return clients

    def _be_client(self, stopped: Event) -> None:
        while not stopped.is_set():
            with self.guard:
                number = next(self.numbers)
                path, body = self._wish(number)
                one = Call(f"call-{number}", path, body)
                self.calls.append(one)
            if not one.make(self.port):
                return
            with self.guard:
                self.acknowledged += one.is_done
                if path.endswith("/orders") and one.is_done:
                    self.orders.append(one.answer["order_id"])

    def _wish(self, number: int) -> tuple[str, dict[str, Any]]:
        world = f"{API}/{self.world}"
        if number % 29 == 11:
            return f"{API}/side/snapshots", {"name": f"s-{number % 3}"}
        if number % 29 == 22:
            return f"{API}/side/fork", {"name": f"side-{number}"}
        if number % 29 == 25:
            return f"{API}/side/reset", {}
        if number % 2 or len(self.orders) < CLIENTS:
            return f"{world}/orders", {"released": True}
        order = self.orders.pop(0)
        if number % 10 == 4:
            return f"{world}/feeds", {"feed_type": FEED, "content": f"{HEAD}{order}\t\t\n"}
        if number % 3:
            return f"{world}/orders/{order}/buyer-cancel", {}
        return f"{world}/orders/{order}/confirm-shipment", {"carrier": "Harrow Parcel", "tracking": f"T{number}"}


@contextmanager
def listener(market: Market) -> Iterator[list[bytes]]:
    """Lend what a webhook of the seller's receives."""
    heard: list[bytes] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # its sender was killed in the middle of a word
                return
            heard.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        place = {"webhook": {"url": f"http://127.0.0.1:{server.server_port}/"}}
        mine = {"seller_id": market.seller_id}
        with acting.holding(market.home, market.name) as moment:
            moment.session.add(Destination(id="ear", name="ear", resource=place, **mine))
            moment.session.flush()
            wish = {"kind": "ORDER_CHANGE", "payload_version": "1.0", "destination_id": "ear", "directive": {}}
            moment.session.add(Subscription(id="wish", **mine, **wish))
        yield heard
        server.shutdown()


def killed_often(market: Market, port: int, times: int) -> Load:
    """Kill a server under load so many times; the last one works off what is left."""
    home, load = market.home, Load(port, market.name)
    Market.new(home, "side")
    with kennel(home.path, port) as servers:
        servers.start()
        call(port, "PUT", f"{API}/{market.name}/clock", {"mode": "playing", "speed": 60})
        for round_ in range(times):
            _one_round(servers, load, round_)
            servers.start()
        _settled(market, load)
        _assert_answers_stand(port, load)
    return load


def _one_round(servers: Kennel, load: Load, round_: int) -> None:
    stopped, told = Event(), load.acknowledged
    clients = load.run(stopped)
    while load.acknowledged < told + round_ % 9 and any(one.is_alive() for one in clients):
        stopped.wait(0.005)
    # Moments spread over everything a server does, from its first request on.
    stopped.wait((round_ * 37 % 100) / 1500)
    servers.kill()
    stopped.set()
    for one in clients:
        one.join()


def _settled(market: Market, load: Load) -> None:
    """Stop the clock, and wait until files are worked off and notifications are delivered."""
    call(load.port, "PUT", f"{API}/{load.world}/clock", {"mode": "paused"})
    left = "SELECT id FROM feeds WHERE status <> 'DONE' UNION ALL SELECT id FROM notifications WHERE state = 'waiting'"
    end = clock.stopwatch() + PATIENCE
    while looked_up(market, left):
        assert clock.stopwatch() < end, "files or notifications are left"
        Event().wait(0.1)


def looked_up(market: Market, query: str) -> list[Any]:
    """Look into a world a server is at work on, without being in its way."""
    with acting.reading(market.home, market.name) as moment:
        return list(moment.session.connection().exec_driver_sql(query))


def _assert_answers_stand(port: int, load: Load) -> None:
    """Everybody who was answered gets the same answer again, and nothing happens by it."""
    before = call(port, "GET", f"{API}/{load.world}/hash")
    acknowledged = [one for one in load.calls if one.is_done and f"/{load.world}/" in one.path]
    assert len(acknowledged) > 5
    for one in acknowledged:
        again = Call(one.key, one.path, one.body)
        assert again.make(port)
        assert (again.status, again.answer) == (one.status, one.answer), one
    assert call(port, "GET", f"{API}/{load.world}/hash") == before
    # A world that was asked for is had by asking again, answered or not, half made or made.
    for one in load.calls:
        if one.path.endswith("/fork"):
            again = Call(one.key, one.path, one.body)
            assert again.make(port)
            assert again.status == 201, again


def assert_nothing_else(market: Market, load: Load) -> None:
    """What is in the world is what the keys of the calls say, each once."""
    kept = {key for (key,) in market.sql("SELECT key FROM idempotency_keys")}
    by_path = Counter(one.path.rsplit("/", 1)[1] for one in load.calls if one.key in kept)
    deeds = Counter(deed for (deed,) in market.sql("SELECT deed FROM journal"))
    assert len(market.sql("SELECT 1 FROM orders")) == by_path["orders"] == deeds["place-order"]
    for deed in ("buyer-cancel", "confirm-shipment"):
        assert by_path[deed] == deeds[deed]
    assert deeds["seller-cancel"] <= by_path["feeds"] == len(market.sql("SELECT 1 FROM feeds"))


def assert_replay_agrees(market: Market) -> None:
    """The journal, given again from the beginning, leads to the same rows, log, mail and agenda."""
    for file in (market.home.folder(market.name) / "checkpoints").glob("*.db"):
        file.unlink()
    with journaling.past_file(market.home, market.name, to=market.now) as past, session_in(past) as session:
        assert state_hash(session) == market.hash()


def assert_told_once_or_more(market: Market, heard: list[bytes]) -> None:
    """Every notification arrived; one that arrived again has its id, and says the same."""
    payloads = [orjson.loads(one) for one in heard]
    by_id = {one["NotificationMetadata"]["NotificationId"]: one for one in payloads}
    written = [orjson.loads(text) for (text,) in market.sql("SELECT payload FROM notifications")]
    assert len(written) == len(by_id) > 0
    assert all(by_id[one["NotificationMetadata"]["NotificationId"]] == one for one in written)
    assert all(by_id[one["NotificationMetadata"]["NotificationId"]] == one for one in payloads)


def assert_it_holds(market: Market, times: int) -> None:
    home = market.home
    with listener(market) as heard:
        load = killed_often(market, free_port(), times)
    assert_told_once_or_more(market, heard)
    assert_nothing_else(market, load)
    assert market.audit() == []
    assert list(findings(home)) == []
    assert_replay_agrees(market)


@needs_fork
def test_a_backup_taken_under_load_is_whole(market: Market) -> None:
    home, port = market.home, free_port()
    Market.new(home, "side")
    load, stopped, backups = Load(port, market.name), Event(), [BytesIO(), BytesIO()]
    with kennel(home.path, port) as servers:
        servers.start()
        clients = load.run(stopped)
        for number, backup in enumerate(backups):
            while load.acknowledged < 8 * (number + 1) and any(one.is_alive() for one in clients):
                stopped.wait(0.01)
            worlds.export(home, market.name, backup)
        stopped.set()
        for one in clients:
            one.join()
    for number, backup in enumerate(backups):
        backup.seek(0)
        worlds.bring_in(home, f"backup-{number}", backup)
        copy = Market(home, f"backup-{number}")
        assert copy.audit() == []
        assert 0 < len(copy.sql("SELECT 1 FROM orders")) <= len(market.sql("SELECT 1 FROM orders"))


@needs_fork
def test_what_was_acknowledged_survives_ten_kills_once(market: Market) -> None:
    assert_it_holds(market, 10)


@needs_fork
@pytest.mark.slow
def test_what_was_acknowledged_survives_two_hundred_kills_once(market: Market) -> None:
    assert_it_holds(market, 200)
