"""The lines on Connect your software, run as they are copied."""

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


def run(connection: Connection, client: str, *program: str) -> str:
    """Hand the lines for a client to a program, and return what it said."""
    (lines,) = [one.code for one in snippets(connection.keys, connection.origin, US) if one.client == client]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(
        program, input=lines, cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("client", ["python-amazon-sp-api", "amzn-sp-api", "mws"])
def test_the_lines_for_python_clients_work_as_they_are_copied(connection: Connection, client: str) -> None:
    assert SAYS[client] in run(connection, client, sys.executable, "-W", "ignore", "-")


@pytest.mark.parametrize(("client", "kind"), [("amazon-sp-api", "commonjs"), ("@sp-api-sdk", "module")])
def test_the_lines_for_node_clients_work_as_they_are_copied(
    node: str, connection: Connection, client: str, kind: str
) -> None:
    assert SAYS[client] in run(connection, client, node, f"--input-type={kind}")


def test_every_client_of_the_page_is_tried(connection: Connection) -> None:
    assert {one.client for one in snippets(connection.keys, connection.origin, US)} == set(SAYS)
    assert Path(FOLDER, "package.json").exists()
