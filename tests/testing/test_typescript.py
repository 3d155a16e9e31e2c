"""The example in TypeScript, and a recorded test in TypeScript, run by @playwright/test against a real server."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from simulator.testing import Market, World
from simulator.testing.clock import Clock
from simulator.testing.pages import BuyerSite
from tests.browser.conftest import chromium
from tests.house import ROOT

pytestmark = pytest.mark.browser
EXAMPLE = ROOT / "examples" / "typescript"
RECORDED = EXAMPLE / "tests" / "recorded.spec.ts"


@pytest.fixture(scope="module")
def node() -> str:
    """The npx program, with @playwright/test of the lock file installed beside the example."""
    npm, npx = shutil.which("npm"), shutil.which("npx")
    if npm is None or npx is None:
        pytest.skip("Node and npm are needed to run the example in TypeScript")
    if not (EXAMPLE / "node_modules" / "@playwright" / "test").exists():
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=EXAMPLE, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"@playwright/test could not be installed: {done.stderr[-200:]}")
    return npx


def run(node: str, market: Market, *arguments: str) -> str:
    told = {**os.environ, "MARKETSIM_URL": market.address, "MARKETSIM_CHROMIUM": chromium() or "", "CI": "1"}
    done = subprocess.run(
        [node, "playwright", "test", *arguments],
        cwd=EXAMPLE,
        env=told,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def test_the_example_in_typescript_passes(node: str, market: Market) -> None:
    assert "3 passed" in run(node, market, "cancel.spec.ts")


def test_a_recorded_test_in_typescript_replays(
    node: str, market: Market, world: World, clock: Clock, buyer: BuyerSite, request: pytest.FixtureRequest
) -> None:
    order = world.place(released=True)
    clock.advance(minutes=31)
    buyer.request_cancellation(order)
    buyer.should_say("Cancellation requested")
    buyer.page.goto(f"{world.urls['console'].rstrip('/')}/scenario")
    with buyer.page.expect_download() as download:
        buyer.page.get_by_role("link", name="Save TypeScript test").click()
    request.addfinalizer(lambda: RECORDED.unlink(missing_ok=True))
    RECORDED.write_text(Path(download.value.path()).read_text("utf-8"), "utf-8")
    assert "1 passed" in run(node, market, "recorded.spec.ts")
