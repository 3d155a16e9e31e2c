"""Worlds in a database that an earlier version wrote are brought up to date by the steps that files go through."""

import shutil
from pathlib import Path

import pytest

from simulator import migrating, worlds
from simulator.cli.doctor import findings
from simulator.directory import Setting, directory
from simulator.errors import MarketplaceError
from simulator.files import SCHEMA_VERSION
from simulator.home import Home
from simulator.migrating.homes import NOTE, bring_home_up
from simulator.schemas.copying import run
from simulator.schemas.place import Schema
from tests.builders import Market

OLDER = SCHEMA_VERSION - 1
STEP = f"""
from alembic import op

revision, down_revision = "{SCHEMA_VERSION}", "{OLDER}"


def upgrade() -> None:
    op.alter_column("world", "marks", new_column_name="flags")
"""


@pytest.fixture
def other_histories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let history have gone so that in the version before this one a column of worlds had another name."""
    shutil.copytree(migrating.HERE, tmp_path / "histories")
    worlds_then = tmp_path / "histories" / "worlds"
    first = worlds_then / f"{OLDER}.sql"
    first.write_text(first.read_text("utf-8").replace("\tflags JSON", "\tmarks JSON", 1))
    for file in worlds_then.glob(f"v{SCHEMA_VERSION:04d}_*.py"):
        file.write_text(STEP)
    monkeypatch.setattr(migrating, "HERE", tmp_path / "histories")


def made_older(home: Home, *states: object) -> None:
    for one in states:
        assert isinstance(one, Schema)
        changed = "ALTER TABLE world RENAME COLUMN flags TO marks"
        run(one, f'SET LOCAL search_path TO "{one.name}"', changed, f"UPDATE about SET version = {OLDER}")
    with directory(home) as records:
        found = records.get(Setting, NOTE)
        if found is not None:
            records.delete(found)


@pytest.mark.usefixtures("other_histories")
def test_a_world_of_an_earlier_version_is_brought_up_with_all_that_is_kept_of_it(shared: Home) -> None:
    market = Market.new(shared)
    begun = market.hash()
    market.place(released=True)
    market.snapshot("kept")
    kept = market.hash()
    market.advance(days=1)
    then = market.hash()
    made_older(
        shared, shared.world_file("market"), shared.origin_file("market"), shared.snapshot_file("market", "kept")
    )
    with pytest.raises(MarketplaceError, match=f"schema {OLDER}"):
        market.place()
    assert any(f"has schema {OLDER}" in line for line in findings(shared))
    assert bring_home_up(shared) == [f"market: brought from schema {OLDER} to {SCHEMA_VERSION}"]
    assert (market.hash(), market.audit(), list(findings(shared))) == (then, [], [])
    assert market.place()
    worlds.restore(shared, "market", "kept")
    assert market.hash() == kept
    market.reset()
    assert market.hash() == begun
    assert bring_home_up(shared) == []
