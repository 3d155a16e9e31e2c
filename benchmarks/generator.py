"""Bulk data beside Faker, Mimesis, Snowfakery and tpchgen-cli: cells per CPU-second, in one run.

A cell is one value: rows times columns, of everything that was written. Each contender is a process of its own and is
charged its user and system time, start included. The word pools we draw from are small: 24 towns, about 320 given names
and as many surnames, 260 streets for each locale; tpchgen-cli draws from TPC-H's own word lists.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.results import Result

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "build" / "peers"
PACKAGES = ("faker", "mimesis", "snowfakery", "tpchgen-cli")
ORDERS = int(os.environ.get("BENCH_ORDERS", "1000000"))
# Interleaved rounds; the median counts.
# Two processes are measured with this many times the orders, so that their start weighs little.
LARGE = 4
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
# Python keeps what it has compiled, as it usually does, so that a start is a start and no build.
USUAL = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SLOW_ORDERS = {"faker": 4000, "faker-plain": 10_000, "mimesis": 20_000, "snowfakery": 2000}


@dataclass(frozen=True)
class Run:
    """What one process used and wrote."""

    cpu: float
    wall: float
    cells: int
    memory_mb: float
    bytes: int

    @property
    def rate(self) -> float:
        """Cells per CPU-second, in millions."""
        return self.cells / self.cpu / 1e6


def run() -> list[Result]:
    """Measure all contenders."""
    peers = _peers()
    ours: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        _ours(Path(folder) / "warm", orders=1000)
        contenders = {name: _peer_command(name, peers) for name in SLOW_ORDERS} if peers else {}
        for turn in range(ROUNDS):
            for name, command in contenders.items():
                ours.setdefault(name, []).append(_peer_cells(name, command))
            if peers:
                ours.setdefault("tpchgen-cli", []).append(_tpch(peers, Path(folder) / f"tpch{turn}"))
            ours.setdefault("parquet", []).append(_ours(Path(folder) / f"one{turn}"))
        ours["large"] = [_ours(Path(folder) / "large", orders=LARGE * ORDERS)]
        shutil.rmtree(Path(folder) / "large")
        ours["two"] = [_ours(Path(folder) / "two", workers=2, orders=LARGE * ORDERS)]
        shutil.rmtree(Path(folder) / "two")
        ours["apart"] = [_apart(Path(folder))]
        ours["csv"] = [_ours(Path(folder) / "csv", form="csv", orders=ORDERS // 2)]
        kept = Path(folder) / f"one{ROUNDS - 1}"
        ours["audit"] = [_audit(kept)]
    return _told(
        {name: sorted(runs, key=lambda one: one.cpu / max(one.cells, 1))[len(runs) // 2] for name, runs in ours.items()}
    )


def _told(runs: dict[str, Run]) -> list[Result]:
    one, two = runs["parquet"], runs["two"]
    unit, work = "M cells/CPU-s", f"{ORDERS:,} full histories to Parquet (snappy)"
    results = [
        Result(work, one.rate, unit, name, runs[peer].rate if peer in runs else None, goal)
        for peer, name, goal in (
            ("tpchgen-cli", "tpchgen-cli, Parquet (snappy)", 1.5),
            ("mimesis", "Mimesis", 45),
            ("faker", "Faker, idiomatic", 290),
            ("faker-plain", "Faker without weighting", None),
            ("snowfakery", "Snowfakery", None),
        )
    ]
    speed_up, ceiling = runs["large"].wall / two.wall, 2 * one.wall / runs["apart"].wall
    return [
        *results,
        Result("orders on one core", ORDERS / one.cpu / 1000, "thousand/CPU-s"),
        Result(
            f"{LARGE * ORDERS:,} orders in two processes beside one, wall time", speed_up, "×", goal=1.8, note=_busy()
        ),
        Result("two runs at once that share nothing, beside one after the other", ceiling, "×"),
        Result("memory, one process", one.memory_mb, "MB", goal=600, less=True),
        Result("CSV", runs["csv"].bytes / runs["csv"].cpu / 1e6, "MB/CPU-s", goal=200),
        Result("audit beside generation, wall time", runs["audit"].wall / one.wall, "×", goal=3, less=True),
    ]


def _busy() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _measured(command: list[str], cells: int = 0) -> tuple[float, float, float, str]:
    """Run a process; return its CPU time, wall time, memory in MB and what it said."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=USUAL
    )
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command[0]} failed: {said[-2000:]}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024, said


def _ours(out: Path, *, workers: int = 1, form: str = "parquet", orders: int = ORDERS) -> Run:
    code = "from seeds.generator.cli import generate; generate()"
    words = ["--orders", str(orders), "--out", str(out), "--format", form, "--workers", str(workers)]
    cpu, wall, memory, _ = _measured([sys.executable, "-c", code, *words])
    files = list(out.glob(f"*.{form}"))
    cells = _parquet_cells(files) if form == "parquet" else 0
    return Run(cpu, wall, cells, memory, sum(path.stat().st_size for path in files))


def _apart(folder: Path) -> Run:
    """Measure two runs side by side, which is what the machine allows."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(_ours, (folder / "first", folder / "second")))
    return Run(sum(one.cpu for one in told), time.perf_counter() - begun, 0, 0, 0)


def _audit(out: Path) -> Run:
    code = "import sys; from simulator.auditor_files import audit_files; print(len(list(audit_files(sys.argv[1]))))"
    cpu, wall, memory, said = _measured([sys.executable, "-c", code, str(out)])
    if said.strip() != "0":
        raise RuntimeError(f"the audit found something: {said}")
    return Run(cpu, wall, 0, memory, 0)


def _parquet_cells(files: list[Path]) -> int:
    told = [pq.read_metadata(path) for path in files]
    return sum(one.num_rows * one.num_columns for one in told)


def _tpch(peers: Path, out: Path) -> Run:
    binary = peers / "bin" / "tpchgen-cli"
    command = [str(binary), "parquet", "-s", "0.5", "-n", "1", "-c", "SNAPPY", "-o", str(out)]
    cpu, wall, memory, _ = _measured(command)
    cells = _parquet_cells(list(out.glob("*.parquet")))
    shutil.rmtree(out)
    return Run(cpu, wall, cells, memory, 0)


def _peer_command(name: str, peers: Path) -> list[str]:
    return [
        str(peers / "bin" / "python"),
        str(Path(__file__).parent / "peers" / "contender.py"),
        name,
        str(SLOW_ORDERS[name]),
    ]


def _peer_cells(name: str, command: list[str]) -> Run:
    cpu, wall, memory, said = _measured(command)
    found = re.search(r"cells=(\d+)", said)
    if found is None:
        raise RuntimeError(f"{name} said: {said[-500:]}")
    return Run(cpu, wall, int(found[1]), memory, 0)


def _peers() -> Path | None:
    """Return an environment with the peers, made at first use; None where they cannot be had."""
    PEERS.parent.mkdir(exist_ok=True)
    if not (PEERS / "bin" / "tpchgen-cli").exists():
        uv = Path(sys.executable).parent / "uv"
        try:
            subprocess.run([str(uv), "venv", "-q", "--clear", str(PEERS)], check=True)
            install = [str(uv), "pip", "install", "-q", "--python", str(PEERS / "bin" / "python"), *PACKAGES]
            subprocess.run(install, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"the peers cannot be installed, so they are left out: {error}")
            return None
    return PEERS
