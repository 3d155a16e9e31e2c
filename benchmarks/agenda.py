"""How fast worlds move: what falls due with all it brings, the agenda by itself beside SimPy, deeds and files.

All on one core, in CPU time, so that neighbors on the machine count for less. Both sides of a comparison run by turns;
the best round of each counts, since a neighbor can only make one slower.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import select

import simulator.everything  # noqa: F401 - registers all that happens by itself
from benchmarks._lives import live
from benchmarks._open_orders import SPAN, open_orders
from benchmarks._shifts import work
from benchmarks.results import Result
from seller_central.feeds import jobs
from simulator import worlds
from simulator.acting import holding, move_time, reading
from simulator.files import SCHEMA_VERSION
from simulator.home import Home
from simulator.orders.models import Order

FOLDER = Path(tempfile.gettempdir()) / f"marketplace-agenda-{SCHEMA_VERSION}"
PEER = Path(__file__).parent / "peers" / "life_cycle.py"
OPEN, LIVES, SHIFT = 10_000, int(os.environ.get("BENCH_LIVES", "100000")), 2000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
MOST_MS, OF_SIMPY, DEEDS, MOST_SECONDS, MOST_MB = 330.0, 0.5, 2000.0, 3.0, 300.0
CANCELLATIONS, CONFIRMATIONS = 1000, int(os.environ.get("BENCH_ROWS", "50000"))
FOR_CONFIRMATIONS = CONFIRMATIONS * 6 // 5
CANCEL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
CONFIRM = "POST_FLAT_FILE_FULFILLMENT_DATA"


def run() -> list[Result]:
    """Measure all of it."""
    home = Home.at(FOLDER)
    return [_due(home), *_agenda(home), *_deeds(home), *_files(home)]


def _forked(home: Home, source: str) -> str:
    if home.has("round"):
        worlds.remove(home, "round")
    worlds.fork(home, source, "round")
    return "round"


def _best(of: Callable[[], float]) -> float:
    return min(of() for _ in range(ROUNDS))


def _due(home: Home) -> Result:
    name, done = open_orders(home, OPEN), 0

    def one() -> float:
        nonlocal done
        world = _forked(home, name)
        # The first to write in a fork copies its file, which is no part of an advance.
        with holding(home, world):
            pass
        began = time.process_time()
        done = move_time(home, world, by=SPAN).total
        return (time.process_time() - began) * 1000

    spent = _best(one)
    # Each loads its order, is logged, writes one mail or two, and moves rows in twelve indexes and two counts.
    note = f"{done:,} things with events, mail and metrics, stored and indexed; {done / spent * 1000:,.0f} a second"
    return Result(f"7 days over {OPEN:,} open orders, a third due", spent, "ms", goal=MOST_MS, less=True, note=note)


def _agenda(home: Home) -> list[Result]:
    if find_spec("simpy") is None:
        print("SimPy is not installed, so it is left out")
        return []
    ours, theirs, done = [], [], 0
    for _ in range(ROUNDS):
        began = time.process_time()
        done = sum(live(home, LIVES).values())
        ours.append(time.process_time() - began)
        told = subprocess.run([sys.executable, str(PEER), str(LIVES)], capture_output=True, text=True, check=True)
        found = re.fullmatch(r"done=(\d+) .*cpu=([\d.]+)\s*", told.stdout)
        assert found is not None
        assert int(found[1]) == done, f"not the same life: {told.stdout} but {done}"
        theirs.append(float(found[2]))
    note = f"{done:,} things on each side, ours stored in a world's file"
    speeds = [LIVES / min(ours), LIVES / min(theirs)]
    doing = f"the agenda's own work over {LIVES:,} orders"
    peer = "SimPy, idiomatic, no storage"
    return [Result(doing, speeds[0], "orders/CPU-s", peer, speeds[1], goal=OF_SIMPY, note=note)]


def _deeds(home: Home) -> list[Result]:
    best: dict[str, float] = defaultdict(lambda: float("inf"))
    counts: dict[str, int] = {}
    if not home.has("shift"):
        worlds.create(home, "shift", worlds.Plan(template="empty", seed=7))
    for _ in range(ROUNDS):
        spent: dict[str, float] = defaultdict(float)
        counts = defaultdict(int)
        for name, count, seconds in work(home, _forked(home, "shift"), SHIFT, time.process_time):
            spent[name] += seconds
            counts[name] += count
        spent["all"], counts["all"] = sum(spent.values()), sum(counts.values())
        best |= {name: min(best[name], seconds) for name, seconds in spent.items()}
    told = ", ".join(f"{name} {counts[name] / best[name]:,.0f}" for name in counts if name != "all")
    return [Result("deeds through the use cases", counts["all"] / best["all"], "deeds/CPU-s", goal=DEEDS, note=told)]


def _files(home: Home) -> list[Result]:
    name = open_orders(home, OPEN)
    head = "order-id\tcancellation-reason-code\tamazon-order-item-code\n"

    def one() -> float:
        return _worked_off(home, name, CANCEL, head, lambda n, number: f"{number}\t\t\n", CANCELLATIONS)

    canceled = _best(one)
    # Made here, so that making it is not measured there.
    open_orders(home, FOR_CONFIRMATIONS)
    large = subprocess.run([sys.executable, "-m", "benchmarks.agenda"], capture_output=True, text=True, check=True)
    memory, seconds = (float(one) for one in large.stdout.split()[-2:])
    rows = f"a file of {CONFIRMATIONS:,} confirmations, all successful"
    return [
        Result(f"a file of {CANCELLATIONS:,} cancellations", canceled, "s", goal=MOST_SECONDS, less=True),
        Result(f"{rows}, memory", memory, "MB", goal=MOST_MB, less=True),
        Result(f"{rows}, CPU time", seconds, "s", less=True, note=f"{CONFIRMATIONS / seconds:,.0f} rows a second"),
    ]


def _worked_off(home: Home, name: str, kind: str, head: str, line: Callable[[int, str], str], count: int) -> float:
    """Hand in a file about so many open orders and work it off; return the CPU time."""
    world = _forked(home, name)
    with reading(home, world) as moment:
        open_ones = select(Order.number).where(Order.status == "Unshipped").order_by(Order.number).limit(count)
        numbers = list(moment.session.scalars(open_ones))
        seller_id = moment.session.scalars(select(Order.seller_id).limit(1)).one()
    assert len(numbers) == count, f"{name} has {len(numbers)} open orders"
    content = (head + "".join(line(n, number) for n, number in enumerate(numbers))).encode()
    began = time.process_time()
    feed = jobs.submit(home, world, seller_id, kind, content)
    while feed.status not in ("DONE", "FATAL"):
        time.sleep(0.05)
        feed = jobs.find(home, world, seller_id, feed.id)
    spent = time.process_time() - began
    assert feed.successful == count, f"{feed.successful} of {count} rows were accepted"
    return spent


def _large_file() -> None:
    """Work off the large file in a process of its own; print its peak of memory in MB, and seconds."""
    home = Home.at(FOLDER)
    head = "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\n"
    name = open_orders(home, FOR_CONFIRMATIONS)
    spent = _worked_off(home, name, CONFIRM, head, lambda n, one: f"{one}\t\t\t\tUPS\t\t1Z{n}\t\n", CONFIRMATIONS)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, spent)


if __name__ == "__main__":
    _large_file()
