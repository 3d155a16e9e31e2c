"""The same plan gives the same bytes, however the work is cut and whoever does it."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from seeds.generator.market import Market
from seeds.generator.plan import Plan
from seeds.generator.running import generate

FORMATS = ("parquet", "csv", "jsonl", "sql", "order-report", "sp-api", "order-change")
ORDERS = 4000


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("shards", [2, 7])
def test_any_number_of_shards_gives_the_files_of_one(tmp_path: Path, shards: int) -> None:
    plan = Plan.of(ORDERS, marketplaces=("US", "DE"))
    generate(plan, tmp_path / "one", FORMATS)
    generate(plan, tmp_path / "many", FORMATS, shards=shards)
    assert files(tmp_path / "one") == files(tmp_path / "many")


@pytest.mark.usefixtures("small_chunks")
def test_nothing_of_a_finished_shard_stays_in_memory(tmp_path: Path) -> None:
    seen: list[int] = []
    gc.collect()
    before = _markets()
    # Python's collector comes by when it likes; a long run must not depend on it.
    gc.disable()
    try:
        plan = Plan.of(ORDERS)
        generate(
            plan, tmp_path / "many", ("parquet",), shards=7, on_progress=lambda _: seen.append(_markets() - before)
        )
    finally:
        gc.enable()
    assert max(seen) == 1
    assert _markets() == before


def _markets() -> int:
    return sum(isinstance(one, Market) for one in gc.get_objects())


def test_two_processes_give_the_files_of_one(tmp_path: Path) -> None:
    plan = Plan.of(40_000)
    generate(plan, tmp_path / "one", shards=1)
    generate(plan, tmp_path / "two", workers=2)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_world_has_the_same_bytes_however_python_hashes_words(tmp_path: Path) -> None:
    code = "from seeds.generator.cli import generate; generate()"
    for words in "12":
        options = ["--orders", "200", "--out", str(tmp_path / words), "--format", "world"]
        surroundings = {**os.environ, "PYTHONHASHSEED": words}
        subprocess.run([sys.executable, "-c", code, *options], check=True, capture_output=True, env=surroundings)
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_another_seed_gives_other_orders(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate(Plan.of(100, seed=seed), tmp_path / str(seed))
    one, two = (pq.read_table(tmp_path / seed / "orders.parquet") for seed in "12")
    assert not set(one["order_id"].to_pylist()) & set(two["order_id"].to_pylist())


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("lines", ["0", "88%", "100%"])
def test_chunks_of_few_and_of_many_rows_an_order_go_into_one_file(tmp_path: Path, lines: str) -> None:
    # The last chunk holds orders of the last minutes, to which hardly anything has happened.
    plan = Plan.of(2100, days=1, knobs={"basket": lines})
    counts = generate(plan, tmp_path)["counts"]
    assert pq.read_metadata(tmp_path / "order_items.parquet").num_rows == counts["order_items"] >= 2100
    assert pq.read_metadata(tmp_path / "events.parquet").num_rows == counts["events"]


@pytest.mark.usefixtures("small_chunks")
def test_joined_parquet_reads_like_its_parts_and_counts_its_row_groups(tmp_path: Path) -> None:
    generate(Plan.of(ORDERS), tmp_path, shards=5)
    file = pq.ParquetFile(tmp_path / "orders.parquet")
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert sum(groups) == file.metadata.num_rows == ORDERS
    assert len(set(file.read(["order_id"])["order_id"].to_pylist())) == ORDERS


def test_csv_and_lines_hold_the_rows_of_parquet(stormy_folder: Path, stormy) -> None:  # type: ignore[no-untyped-def]
    for table in ("orders", "messages", "buyers", "shipments", "events"):
        csv = f"SELECT * FROM read_csv('{stormy_folder}/{table}.csv', header=true, all_varchar=true)"
        lines = f"SELECT * FROM read_json('{stormy_folder}/{table}.jsonl', format='newline_delimited')"
        count = stormy.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert stormy.execute(f"SELECT count(*) FROM ({csv})").fetchone() == count
        assert stormy.execute(f"SELECT count(*) FROM ({lines})").fetchone() == count
    differing = f"""
        SELECT count(*) FROM orders o JOIN read_csv('{stormy_folder}/orders.csv', header=true, all_varchar=true) c
        USING (order_id) WHERE c.placed_at <> strftime(o.placed_at, '%Y-%m-%dT%H:%M:%SZ')
        OR c.order_total <> o.order_total::varchar OR (c.canceled_at IS NULL) <> (o.canceled_at IS NULL)
        OR c.ship_city <> o.ship_city"""
    assert stormy.execute(differing).fetchone() == (0,)
    bodies = f"""
        SELECT count(*) FROM messages m JOIN read_csv('{stormy_folder}/messages.csv', header=true) c USING (message_id)
        WHERE c.body <> m.body OR c.subject <> m.subject"""
    assert stormy.execute(bodies).fetchone() == (0,)
