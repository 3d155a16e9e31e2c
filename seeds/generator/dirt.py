"""Dirty data on purpose: plants listed defects in finished files and writes down where they are.

The defects are rows of defects.toml; each names the rule of the auditor that it breaks.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seeds.generator.rewriting import opened, write_again
from seeds.generator.schema import schema
from simulator.draws import draw

TRUTH = "truth.json"


def defects() -> list[dict[str, Any]]:
    """List the defects that can be planted."""
    told: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "defects.toml").read_text("utf-8"))["defect"]
    return told


def plant(out: Path) -> int:
    """Plant each defect once, where there is a row for it; write truth.json; return how many there are.

    Works on tables alone, of which Parquet must be one form.
    """
    session, manifest = opened(out)
    truth, used = list[dict[str, Any]](), set[str]()
    for one in defects():
        planted = _plant(session, one, manifest["seed"], used)
        if planted:
            truth.append(planted)
    write_again(session, out, manifest, {"dirty": True}, {TRUTH: {"defects": truth}})
    return len(truth)


def _plant(session: Any, one: Mapping[str, Any], seed: int, used: set[str]) -> dict[str, Any] | None:
    table, column = one["table"], schema()[one["table"]].key[0]
    joined = "" if table in ("buyers", "sellers", "orders") else "JOIN orders o USING (order_id)"
    alias = "o" if table == "orders" else "t"
    order = f"{alias}.buyer_id" if table == "buyers" else f"{alias}.order_id"
    rows = session.execute(
        f"SELECT {alias}.rowid, {order}, {alias}.{column} FROM {table} {alias} {joined} "  # noqa: S608 - own words
        f"WHERE {one['where']} ORDER BY {alias}.rowid"
    ).fetchall()
    rows = [row for row in rows if row[1] not in used]
    if not rows:
        return None
    row, subject, key = rows[draw(seed, "defect", one["rule"], "row") % len(rows)]
    used.add(subject)
    _change(session, one, table, row)
    if "key" in one and one["key"] != "order_id":
        key = one["key"].strip("'")
    elif one.get("key") == "order_id":
        key = subject
    if "order_id" in one.get("set", {}) and table == "orders":
        key = session.execute(f"SELECT order_id FROM orders WHERE rowid = {row}").fetchone()[0]  # noqa: S608
    changed = list(one.get("set", {})) or None
    return {"rule": one["rule"], "table": table, "key": key, "order_or_buyer": subject, "columns": changed,
            "says": one["says"]}  # fmt: skip


def _change(session: Any, one: Mapping[str, Any], table: str, row: int) -> None:
    if one.get("delete"):
        session.execute(f"DELETE FROM {table} WHERE rowid = {row}")  # noqa: S608 - our own words
    elif one.get("copy"):
        session.execute(f"INSERT INTO {table} SELECT * FROM {table} WHERE rowid = {row}")  # noqa: S608
    else:
        changes = ", ".join(f'"{name}" = {value}' for name, value in one["set"].items())
        session.execute(f"UPDATE {table} AS t SET {changes} WHERE rowid = {row}")  # noqa: S608
