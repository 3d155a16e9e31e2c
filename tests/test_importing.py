"""A world file from elsewhere: taken as it is when its schema is ours, row by row when it is not."""

import gzip
import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from simulator import importing, worlds
from simulator.files import DamagedWorld
from simulator.home import Home
from tests.builders import Market

TRIGGER = "CREATE TRIGGER theirs AFTER UPDATE ON orders BEGIN DELETE FROM mail; END"


@pytest.fixture
def file(market: Market, home: Home, tmp_path: Path) -> Path:
    """A plain copy of a world in which something happened."""
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    plain = tmp_path / "plain.db"
    with (
        closing(sqlite3.connect(home.world_file(market.name))) as source,
        closing(sqlite3.connect(plain)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    return plain


def _bring_in(home: Home, file: Path) -> Market:
    worlds.bring_in(home, "copy", io.BytesIO(file.read_bytes()))
    return Market(home, "copy")


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_file_with_our_own_schema_is_taken_as_it_is(
    market: Market, home: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(importing, "_copy_rows")
    assert _bring_in(home, file).hash() == market.hash()


def test_nothing_of_a_foreign_schema_comes_along(market: Market, home: Home, file: Path) -> None:
    _change(file, TRIGGER)
    copy = _bring_in(home, file)
    assert copy.sql("SELECT name FROM sqlite_master WHERE name = 'theirs'") == []
    assert copy.hash() == market.hash()


def test_wrong_tallies_are_counted_afresh(market: Market, home: Home, file: Path) -> None:
    _change(file, "UPDATE tallies SET counted = 99")
    assert _bring_in(home, file).sql("SELECT * FROM tallies") == market.sql("SELECT * FROM tallies")


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (lambda packed: packed[:-9], "it ends too early"),
        (lambda packed: packed + packed, "something follows its end"),
        (lambda packed: packed[:500] + bytes(100) + packed[600:], "cannot be unpacked"),
    ],
)
def test_a_file_that_was_cut_or_spliced_is_refused_in_words(
    home: Home, file: Path, sent: Callable[[bytes], bytes], says: str
) -> None:
    with pytest.raises(DamagedWorld, match=says):
        worlds.bring_in(home, "copy", io.BytesIO(sent(gzip.compress(file.read_bytes(), 1))))
    assert not home.folder("copy").exists()


def test_a_damaged_page_is_found(home: Home, file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(8192, len(content) - 4096, 3 * 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(bytes(content))
    with pytest.raises(DamagedWorld):
        _bring_in(home, file)
    assert not home.folder("copy").exists()


@pytest.mark.parametrize("name", ["own.db", "march.marketsim"])
def test_a_file_that_is_no_world_is_named_as_its_owner_calls_it(home: Home, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"not a world at all, but long enough to be looked at")
    with file.open("rb") as source, pytest.raises(DamagedWorld, match=rf"\b{name} is"):
        worlds.bring_in(home, "copy", source)
    with pytest.raises(DamagedWorld, match=r"\bupload is"):
        worlds.bring_in(home, "copy", io.BytesIO(file.read_bytes()))
