"""Order reports, API pages, change streams and DDL say the same as the tables, in each one's own words."""

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft7Validator

from seeds.generator.order_reports import columns
from seeds.generator.plan import Plan
from seeds.generator.running import generate

FORMATS = ("parquet", "csv", "sql", "order-report", "sp-api", "order-change")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("formats")
    generate(Plan.of(1500, seed=4, marketplaces=("US", "JP"), days=20, profile="stormy"), out, FORMATS)
    return out


@pytest.fixture(scope="module")
def orders(folder: Path) -> dict[str, dict[str, Any]]:
    return {one["order_id"]: one for one in pq.read_table(folder / "orders.parquet").to_pylist()}


def report(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"order-report-{name}.txt").read_bytes().decode()
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(text.split("\r\n")[:-1], delimiter="\t", quoting=csv.QUOTE_NONE))
    assert list(rows[0]) == columns(name)
    return rows


def pages(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def test_the_unshipped_report_lists_open_orders_and_flags_requests(folder: Path, orders: dict[str, Any]) -> None:
    rows = report(folder, "unshipped")
    own = {key for key, one in orders.items() if one["channel"] == "MFN" and one["status"] == "Unshipped"}
    assert {row["order-id"] for row in rows} == own
    for row in rows:
        order = orders[row["order-id"]]
        assert row["is-buyer-requested-cancellation"] == str(order["request_via"] == "official").lower()
        assert bool(row["buyer-requested-cancel-reason"]) == (order["request_via"] == "official")
        assert row["purchase-date"] == order["placed_at"].strftime("%Y-%m-%dT%H:%M:%S+00:00")
        assert row["promise-date"] == order["ship_by"].strftime("%Y-%m-%dT%H:%M:%S+00:00")
        assert row["payments-date"][-6:] in ("-08:00", "-07:00", "+09:00")
        assert int(row["quantity-to-ship"]) > 0
        assert row["buyer-email"].endswith("@marketplace.millpond.example")
    assert {row["is-buyer-requested-cancellation"] for row in rows} == {"true", "false"}


def test_the_report_of_all_orders_keeps_prices_back_while_pending(folder: Path, orders: dict[str, Any]) -> None:
    rows = report(folder, "all")
    assert {row["amazon-order-id"] for row in rows} == {k for k, one in orders.items() if one["channel"] != "MCF"}
    hidden = [row for row in rows if row["item-price"] == ""]
    assert {row["order-status"] for row in hidden} <= {"Pending", "PendingAvailability", "Cancelled"}
    assert {row["quantity"] for row in rows if row["order-status"] == "Cancelled"} == {"0"}
    yen = next(row for row in rows if row["currency"] == "JPY" and row["item-price"])
    assert "." not in yen["item-price"]


def test_new_orders_are_those_released_and_not_canceled(folder: Path, orders: dict[str, Any]) -> None:
    listed = {row["order-id"] for row in report(folder, "new")}
    own = {k: one for k, one in orders.items() if one["channel"] == "MFN"}
    assert listed == {k for k, one in own.items() if one["released_at"] and not one["canceled_at"]}


def test_pages_hold_every_order_once_and_lead_to_the_next(folder: Path, orders: dict[str, Any]) -> None:
    told = pages(folder, "orders-v0.jsonl")
    ids = [one["AmazonOrderId"] for page in told for one in page["payload"]["Orders"]]
    assert len(ids) == len(set(ids)) == sum(one["channel"] != "MCF" for one in orders.values())
    assert all("NextToken" in page["payload"] for page in told[:-1])
    assert "NextToken" not in told[-1]["payload"]
    pending = next(one for page in told for one in page["payload"]["Orders"] if one["OrderStatus"] == "Pending")
    assert "OrderTotal" not in pending
    assert "ShippingAddress" not in pending
    newer = [one for page in pages(folder, "orders-2026-01-01.jsonl") for one in page["orders"]]
    assert [one["orderId"] for one in newer] == ids


def test_a_request_is_flagged_on_items_of_both_versions(folder: Path, orders: dict[str, Any]) -> None:
    asked = {key for key, one in orders.items() if one["request_via"] == "official"}
    items = [page["payload"] for page in pages(folder, "order-items-v0.jsonl")]
    flagged = {
        one["AmazonOrderId"]
        for one in items
        for item in one["OrderItems"]
        if item["BuyerRequestedCancel"]["IsBuyerRequestedCancel"] == "true"
    }
    newer = {
        one["orderId"]
        for page in pages(folder, "orders-2026-01-01.jsonl")
        for one in page["orders"]
        if any("cancellationRequest" in item.get("cancellation", {}) for item in one["orderItems"])
    }
    assert flagged == newer == asked != set()


def test_every_request_and_cancellation_is_announced(folder: Path, orders: dict[str, Any]) -> None:
    told = [one["Payload"]["OrderChangeNotification"] for one in pages(folder, "order-change.jsonl")]
    asked = {one["AmazonOrderId"] for one in told if one["OrderChangeType"] == "BuyerRequestedChange"}
    assert asked == {key for key, one in orders.items() if one["request_via"] == "official"}
    gone = {one["AmazonOrderId"] for one in told if one["Summary"]["OrderStatus"] == "Canceled"}
    assert gone == {k for k, one in orders.items() if one["canceled_at"] and one["channel"] != "MCF"}
    names = [one["NotificationMetadata"]["NotificationId"] for one in pages(folder, "order-change.jsonl")]
    assert len(names) == len(set(names))


def test_the_ddl_makes_tables_that_take_the_statements(folder: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript((folder / "schema.sql").read_text("utf-8"))
    for table in ("sellers", "products", "buyers", "orders", "order_items", "events", "mail", "returns"):
        connection.executescript("BEGIN;" + (folder / f"{table}.sql").read_text("utf-8") + "COMMIT;")
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        assert count == pq.read_metadata(folder / f"{table}.parquet").num_rows
    connection.close()


def test_notifications_have_the_shape_of_the_protocol(folder: Path) -> None:
    shape = {
        "type": "object",
        "required": ["NotificationVersion", "NotificationType", "PayloadVersion", "EventTime", "Payload"],
        "properties": {
            "NotificationType": {"const": "ORDER_CHANGE"},
            "EventTime": {"type": "string", "pattern": "^2026-"},
            "Payload": {"type": "object", "required": ["OrderChangeNotification"]},
        },
    }
    told = pages(folder, "order-change.jsonl")
    assert [error.message for one in told for error in Draft7Validator(shape).iter_errors(one)] == []
    assert len(told) > 1000


def test_the_data_dictionary_names_every_column(folder: Path) -> None:
    text = (folder / "data-dictionary.md").read_text("utf-8")
    for path in folder.glob("*.parquet"):
        for name in pq.read_schema(path).names:
            assert f"| `{name}` |" in text
