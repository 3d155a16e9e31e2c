"""Worlds are files: copies of every kind are equal, and a file that cannot be a world is refused in words."""

import gzip
import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from simulator import worlds
from simulator.errors import BadInput, NotFound
from simulator.files import DamagedWorld
from simulator.home import Home, Queue
from tests.builders import Market


@pytest.fixture
def lived(market: Market) -> Market:
    """A market with a past: an order on its way, one canceled, and something still due."""
    shipped, canceled = market.place(released=True), market.place()
    market.act("confirm-shipment", shipped, carrier="X", tracking="1")
    market.act("buyer-cancel", canceled)
    market.place()
    market.advance(minutes=12)
    return market


def exported(market: Market) -> bytes:
    target = io.BytesIO()
    worlds.export(market.home, market.name, target)
    return target.getvalue()


def test_a_fork_is_equal_and_lives_on_alone(lived: Market) -> None:
    other = lived.fork("other")
    assert other.hash() == lived.hash()
    other.advance(days=1)
    assert other.hash() != lived.hash()
    lived.advance(days=1)
    assert other.hash() == lived.hash()


def test_a_reset_world_is_as_it_was_created(home: Home, lived: Market) -> None:
    lived.reset()
    assert lived.hash() == Market.new(home, "fresh").hash()


def test_a_fork_resets_to_where_it_was_forked(lived: Market) -> None:
    other = lived.fork("other")
    other.advance(days=3)
    other.reset()
    assert other.hash() == lived.hash()


def test_a_snapshot_keeps_the_world_until_it_is_replaced(lived: Market) -> None:
    lived.snapshot("here")
    there = lived.hash()
    lived.advance(days=1)
    lived.restore("here")
    assert lived.hash() == there
    lived.advance(days=2)
    lived.snapshot("here")
    lived.restore("here")
    assert lived.hash() != there


def test_a_reset_can_be_seen_by_who_worked_in_the_world_before(lived: Market) -> None:
    before = lived.sql("SELECT generation FROM world")[0][0]
    lived.reset()
    assert lived.sql("SELECT generation FROM world")[0][0] == before + 1


def test_an_exported_world_comes_back_equal_in_another_directory(lived: Market, tmp_path: Path) -> None:
    elsewhere = Home.at(tmp_path / "elsewhere")
    worlds.bring_in(elsewhere, "copy", io.BytesIO(exported(lived)))
    copy = Market(elsewhere, "copy")
    assert copy.hash() == lived.hash()
    assert copy.audit() == []
    copy.advance(days=9)
    lived.advance(days=9)
    assert copy.hash() == lived.hash()


def test_the_same_world_is_exported_to_the_same_bytes(lived: Market) -> None:
    assert exported(lived) == exported(lived)


def test_an_export_holds_nothing_that_was_deleted_nor_answers_to_calls_with_a_key(lived: Market) -> None:
    lived.sql("CREATE TABLE gone AS SELECT 'long-lost' AS words")
    lived.sql("DROP TABLE gone")
    lived.sql("INSERT INTO idempotency_keys VALUES ('once', 'f', 200, '\"just-told\"')")
    plain = gzip.decompress(exported(lived))
    assert b"long-lost" not in plain
    assert b"just-told" not in plain


def test_an_export_is_sent_while_it_is_packed_and_holds_nobody_up(
    lived: Market,
) -> None:
    whole = exported(lived)
    blocks = worlds.packed(lived.home, lived.name)
    sent = [next(blocks)]
    assert list(lived.home.path.glob("tmp*"))
    lived.place()
    sent.extend(blocks)
    assert len(sent) > 1
    assert b"".join(sent) == whole
    assert gzip.decompress(whole).startswith(b"SQLite format 3")
    assert not list(lived.home.path.glob("tmp*"))


