"""A real server: starts, answers, moves worlds, survives a killed worker, stops when told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import orjson
import pytest
import requests

from simulator import clock
from simulator.cli import marketsim
from simulator.cli.speaking import spoken
from simulator.config import Config
from simulator.errors import BadInput
from simulator.home import Home
from simulator.serving import prepare
from tests.builders import Market

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
SERVER = """
import sys
from simulator.config import Config
from simulator.home import Home
from simulator.logbook import open_logbook
from simulator.serving import prepare, serve
from tests.console.api_client import an_app

open_logbook("json")
server = prepare(Config(data=sys.argv[1], port=0, workers=2, threads=4))
print(server.address, flush=True)
serve(server, lambda: an_app(Home.at(sys.argv[1])))
"""


def waited_for(condition: Callable[[], bool]) -> bool:
    end = clock.stopwatch() + PATIENCE
    while clock.stopwatch() < end:
        if condition():
            return True
        Event().wait(0.05)
    return False


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def workers_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(one) for one in found.split()]


@pytest.fixture
def server(home: Home) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    with (home.path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(home.path)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": "."},
        )
    assert process.stdout
    address = process.stdout.readline().strip()
    assert waited_for(lambda: answers(address))
    yield process, f"{address}/sim/v1/worlds"
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the workers")
def test_a_server_with_two_processes_moves_worlds_and_outlives_a_killed_one(
    server: tuple["subprocess.Popen[str]", str],
) -> None:
    process, worlds = server

    def now() -> str:
        return str(requests.get(f"{worlds}/w/clock", timeout=10).json()["now"])

    assert requests.post(worlds, json={"name": "w"}, timeout=10).status_code == 201
    requests.put(f"{worlds}/w/clock", json={"mode": "playing", "speed": 3600}, timeout=10)
    start = now()
    assert waited_for(lambda: now() > start)
    for worker in workers_of(process.pid)[:1]:
        os.kill(worker, signal.SIGKILL)
    later = now()
    assert waited_for(lambda: now() > later)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_a_server_that_is_told_to_stop_under_load_finishes_what_it_has_begun(
    server: tuple["subprocess.Popen[str]", str], home: Home
) -> None:
    process, worlds = server
    assert requests.post(worlds, json={"name": "w"}, timeout=PATIENCE).status_code == 201
    placed: list[str] = []

    def place_often(_: int) -> None:
        # Whoever is no longer let in is told so by the connection.
        with suppress(requests.ConnectionError):
            while True:
                answer = requests.post(f"{worlds}/w/orders", json={}, timeout=PATIENCE)
                assert answer.status_code == 201
                placed.append(answer.json()["order_id"])

    with ThreadPoolExecutor(4) as callers:
        asked = [callers.submit(place_often, number) for number in range(4)]
        assert waited_for(lambda: len(placed) >= 8)
        process.send_signal(signal.SIGTERM)
        for one in asked:
            one.result(PATIENCE)
    assert process.wait(PATIENCE) == 0
    assert sorted(number for (number,) in Market(home, "w").sql("SELECT number FROM orders")) == sorted(placed)


def test_what_is_no_request_is_refused_and_told_in_a_line_like_all_others(
    server: tuple["subprocess.Popen[str]", str], home: Home
) -> None:
    place = urlsplit(server[1])
    with socket.create_connection((str(place.hostname), int(place.port or 0)), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        assert line.recv(20).startswith(b"HTTP/1.1 400")
    assert waited_for(lambda: "Invalid" in (home.path / "log").read_text("utf-8"))
    told = [orjson.loads(one) for one in (home.path / "log").read_text("utf-8").splitlines()]
    assert [one["room"] for one in told if "Invalid" in one["message"]] == ["gunicorn.error"]


def test_more_callers_than_threads_who_ask_again_at_once_are_all_answered(
    server: tuple["subprocess.Popen[str]", str],
) -> None:
    def ask_often(worlds: str) -> set[int]:
        with requests.Session() as session:
            return {session.get(worlds, timeout=PATIENCE).status_code for _ in range(10)}

    with ThreadPoolExecutor(24) as callers:
        assert list(callers.map(ask_often, [server[1]] * 24)) == [{200}] * 24


def test_a_taken_port_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert spoken(marketsim, ["serve", "--port", port, "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"marketsim: Port {port} on 127.0.0.1 cannot be had")


def test_a_free_port_is_taken_at_once(tmp_path: Path) -> None:
    server = prepare(Config(data=tmp_path, port=0))
    assert server.address == f"http://127.0.0.1:{server.port}"
    with server.listener, pytest.raises(BadInput, match="cannot be had"):
        prepare(Config(data=tmp_path, port=server.port))


def test_an_address_that_is_not_ours_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be had"):
        prepare(Config(data=tmp_path, host="192.0.2.1", port=0))
