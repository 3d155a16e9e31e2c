"""States of worlds too large to be copied at once: they are kept, forked and reset by name, and copied when written."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from simulator import states
from simulator.acting import reading
from simulator.database import open_file
from simulator.hashing import state_hash
from simulator.home import Home
from simulator.states import present
from tests.builders import Market


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every world as a large one."""
    monkeypatch.setattr(states, "SMALL", 0)


@pytest.fixture
def lived(home: Home) -> Market:
    market = Market.new(home, "lived")
    market.place(released=True)
    return market


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_a_fork_shares_its_file_until_somebody_writes(lived: Market) -> None:
    other = lived.fork("other")
    assert inode(lived.home.world_file("lived")) == inode(lived.home.world_file("other"))
    before = lived.hash()
    other.place()
    assert inode(lived.home.world_file("lived")) != inode(lived.home.world_file("other"))
    assert lived.hash() == before != other.hash()
    lived.place()
    other.reset()
    assert other.hash() == before != lived.hash()


def test_snapshots_stay_as_they_were_while_the_world_goes_on(lived: Market) -> None:
    hashes = {}
    for name in ("first", "second", "third"):
        lived.snapshot(name)
        hashes[name] = lived.hash()
        lived.place()
        lived.advance(minutes=10)
    for name, hashed in hashes.items():
        lived.restore(name)
        assert lived.hash() == hashed
    lived.place()
    assert lived.audit() == []


def test_who_reads_while_the_world_is_reset_reads_one_state(lived: Market) -> None:
    with reading(lived.home, lived.name) as moment:
        before = state_hash(moment.session)
        lived.reset()
        lived.place()
        lived.place()
        assert state_hash(moment.session) == before
    assert lived.hash() != before


def test_a_kept_state_is_never_written(lived: Market) -> None:
    lived.snapshot("here")
    world_file = lived.home.world_file(lived.name)
    with closing(open_file(world_file)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM orders")
    states.make_own(world_file)
    with closing(open_file(world_file)) as connection:
        connection.execute("UPDATE world SET speed = 7")


def test_where_a_reader_holds_the_log_the_state_is_copied(lived: Market) -> None:
    with closing(open_file(lived.home.world_file(lived.name))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM world").fetchall()
        lived.place()
        lived.snapshot("beside")
    before = lived.hash()
    lived.place()
    lived.restore("beside")
    assert lived.hash() == before


def test_files_of_states_long_gone_are_removed(lived: Market) -> None:
    for _ in range(5):
        lived.reset()
        lived.place()
    kept = [file.name for file in lived.home.folder(lived.name).glob("*-g*.db")]
    assert len(kept) <= 2
    assert present(lived.home.world_file(lived.name)).name in kept


def test_a_world_that_lies_in_a_plain_file_goes_on(lived: Market) -> None:
    world_file = lived.home.world_file(lived.name)
    before, state = lived.hash(), present(world_file)
    content = state.read_bytes()
    world_file.unlink()
    world_file.write_bytes(content)
    assert lived.hash() == before
    lived.place()
    lived.snapshot("here")
    lived.place()
    lived.restore("here")
    lived.reset()
    assert lived.place()


def test_readers_writers_and_resets_at_once_leave_a_sound_world(lived: Market) -> None:
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            with reading(lived.home, lived.name) as moment:
                said = moment.session.connection().exec_driver_sql("PRAGMA quick_check").scalar()
                wrong.extend([] if said == "ok" else [str(said)])

    readers = [threading.Thread(target=read) for _ in range(2)]
    for one in readers:
        one.start()
    for n in range(8):
        lived.place()
        lived.snapshot("now")
        lived.place()
        lived.restore("now") if n % 2 else lived.reset()
    over.set()
    for one in readers:
        one.join()
    assert wrong == []
    assert lived.audit() == []


def test_nothing_is_kept_of_a_world_that_is_gone(home: Home) -> None:
    with pytest.raises(FileNotFoundError):
        states.keep(home.world_file("gone"), home.checkpoint_file("gone", 50))
    assert not home.is_taken("gone")
