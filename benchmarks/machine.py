"""How many lists of orders the selling partner interface answers a second, beside moto's S3 list of fifty.

Both servers run as one process each, one after the other under the same load of wrk, in one run. `the same page` asks
for one page again and again, as programs that poll do; `other pages` asks for another one each time. Each is measured
when it has run for a while, from memory. Needs `wrk`.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from sqlalchemy import select

from benchmarks._worlds import world_of
from benchmarks.pages import FOLDER
from benchmarks.results import Result
from seller_central.selling_partner_api.tokens import access_token
from simulator.acting import reading
from simulator.home import Home
from simulator.orders.models import Order
from simulator.parties import Seller

ORDERS, PAGE = 1_000_000, 50
SECONDS, CONNECTIONS = 6, 4
TIMES_MOTO, MOST_MS = 10.0, 30.0
US = "ATVPDKIKX0DER"
LIST = f"/orders/v0/orders?MarketplaceIds={US}&MaxResultsPerPage={PAGE}&CreatedAfter="
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
SCRIPT = """local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n % #paths + 1])
end
"""


class NoLoad(Exception):
    """There is no load generator, or it met errors."""


@contextmanager
def serving(command: list[str], address: str) -> Iterator[None]:
    """Run a server until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                requests.get(address, timeout=2)
                break
            except requests.RequestException:
                subprocess.run(["sleep", "0.1"], check=True)
        yield
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def warm_load(root: str, paths: list[str], headers: dict[str, str] | None = None) -> tuple[float, float]:
    """Measure after as long a time of the same, so that first touches are not what is measured."""
    load(root, paths, headers)
    return load(root, paths, headers)


def load(root: str, paths: list[str], headers: dict[str, str] | None = None) -> tuple[float, float]:
    """Ask for pages in turn as fast as they come; return answers a second and the 99th percentile in ms."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoLoad("install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("paths = {" + ", ".join(f'"{one}"' for one in paths) + "}\n" + SCRIPT)
        script.flush()
        given = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
        shape = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", script.name]
        told = subprocess.run([wrk, *shape, *given, root], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise NoLoad(told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    if rate is None or slow is None:
        raise NoLoad(told)
    return float(rate[1]), float(slow[1]) * UNITS[slow[2]]


def peers_figure() -> tuple[float, float]:
    """Measure moto's list of fifty objects."""
    root = f"http://127.0.0.1:{(port := free_port())}"
    with serving([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], root):
        requests.put(f"{root}/orders", timeout=10)
        for n in range(PAGE):
            requests.put(f"{root}/orders/{n:03}", data=b"x" * 500, timeout=10)
        return warm_load(root, ["/orders?list-type=2"])


def read_through(file: Path) -> None:
    """Bring a file into the system's memory: what the disk bears is not what is measured."""
    with file.open("rb") as content:
        while content.read(1 << 24):
            pass


def our_figures(home: Home, world: str) -> dict[str, tuple[float, float]]:
    """Measure lists of fifty orders and orders' items, the same ones and others."""
    with reading(home, world) as moment:
        seller = str(moment.session.scalars(select(Seller.id).order_by(Seller.number)).first())
        query = select(Order).where(Order.seller_id == seller, Order.channel == "MFN").order_by(Order.placed_at.desc())
        orders = list(moment.session.scalars(query.limit(20_000)))[::20]
    read_through(home.world_file(world))
    lists = [f"{LIST}{one.placed_at:%Y-%m-%dT%H:%M:%SZ}" for one in orders[50:]]
    items = [f"/orders/v0/orders/{one.number}/orderItems" for one in orders]
    token = {"x-amz-access-token": access_token(home, world, seller)}
    root = f"http://127.0.0.1:{(port := free_port())}"
    marketsim = str(Path(sys.executable).parent / "marketsim")
    command = [marketsim, "serve", "--port", str(port), "--workers", "1", "--data", str(home.path)]
    with serving(command, f"{root}/healthz"):
        return {
            "getOrders, the same page": warm_load(root, lists[-1:], token),
            "getOrders, other pages": warm_load(root, lists, token),
            "getOrderItems, the same order": warm_load(root, items[:1], token),
            "getOrderItems, other orders": warm_load(root, items, token),
        }


def run() -> list[Result]:
    """Measure ours beside moto's: requests a second as a ratio, and the slowest of a hundred."""
    home = Home.at(FOLDER)
    ours, theirs = our_figures(home, world_of(home, ORDERS)), peers_figure()
    found, note = [], f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, wrk among it"
    for work, (rate, slow) in ours.items():
        name = f"{work}, {ORDERS:,} orders"
        found.append(Result(name, rate, "requests/s", "moto, S3 list of 50", theirs[0], TIMES_MOTO, note=note))
        found.append(Result(f"{name}, 99th percentile", slow, "ms", goal=MOST_MS, less=True, note=note))
    return found