@pytest.mark.parametrize("cut", [0, 1, 10, 500, -100])
def test_a_file_cut_short_is_refused_and_leaves_no_world(lived: Market, cut: int) -> None:
    with pytest.raises(DamagedWorld):
        worlds.bring_in(lived.home, "half", io.BytesIO(exported(lived)[:cut]))
    with pytest.raises(NotFound):
        Market(lived.home, "half").hash()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("PRAGMA user_version = 999", "newer version"),
        ("PRAGMA application_id = 7", "not a world of this simulator"),
        ("DROP TABLE orders", "no table orders"),
        ("UPDATE orders SET seller_id = 'nobody'", "refers to nothing"),
        ("DROP TABLE orders; CREATE VIEW orders AS SELECT * FROM buyers", "no table orders"),
    ],
)
def test_a_foreign_file_is_refused_in_words(lived: Market, tmp_path: Path, statement: str, said: str) -> None:
    file = tmp_path / "foreign.db"
    with closing(sqlite3.connect(lived.home.world_file(lived.name))) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(lived.home.world_file(lived.name).read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(statement)
        connection.execute("PRAGMA journal_mode = DELETE")
    with pytest.raises(DamagedWorld, match=said):
        worlds.bring_in(lived.home, "foreign", io.BytesIO(file.read_bytes()))


def test_a_damaged_world_says_so_and_its_neighbor_goes_on(home: Home, lived: Market) -> None:
    neighbor = Market.new(home, "neighbor")
    for file in home.folder(lived.name).glob("world.db*"):
        file.unlink()
    home.world_file(lived.name).write_bytes(b"no database at all " * 300)
    with pytest.raises(DamagedWorld):
        lived.order("900-0000000-0000000")
    assert neighbor.place()


@pytest.mark.parametrize("name", ["", "UPPER", "../up", "a" * 41, "-a", "a b", "ä", "a/b"])
def test_a_name_that_is_no_name_is_refused(home: Home, name: str) -> None:
    with pytest.raises(BadInput):
        Market.new(home, name)
    assert list((home.path / "worlds").glob("*/world.db")) == []


def test_a_name_is_taken_once(home: Home, market: Market) -> None:
    with pytest.raises(BadInput, match="already a world"):
        Market.new(home, market.name)
    assert market.place()


@pytest.mark.parametrize(
    "plan",
    [
        {"template": "no-such-template"},
        {"marketplaces": ()},
        {"marketplaces": ("XX",)},
        {"date_set": "someday"},
        {"seed": -1},
        {"seed": 2**63},
        {"start_at": datetime(2008, 12, 31, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_plan_that_makes_no_sense_is_refused(home: Home, plan: dict[str, object]) -> None:
    with pytest.raises((BadInput, NotFound)):
        worlds.create(home, "world", worlds.Plan(**plan))  # type: ignore[arg-type]
    assert not home.world_file("world").exists()


def test_a_deleted_world_is_gone_and_its_name_is_free(home: Home, market: Market) -> None:
    market.place()
    worlds.remove(home, market.name)
    with pytest.raises(NotFound):
        market.events()
    assert Market.new(home, market.name).events() == []


@pytest.mark.parametrize(
    "work",
    [
        lambda home, name: worlds.snapshot(home, name, "evening"),
        lambda home, name: worlds.fork(home, name, "other"),
        lambda home, name: worlds.export(home, name, io.BytesIO()),
        worlds.reset,
        worlds.remove,
    ],
    ids=["snapshot", "fork", "export", "reset", "remove"],
)
def test_who_waited_for_a_world_that_was_deleted_finds_none(
    home: Home, market: Market, work: Callable[[Home, str], None]
) -> None:
    queue = type(home).queue

    def too_late(self: Home, name: str) -> Queue:
        with patch.object(type(home), "queue", queue):
            if self.has(name):
                worlds.remove(self, name)
        return queue(self, name)

    with patch.object(type(home), "queue", too_late), pytest.raises(NotFound):
        work(home, market.name)
    assert not home.has("other")
    assert Market.new(home, market.name).events() == []
