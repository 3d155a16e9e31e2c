"""Coverage sets, dirty sets and reports, from the command line; and a real Dask cluster."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from unittest.mock import Mock

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from seeds.generator import plan as plans
from seeds.generator.cli import generate
from seeds.generator.coverage import KNOBS, QUALITIES, chosen_orders, coverage_plan, kinds, lower_bound, pairs_of
from seeds.generator.plan import DEFAULT_START, Plan
from seeds.generator.running import generate as write
from seeds.generator.streaming import Mill
from simulator.auditor_files import audit_files


def run(*words: object) -> Result:
    return CliRunner().invoke(generate, [str(one) for one in words])


def test_a_coverage_set_is_small_lawful_and_says_its_lower_bound(tmp_path: Path) -> None:
    result = run("--coverage", "--out", tmp_path / "d", "--marketplace", "US,JP")
    assert result.exit_code == 0, result.output
    told = orjson.loads((tmp_path / "d" / "manifest.json").read_bytes())["coverage"]
    assert f"fewer than {told['lower_bound']}" in result.stdout
    assert told["lower_bound"] <= told["orders"] < 3 * told["lower_bound"]
    orders = pq.read_table(tmp_path / "d" / "orders.parquet").to_pylist()
    assert len(orders) == told["orders"]
    assert {"Pending", "Unshipped", "Shipped", "Canceled"} <= {one["status"] for one in orders}
    assert list(audit_files(tmp_path / "d")) == []


@pytest.mark.slow
def test_no_pair_turns_up_among_many_more_orders() -> None:
    start = coverage_plan(7, ["US"], DEFAULT_START)
    shown = frozenset().union(*map(pairs_of, kinds(Mill(start))))
    many = Plan.of(400_000, seed=99, days=45, profile="stormy", knobs=KNOBS)
    assert frozenset().union(*map(pairs_of, kinds(Mill(many)))) == shown


def test_every_pair_of_the_pool_is_in_the_chosen_orders() -> None:
    values = [
        ("a", "x", "m", "1"),
        ("a", "y", "n", "2"),
        ("b", "x", "n", "1"),
        ("b", "y", "m", "2"),
        ("a", "x", "n", "2"),
    ]
    named = [list(zip(QUALITIES, one, strict=True)) for one in values]
    pools = {str(at): frozenset((*p, *q) for p, q in combinations(one, 2)) for at, one in enumerate(named)}
    chosen = chosen_orders(pools)
    assert frozenset().union(*(pools[one] for one in chosen)) == frozenset().union(*pools.values())
    assert lower_bound(pools) <= len(chosen) <= len(pools)


def test_dirty_data_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    result = run("--orders", 3000, "--dirty", "--out", tmp_path / "d", "--profile", "stormy")
    assert result.exit_code == 0, result.output
    truth = orjson.loads((tmp_path / "d" / "truth.json").read_bytes())["defects"]
    assert len(truth) > 30
    assert f"{len(truth)} defects planted" in result.stdout


def test_a_report_shows_every_figure_without_asking_the_net(tmp_path: Path) -> None:
    result = run("--orders", 3000, "--report", "--out", tmp_path / "d", "--format", "csv")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "d" / "report.html").read_text("utf-8")
    assert page.count("<svg") >= 8
    assert "http" not in page
    assert "count-official-request" in page


@pytest.fixture
def cluster() -> Iterator[str]:
    """A real scheduler and two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running.scheduler_address


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_writes_parts_that_together_are_the_file_of_one_process(cluster: str, tmp_path: Path) -> None:
    result = run(
        "--orders", 140_000, "--out", tmp_path / "many", "--scheduler", cluster, "--shards", 4, "--format", "csv"
    )
    assert result.exit_code == 0, result.output
    write(Plan.of(140_000), tmp_path / "one", ("csv",))
    for table in ("orders", "events", "buyers", "sellers"):
        parts = sorted((tmp_path / "many" / table).glob("part-*.csv"))
        assert b"".join(part.read_bytes() for part in parts) == (tmp_path / "one" / f"{table}.csv").read_bytes()
    assert list(audit_files(tmp_path / "one")) == []
    assert plans.CHUNK * 4 < 140_000


def test_a_cluster_is_asked_for_one_note_at_a_time_and_forgets_it() -> None:
    from seeds.generator.cluster import _notes

    tasks = [Mock(**{"result.return_value": {"shard": at}}) for at in range(3)]
    notes = _notes(tasks)
    assert next(notes) == {"shard": 0}
    assert not tasks[1].result.called
    assert [note["shard"] for note in notes] == [1, 2]
    assert all(one.release.called for one in tasks)


def test_a_cluster_that_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from seeds.generator import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    result = run("--orders", 5, "--out", tmp_path / "d", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert (
        "There is no Dask scheduler at tcp://127.0.0.1:1." in result.stderr or "A cluster needs Dask" in result.stderr
    )
