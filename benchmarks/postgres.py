"""Worlds in PostgreSQL, copied inside the server, beside the same in files: new world, fork, reset, and a long report.

Needs a server: `.ci/postgres .venv/bin/python -m benchmarks postgres`. Each reset follows on one deed. Figures are
medians; what is made is deleted in the end.
"""

import io
import itertools
import os
import tempfile
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks._worlds import world_of
from benchmarks.results import Result
from benchmarks.worlds import _p50, _times
from seller_central.selling_partner_api.peeking import peek
from simulator import worlds
from simulator.acting import act
from simulator.directory import world_names
from simulator.home import Home

ADDRESS = "MARKETSIM_TEST_DATABASE"
SIZES, ROUNDS = (1_000, 10_000), 10
_names = itertools.count()


def run() -> list[Result]:
    """Measure all of it in one installation of the database."""
    address = os.environ.get(ADDRESS)
    if address is None:
        raise SystemExit(f"{ADDRESS} names no server; .ci/postgres starts one.")
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder:
        files = Home.at(Path(folder) / "files")
        shared = Home.at(f"{address}&schema=bench&folder={folder}/shared")
        try:
            made = _beside(lambda home: worlds.create(home, _name(), worlds.Plan()), shared, files)
            load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
            return [
                _result("a new world", made, load),
                *(one for size in SIZES for one in _of_size(shared, files, size)),
            ]
        finally:
            for name in world_names(shared):
                worlds.remove(shared, name)


def _of_size(shared: Home, files: Home, size: int) -> list[Result]:
    source, packed = world_of(files, size), io.BytesIO()
    worlds.export(files, source, packed)
    worlds.bring_in(shared, source, io.BytesIO(packed.getvalue()))
    forked = _beside(lambda home: worlds.fork(home, source, _name()), shared, files)
    for home in (shared, files):
        worlds.fork(home, source, f"used-{size}")
    reset = _beside(
        lambda home: worlds.reset(home, f"used-{size}"),
        shared,
        files,
        before=lambda home: act(home, f"used-{size}", "place-order"),
    )
    memory = Result(f"memory to read {size:,} orders row by row", _memory(shared, source), "MB")
    return [_result(f"fork of {size:,} orders", forked), _result(f"reset of {size:,} orders", reset), memory]


def _memory(home: Home, world: str) -> float:
    """Return what reading all orders at one instant takes at most."""
    tracemalloc.start()
    with peek(home, world).at_one_instant() as held:
        for _ in held.connection.execute("SELECT * FROM orders"):
            pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def _beside(
    work: Callable[[Home], object], *homes: Home, before: Callable[[Home], object] | None = None
) -> tuple[float, ...]:
    """Do it in each of these places in turn, and return how long each took."""
    found: list[list[float]] = [[] for _ in homes]
    for _ in range(ROUNDS):
        for home, times in zip(homes, found, strict=True):
            if before:
                before(home)
            times.extend(_times(partial(work, home), rounds=1))
    return tuple(map(_p50, found))


def _result(work: str, times: tuple[float, ...], note: str = "") -> Result:
    return Result(f"{work}, p50", times[0], "ms", "in files", times[1], less=True, note=note)


def _name() -> str:
    return f"made-{next(_names)}"
