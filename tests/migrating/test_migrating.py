"""Files of earlier schemas are brought up to date: from every one there was, with all that was in them."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

import simulator.app
from simulator import worlds
from simulator.cli.doctor import findings
from simulator.directory import DIRECTORY_VERSION, DirectoryBase, directory, world_names
from simulator.errors import MarketplaceError
from simulator.files import SCHEMA_VERSION, make_file
from simulator.home import Home
from simulator.migrating import DIRECTORY, FIRST, WORLDS, bring_up, make_at, version_in
from simulator.migrating.homes import NOTE, bring_home_up
from simulator.states import present
from tests.builders import Market

HERE = Path(__file__).parent
# What the worlds in this folder held when they were written down: four orders, one of them canceled by its buyer, one
# by its seller, one shipped.
HASHES = {4: "2bbf213f9bcbbb0e7e7b509416c47fe4"}
OLDER = list(range(FIRST[WORLDS], SCHEMA_VERSION))


def schema_of(path: Path) -> set[tuple[str, ...]]:
    told = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    with closing(sqlite3.connect(path)) as connection:
        return {tuple(" ".join(str(one).split()) for one in row) for row in connection.execute(told)}


def world_at(version: int, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"world-{version}.sql").read_text("utf-8"))


@pytest.fixture
def old_home(home: Home) -> Callable[[int], Home]:
    def make(version: int) -> Home:
        worlds.create(home, "market", worlds.Plan())
        worlds.snapshot(home, "market", "kept")
        for file in (
            present(home.world_file("market")),
            home.origin_file("market"),
            home.snapshot_file("market", "kept"),
        ):
            file.unlink()
            world_at(version, file)
        with directory(home) as records:
            records.execute(DirectoryBase.metadata.tables["settings"].delete().where(True))
        return home

    return make


@pytest.mark.parametrize("version", range(FIRST[WORLDS], SCHEMA_VERSION + 1))
def test_every_schema_of_worlds_leads_to_todays(tmp_path: Path, version: int) -> None:
    make_at(tmp_path / "old.db", WORLDS, version)
    assert version_in(tmp_path / "old.db") == version
    bring_up(tmp_path / "old.db", WORLDS, SCHEMA_VERSION)
    make_file(tmp_path / "new.db")
    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "new.db")
    assert version_in(tmp_path / "old.db") == SCHEMA_VERSION


@pytest.mark.parametrize("version", range(FIRST[DIRECTORY], DIRECTORY_VERSION + 1))
def test_every_schema_of_the_directory_leads_to_todays(home: Home, version: int) -> None:
    make_at(home.directory_file, DIRECTORY, version)
    # Rooms add their tables as they are imported, so the first to come has them once it is asked again.
    for path in (home.path, home.path / "new", home.path):
        simulator.app.create_app(path)
    assert schema_of(home.directory_file) == schema_of(home.path / "new" / "directory.db")
    assert version_in(home.directory_file) == DIRECTORY_VERSION


def test_a_directory_without_a_number_is_of_the_first_schema(home: Home) -> None:
    make_at(home.directory_file, DIRECTORY, FIRST[DIRECTORY])
    with closing(sqlite3.connect(home.directory_file)) as connection:
        connection.execute("PRAGMA user_version=0")
    assert world_names(home) == []
    assert version_in(home.directory_file) == DIRECTORY_VERSION


@pytest.mark.parametrize("version", OLDER)
def test_a_home_of_an_earlier_version_is_brought_up_with_all_that_is_in_it(
    old_home: Callable[[int], Home], version: int
) -> None:
    home, market = old_home(version), None
    assert any(f"has schema {version}" in line for line in findings(home))
    assert bring_home_up(home) == [f"market: brought from schema {version} to {SCHEMA_VERSION}"]
    market = Market(home, "market")
    assert (market.hash(), market.audit(), list(findings(home))) == (HASHES[version], [], [])
    assert market.place()
    market.advance(days=60)
    worlds.restore(home, "market", "kept")
    assert market.hash() == HASHES[version]
    worlds.reset(home, "market")
    assert market.hash() == HASHES[version]
    assert bring_home_up(home) == []


@pytest.mark.parametrize("version", OLDER)
def test_an_export_of_an_earlier_version_can_be_brought_in(home: Home, tmp_path: Path, version: int) -> None:
    world_at(version, tmp_path / "old.db")
    worlds.bring_in(home, "market", BytesIO(gzip.compress((tmp_path / "old.db").read_bytes())))
    market = Market(home, "market")
    assert (market.hash(), market.audit()) == (HASHES[version], [])


@pytest.mark.parametrize("version", OLDER)
def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    world_at(version, tmp_path / "old.db")
    before = schema_of(tmp_path / "old.db")

    def fail(connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("simulator.tallies.rebuild", fail)
    with pytest.raises(sqlite3.OperationalError):
        bring_up(tmp_path / "old.db", WORLDS, SCHEMA_VERSION)
    assert (schema_of(tmp_path / "old.db"), version_in(tmp_path / "old.db")) == (before, version)


@pytest.mark.parametrize("version", [FIRST[WORLDS] - 1, SCHEMA_VERSION + 1])
def test_a_world_of_an_unknown_schema_is_left_alone_and_refused(market: Market, version: int) -> None:
    market.sql(f"PRAGMA user_version={version}")
    with directory(market.home) as records:
        records.execute(DirectoryBase.metadata.tables["settings"].delete().where(True))
    assert bring_home_up(market.home) == []
    with pytest.raises(MarketplaceError, match=f"schema {version}"):
        market.place()
    assert version_in(present(market.home.world_file(market.name))) == version


def test_a_home_is_looked_through_once(market: Market) -> None:
    bring_home_up(market.home)
    with directory(market.home) as records:
        noted = records.execute(DirectoryBase.metadata.tables["settings"].select()).all()
    assert (NOTE, str(SCHEMA_VERSION)) in noted
