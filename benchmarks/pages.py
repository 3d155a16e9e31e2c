"""How long the server works on pages that search, list and count, with 100,000 orders and with ten times as many.

The bound of 50 ms is for the smaller world, the bound of 1.5 for the growth of the median to the larger one. What is
timed is the CPU time of the server's thread, so that neighbors on the machine count for little. The worlds are made at
the first run, which takes minutes, and kept in the system's folder for temporary files.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks._worlds import world_of
from benchmarks.results import Result
from simulator.acting import reading
from simulator.app import create_app
from simulator.home import Home

SIZES = (100_000, 1_000_000)
ROUNDS, WARM_UP = 25, 3
MOST_MS, MOST_GROWTH = 50.0, 1.5
FOLDER = Path(tempfile.gettempdir()) / "marketplace-pages"

SELLERS = {
    "unshipped": "/seller/orders/unshipped",
    "pending": "/seller/orders/pending",
    "canceled": "/seller/orders/canceled",
    "sent": "/seller/orders/sent",
    "sent, page 10": "/seller/orders/sent?page=10",
    "fba sent": "/seller/fba/sent",
    "multi-channel": "/seller/mcf",
    "filter request": "/seller/orders/unshipped?pending_action=request&filters=open",
    "filter late": "/seller/orders/unshipped?pending_action=late&filters=open",
    "filter service": "/seller/orders/sent?service=Expedited&filters=open",
    "filter rule": "/seller/orders/canceled?rule=count-seller-fault",
    "search by id": "/seller/orders/search?q={number}",
    "search by name": "/seller/orders/search?q={name}",
    "search by part of a name": "/seller/orders/search?q={part}",
    "search in vain": "/seller/orders/search?q=Nobody",
    "order details": "/seller/orders/{number}",
    "messages": "/seller/messages",
    "returns": "/seller/returns",
    "inventory": "/seller/inventory",
    "account health": "/seller/health",
}
BUYERS = {
    "your orders": "/orders",
    "your orders, all": "/orders?period=all",
    "your canceled orders": "/orders?list=canceled&period=all",
    "your orders, by title": "/orders?q=the&period=all",
    "your orders, by id": "/orders?q={own}",
    "your order": "/orders/{own}",
}
OTHERS = {"console": "/console/"}
PAGES = {**SELLERS, **BUYERS, **OTHERS}
# Shown for comparison; no bound was set for them.
UNBOUND = {"order details", "messages", "returns", "inventory", "your order", "console", "multi-channel"}


@dataclass(frozen=True)
class Timing:
    """The server time of one page: its median and what 95 of 100 visits stay under, in milliseconds."""

    page: str
    median: float
    p95: float


def timings(home: Home, world: str, pages: dict[str, str]) -> Iterator[Timing]:
    """Visit each page some times over, by turns so that a busy moment spoils no page alone."""
    client = create_app(home.path).test_client()
    places = {name: f"/w/{world}" + path.format(**examples(home, world)) for name, path in pages.items()}
    spent: dict[str, list[float]] = {name: [] for name in places}
    for _ in range(ROUNDS + WARM_UP):
        for name, place in places.items():
            spent[name].append(_visit(client, place))
    for name, all_of in spent.items():
        kept = sorted(all_of[WARM_UP:])
        yield Timing(name, statistics.median(kept), kept[int(len(kept) * 0.95) - 1])


def _visit(client: FlaskClient, place: str) -> float:
    began = time.thread_time()
    answer = client.get(place)
    spent = (time.thread_time() - began) * 1000
    assert answer.status_code == 200, f"{place}: {answer.status}"
    return spent


def examples(home: Home, world: str) -> dict[str, str]:
    """Choose what to look for: an order in the middle of a heavy history, and its buyer's name."""
    with reading(home, world) as moment:
        run = moment.session.connection().exec_driver_sql
        buyer = run("SELECT id FROM buyers ORDER BY number LIMIT 1").scalar_one()
        seller = run("SELECT id FROM sellers ORDER BY number LIMIT 1").scalar_one()
        own = run("SELECT number FROM orders WHERE buyer_id = ? ORDER BY placed_at LIMIT 1", (buyer,)).scalar_one()
        number, name = run(
            "SELECT number, ship_name FROM orders WHERE seller_id = ? AND channel = 'MFN' AND status = 'Shipped' "
            "ORDER BY number DESC LIMIT 1",
            (seller,),
        ).one()
    return {"own": own, "number": number, "name": name, "part": name.split()[1]}


def run() -> list[Result]:
    """Time every page in both worlds: 95 of 100 visits under the bound, and the median's growth to the larger world."""
    home = Home.at(FOLDER)
    small, large = (list(timings(home, world_of(home, size), PAGES)) for size in SIZES)
    found = []
    for one, more in zip(small, large, strict=True):
        note = f"median {one.median:.1f} ms, with {SIZES[1]:,} orders {more.median:.1f} ms"
        bound = MOST_MS if one.page not in UNBOUND else None
        growth = MOST_GROWTH if one.page not in UNBOUND else None
        found.append(Result(f"{one.page}, p95 of CPU time, {SIZES[0]:,} orders", one.p95, "ms", goal=bound, less=True))
        found.append(Result(f"{one.page}, growth", more.median / one.median, "×", goal=growth, less=True, note=note))
    return found
