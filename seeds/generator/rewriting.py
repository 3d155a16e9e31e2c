"""Takes a finished data set into DuckDB and writes it again, changed: what dirty data and coverage share.

Works on data sets with Parquet files; CSV, lines and SQL beside them are written again.
"""

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
from simulator.errors import BadInput

_KINDS = {"whole": pa.int32(), "money": pa.int64(), "flag": pa.bool_(), "instant": pa.timestamp("ms", tz="UTC")}
_TEXT = {
    "csv": (rendering.csv_head, rendering.csv_rows),
    "jsonl": (lambda _: "", rendering.json_rows),
    "sql": (rendering.sql_head, rendering.sql_rows),
}


def opened(out: Path, option: str) -> tuple[Any, dict[str, Any]]:
    """Return a session that holds all tables of a data set, and its manifest.

    Raises:
        BadInput: there is none, or it has other formats than those that can be written again.
    """
    manifest = read_manifest(out)
    formats = set(manifest["formats"])
    if "parquet" not in formats or formats - {"parquet", *_TEXT}:
        raise BadInput(option, f"--{option} needs the format parquet, and beside it only csv, jsonl or sql.")
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    session.execute("SET enable_progress_bar = false")
    for name in schema():
        path = str(out / f"{name}.parquet").replace("'", "''")
        session.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")  # noqa: S608 - our own names
    return session, manifest


def write_again(session: Any, out: Path, manifest: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    """Write all tables, answers and manifest as the session holds them; `more` names further documents and facts."""
    tables = {name: _arrow(session, name) for name in schema()}
    for name, rows in tables.items():
        pq.write_table(rows, out / f"{name}.parquet", compression="snappy", store_schema=False)
        for ending, (head, lines) in _TEXT.items():
            if ending in manifest["formats"]:
                text = b"".join([head(schema()[name]).encode(), *lines(schema()[name], rows)])
                (out / f"{name}.{ending}").write_bytes(text)
    answers = Answers(Plan.from_json(manifest["plan"]).until)
    answers.add(tables)
    told = answers.told()
    write_json(out / "answers.json", told)
    names = sorted({*manifest["files"], *more.get("files", ())})
    files = {name: fingerprint_of(out / name) for name in names}
    facts = {key: value for key, value in more.items() if key != "files"}
    write_json(out / "manifest.json", {**manifest, **facts, "counts": told["rows"], "files": files})


def _arrow(session: Any, name: str) -> pa.Table:
    """Return a table in the types of the schema."""
    rows = session.sql(f"SELECT * FROM {name} ORDER BY rowid").to_arrow_table()  # noqa: S608 - our own names
    kinds = [(one.name, _KINDS.get(one.kind, pa.string())) for one in schema()[name].columns]
    return rows.select([one for one, _ in kinds]).cast(pa.schema(kinds)).combine_chunks()
