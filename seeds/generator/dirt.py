"""Dirty data on purpose: plants listed defects in finished files and writes down where they are.

The defects are rows of defects.toml. Works on data sets with Parquet files; CSV, lines and SQL beside them are written
again. Everything is held in DuckDB while it is changed.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from seeds.generator import rendering
from seeds.generator.answers import Answers
from seeds.generator.plan import Plan
from seeds.generator.running import fingerprint_of, read_manifest, write_json
from seeds.generator.schema import schema
from simulator.draws import draw
from simulator.errors import BadInput

TRUTH = "truth.json"
_KINDS = {"whole": pa.int32(), "money": pa.int64(), "flag": pa.bool_(), "instant": pa.timestamp("ms", tz="UTC")}
_TEXT = {
    "csv": (rendering.csv_head, rendering.csv_rows),
    "jsonl": (lambda _: "", rendering.json_rows),
    "sql": (rendering.sql_head, rendering.sql_rows),
}


def defects() -> list[dict[str, Any]]:
    """List the defects that can be planted."""
    told: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "defects.toml").read_text("utf-8"))["defect"]
    return told


def plant(out: Path) -> int:
    """Plant each defect once, where there is a row for it; write truth.json; return how many there are.

    Raises:
        BadInput: the folder has no data set in Parquet files.
    """
    manifest = read_manifest(out)
    if "parquet" not in manifest["formats"]:
        raise BadInput("dirty", "Defects are planted in Parquet files; add parquet to --format.")
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    for name in schema():
        session.execute(f"CREATE TABLE {name} AS SELECT * FROM '{out / f'{name}.parquet'}'")  # noqa: S608 - own names
    truth, used = list[dict[str, Any]](), set[str]()
    for one in defects():
        planted = _plant(session, one, manifest["seed"], used)
        if planted:
            truth.append(planted)
    tables = {name: _arrow(session, name) for name in schema()}
    _write(out, tables, manifest)
    write_json(out / TRUTH, {"defects": truth})
    _tell(out, tables, manifest)
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
        session.execute(f"UPDATE {table} SET {changes} WHERE rowid = {row}")  # noqa: S608


def _arrow(session: Any, name: str) -> pa.Table:
    """Return a table in the types of the schema."""
    rows = session.sql(f"SELECT * FROM {name} ORDER BY rowid").to_arrow_table()  # noqa: S608 - own names
    kinds = [(one.name, _KINDS.get(one.kind, pa.string())) for one in schema()[name].columns]
    return rows.select([one for one, _ in kinds]).cast(pa.schema(kinds)).combine_chunks()


def _write(out: Path, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    for name, rows in tables.items():
        pq.write_table(rows, out / f"{name}.parquet", compression="snappy", store_schema=False)
        for ending, (head, lines) in _TEXT.items():
            if ending in manifest["formats"]:
                (out / f"{name}.{ending}").write_bytes(head(schema()[name]).encode() + lines(schema()[name], rows))


def _tell(out: Path, tables: Mapping[str, pa.Table], manifest: dict[str, Any]) -> None:
    """Let answers and manifest tell of the files as they are now."""
    answers = Answers(Plan.from_json(manifest["plan"]).until)
    answers.add(tables)
    told = answers.told()
    write_json(out / "answers.json", told)
    names = [*manifest["files"], TRUTH]
    files = {name: fingerprint_of(out / name) for name in sorted(set(names))}
    write_json(out / "manifest.json", manifest | {"dirty": True, "counts": told["rows"], "files": files})
