"""Files a server keeps open."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import keeping, lending, states, worlds
from simulator.acting import keep_checkpoint, reading
from simulator.database import open_file
from simulator.home import Home
from simulator.orders.models import Order
from simulator.states import present
from tests.builders import Market


@pytest.fixture(autouse=True)
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "_is_on", True)
    yield
    lending.let_all_go()


def log_of(home: Home, world: str) -> Path:
    state = present(home.world_file(world))
    return state.with_name(f"{state.name}-wal")


def test_a_server_keeps_a_worlds_file_open_between_requests(market: Market) -> None:
    market.place()
    assert log_of(market.home, market.name).exists()
    lending.let_all_go()
    assert not log_of(market.home, market.name).exists()


def test_outside_a_server_files_are_closed_properly(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    lending.let_all_go()
    monkeypatch.setattr(keeping, "_is_on", False)
    market.place()
    assert not log_of(market.home, market.name).exists()


def test_a_kept_world_can_be_reset_forked_deleted_and_made_again(home: Home) -> None:
    market = Market.new(home, "again")
    fresh = market.hash()
    market.place()
    other = market.fork("other")
    market.reset()
    assert market.hash() == fresh != other.hash()
    worlds.remove(home, "again")
    assert not home.folder("again").exists()
    market = Market.new(home, "again")
    market.place()
    assert market.hash() == other.hash()


def test_only_the_latest_files_are_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 3)
    monkeypatch.setattr(lending, "MOST", 2)
    markets = [Market.new(home, f"w{number}") for number in range(6)]
    for one in markets:
        one.place()
    for thread in threading.enumerate():
        if thread.name == keeping.CLOSING:
            thread.join()
    kept = [log_of(home, one.name).exists() for one in markets]
    assert sum(kept) <= 3
    assert kept[-1]


def test_what_was_opened_is_lent_again_and_sees_what_others_wrote(market: Market) -> None:
    path = market.home.world_file(market.name)
    first = lending.lend(path, open_file)
    first.execute("BEGIN")
    before = first.execute("SELECT count(*) FROM orders").fetchone()[0]
    second = lending.lend(path, open_file)
    assert second is not first
    second.close()
    first.close()
    market.place()
    again = lending.lend(path, open_file)
    assert again is second
    assert again.execute("SELECT count(*) FROM orders").fetchone()[0] == before + 1
    again.close()


def test_what_read_the_first_state_reads_it_again_after_a_reset(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "SMALL", 0)
    market = Market.new(home, "again")
    market.reset()
    path = home.world_file("again")
    first = lending.lend(path, open_file)
    first.close()
    market.place()
    written = lending.lend(path, open_file)
    assert written is not first
    assert written.execute("SELECT count(*) FROM orders").fetchone() == (1,)
    written.close()
    market.reset()
    again = lending.lend(path, open_file)
    assert again is first
    assert again.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    again.close()


def test_files_a_world_has_left_behind_are_not_held(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "SMALL", 0)
    market = Market.new(home, "long")
    path = home.world_file("long")
    for entry in range(1, 6):
        market.place()
        lending.lend(path, open_file).close()
        keep_checkpoint(home, "long", entry)
        lending.lend(path, open_file).close()
    lying = [one for one in lending._shelf if home.folder("long") in (one[0], one[0].parent)]
    assert len(lying) <= 2


def test_a_world_made_again_under_its_name_is_not_read_through_an_old_connection(home: Home) -> None:
    market = Market.new(home, "again")
    market.place()
    other = sqlite3.connect(home.world_file("again"))
    shutil.rmtree(home.folder("again"))
    worlds.strike_off(home, "again")
    market = Market.new(home, "again")
    with reading(home, "again") as moment:
        assert moment.session.query(Order).count() == 0
    other.close()


@pytest.mark.skipif(os.name != "posix", reason="there is no limit of open files to look at")
@pytest.mark.parametrize(("allowed", "most"), [(300, 14), (257, 1), (100_000, 256)])
def test_a_server_keeps_no_more_files_than_the_system_lets_it_open(
    allowed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(keeping, "MOST", keeping.MOST)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (min(64, allowed), allowed))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: None)
    keeping.begin()
    assert most == keeping.MOST
