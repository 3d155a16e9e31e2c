"""A server that is made to be killed: everything is imported once, each start is a fork of it.

    python -m tests.faults.kennel DATA PORT     reads a line from its input for each start, answers with the process id

The server leads a process group of its own, so that one signal ends it with all its workers.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import NoReturn

import orjson

from simulator import clock
from tests.house import ROOT

PATIENCE = 60.0


class Kennel:
    """Starts servers on one data directory and one port, and kills them."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._process, self.port, self._server = process, port, 0

    def start(self) -> None:
        """Start a server; returns when it answers."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        self._server = int(self._process.stdout.readline())
        end = clock.stopwatch() + PATIENCE
        while not self._answers():
            assert clock.stopwatch() < end, "the server does not answer"
            Event().wait(0.02)

    def kill(self) -> None:
        """End the server with its workers, in the middle of whatever they do; returns when nothing of it is left."""
        os.killpg(self._server, signal.SIGKILL)
        self._server = 0
        end = clock.stopwatch() + PATIENCE
        while not is_free(self.port):
            assert clock.stopwatch() < end, "the killed server still has its port"
            Event().wait(0.005)

    def _answers(self) -> bool:
        try:
            return call(self.port, "GET", "/healthz")[0] == 200
        except (OSError, HTTPException):
            return False


def is_free(port: int) -> bool:
    """Say whether a server can have a port."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            one.bind(("127.0.0.1", port))
            return True
    return False


def free_port() -> int:
    """Return a free port that no call from here is given as its own while the server is down."""
    return next(port for port in range(21_000 + os.getpid() % 8_000, 32_000) if is_free(port))


def call(port: int, method: str, path: str, body: object = None, **headers: str) -> tuple[int, object]:
    """Call an address and return status and answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        text = None if body is None else orjson.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        return answer.status, orjson.loads(answer.read())
    finally:
        connection.close()


@contextmanager
def kennel(data: Path, port: int) -> Iterator[Kennel]:
    """Lend a kennel; nothing of it is left afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", __spec__.name if __spec__ else "tests.faults.kennel", str(data), str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    one = Kennel(process, port)
    try:
        yield one
    finally:
        if one._server:
            one.kill()
        process.communicate()


def main(data: Path, port: int) -> None:
    """Start a server for each line of input."""
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            _serve(data, port)
        print(child, flush=True)  # noqa: T201 - this is how the other side is told


def _warm_up() -> None:
    """Do once what servers do, so that every fork begins with it read and compiled."""
    from simulator.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        client = create_app(folder).test_client()
        client.post("/sim/v1/worlds", json={"name": "w"})
        for _ in range(2):
            order = client.post("/sim/v1/worlds/w/orders", json={"released": True}).get_json()["order_id"]
            client.post(f"/sim/v1/worlds/w/orders/{order}/buyer-cancel", json={})
        client.post("/sim/v1/worlds/w/clock/advance", json={"by": "PT1H"})


def _serve(data: Path, port: int) -> NoReturn:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    from simulator.cli.serve import application, chores
    from simulator.config import Config
    from simulator.serving import prepare, serve

    config = Config(data=data, port=port, workers=2, threads=4)
    server = prepare(config)
    serve(replace(server, chores=chores(config, server.address)), lambda: application(config))
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
