"""How many people and programs one server bears at once, for ten minutes (LOAD_SECONDS shortens that).

Eight of them, a connection each: four buyers and two sellers who read pages and send their forms, and two programs that
ask for orders, confirm shipments and place new ones (`journeys/`). Each goes on as soon as it was answered, in two
worlds of 10,000 orders whose clocks run. The peers answer as many connections in the same run, for a tenth of the time
each, one after the other.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from functools import reduce
from operator import add
from pathlib import Path
from threading import Event, Thread

import requests

from benchmarks._crowd import ROLES, crowd
from benchmarks._wrk import Borne, let_loose
from benchmarks.machine import PAGE, free_port, serving
from benchmarks.memory import files_of, memory_of, seconds_of
from benchmarks.results import Result
from simulator.home import Home
from simulator.testing.serving import start

SECONDS = int(os.environ.get("LOAD_SECONDS") or 600)
# What was hoped for: answers a second on two cores, and the milliseconds that 99 of 100 stay under.
LEAST, MOST_MS = 300, 100
WARM_UP, SAMPLES = 3, 20
VISITORS = sum(ROLES.values())


def run() -> list[Result]:
    """Let everybody act, then measure the peers."""
    with tempfile.TemporaryDirectory(prefix="marketsim-load-") as folder:
        process, root = start(Path(folder))
        try:
            people = crowd(Home.at(Path(folder) / "worlds"), root)
            let_loose(root, people, WARM_UP)
            before = seconds_of(process.pid), _seconds_of_wrk()
            with Scales(process.pid) as memory:
                told = let_loose(root, people, SECONDS)
            spent = seconds_of(process.pid) - before[0], _seconds_of_wrk() - before[1]
        finally:
            process.terminate()
            process.wait()
    peers = {"moto, S3 list of 50": _moto(), "a bare Flask-SQLAlchemy list of 50": _bare_list()}
    return [*_ours(told, memory), _spent(told, *spent), *_beside(_rate(told), peers)]


def _seconds_of_wrk() -> float:
    """Return the processor time of everything that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spent(told: dict[str, Borne], servers: float, wrks: float) -> Result:
    answers = sum(one.counts["answers"] for one in told.values())
    note = f"{servers / SECONDS:.2f} cores busy with it; wrk beside it {1000 * wrks / answers:.2f} ms an answer"
    work = f"{VISITORS} visitors, the server's processor time an answer"
    return Result(work, 1000 * servers / answers, "ms", less=True, note=note)


class Scales:
    """Notes a server's memory and how much of it is files: at the beginning, from time to time, at the end."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over = pid, Event()
        self._seen: list[tuple[float, float]] = []
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> list[tuple[float, float]]:
        self._note()
        self._thread.start()
        return self._seen

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._note()

    def _watch(self) -> None:
        while not self._over.wait(SECONDS / SAMPLES):
            self._note()

    def _note(self) -> None:
        self._seen.append((memory_of(self._pid), files_of(self._pid)))


def _ours(told: dict[str, Borne], memory: list[tuple[float, float]]) -> Iterator[Result]:
    everybody = reduce(add, told.values(), Borne())
    counts = everybody.counts
    wrong = counts["broken"] + counts["lost"]
    note = f"{counts['answers']:,} answers in {SECONDS} s, {counts['written']:,} of them to deeds"
    work = f"{VISITORS} visitors"
    yield Result(f"{work}, sustained", _rate(told), "requests/s", goal=LEAST, note=f"{note}; wrk among it")
    for share, goal in ((0.5, None), (0.95, None), (0.99, MOST_MS)):
        name = f"{work}, {share * 100:.0f}th percentile"
        by_role = ", ".join(f"{role} {one.percentile(share):.0f}" for role, one in told.items())
        yield Result(name, everybody.percentile(share), "ms", goal=goal, less=True, note=by_role)
    refused = (
        f"{counts['broken']} answers of 500 and more, {counts['lost']} lost; {counts['refused']} refusals by a rule"
    )
    yield Result(f"{work}, errors", 100 * wrong / counts["answers"], "%", goal=0, less=True, note=refused)
    yield from _weight(work, memory)


def _weight(work: str, seen: list[tuple[float, float]]) -> Iterator[Result]:
    all_of_it = [everything for everything, _ in seen]
    own = [everything - files for everything, files in seen]
    middle = f"{own[0]:.0f} MB at the start, {own[len(own) // 2]:.0f} in the middle"
    yield Result(f"{work}, memory of its own at the end", own[-1], "MB", note=f"{middle}; all processes")
    note = f"{all_of_it[0]:.0f} MB at the start, {max(all_of_it):.0f} at most; the files are the system's to drop"
    yield Result(f"{work}, memory with mapped files at the end", all_of_it[-1], "MB", note=note)


def _rate(told: dict[str, Borne]) -> float:
    return sum(one.counts["answers"] for one in told.values()) / SECONDS


def _beside(rate: float, peers: dict[str, Borne]) -> Iterator[Result]:
    for name, one in peers.items():
        theirs = one.counts["answers"] / _peers_seconds()
        note = (
            f"theirs: p50 {one.percentile(0.5):.0f}, p95 {one.percentile(0.95):.0f}, p99 {one.percentile(0.99):.0f} ms"
        )
        yield Result("mixed pages and deeds", rate, "requests/s", name, theirs, note=note)


def _peers_seconds() -> int:
    return max(SECONDS // 10, 5)


def _asked_often(root: str, path: str) -> Borne:
    people = {"reader": [{"path": path} for _ in range(VISITORS)]}
    let_loose(root, people, WARM_UP)
    return let_loose(root, people, _peers_seconds())["reader"]


def _moto() -> Borne:
    root = f"http://127.0.0.1:{(port := free_port())}"
    with serving([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], root):
        requests.put(f"{root}/orders", timeout=10)
        for n in range(PAGE):
            requests.put(f"{root}/orders/{n:03}", data=b"x" * 500, timeout=10)
        return _asked_often(root, "/orders?list-type=2")


def _bare_list() -> Borne:
    """Serve the plain page as ours is served: two processes of eight threads."""
    root = f"http://127.0.0.1:{(port := free_port())}"
    shape = ("--workers", "2", "--threads", "8", "--worker-class", "gthread", "--preload", "--log-level", "error")
    app = ("-b", f"127.0.0.1:{port}", "benchmarks.peers.bare_list:create_app()")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BARE_LIST"] = folder
        with serving([sys.executable, "-m", "gunicorn", *shape, *app], root):
            return _asked_often(root, "/")
