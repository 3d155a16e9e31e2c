"""A hundred scenarios in a real browser, as a project of somebody else's would run them: two workers, a world each.

One browser and one context per worker and test; every scenario clicks through a page to its end and checks the order.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import Result

HUNDRED = Path(__file__).parents[1] / "tests" / "testing" / "test_hundred.py"


def run() -> list[Result]:
    """Run the hundred once and take the wall time, start of server and browsers included."""
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder:
        shutil.copy(HUNDRED, folder)
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
