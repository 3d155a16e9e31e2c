"""The lines on Connect your software, saved to a file and run as they are copied."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seller_central.selling_partner_api.connecting import snippets
from tests.clients.conftest import US, Connection
from tests.clients.test_node_clients import FOLDER, node

pytestmark = pytest.mark.clients
# Keeps the fixture in sight of the test below.
__all__ = ["node"]
# What each prints when it has got through.
SAYS = {
    "python-amazon-sp-api": "'Orders': []",
    "amzn-sp-api": US,
    "mws": "GREEN",
    "amazon-sp-api": US,
    "@sp-api-sdk": "Orders: []",
}


def run(connection: Connection, client: str, folder: Path, *program: str) -> str:
    """Save the lines for a client as they say, let a program run the file, and return what it said."""
    (found,) = [one for one in snippets(connection.keys, connection.origin, US) if one.client == client]
    file = folder / found.file
    file.write_text(found.code)
    assert f"Save as {file.name}, then run: {found.program} {file.name}\n" in found.code
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(
        [*program, file], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("client", ["python-amazon-sp-api", "amzn-sp-api", "mws"])
def test_the_lines_for_python_clients_work_as_they_are_copied(
    connection: Connection, tmp_path: Path, client: str
) -> None:
    assert SAYS[client] in run(connection, client, tmp_path, sys.executable, "-W", "ignore")


@pytest.mark.parametrize("client", ["amazon-sp-api", "@sp-api-sdk"])
def test_the_lines_for_node_clients_work_as_they_are_copied(
    node: str, connection: Connection, tmp_path: Path, client: str
) -> None:
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules")
    assert SAYS[client] in run(connection, client, tmp_path, node)


def test_every_client_of_the_page_is_tried(connection: Connection) -> None:
    assert {one.client for one in snippets(connection.keys, connection.origin, US)} == set(SAYS)
    assert Path(FOLDER, "package.json").exists()
