"""The CSV files go into PostgreSQL as `load-postgres.sql` says, keys and all. Needs Debian's postgresql."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from seeds.generator.plan import Plan
from seeds.generator.running import generate

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
NEEDED = "PostgreSQL is not here: apt-get install postgresql, and run as root"


def as_postgres(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    told = ["runuser", "-u", "postgres", "--", *map(str, words)]
    return subprocess.run(told, cwd=cwd, capture_output=True, text=True, check=True, timeout=60)


@pytest.fixture
def database() -> Iterator[Path]:
    """A server on a socket of its own, in a folder that the user postgres may use."""
    if not BINARIES or os.geteuid() != 0:
        pytest.skip(NEEDED)
    folder, tools = Path(tempfile.mkdtemp(prefix="pg")), BINARIES[-1].parent
    shutil.chown(folder, "postgres")
    as_postgres(tools / "initdb", "-D", folder / "db", "-A", "trust", "-E", "UTF8", "-N", cwd=folder)
    server = (tools / "pg_ctl", "-D", folder / "db", "-w", "-l", folder / "log")
    as_postgres(*server, "-o", f"-k {folder} -h ''", "start", cwd=folder)
    yield folder
    as_postgres(*server, "-m", "immediate", "stop", cwd=folder)
    shutil.rmtree(folder)


def test_postgresql_takes_the_files_with_their_keys(database: Path) -> None:
    data = database / "data"
    generate(Plan.of(1500, marketplaces=("US", "JP"), profile="stormy"), data, ("csv",))
    for path in (data, *data.iterdir()):
        shutil.chown(path, "postgres")
    psql = ("psql", "-h", database, "-q", "-v", "ON_ERROR_STOP=1", "-At")
    as_postgres(*psql, "-f", "load-postgres.sql", cwd=data)
    rows = orjson.loads((data / "manifest.json").read_bytes())["counts"]
    for table, count in rows.items():
        found = as_postgres(*psql, "-c", f"SELECT count(*) FROM {table}", cwd=data).stdout.strip()
        assert int(found) == count, table
