"""Generated orders, acted out deed by deed in a live world, end as the files say: every field, event and mail."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from seeds.generator.plan import Plan
from seeds.generator.streaming import Mill
from tests.generator.replay import NOT_COMPARED, Replay

Row = dict[str, Any]
CLAIMED = ("ground", "opened_at", "answer_due_at", "answered_at", "decided_at", "decision", "amount")
# Orders of each path that are acted out.
OF_EACH = 5


def rows_of(plan: Plan) -> tuple[dict[str, list[Row]], list[int]]:
    """Return all rows of a small plan, orders with what hangs on them, and the orders' paths."""
    mill = Mill(plan)
    lives = mill.lives(0)
    rows = {name: table.to_pylist() for name, table in mill.written(0, lives).items()}
    orders = {one["order_id"]: one for one in rows["orders"]}
    for name in ("order_items", "shipments", "refunds", "returns", "claims", "feedback", "messages", "events", "mail"):
        for one in orders.values():
            one["items" if name == "order_items" else name] = []
        for one in rows[name]:
            orders[one["order_id"]]["items" if name == "order_items" else name].append(one)
    return rows, lives.fate.tolist()


def sample(orders: list[Row], paths: list[int], each: int = OF_EACH) -> list[Row]:
    """Choose some orders of every path and state."""
    seen: dict[Any, int] = {}
    chosen = []
    for order, path in zip(orders, paths, strict=True):
        shape = tuple(sorted({one["kind"] for one in order["events"]} - {"message-sent", "reminder-sent"}))
        for key in ((path, order["status"]), shape):
            seen[key] = seen.get(key, 0) + 1
        if seen[(path, order["status"])] <= each or seen[shape] <= 2:
            chosen.append(order)
    return chosen


def told_by_files(order: Row) -> Row:
    """Describe a generated order in the shape in which the replay tells of a live one."""
    plain = {key: value for key, value in order.items() if not isinstance(value, list)}
    names = (
        "state",
        "reason",
        "requested_at",
        "answer_due_at",
        "authorized_at",
        "received_at",
        "refund_due_at",
        "refunded_at",
        "closed_at",
    )
    parcel = order["shipments"][0] if order["shipments"] else {}
    return plain | {
        "events": [(e["kind"], e["at"], e["actor"]) for e in order["events"] if e["kind"] not in NOT_COMPARED],
        "mail": [(m["notice"], m["at"], m["role"], m["person_id"]) for m in order["mail"]],
        "items": [
            tuple(one[key] for key in ("sku", "asin", "title", "quantity", "unit_price", "item_tax", "shipping_price",
                                       "shipping_tax", "quantity_shipped", "quantity_canceled"))
            for one in order["items"]
        ],
        "returns": [tuple(one[key] for key in names) for one in order["returns"]],
        "claims": [tuple(one[key] for key in CLAIMED) for one in order["claims"]],
        "feedback": [(one["at"], one["rating"]) for one in order["feedback"]],
        "refunds": [(one["at"], one["amount"], one["reason"], one["refunded_by"]) for one in order["refunds"]],
        "parcels": [
            (p["package"], p["carrier"], p["tracking"], p["units"])
            for p in order["shipments"] if p["shipment_confirmed_at"] and order["channel"] == "MFN"
        ],
        "facts": tuple(parcel.get(key) for key in ("refused_at", "lost_at", "put_back_at", "label_voided_at")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("marketplaces", "start"),
    [
        pytest.param(("US",), datetime(2026, 2, 20, tzinfo=UTC), marks=pytest.mark.slow),
        (("UK",), datetime(2022, 5, 10, tzinfo=UTC)),
        (("JP", "SA", "IN"), datetime(2026, 4, 1, tzinfo=UTC)),
    ],
    ids=["us-across-a-clock-change", "uk-across-the-change-of-2022", "three-stores-with-own-rules"],
)
def test_generated_orders_replayed_as_deeds_end_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marketplaces: tuple[str, ...], start: datetime
) -> None:
    plan = Plan.of(2500, seed=11, marketplaces=marketplaces, days=25, start=start, profile="stormy")
    rows, paths = rows_of(plan)
    rows["orders"] = sample(rows["orders"], paths)
    replay = Replay(tmp_path, rows, start, monkeypatch)
    replay.run(datetime.fromtimestamp(plan.until, UTC))
    for order in rows["orders"]:
        live, filed = replay.told(order), told_by_files(order)
        # Multi-channel orders have neither buyer nor parcels of their own in a live world.
        if order["channel"] != "MFN":
            live["parcels"] = filed["parcels"] = []
        differing = {key: (live[key], filed[key]) for key in live if live[key] != filed[key]}
        assert differing == {}, order["order_id"]
    assert len(rows["orders"]) > 150
