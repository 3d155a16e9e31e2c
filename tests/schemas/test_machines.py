"""Several machines on one database: one motor, one queue for each world, and files that all of them find."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from seller_central import documents
from simulator import acting, clock, worlds
from simulator.directory import credentials_of, installation_secret, note_playing, playing_worlds
from simulator.errors import Busy
from simulator.home import Home
from simulator.realtime import Motor
from tests.builders import Market
from tests.databases import place_of

# Waits for other processes; what a world does in a database is in the quick tests.
pytestmark = pytest.mark.slow
# Seconds within which another machine moves the clocks when the one that did was killed; the promise is ten.
TAKEN_OVER = 10.0
# Seconds until a test gives up on another process.
PATIENCE = 60.0
MOVER = """
import sys
from threading import Event
import simulator.everything
from simulator.home import Home
from simulator.realtime import Motor

motor = Motor(Home.at(sys.argv[1]))
motor.start()
print("ready", flush=True)
while not motor.is_running:
    Event().wait(0.02)
print("moving", flush=True)
Event().wait()
"""
Machine = Callable[[str], Home]


def started(*command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)


def test_another_machine_moves_the_clocks_when_the_one_that_did_is_killed(machine: Machine) -> None:
    first, second = machine("first"), machine("second")
    market = Market.new(first)
    acting.set_clock(first, "market", mode="playing", speed=3600)
    other = started("-c", MOVER, place_of(second))
    assert other.stdout is not None
    assert [other.stdout.readline(), other.stdout.readline()] == ["ready\n", "moving\n"]
    mine = Motor(first, beat=60)
    try:
        mine.beat()
        assert not mine.is_running
        other.kill()
        other.wait()
        killed_at = clock.wall_seconds()
        while not mine.is_running and clock.wall_seconds() < killed_at + TAKEN_OVER:
            mine.beat()
            Event().wait(0.05)
        assert mine.is_running
        then = market.now
        mine.beat()
        assert market.now > then
    finally:
        mine.stop()
        other.stdout.close()


def test_a_machine_waits_for_what_another_writes(machine: Machine) -> None:
    first, second = machine("first"), machine("second")
    Market.new(first)
    with acting.holding(first, "market"), pytest.raises(Busy, match="busy"), second.lock("market", patience=0.05):
        raise AssertionError("two hold a world")
    with second.lock("market", patience=0.05):
        assert second.has("market")


def test_what_one_machine_writes_another_knows_at_once(machine: Machine) -> None:
    first, second = machine("first"), machine("second")
    market = Market.new(first)
    number = market.place()
    assert Market(second).order(number) == market.order(number)
    note_playing(first, "market", True)
    assert playing_worlds(second) == ["market"]
    assert installation_secret(first) == installation_secret(second)
    keys = credentials_of(first, "market", [market.seller_id])[market.seller_id]
    assert credentials_of(second, "market", [market.seller_id])[market.seller_id].client_id == keys.client_id


def test_a_document_that_came_to_one_machine_is_found_on_another(machine: Machine) -> None:
    first, second = machine("first"), machine("second")
    made = documents.new_document(first, "market", "A1", documents.REPORT, "text/plain")
    content = b"order-id\n" * 200_000
    assert documents.write(first, made.id, [content]) == len(content)
    assert documents.find_document(second, made.id) == made
    assert documents.read(second, made.id) == content


def answer(address: str, method: str, path: str, told: object = None) -> dict[str, object]:
    body = None if told is None else json.dumps(told).encode()
    asked = urllib.request.Request(f"{address}/sim/v1{path}", body, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(asked, timeout=PATIENCE) as found:
        said: dict[str, object] = json.load(found)
        return said


def test_two_servers_share_a_database_and_one_goes_on_alone(machine: Machine) -> None:
    serve = ("-c", "import sys; from simulator.cli import main; sys.exit(main(sys.argv[1:]))", "serve", "--port", "0")
    places = [place_of(machine(name)) for name in ("first", "second")]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(started(*serve, "--workers", "1", "--no-demo", "--data", place)) for place in places
        ]
        for one in servers:
            stack.callback(one.terminate)
        first, second = (re.findall(r"http://[\d.:]+", str(one.stdout and one.stdout.readline()))[0] for one in servers)
        answer(first, "POST", "/worlds", {"name": "shop", "template": "empty"})
        assert answer(second, "POST", "/worlds/shop/orders", {})["status"] == "Pending"
        begun = answer(second, "PUT", "/worlds/shop/clock", {"mode": "playing", "speed": 3600})["now"]
        servers[0].kill()
        killed_at = clock.wall_seconds()
        while answer(second, "GET", "/worlds/shop/clock")["now"] == begun:
            assert clock.wall_seconds() < killed_at + TAKEN_OVER
            Event().wait(0.2)


def test_a_folder_of_the_machine_holds_no_world(machine: Machine, tmp_path: Path) -> None:
    home = machine("first")
    Market.new(home)
    assert list((tmp_path / "first" / "worlds").iterdir()) == []
    assert not (tmp_path / "first" / "directory.db").exists()


def test_what_was_noted_of_a_deleted_world_is_not_taken_for_the_next_of_its_name(machine: Machine) -> None:
    first, second = machine("first"), machine("second")
    Market.new(first)
    here, there = (one.folder("market") / "smtp.json" for one in (first, second))
    here.parent.mkdir()
    here.write_text("{}")
    first.publish(here)
    second.fetch(there, again=True)
    assert there.read_text() == "{}"
    worlds.remove(first, "market")
    Market.new(first)
    second.fetch(there, again=True)
    assert not there.exists()
