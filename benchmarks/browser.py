"""A hundred scenarios in a real browser, as a project of somebody else's would run them: two workers, a world each.

One browser and one context per worker and test; every scenario clicks through a page to its end and checks the order.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import Result

HUNDRED = """
import pytest


@pytest.mark.parametrize("n", range(25))
def test_a_buyer_cancels_alone(n, buyer, world):
    order = world.place()
    buyer.cancel_items(order)
    buyer.should_say("Items canceled")
    order.should_be("Canceled", by="BUYER", counted=False)


@pytest.mark.parametrize("n", range(25))
def test_a_buyer_asks(n, buyer, world, clock):
    order = world.place()
    clock.advance(minutes=31)
    buyer.request_cancellation(order)
    buyer.should_say("Cancellation requested")
    order.should_be("Unshipped", requested=True)


@pytest.mark.parametrize("n", range(25))
def test_a_seller_cancels(n, seller, world):
    order = world.place(released=True)
    seller.cancel_order(order, "No inventory")
    seller.should_say("canceled")
    order.should_be("Canceled", by="SELLER", counted=True)


@pytest.mark.parametrize("n", range(25))
def test_a_seller_ships(n, seller, world):
    order = world.place(released=True)
    seller.confirm_shipment(order)
    seller.should_say("Shipment confirmed")
    order.should_be("Shipped")
"""


def run() -> list[Result]:
    """Run the hundred once and take the wall time, start of server and browsers included."""
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder:
        (Path(folder) / "test_hundred.py").write_text(HUNDRED, "utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "-p",
            "no:cacheprovider",
            f"--basetemp={folder}/tmp",
        ]
        begin = time.perf_counter()
        done = subprocess.run(
            [*command, "test_hundred.py"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begin
    passed = re.search(r"(\d+) passed", done.stdout)
    told = f"{passed[1] if passed else 0} passed; load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    return [Result("100 browser scenarios, 2 workers, wall time", seconds, "s", goal=60, less=True, note=told)]
