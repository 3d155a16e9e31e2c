"""`marketsim generate` speaks in sentences: what it did, what cannot be, and where it goes on."""

import errno
import subprocess
import sys
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from seeds.generator import plan as plans
from seeds.generator import shards
from seeds.generator.cli import generate
from seeds.generator.plan import Plan
from seeds.generator.running import alone_in, prepare
from seeds.generator.running import generate as write


def run(*words: object) -> Result:
    return CliRunner().invoke(generate, [str(one) for one in words])


def test_a_run_says_what_it_wrote(tmp_path: Path) -> None:
    result = run("--orders", 50, "--out", tmp_path / "d", "--format", "parquet,csv")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("50 orders, ")
    assert pq.read_metadata(tmp_path / "d" / "orders.parquet").num_rows == 50


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--orders", "0"], "--orders is a whole number from 1"),
        (["--orders", "9" * 12], "--orders is a whole number from 1"),
        ([], "Say how many orders"),
        (["--orders", "5", "--marketplace", "US,XX"], "There is no store 'XX'"),
        (["--orders", "5", "--marketplace", ","], "Name at least one store"),
        (["--orders", "5", "--format", "excel"], "There is no format 'excel'"),
        (["--orders", "5", "--format", ""], "Name at least one format"),
        (["--orders", "5", "--set", "requests"], "--set takes knob=value"),
        (["--orders", "5", "--set", "request=1"], "There is no knob 'request'"),
        (["--orders", "5", "--set", "requests=two"], "requests needs a number"),
        (["--orders", "5", "--set", "requests=nan"], "requests needs a number"),
        (["--orders", "5", "--set", "requests=1.01"], "requests is a share from 0 to 1"),
        (["--orders", "5", "--set", "sellers=2.5"], "sellers is a whole number"),
        (["--orders", "5", "--set", "season=spring"], "season is one of flat"),
        (["--orders", "5", "--set", "afn=0.7", "--set", "mcf=0.7"], "more than everything"),
        (["--orders", "5", "--profile", "calm"], "There is no profile 'calm'"),
        (["--orders", "5", "--days", "0"], "--days is a whole number"),
        (["--orders", "5", "--seed", "-1"], "--seed is a whole number"),
        (["--orders", "5", "--start", "yesterday"], "--start: write an instant"),
        (["--orders", "5", "--start", "1999-01-01T00:00:00Z"], "--start"),
        (["--continue"], "There is no data set"),
        (["--continue", "--seed", "5"], "leave out --seed"),
        (["--coverage", "--set", "requests=5%"], "leave out --set"),
        (["--coverage", "--format", "world"], "write tables only"),
        (["--orders", "5", "--dirty", "--format", "csv"], "name parquet among the formats"),
        (["--orders", "5", "--scheduler", "tcp://127.0.0.1:1", "--format", "world"], "A world is one file"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_writes_nothing(tmp_path: Path, words: list[str], sentence: str) -> None:
    result = run("--out", tmp_path / "d", *words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "d").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    result = run("--orders", 5, "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds other files" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_data_set_is_replaced_only_when_asked(tmp_path: Path) -> None:
    assert run("--orders", 5, "--out", tmp_path / "d", "--format", "csv").exit_code == 0
    again = run("--orders", 6, "--out", tmp_path / "d")
    assert "holds a data set already" in again.stderr
    assert run("--orders", 6, "--out", tmp_path / "d", "--replace").exit_code == 0
    assert not (tmp_path / "d" / "orders.csv").exists()
    assert pq.read_metadata(tmp_path / "d" / "orders.parquet").num_rows == 6


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "There is no room left on the disk"), (errno.EACCES, "cannot be written")],
)
def test_a_full_or_closed_disk_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, "as the system says")

    monkeypatch.setattr(shards.Answers, "add", full)
    result = run("--orders", 5, "--out", tmp_path / "d")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not (tmp_path / "d" / "manifest.json").exists()
    assert not list((tmp_path / "d").glob("*.parquet"))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_disk_that_fills_up_is_said_in_one_sentence(tmp_path: Path, form: str) -> None:
    code = "from seeds.generator.cli import generate; generate()"
    words = ["--orders", "3000", "--format", form, "--out", str(tmp_path / "d")]
    # No file may grow beyond 100 kB.
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); {code}"
    result = subprocess.run([sys.executable, "-c", limited, *words], check=False, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == f"marketsim: Writing to {tmp_path / 'd'} failed: File too large.\n"
    assert [path.name for path in (tmp_path / "d").iterdir()] == [".parts"]


def test_two_runs_never_write_into_one_folder(tmp_path: Path) -> None:
    (tmp_path / "d" / ".parts").mkdir(parents=True)
    with alone_in(tmp_path / "d"):
        result = run("--orders", 5, "--out", tmp_path / "d")
    assert (result.exit_code, result.stderr[:34]) == (2, "marketsim: Another run is writing ")
    assert run("--orders", 5, "--out", tmp_path / "d").exit_code == 0


def test_what_stops_another_process_is_a_sentence(tmp_path: Path) -> None:
    plan = Plan.of(40_000)
    folder = prepare(plan, tmp_path / "d", ("parquet",), replace=False)
    (folder / "shard-00001-of-00002").write_text("in the way")
    result = run("--orders", 40_000, "--out", tmp_path / "d", "--workers", 2)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"marketsim: Writing to {tmp_path / 'd'} failed: File exists."
    assert [path.name for path in (tmp_path / "d").iterdir()] == [".parts"]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "CHUNK", 256)
    written: list[int] = []
    whole = shards._written

    def stop_after_two(shard: shards.Shard, *rest: object) -> object:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(shard.first_chunk)
        return whole(shard, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(shards, "_written", stop_after_two)
    words = ("--orders", 1024, "--out", tmp_path / "d", "--shards", 4)
    stopped = run(*words)
    assert stopped.exit_code == 130
    assert "The same command goes on" in stopped.stderr
    assert [path.name for path in (tmp_path / "d").iterdir()] == [".parts"]
    monkeypatch.setattr(
        shards, "_written", lambda shard, *rest: written.append(shard.first_chunk) or whole(shard, *rest)
    )
    assert run(*words).exit_code == 0
    assert written == [0, 1, 2, 3]
    write(Plan.of(1024), tmp_path / "whole")
    assert (tmp_path / "d" / "orders.parquet").read_bytes() == (tmp_path / "whole" / "orders.parquet").read_bytes()


def test_the_next_month_is_added_and_finished_orders_stay(tmp_path: Path) -> None:
    assert run("--orders", 3000, "--out", tmp_path / "d", "--days", 30).exit_code == 0
    before = {one["order_id"]: one for one in pq.read_table(tmp_path / "d" / "orders.parquet").to_pylist()}
    assert run("--out", tmp_path / "d", "--continue", "--days", 30).exit_code == 0
    after = {one["order_id"]: one for one in pq.read_table(tmp_path / "d" / "orders.parquet").to_pylist()}
    assert len(after) == 6000
    assert list(after)[:3000] == list(before)
    end = max(one["placed_at"] for one in before.values())
    assert all(one["placed_at"] > end for key, one in after.items() if key not in before)
    canceled = {key for key, one in before.items() if one["status"] == "Canceled"}
    assert all(after[key]["status"] == "Canceled" for key in canceled)
    waiting = [key for key, one in before.items() if one["status"] == "Unshipped" and one["channel"] == "MFN"]
    assert {after[key]["status"] for key in waiting} <= {"Shipped", "Canceled", "PartiallyShipped"}
    manifest = orjson.loads((tmp_path / "d" / "manifest.json").read_bytes())
    assert len(manifest["plan"]["segments"]) == 2


def test_data_that_go_on_keep_their_formats_and_days_that_are_named(tmp_path: Path) -> None:
    assert run("--orders", 60, "--out", tmp_path / "d", "--format", "csv,jsonl", "--days", 30).exit_code == 0
    assert run("--out", tmp_path / "d", "--continue", "--days", 90).exit_code == 0
    manifest = orjson.loads((tmp_path / "d" / "manifest.json").read_bytes())
    assert manifest["formats"] == ["csv", "jsonl"]
    assert [(one["orders"], one["days"]) for one in manifest["plan"]["segments"]] == [(60, 30), (180, 90)]
    assert run("--out", tmp_path / "d", "--continue", "--orders", 0).exit_code == 2


def test_data_that_were_picked_out_or_soiled_do_not_go_on(tmp_path: Path) -> None:
    assert run("--orders", 200, "--out", tmp_path / "d", "--dirty").exit_code == 0
    before = (tmp_path / "d" / "manifest.json").read_bytes()
    result = run("--out", tmp_path / "d", "--continue")
    assert result.exit_code == 2
    assert "only whole data go on" in result.stderr
    assert (tmp_path / "d" / "manifest.json").read_bytes() == before


def test_data_of_another_version_do_not_go_on(tmp_path: Path) -> None:
    assert run("--orders", 20, "--out", tmp_path / "d").exit_code == 0
    path = tmp_path / "d" / "manifest.json"
    manifest = orjson.loads(path.read_bytes())
    manifest["plan"]["edition"] -= 1
    path.write_bytes(orjson.dumps(manifest))
    result = run("--out", tmp_path / "d", "--continue")
    assert result.exit_code == 2
    assert "were made by another version" in result.stderr


def test_a_report_goes_with_the_data_it_shows(tmp_path: Path) -> None:
    assert run("--orders", 20, "--out", tmp_path / "d", "--report").exit_code == 0
    assert run("--orders", 20, "--out", tmp_path / "d", "--replace", "--seed", 8).exit_code == 0
    assert not (tmp_path / "d" / "report.html").exists()


def test_knobs_decide_how_often_things_happen(tmp_path: Path) -> None:
    knobs = ("--set", "requests=20%", "--set", "self-cancel=0", "--set", "afn=0", "--set", "mcf=0")
    assert run("--orders", 5000, "--out", tmp_path / "d", *knobs).exit_code == 0
    answers = orjson.loads((tmp_path / "d" / "answers.json").read_bytes())
    assert 850 < answers["requests"]["by_way"]["official"] < 1150
    assert "count-buyer-self-cancel" not in answers["cancellations"]["by_rule"]
    assert answers["orders"]["by_channel"] == {"MFN": 5000}
