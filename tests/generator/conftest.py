"""Small data sets that several tests read; chunks are made small so that little data has many of them."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from seeds.generator import plan as plans
from seeds.generator.plan import Plan
from seeds.generator.running import generate

SMALL_CHUNK = 512


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "CHUNK", SMALL_CHUNK)


@pytest.fixture(scope="session")
def stormy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 orders of three stores in which much goes wrong, in three formats."""
    out = tmp_path_factory.mktemp("stormy")
    plan = Plan.of(20_000, seed=3, marketplaces=("US", "JP", "DE"), days=60, profile="stormy")
    generate(plan, out, ("parquet", "csv", "jsonl"))
    return out


@pytest.fixture(scope="session")
def stormy(stormy_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, to be asked in SQL."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    for path in stormy_folder.glob("*.parquet"):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    yield connection
    connection.close()
