"""A project of somebody else's: a folder with three tests of a shop's software, and pytest run in it."""

import os
import subprocess
from pathlib import Path

THREE_TESTS = """
import pytest


def test_a_request_is_honored(world, clock, mail):
    order = world.place(released=True)
    clock.advance(minutes=31)
    order.request_cancellation(reason="found_cheaper")
    order.seller_cancel(reason="BuyerCanceled")
    order.should_be("Canceled", by="SELLER", counted=False)
    assert mail(to="buyer", order=order)


@pytest.mark.world(template="demo", seed=3)
def test_the_demo_world_has_a_past(world, events):
    assert len(world.orders()) > 100
    assert events(kind="order-canceled")


def test_the_software_sees_the_order(world, seller_api):
    order = world.place(released=True)
    asked = {"MarketplaceIds": seller_api.marketplace_ids[0], "CreatedAfter": "2026-01-01T00:00:00Z"}
    told = seller_api.get("/orders/v0/orders", **asked)
    assert told["payload"]["Orders"][0]["AmazonOrderId"] == order
"""


def run_tests(
    folder: Path, python: str | Path, text: str, *options: str, path: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Write a file of tests into a folder and run pytest there."""
    folder.mkdir(exist_ok=True)
    (folder / "test_shop.py").write_text(text, "utf-8")
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "MARKETSIM_CHROMIUM")
    surroundings = {name: os.environ[name] for name in kept if name in os.environ}
    return subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py", *options],
        cwd=folder,
        env={**surroundings, **({"PYTHONPATH": path} if path else {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
