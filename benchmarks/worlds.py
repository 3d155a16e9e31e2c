"""Worlds as test fixtures: reset, new world, fork, idle and busy worlds, beside what else a test suite resets.

Peers in the same run: moto's reset of a server with 1,000 objects; tables dropped, made and filled again; a new browser
context of Playwright, which is what a browser test pays anyway. Figures are medians of interleaved rounds.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import simulator.everything  # noqa: F401 - registers the templates
from benchmarks._worlds import world_of
from benchmarks.memory import memory_of, processes_of
from benchmarks.results import Result
from simulator import keeping, worlds
from simulator.acting import act
from simulator.database import Base
from simulator.files import make_file
from simulator.home import Home
from simulator.states import for_reading
from simulator.testing.calling import Calls, OverHTTP
from simulator.testing.serving import start

ROUNDS = 60
SLOW_ROUNDS, PEER_ROUNDS = 10, 4
ORDERS, MANY = 1_000, 100_000
IDLE, BUSY = 500, 50


def run() -> list[Result]:
    """Measure all of it in one data directory with one server."""
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder:
        process, address = start(Path(folder))
        try:
            home, calls = Home.at(Path(folder) / "worlds"), Calls(OverHTTP(address))
            # What a server does: files stay open between requests.
            keeping.begin()
            results = [*_resets(home, calls), *_makings(home, calls), *_peers(home)]
            return [*results, *_idle(calls, process.pid), *_busy(calls)]
        finally:
            keeping.let_all_go()
            process.terminate()
            process.wait()


def _resets(home: Home, calls: Calls) -> list[Result]:
    source = world_of(home, ORDERS)
    worlds.fork(home, source, "inside")
    worlds.fork(home, source, "over-http")

    def use(name: str) -> None:
        act(home, name, "place-order")

    inside = _times(lambda: worlds.reset(home, "inside"), lambda: use("inside"))
    over = _times(lambda: calls.post("/worlds/over-http/reset"), lambda: use("over-http"))
    again = _times(lambda: use("inside"), lambda: worlds.reset(home, "inside"))
    usual = _times(lambda: use("inside"))
    work = f"reset of a world with {ORDERS:,} orders"
    load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    return [
        Result(
            f"{work}, inside, p50", _p50(inside), "ms", goal=3, less=True, note=f"best {min(inside):.1f} ms; {load}"
        ),
        Result(f"{work}, inside, p99", _p99(inside), "ms", goal=50, less=True),
        Result(f"{work}, over HTTP, p50", _p50(over), "ms", goal=10, less=True, note=f"best {min(over):.1f} ms"),
        Result(f"{work}, over HTTP, p99", _p99(over), "ms", goal=50, less=True),
        Result(
            "the first deed after such a reset, p50", _p50(again), "ms", note=f"any later deed {_p50(usual):.1f} ms"
        ),
    ]


def _makings(home: Home, calls: Calls) -> list[Result]:
    worlds.create(home, "first", worlds.Plan())
    names = iter(f"made-{n}" for n in range(10_000))
    made = _times(lambda: worlds.create(home, next(names), worlds.Plan()))
    over = _times(lambda: calls.post("/worlds", {"name": next(names)}))
    many = world_of(home, MANY)
    forks = iter(f"fork-{n}" for n in range(SLOW_ROUNDS))
    forked = _times(lambda: worlds.fork(home, many, next(forks)), rounds=SLOW_ROUNDS)
    first = _times(lambda: act(home, "fork-0", "place-order"), rounds=1)
    size = home.world_file(many).stat().st_size / 1e6
    return [
        Result(
            "new world from a cached template, inside, p50",
            _p50(made),
            "ms",
            goal=10,
            less=True,
            note=f"best {min(made):.1f} ms",
        ),
        Result("new world from a cached template, over HTTP, p50", _p50(over), "ms"),
        Result(f"fork of {MANY:,} orders ({size:,.0f} MB), p50", _p50(forked), "ms", goal=150, less=True),
        Result("the first deed in such a fork", first[0], "ms", note="the fork gets its own file then"),
    ]


def _peers(home: Home) -> list[Result]:
    """Measure our reset and each peer's in turn, round by round."""
    ours: list[float] = []
    theirs: dict[str, list[float]] = {"moto's reset, 1,000 objects": [], "tables dropped, made and filled": []}
    browser, context = _new_context()
    with _moto() as (fill, reset), tempfile.TemporaryDirectory() as folder:
        reseed = _reseeding(home, Path(folder) / "tables.db")
        for _ in range(PEER_ROUNDS):
            act(home, "inside", "place-order")
            ours += _times(lambda: worlds.reset(home, "inside"), rounds=1)
            fill()
            theirs["moto's reset, 1,000 objects"] += _times(reset, rounds=1)
            theirs["tables dropped, made and filled"] += _times(reseed, rounds=1)
            if context is not None:
                theirs.setdefault("Playwright's new context and page", []).extend(_times(context, rounds=1))
    browser()
    work = f"reset of a world with {ORDERS:,} orders, inside"
    return [Result(work, _p50(ours), "ms", peer, _p50(found), less=True) for peer, found in theirs.items()]


