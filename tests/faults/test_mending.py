"""What the next start puts right after a server was killed, planted here piece by piece; each repair is one line."""

import multiprocessing
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from simulator import worlds
from simulator.cli.doctor import findings
from simulator.cli.serve import tell_repairs
from simulator.directory import note_playing, playing_worlds, world_names
from simulator.home import Home
from simulator.mending import mend, watch
from tests.builders import Market


def test_a_server_that_stops_as_told_leaves_nothing_to_mend(home: Home) -> None:
    watch(home).stop()
    again = watch(home)
    assert (again.was_killed, again.repaired) == (False, [])
    again.stop()


def be_killed(path: Path) -> None:
    watch(Home.at(path))
    os._exit(9)


def test_a_killed_server_is_told_of_at_the_next_start(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    process = multiprocessing.get_context("spawn").Process(target=be_killed, args=(home.path,))
    process.start()
    process.join()
    (home.path / "export.half").touch()
    again = watch(home)
    tell_repairs(again)
    again.stop()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "The last server was killed. What it had acknowledged is there."
    assert said[1] == "  repaired: 1 file of interrupted work is deleted"


def test_nothing_is_mended_while_another_server_runs(home: Home) -> None:
    first = watch(home)
    (home.path / "tmpabc").mkdir()
    second = watch(home)
    assert (second.was_killed, (home.path / "tmpabc").exists()) == (False, True)
    second.stop()
    first.stop()
    assert not (home.path / ".serving").read_bytes()


@pytest.mark.parametrize("with_mark", [True, False], ids=["with its mark", "before the mark"])
def test_a_world_that_was_only_half_made_is_deleted(market: Market, with_mark: bool) -> None:
    folder = market.home.folder("half")
    folder.mkdir()
    if with_mark:
        market.home.unfinished_file("half").touch()
    assert mend(market.home) == ["half: was only half made, and is deleted"]
    assert not folder.exists()
    assert Market.new(market.home, "half").place()


@pytest.mark.parametrize("left", [".before-x", ".past-x", ".preview-x", "tmpx"])
def test_a_copy_of_a_world_in_which_somebody_worked_is_deleted(home: Home, left: str) -> None:
    (home.path / left).mkdir()
    (home.path / left / "world.db").touch()
    assert mend(home) == ["1 file of interrupted work is deleted"]
    assert not (home.path / left).exists()


def test_a_world_whose_deletion_was_interrupted_is_gone_for_good(market: Market) -> None:
    market.home.folder(market.name).rename(market.home.path / "worlds" / f".{market.name}.gone")
    assert mend(market.home) == [
        "market: its folder was gone, so it is no longer listed",
        "1 file of interrupted work is deleted",
    ]
    assert world_names(market.home) == []
    assert list(findings(market.home)) == []


def test_a_folder_somebody_put_there_is_left_alone(market: Market) -> None:
    folder = market.home.folder("by-hand")
    folder.mkdir()
    (folder / "world.db").write_bytes(market.home.world_file(market.name).read_bytes())
    assert mend(market.home) == []
    assert folder.exists()


def test_the_list_of_running_clocks_follows_the_worlds(market: Market) -> None:
    note_playing(market.home, market.name, True)
    assert mend(market.home) == ["market: its clock is paused; the list of running clocks says so again"]
    assert playing_worlds(market.home) == []


def test_a_log_that_was_left_is_written_into_its_file(market: Market) -> None:
    path = market.home.world_file(market.name).resolve()
    # Somebody who never closes: what is written stays in the log.
    with closing(sqlite3.connect(path, isolation_level=None)) as open_still:
        open_still.execute("SELECT count(*) FROM world").fetchone()
        number = market.place()
        (line,) = mend(market.home)
    assert line.startswith("market: ")
    assert line.endswith(" pages of acknowledged changes are written from its log into its file")
    assert market.order(number)["order_id"] == number


def test_unfinished_files_and_notifications_are_said_to_go_on(market: Market) -> None:
    market.sql(
        "INSERT INTO reports (seller_id, report_type, marketplace_ids, options, status, start_at, end_at, created_at,"
        " rows) VALUES ('s', 't', '[]', '{}', 'IN_PROGRESS', 0, 0, 0, 0)"
    )
    assert "market: 1 unfinished report goes on" in mend(market.home)


def test_making_a_world_that_fails_leaves_nothing(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(worlds, "take_over", full)
    with pytest.raises(OSError, match="No space"):
        worlds.create(market.home, "other", worlds.Plan())
    assert world_names(market.home) == ["market"]
    assert not market.home.folder("other").exists()
