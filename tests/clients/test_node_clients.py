"""The story of a request, told through two widespread Node clients as they are sold."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from tests.clients.conftest import US, Connection, asked_to_cancel, check_what_was_told

pytestmark = pytest.mark.clients
FOLDER = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def node() -> str:
    """The Node program, with the clients of the lock file installed beside the scripts."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        pytest.skip("Node and npm are needed to run the clients that are written for them")
    # Two processes of tests may come here at once; while one installs, half of the files are there.
    with FileLock(Path(tempfile.gettempdir()) / "marketplace-node-clients.lock"):
        if not (FOLDER / "node_modules/.package-lock.json").exists():
            done = subprocess.run(
                [npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False
            )
            if done.returncode:
                pytest.skip(f"the Node clients could not be installed: {done.stderr[-200:]}")
    return program


def tell(node: str, script: str, connection: Connection) -> tuple[str, str]:
    """Run a script against the server; return the orders it was told of."""
    asked, other = asked_to_cancel(connection.market), connection.market.place(released=True)
    told = {
        "PATH": os.environ["PATH"],
        "PORT": connection.host.rsplit(":", 1)[1],
        "CLIENT_ID": connection.keys.client_id,
        "CLIENT_SECRET": connection.keys.client_secret,
        "REFRESH_TOKEN": connection.keys.refresh_token,
        "ASKED": asked,
        "OTHER": other,
        "US": US,
    }
    done = subprocess.run(
        [node, script], cwd=FOLDER, env=told, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "told"), done.stdout + done.stderr
    return asked, other


@pytest.mark.parametrize("script", ["amazon_sp_api.cjs", "sp_api_sdk.mjs"])
def test_a_node_program_cancels_on_request_and_ships_another(node: str, connection: Connection, script: str) -> None:
    connection.market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    asked, other = tell(node, script, connection)
    check_what_was_told(connection.market, asked, other)
