"""The motor: one per data directory, whoever is alive."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from simulator import acting, clock, worlds
from simulator.directory import note_playing, playing_worlds
from simulator.home import Home
from simulator.realtime import Motor, expire_idle
from tests.builders import Market
from tests.databases import place_of

# Seconds until a test gives up on another process.
PATIENCE = 20.0
SERVER = """
import sys
from threading import Event
import simulator.everything
from simulator.home import Home
from simulator.realtime import Motor

motor = Motor(Home.at(sys.argv[1]), beat=0.05)
said = False
motor.start()
print("ready", flush=True)
while not motor.is_running:
    Event().wait(0.02)
print("moving", flush=True)
Event().wait()
"""


@pytest.fixture
def motor(home: Home) -> Iterator[Motor]:
    one = Motor(home, beat=60)
    yield one
    one.stop()


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A wall clock that goes on only when a test says so."""
    present = [clock.wall_seconds()]
    monkeypatch.setattr(clock, "wall_seconds", lambda: present[0])

    def pass_seconds(seconds: float) -> None:
        present[0] += seconds

    return pass_seconds


def a_server(home: Home) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SERVER, place_of(home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONPATH": "."},
    )


def waited_for(condition: Callable[[], bool]) -> bool:
    end = clock.stopwatch() + PATIENCE
    while clock.stopwatch() < end:
        if condition():
            return True
        Event().wait(0.02)
    return False


def test_a_playing_world_follows_the_wall_clock(market: Market, motor: Motor, wall: Callable[[float], None]) -> None:
    start = market.now
    order = market.place()
    acting.set_clock(market.home, market.name, mode="playing", speed=3600)
    wall(0.5)
    motor.beat()
    assert market.now == start + timedelta(minutes=30)
    assert market.order(order)["status"] == "Unshipped"


def test_no_time_passes_while_no_motor_runs(market: Market, motor: Motor, wall: Callable[[float], None]) -> None:
    start = market.now
    acting.set_clock(market.home, market.name, mode="playing", speed=1)
    wall(8 * 3600)
    motor.beat()
    assert market.now - start <= timedelta(seconds=clock.HEARTBEAT_GRACE)
    wall(1)
    motor.beat()
    assert market.now - start <= timedelta(seconds=clock.HEARTBEAT_GRACE + 1)


def test_a_paused_world_stands_still(market: Market, motor: Motor, wall: Callable[[float], None]) -> None:
    acting.set_clock(market.home, market.name, mode="playing")
    acting.set_clock(market.home, market.name, mode="paused")
    start = market.now
    wall(1)
    motor.beat()
    assert (market.now, playing_worlds(market.home)) == (start, [])


def test_a_reset_world_is_paused_and_the_motor_forgets_it(market: Market, motor: Motor) -> None:
    acting.set_clock(market.home, market.name, mode="playing")
    assert playing_worlds(market.home) == [market.name]
    market.reset()
    motor.beat()
    assert playing_worlds(market.home) == []


def test_a_damaged_world_does_not_stop_the_others(home: Home, motor: Motor, wall: Callable[[float], None]) -> None:
    broken, whole = Market.new(home, "a-broken"), Market.new(home, "b-whole")
    for one in (broken, whole):
        acting.set_clock(home, one.name, mode="playing", speed=60)
    home.world_file(broken.name).write_bytes(b"not a database" * 100)
    start = whole.now
    wall(1)
    motor.beat()
    assert whole.now == start + timedelta(minutes=1)
    assert playing_worlds(home) == ["b-whole"]


def test_a_world_that_is_gone_is_forgotten(home: Home, motor: Motor) -> None:
    Market.new(home, "here")
    note_playing(home, "here", True)
    for file in home.folder("here").glob("world.db*"):
        file.unlink()
    motor.beat()
    assert playing_worlds(home) == []


def test_a_world_somebody_holds_is_left_to_them(market: Market, motor: Motor) -> None:
    acting.set_clock(market.home, market.name, mode="playing")
    start = market.now
    with market.home.lock(market.name):
        motor.beat()
    assert (market.now, playing_worlds(market.home)) == (start, [market.name])


def test_two_candidates_in_one_process_make_one_motor(home: Home, motor: Motor) -> None:
    second = Motor(home, beat=60)
    motor.beat()
    second.beat()
    assert (motor.is_running, second.is_running) == (True, False)
    motor.stop()
    second.beat()
    assert second.is_running
    second.stop()


def test_a_second_server_takes_over_when_the_first_is_killed(home: Home) -> None:
    market = Market.new(home)
    first = a_server(home)
    assert first.stdout
    assert [first.stdout.readline(), first.stdout.readline()] == ["ready\n", "moving\n"]
    second = a_server(home)
    try:
        assert second.stdout
        assert second.stdout.readline() == "ready\n"
        acting.set_clock(home, market.name, mode="playing", speed=3600)
        start = market.now
        assert waited_for(lambda: market.now > start)
        first.kill()
        first.wait()
        assert second.stdout.readline() == "moving\n"
        later = market.now
        assert waited_for(lambda: market.now > later)
    finally:
        for one in (first, second):
            one.kill()
            one.wait()
            assert one.stdout
            one.stdout.close()


def test_chores_are_done_by_the_motor_only(home: Home, motor: Motor) -> None:
    done, ready = [], Event()

    def chore(_: Home) -> None:
        done.append(1)
        ready.set()

    other = Motor(home, beat=60)
    other.add_chore(lambda _: done.append(2), every=0.01)
    motor.add_chore(chore, every=0.01)
    motor.beat()
    other.start()
    motor.start()
    assert ready.wait(PATIENCE)
    other.stop()
    assert set(done) == {1}


@pytest.mark.parametrize(("days", "left"), [(29, ["idle"]), (31, [])], ids=["just before", "just after"])
def test_idle_worlds_are_deleted_only_after_their_time(
    home: Home, monkeypatch: pytest.MonkeyPatch, days: int, left: list[str]
) -> None:
    Market.new(home, "idle")
    later = clock.wall_now() + timedelta(days=days)
    monkeypatch.setattr(clock, "wall_now", lambda: later)
    expire_idle(30)(home)
    assert [one for one in ("idle",) if home.has(one)] == left
    assert worlds.template_names()
