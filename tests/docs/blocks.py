"""The code blocks of the documentation: where they stand, and how each language is put to the test.

A page is a story: its blocks run in order, in one folder and against one server. A block whose first line is a comment
with a file's name is that file; `text` blocks are not run. The address people start the simulator at stands for the
test's own server.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml
from click.testing import CliRunner

from simulator.cli import marketsim
from tests.house import ROOT

USUAL = "127.0.0.1:5000"
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Lines of our own command that need no shell, and lines that set variables for those below.
OURS = re.compile(r"marketsim (?!serve)[^|&;<>$`]*$")
ASSIGNED = re.compile(r"^(?:export )?\w+=\S*$|^\w+=\$", re.MULTILINE)
FILE = re.compile(r"^(?:#|//) (\S+\.(?:py|ts|yaml|toml))\n")
# Pages whose blocks other tests run, or that are drawn from the code.
ELSEWHERE = ("docs/testing.md", "docs/reference/", "docs/_build/")
NOT_RUN = ("text", "{toctree}", "{include}", "{literalinclude}")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where a page is tried: a folder of its own, and a server that knows the worlds in it."""

    folder: Path
    host: str

    def surroundings(self) -> dict[str, str]:
        """Return what the commands of a page find around them."""
        known = {name: value for name, value in os.environ.items() if not name.startswith("MARKETSIM_")}
        path = f"{self.folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        here = {"MARKETSIM_DATA": str(self.folder / "instance"), "PATH": path, "no_proxy": "*"}
        return known | here | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def pages() -> list[str]:
    """Name every page that people read, from the root."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    names = [path.relative_to(ROOT).as_posix() for path in found]
    return [name for name in names if not name.startswith(ELSEWHERE)]


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [Block(*found) for found in FENCE.findall((ROOT / page).read_text("utf-8"))]


def try_out(block: Block, place: Place) -> None:
    """Do what a block says."""
    text = block.text.replace(USUAL, place.host)
    file = FILE.match(text)
    if file:
        (place.folder / file[1]).write_text(text, "utf-8")
    elif block.language not in NOT_RUN:
        HOW[block.language](text, place)


def _shell(text: str, place: Place) -> None:
    """Do what a block of shell says, piece by piece where no variable ties the pieces together."""
    if "marketsim serve" in text:
        _served(text, place)
    elif ASSIGNED.search(text):
        _in_shell(text, place)
    else:
        for ours, lines in groupby(text.splitlines(keepends=True), key=lambda line: bool(OURS.match(line))):
            (_in_process if ours else _in_shell)("".join(lines), place)


def _in_process(text: str, place: Place) -> None:
    """Run plain lines of our own command without starting Python for each."""
    for line in text.splitlines():
        found = CliRunner().invoke(marketsim, shlex.split(line)[1:], env=place.surroundings())
        assert found.exit_code == 0, f"{line}\n{found.output}{found.exception!r}"


def _in_shell(text: str, place: Place) -> None:
    done = subprocess.run(
        ["sh", "-e", "-c", text],
        cwd=place.folder,
        env=place.surroundings(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert '"error"' not in done.stdout, f"{text}\n{done.stdout[-2000:]}"


def _served(text: str, place: Place) -> None:
    """Start the server a block tells of on a free port, wait until it is ready, and stop it."""
    with subprocess.Popen(
        ["sh", "-c", f"{text.strip()} --port 0"],
        cwd=place.folder,
        env=place.surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Stop it"):
                break
        os.killpg(process.pid, signal.SIGTERM)
    assert any(line.startswith("Stop it") for line in said), "".join(said)


def _python(text: str, place: Place) -> None:
    exec(compile(text, "block", "exec"), {"__name__": "block"})


HOW: dict[str, Callable[[str, Place], object]] = {
    "sh": _shell,
    "python": _python,
    "json": lambda text, _place: json.loads(text),
    "yaml": lambda text, _place: yaml.safe_load(text),
    "toml": lambda text, _place: tomllib.loads(text),
}


def put_tools(folder: Path) -> None:
    """Have `make` only say what it would do: the tests are one of its targets themselves."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "make").write_text(f'#!/bin/sh\nexec {shutil.which("make")} -n -C {ROOT} "$@" > /dev/null\n')
    (tools / "make").chmod(0o755)
