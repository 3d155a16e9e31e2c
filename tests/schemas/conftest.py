"""A PostgreSQL server of the tests' own, or the one that MARKETSIM_TEST_DATABASE names; else they are skipped."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.home import Home
from tests import databases

SERVER = Path(__file__).parents[2] / ".ci" / "postgres"
# Says its address and stays until its standard input ends.
TELL = 'echo "$MARKETSIM_TEST_DATABASE"; read -r _ || true'


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    if databases.ADDRESS:
        yield databases.ADDRESS
        return
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed: make test-postgres installs Debian's")
    command = [str(SERVER), "bash", "-c", TELL]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate("\n")


@pytest.fixture
def machine(address: str, tmp_path: Path, finished_templates: Path) -> Iterator[Callable[[str], Home]]:
    """Open the same installation from as many machines as a test wants, each with a folder of its own."""
    schema = databases.schema_of(tmp_path)

    def opened(name: str) -> Home:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "templates").symlink_to(finished_templates, target_is_directory=True)
        return Home.at(place(name))

    def place(name: str) -> str:
        return f"{address}&schema={schema}&folder={tmp_path / name}"

    yield opened
    databases.drop(address, schema)


@pytest.fixture
def shared(machine: Callable[[str], Home]) -> Home:
    """An installation in the database, as one machine opens it."""
    return machine("first")


@pytest.fixture
def folder(tmp_path: Path, finished_templates: Path) -> Home:
    """An installation in files."""
    place = tmp_path / "files"
    place.mkdir()
    (place / "templates").symlink_to(finished_templates, target_is_directory=True)
    home = Home(place)
    home.prove()
    return home
