"""What the plugin does in another project: one server for all workers, and a failure that tells what happened."""

import re
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.testing.project import run_tests

FAILING = """
import pytest

def test_it_fails(world, buyer_page):
    order = world.place(released=True)
    order.refused("request-cancellation", reason="other")
    order.seller_cancel(reason="NoInventory")
    buyer_page.goto(f"orders/{order}")
    order.should_be("Shipped")


@pytest.mark.world("demo")
def test_it_is_marked_wrongly(world):
    pass


@pytest.mark.world(template="no-such-template")
def test_it_is_made_from_nothing(world):
    pass
"""
SHARED = """
import os
import pytest

@pytest.mark.parametrize("n", range(8))
def test_worlds_do_not_meet(n, market, world, tmp_path_factory):
    world.place_many(n + 1)
    assert len(world.orders()) == n + 1
    with open(tmp_path_factory.getbasetemp().parent / "addresses", "a") as told:
        print(market.address, os.environ.get("PYTEST_XDIST_WORKER"), file=told)
"""
LEFT = """
def test_it_runs(market, request):
    (request.config.rootpath / "address").write_text(market.address)
"""


@pytest.mark.browser
def test_a_failing_test_tells_what_happened_and_keeps_its_pages(tmp_path: Path) -> None:
    done = run_tests(tmp_path / "shop", sys.executable, FAILING, path=str(ROOT))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "status: should be 'Shipped', is 'Canceled'" in done.stdout
    for section in ("last events", "refused attempts", "requests", "changed since the world was made"):
        assert f"marketplace: {section}" in done.stdout
    assert "SELLER order-canceled" in done.stdout
    assert "every argument has its name" in done.stdout
    assert "There is no template 'no-such-template'" in done.stdout
    # The lines of the test are shown, not ours; and the calls of the test, not those of the report.
    assert 'order.should_be("Shipped")' in done.stdout
    assert "calling.py" not in done.stdout
    assert "include=refused" not in done.stdout
    assert re.search(r"page: 200 GET http://\S+/orders/900-", done.stdout)
    assert "~ buyers" in done.stdout
    [trace] = (tmp_path / "shop").rglob("trace.zip")
    [picture] = (tmp_path / "shop").rglob("page-1.png")
    assert (trace.stat().st_size > 1000, picture.read_bytes()[:4]) == (True, b"\x89PNG")


@pytest.mark.slow
def test_the_workers_of_a_session_share_one_server(tmp_path: Path) -> None:
    where = f"--basetemp={tmp_path / 'base'}"
    done = run_tests(tmp_path / "shop", sys.executable, SHARED, "-n", "2", where, path=str(ROOT))
    assert "8 passed" in done.stdout, done.stdout + done.stderr
    lines = [line.split() for line in (tmp_path / "base" / "addresses").read_text().splitlines()]
    assert {worker for _address, worker in lines} == {"gw0", "gw1"}
    [address] = {address for address, _worker in lines}
    assert not answers(address)


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_session_leaves_no_server_behind(tmp_path: Path, workers: str) -> None:
    # Pytest then deletes, before the end, all that passed tests wrote.
    options = ("-n", workers, "-o", "tmp_path_retention_policy=failed")
    done = run_tests(tmp_path / "shop", sys.executable, LEFT, *options, path=str(ROOT))
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert not answers((tmp_path / "shop" / "address").read_text())


def answers(address: str) -> bool:
    with suppress(OSError):
        urllib.request.urlopen(f"{address}/healthz", timeout=5)
        return True
    return False
