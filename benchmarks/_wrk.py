"""Lets people of several roles loose on a server with wrk, each a thread with a connection of its own, and adds up.

What people do next is a Lua file of `journeys/`, named like the role. Needs `wrk`.
"""

import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import NoLoad

JOURNEYS = Path(__file__).parent / "journeys"
# A list of its own for each kind of answer would say more; these are what a reader asks for first.
COUNTS = ("answers", "written", "refused", "broken", "lost")


@dataclass
class Borne:
    """What a role was answered: how many answers took so many microseconds, and counts of their kinds."""

    took: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Borne") -> "Borne":
        return Borne(self.took + other.took, self.counts + other.counts)

    def percentile(self, share: float) -> float:
        """Return the milliseconds that a share of answers stay under."""
        left = share * self.took.total()
        for micro in sorted(self.took):
            left -= self.took[micro]
            if left <= 0:
                return micro / 1000
        return 0.0


def let_loose(root: str, people: dict[str, list[dict[str, Any]]], seconds: int) -> dict[str, Borne]:
    """Let everybody act as fast as they are answered, for so many seconds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = {role: _started(root, role, persons, seconds, folder) for role, persons in people.items()}
        return {role: _told(process) for role, process in running.items()}


def _started(
    root: str, role: str, persons: list[dict[str, Any]], seconds: int, folder: Path
) -> "subprocess.Popen[str]":
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoLoad("install wrk")
    script = folder / f"{role}.lua"
    parts = (f"people = {as_lua(persons)}", *((JOURNEYS / f"{one}.lua").read_text("utf-8") for one in ("person", role)))
    script.write_text("\n".join(parts), "utf-8")
    shape = [f"-t{len(persons)}", f"-c{len(persons)}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script)]
    return subprocess.Popen([wrk, *shape, root], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _told(process: "subprocess.Popen[str]") -> Borne:
    said, found = process.communicate()[0], Borne()
    for line in filter(str.strip, said.splitlines()):
        word, *numbers = line.split()
        if word == "took":
            found.took[int(numbers[0])] += int(numbers[1])
        elif word in COUNTS:
            found.counts[word] = int(numbers[0])
    if process.returncode or not found.counts["answers"]:
        raise NoLoad(said)
    return found


def as_lua(value: Any) -> str:
    """Write lists, dicts and texts as Lua reads them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{as_lua(name)}] = {as_lua(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(map(as_lua, value)) + "}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