class _moto:  # noqa: N801 - reads as a context manager
    """moto's server in this process, with a bucket that is filled and reset."""

    def __enter__(self) -> tuple[Callable[[], None], Callable[[], None]]:
        import logging

        import boto3
        from moto.server import ThreadedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        address = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
        client = boto3.client("s3", endpoint_url=address, **keys)
        over = OverHTTP(address)

        def fill() -> None:
            client.create_bucket(Bucket="shop")
            for n in range(ORDERS):
                client.put_object(Bucket="shop", Key=f"orders/{n}", Body=b"{}")

        def reset() -> None:
            assert over("POST", "/moto-api/reset", {}, b"")[0] == 200

        return fill, reset

    def __exit__(self, *_: object) -> None:
        self._server.stop()


def _reseeding(home: Home, file: Path) -> Callable[[], None]:
    """Return what most suites do between tests: drop every table, make them again, insert the same rows."""
    rows: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(for_reading(home.origin_file("inside")), uri=True)) as source:
        for table in Base.metadata.sorted_tables:
            rows[table.name] = source.execute(f'SELECT * FROM "{table.name}"').fetchall()
    make_file(file)

    def reseed() -> None:
        with closing(sqlite3.connect(file)) as connection:
            schema = [
                row
                for kind in ("table", "index", "trigger")
                for row in connection.execute("SELECT type, name, sql FROM sqlite_master WHERE type = ?", (kind,))
                if row[2]
            ]
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            for kind, name, _sql in schema:
                if kind in ("table", "trigger"):
                    with suppress(sqlite3.OperationalError):
                        connection.execute(f'DROP {kind} "{name}"')
            for _kind, _name, sql in schema:
                with suppress(sqlite3.OperationalError):
                    connection.execute(sql)
            for name, found in rows.items():
                if found:
                    marks = ", ".join("?" * len(found[0]))
                    connection.executemany(f'INSERT OR REPLACE INTO "{name}" VALUES ({marks})', found)
            connection.commit()

    return reseed


def _new_context() -> tuple[Callable[[], None], Callable[[], None] | None]:
    """Return how the browser is closed, and what opens a context with a page; nothing where there is no browser."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.browser.conftest import chromium

        driver = sync_playwright().start()
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    except Exception as problem:  # noqa: BLE001 - whatever is missing, the other figures count
        print(f"no browser: {problem}")
        return (lambda: None), None

    def open_one() -> None:
        context = browser.new_context()
        context.new_page()
        context.close()

    def close() -> None:
        browser.close()
        driver.stop()

    return close, open_one


def _idle(calls: Calls, pid: int) -> list[Result]:
    for n in range(IDLE):
        calls.post("/worlds", {"name": f"idle-{n}"})
        calls.post(f"/worlds/idle-{n}/orders", {})
    note = f"{len(processes_of(pid))} processes, private memory and their share of what is shared"
    return [
        Result(f"memory of a server with {IDLE} idle worlds", memory_of(pid), "MB", goal=1000, less=True, note=note)
    ]


def _busy(calls: Calls) -> list[Result]:
    """Tell the same story in many worlds at once; whatever leaked from one into another would change a hash."""

    def story(n: int) -> str:
        name = f"busy-{n}"
        calls.post("/worlds", {"name": name})
        order = calls.post(f"/worlds/{name}/orders", {"released": True})["order_id"]
        calls.post(f"/worlds/{name}/clock/advance", {"by": "PT31M"})
        calls.post(f"/worlds/{name}/orders/{order}/request-cancellation", {"reason": "other"})
        calls.post(f"/worlds/{name}/orders/{order}/seller-cancel", {"reason": "BuyerCanceled"})
        return str(calls.get(f"/worlds/{name}/hash")["hash"])

    begin = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        hashes = list(pool.map(story, range(BUSY)))
    seconds = time.perf_counter() - begin
    note = f"told by 8 callers at once in {seconds:.1f} s"
    return [
        Result(
            f"different hashes of {BUSY} busy worlds with one story", len(set(hashes)), "", goal=1, less=True, note=note
        )
    ]


def _times(work: Callable[[], object], before: Callable[[], object] | None = None, rounds: int = ROUNDS) -> list[float]:
    found = []
    for _ in range(rounds):
        if before:
            before()
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1000)
    return found


def _p50(times: list[float]) -> float:
    return statistics.median(times)


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98] if len(times) > 1 else times[0]
