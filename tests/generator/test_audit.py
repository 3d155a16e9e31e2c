"""The auditor finds nothing in what was generated, and each planted defect where it was planted."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from seeds.generator.dirt import defects, plant
from seeds.generator.plan import Plan
from seeds.generator.running import generate
from simulator.auditor_files import Finding, audit_files
from simulator.errors import BadInput

# Findings of these name one order that stands for all of its kind.
TOLD_ONCE = {"lawful-path", "promise", "notices"}


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
    """A data set with every defect, audited once."""
    out = tmp_path_factory.mktemp("dirty")
    generate(Plan.of(12_000, seed=5, days=60, profile="stormy"), out, ("parquet", "csv"))
    plant(out)
    truth = {one["rule"]: one for one in orjson.loads((out / "truth.json").read_bytes())["defects"]}
    return truth, list(audit_files(out))


@pytest.mark.parametrize("rule", [one["rule"] for one in defects()])
def test_a_planted_defect_is_found(rule: str, dirty: tuple[dict[str, dict[str, Any]], list[Finding]]) -> None:
    truth, findings = dirty
    keys = {one.key for one in findings if one.rule == rule}
    assert keys
    assert rule in TOLD_ONCE or truth[rule]["key"] in keys


def test_there_are_more_than_thirty_kinds_of_defects() -> None:
    assert len({one["rule"] for one in defects()}) == len(defects()) > 30


def test_every_finding_belongs_to_a_planted_defect(dirty: tuple[dict[str, dict[str, Any]], list[Finding]]) -> None:
    truth, findings = dirty
    touched = {str(one["order_or_buyer"]) for one in truth.values()} | {str(one["key"]) for one in truth.values()}
    lines = {one.key for one in findings if one.table in ("order_items", "messages")}
    strangers = [one for one in findings if one.key not in touched | lines and one.rule not in TOLD_ONCE]
    assert strangers == []


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_generated_data_of_three_stores_is_lawful_in_every_format(
    form: str, stormy_folder: Path, tmp_path: Path
) -> None:
    for path in [*stormy_folder.glob(f"*.{form}"), stormy_folder / "answers.json"]:
        shutil.copy(path, tmp_path)
    assert list(audit_files(tmp_path)) == []


@pytest.mark.parametrize("start", ["2020-09-20", "2022-05-05", "2026-10-20"])
def test_data_across_a_change_of_rules_or_clocks_is_lawful(start: str, tmp_path: Path) -> None:
    stores = ("US", "UK", "JP", "SA", "IN", "harbor")
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    plan = Plan.of(6000, marketplaces=stores, days=40, start=first, profile="stormy", knobs={"sellers": 40})
    generate(plan, tmp_path)
    assert list(audit_files(tmp_path)) == []


def test_a_changed_byte_or_answer_is_noticed(stormy_folder: Path, tmp_path: Path) -> None:
    for path in stormy_folder.glob("*"):
        if path.suffix in (".parquet", ".json"):
            shutil.copy(path, tmp_path)
    answers = orjson.loads((tmp_path / "answers.json").read_bytes())
    answers["cancellation_rate"][0]["numerator"] += 1
    (tmp_path / "answers.json").write_bytes(orjson.dumps(answers))
    found = {(one.rule, one.key) for one in audit_files(tmp_path)}
    assert ("answers", "cancellation_rate") in found
    assert any(rule == "manifest-files" for rule, _ in found)


def test_data_without_a_claim_are_lawful_in_json_too(tmp_path: Path) -> None:
    generate(Plan.of(20), tmp_path, ("jsonl",))
    assert (tmp_path / "claims.jsonl").read_bytes() == b""
    assert list(audit_files(tmp_path)) == []


def test_files_that_are_damaged_further_on_are_said_in_a_sentence(tmp_path: Path) -> None:
    generate(Plan.of(40), tmp_path, ("csv",))
    lines = (tmp_path / "mail.csv").read_text().splitlines()
    (tmp_path / "mail.csv").write_text("\n".join([*lines[:-1], lines[-1].replace("T", "Tea")]))
    with pytest.raises(BadInput, match="are damaged"):
        list(audit_files(tmp_path))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "has no orders.parquet"),
        ({"orders.csv": "order_id\n1\n"}, "orders.csv is no table of orders"),
        ({"orders.parquet": "no parquet"}, "cannot be read"),
    ],
)
def test_what_is_no_data_set_is_said_in_a_sentence(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=sentence):
        list(audit_files(tmp_path))
