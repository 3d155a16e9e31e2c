"""Takes a finished data set into DuckDB and writes it again, changed.

Works on data sets with Parquet files; CSV, lines and SQL beside them are written again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from seeds.generator.plan import Plan
from seeds.generator.running import publish_tables, read_manifest
from seeds.generator.schema import schema

_KINDS = {"whole": pa.int32(), "money": pa.int64(), "flag": pa.bool_(), "instant": pa.timestamp("ms", tz="UTC")}
# What a manifest says beside what follows from plan and files.
KEPT = ("coverage",)


def opened(out: Path) -> tuple[Any, dict[str, Any]]:
    """Return a session that holds all tables of a data set, and its manifest."""
    manifest = read_manifest(out)
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    session.execute("SET enable_progress_bar = false")
    for name in schema():
        path = str(out / f"{name}.parquet").replace("'", "''")
        session.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")  # noqa: S608 - our own names
    return session, manifest


def write_again(
    session: Any, out: Path, manifest: Mapping[str, Any], facts: Mapping[str, Any], documents: Mapping[str, Any]
) -> None:
    """Write the data set anew as the session holds it, with further facts in its manifest and further documents."""
    tables = {name: _arrow(session, name) for name in schema()}
    kept = {name: manifest[name] for name in KEPT if name in manifest}
    plan = Plan.from_json(manifest["plan"])
    publish_tables(tables, plan, out, manifest["formats"], replace=True, facts={**kept, **facts}, documents=documents)


def _arrow(session: Any, name: str) -> pa.Table:
    """Return a table in the types of the schema."""
    rows = session.sql(f"SELECT * FROM {name} ORDER BY rowid").to_arrow_table()  # noqa: S608 - our own names
    kinds = [(one.name, _KINDS.get(one.kind, pa.string())) for one in schema()[name].columns]
    return rows.select([one for one, _ in kinds]).cast(pa.schema(kinds)).combine_chunks()
