"""The known answers are those that SQL finds in the files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from seeds.generator.answers import COUNTED


@pytest.fixture(scope="module")
def answers(stormy_folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads((stormy_folder / "answers.json").read_bytes())
    return told


@pytest.mark.parametrize("answer", COUNTED)
def test_counts_are_those_of_sql(answer: str, answers: dict[str, Any], stormy) -> None:  # type: ignore[no-untyped-def]
    group, name = answer.split(".")
    table, column = COUNTED[answer]
    found = stormy.execute(f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1").fetchall()
    assert answers[group][name] == {str(word): count for word, count in found}
    assert found


def test_the_rate_of_each_seller_and_week_is_that_of_sql(answers: dict[str, Any], stormy) -> None:  # type: ignore[no-untyped-def]
    found = stormy.execute(
        """SELECT seller_id, date_trunc('week', placed_at)::date::varchar, sum(counts_against_seller::int), count(*)
           FROM orders WHERE channel = 'MFN' GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    told = answers["cancellation_rate"]
    assert [(r["seller_id"], r["week_start"], r["numerator"], r["denominator"]) for r in told] == found
    assert all(abs(r["rate"] - r["numerator"] / r["denominator"]) < 1e-6 for r in told)
    assert sum(r["numerator"] for r in told) > 0


def test_money_is_that_of_sql(answers: dict[str, Any], stormy) -> None:  # type: ignore[no-untyped-def]
    found = stormy.execute(
        """SELECT currency, sum(order_total), sum(refund_total), sum(tax_total),
           sum(CASE WHEN shipment_confirmed_at IS NOT NULL THEN order_total ELSE 0 END) FROM orders GROUP BY 1"""
    ).fetchall()
    for currency, total, refunds, tax, charged in found:
        money = answers["money"][currency]
        assert (money["order_total"], money["refund_total"], money["tax_total"], money["charged"]) == (
            total,
            refunds,
            tax,
            charged,
        )
    assert len(found) == 3


def test_due_lists_name_what_is_due_next(answers: dict[str, Any], stormy) -> None:  # type: ignore[no-untyped-def]
    until = datetime.fromisoformat(answers["until"]).astimezone(UTC)
    for name, condition in (
        ("ship_by", "ship_by >= $1 AND ship_by < $1 + INTERVAL 1 DAY"),
        ("late", "ship_by < $1"),
        ("auto_cancel", "auto_cancel_at < $1 + INTERVAL 1 DAY"),
    ):
        where = f"status = 'Unshipped' AND channel = 'MFN' AND {condition}"
        found = stormy.execute(f"SELECT order_id FROM orders WHERE {where}", [until]).fetchall()
        assert answers["due"][name]["count"] == len(found)
        assert {one for one, _ in answers["due"][name]["orders"]} <= {one for (one,) in found}
    assert answers["due"]["late"]["count"] > 0


def test_every_row_is_counted_in_the_manifest(stormy_folder: Path, stormy) -> None:  # type: ignore[no-untyped-def]
    manifest = orjson.loads((stormy_folder / "manifest.json").read_bytes())
    for table, rows in manifest["counts"].items():
        assert stormy.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,)
    assert manifest["license"] == "CC0-1.0"
    assert set(manifest["files"]) == {path.name for path in stormy_folder.iterdir() if path.name != "manifest.json"}
