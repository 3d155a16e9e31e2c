"""The server of a test session: `marketsim serve` as a process of its own, one for all workers of a session.

Whoever needs it first starts it, behind a lock file, and writes its address beside it; whoever ends the session stops
it. It keeps its worlds in the session's temporary directory, so two sessions never meet.
"""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from threading import Event

from filelock import FileLock

from simulator.clock import stopwatch

COMMAND = (sys.executable, "-c", "from simulator.cli import main; main()")
# Seconds a server has to begin to answer.
PATIENCE = 120.0
LOOK_AGAIN = 0.02

# The servers this process started; another process may be the one that stops them.
_started: list["subprocess.Popen[bytes]"] = []


def address_of_session(folder: Path) -> str:
    """Return the address of this session's server, started at first use."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "server.json"
    with FileLock(folder / "server.lock"):
        if not note.exists():
            process, address = start(folder)
            _started.append(process)
            note.write_text(json.dumps({"pid": process.pid, "address": address}))
        return str(json.loads(note.read_text())["address"])


def server_of_session(folder: Path) -> int | None:
    """Return the process of this session's server, if anybody started one."""
    note = folder / "server.json"
    return int(json.loads(note.read_text())["pid"]) if note.exists() else None


def stop(process: int) -> None:
    """Stop a session's server and wait for its end."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
        _wait_for_end(process)


def forget() -> None:
    """Let go of the servers this process started without waiting for them: whoever ends the session stops them."""
    while _started:
        # Nobody waits for it here, and that is meant.
        process = _started.pop()
        process.returncode = process.poll() or 0


def start(folder: Path, *options: str) -> tuple["subprocess.Popen[bytes]", str]:
    """Start a server on a free port; return its process and address once it answers."""
    said, complaints = folder / "server.out", folder / "server.err"
    where = ("--port", "0", "--data", str(folder / "worlds"), "--no-demo")
    # A shop that is tested calls here, never through somebody's proxy or installation.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MARKETSIM_")}
    with said.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(
            [*COMMAND, "serve", *where, *options],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**inherited, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    end = stopwatch() + PATIENCE
    while stopwatch() < end and process.poll() is None:
        address = _address_in(said.read_text("utf-8"))
        if address and _answers(address):
            return process, address
        Event().wait(LOOK_AGAIN)
    process.kill()
    raise RuntimeError(f"marketsim serve did not start: {complaints.read_text('utf-8', 'replace')[-2000:]}")


def _address_in(said: str) -> str | None:
    return next((word.rstrip("/") for word in said.split() if word.startswith("http://")), None)


def _answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_for_end(pid: int) -> None:
    end = stopwatch() + 10
    while stopwatch() < end and _runs(pid):
        Event().wait(LOOK_AGAIN)


def _runs(pid: int) -> bool:
    own = next((one for one in _started if one.pid == pid), None)
    if own is not None:
        return own.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
