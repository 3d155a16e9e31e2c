"""Sixty learners of one class at once against `marketsim serve` with two workers in classroom mode.

Each acts every three seconds for two minutes: looks at the orders, opens one, confirms its shipment, writes to its
buyer, looks at Account Health, plays the buyer, begins a lesson. The instructor's board refreshes meanwhile. What is
measured is what a learner waits for: from asking to the last byte. Client and server share the machine's cores.
"""

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests
from lxml import html

from benchmarks._lecture import lecture
from benchmarks.memory import memory_of
from benchmarks.results import Result
from simulator.classroom import accounts
from simulator.home import Home

LEARNERS, EVERY, SECONDS = 60, 3.0, float(os.environ.get("CLASSROOM_SECONDS", "120"))
# The board's own refresh.
BOARD_EVERY = 10.0
# Looks at the board of a far larger class, when all others have gone.
LARGE, BOARDS = "refresh the board of 200 learners", 20
MOST_MS, MOST_MB = 300.0, 1000.0
PASSWORD = "a password for measuring"


@dataclass
class Tally:
    """What all learners met: how long each act took in milliseconds, by kind, and what went wrong."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # What the server worked meanwhile, in CPU seconds, what the learners themselves cost, and its memory at the end.
    cpu: float = 0.0
    own_cpu: float = 0.0
    memory: float = 0.0

    def note(self, kind: str, ms: float, answer: requests.Response) -> None:
        with self.lock:
            self.spent.setdefault(kind, []).append(ms)
            if answer.status_code >= 400:
                self.errors.append(f"{kind}: {answer.status_code} {answer.request.method} {answer.url}")


class Learner:
    """One learner with a browser of their own."""

    def __init__(self, root: str, tally: Tally, number: int = 0) -> None:
        self.root, self.tally, self.session, self.number = root, tally, requests.Session(), number
        self.token = self.world = ""

    def join(self, code: str, nickname: str) -> None:
        """Take a seat; keep the token that every form carries."""
        self.token = token_of(self.session.get(f"{self.root}/join").text)
        form = {"code": code, "nickname": nickname, "password": PASSWORD}
        page = self.ask("join", "POST", "/join", form)
        self.token = token_of(page)
        self.world = page.split("/w/", 1)[1].split("/", 1)[0]

    def ask(self, kind: str, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """Send one request, following redirects as a browser does, and note how long it took."""
        told = None if form is None else {"csrf_token": self.token, **form}
        began = time.perf_counter()
        answer = self.session.request(method, self.root + path, data=told, timeout=60)
        self.tally.note(kind, (time.perf_counter() - began) * 1000, answer)
        return answer.text

    def acts(self) -> Iterator[None]:
        """Act for ever; every step is one thing a learner does. A class does not act in step: not all begin alike."""
        self.ask("begin a lesson", "POST", "/learn/L01/start", {"mode": "practice"})
        yield
        rounds = [self._work, self._look]
        for turn in itertools.count(self.number):
            yield from rounds[turn % len(rounds)]()

    def _work(self) -> Iterator[None]:
        page = html.fromstring(self.ask("look at the orders", "GET", f"/w/{self.world}/seller/orders/unshipped"))
        links = page.xpath("//a[contains(@href, '/confirm')]/@href")
        yield
        if links:
            yield from self._send(links[0])

    def _look(self) -> Iterator[None]:
        self.ask("look at the rate", "GET", f"/w/{self.world}/seller/health")
        yield
        self.ask("look at the buyer's orders", "GET", f"/w/{self.world}/orders")
        yield

    def _send(self, link: str) -> Iterator[None]:
        page = html.fromstring(self.ask("open an order", "GET", link))
        form = next(one for one in page.forms if one.method == "POST" and "/confirm" in (one.action or link))
        told = {name: value or "" for name, value in form.form_values()}
        told |= {name: "Harrow Parcel" for name in told if name.endswith("-carrier")}
        told |= {name: "HP4401928377" for name in told if name.endswith("-tracking")}
        yield
        self.ask("confirm a shipment", "POST", form.action or link, told)
        yield
        number = link.split("/orders/")[1].split("/", maxsplit=1)[0]
        body = {"kind": "problem_with_order", "body": "Your parcel has left us today."}
        self.ask("write to a buyer", "POST", f"/w/{self.world}/seller/messages/{number}", body)
        yield


def token_of(page: str) -> str:
    """Return the token of a page's forms."""
    return str(html.fromstring(page).xpath("//meta[@name='csrf-token']/@content")[0])


def live(learner: Learner, offset: float, ends: float) -> None:
    """Act every few seconds until the time is over."""
    acts, due = learner.acts(), time.perf_counter() + offset
    while due < ends:
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            next(acts)
        except (requests.RequestException, LookupError, StopIteration) as error:
            with learner.tally.lock:
                learner.tally.errors.append(f"{type(error).__name__}: {error}")
            acts = learner.acts()
        due += EVERY


def watch(instructor: Learner, board: str, ends: float) -> None:
    """Refresh the board until the time is over."""
    while time.perf_counter() < ends:
        instructor.ask("refresh the board", "GET", f"{board}board")
        time.sleep(BOARD_EVERY)


def served(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a server in classroom mode on a free port; return it with its address once it answers."""
    settings = {"MARKETSIM_MODE": "classroom", "MARKETSIM_CONTROL_TOKEN": "0123456789abcdef0123"}
    command = [sys.executable, "-c", "from simulator.cli import main; main()", "serve", "--port", "0", "--workers", "2"]
    server = subprocess.Popen(
        [*command, "--data", str(folder)], env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    root = next(line for line in server.stdout if "http://" in line).split()[-1].rstrip("/")
    while True:
        try:
            requests.get(f"{root}/healthz", timeout=5).raise_for_status()
            return server, root
        except requests.RequestException:
            time.sleep(0.1)


def worked(server: subprocess.Popen[str]) -> float:
    """Return the CPU seconds a server's processes have used so far; 0 where the system does not tell."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if not children.exists():
        return 0.0
    stats = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in children.read_text().split()]
    return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


def measured(root: str, home: Home, server: subprocess.Popen[str]) -> Tally:
    """Let a class join and act."""
    proof = accounts.add_instructor(home, "Instructor", PASSWORD)
    instructor = Learner(root, Tally())
    instructor.token = token_of(instructor.session.get(f"{root}/sign-in").text)
    page = instructor.ask("sign in", "POST", "/sign-in", {"name": "Instructor", "password": PASSWORD})
    instructor.token = token_of(page)
    made = {"name": "Class", "template": "demo", "store": "US", "seed": "1"}
    page = instructor.ask("make a class", "POST", "/teach/classes", made)
    code = html.fromstring(page).xpath("//strong[@class='code']/text()")[0]
    board = "/teach/classes/" + page.split("/teach/classes/", 1)[1].split("/", 1)[0] + "/"
    tally = Tally()
    learners = [Learner(root, tally, number) for number in range(LEARNERS)]
    for number, learner in enumerate(learners, 1):
        learner.join(code, f"learner {number}")
    tally.spent.clear()
    before, own = worked(server), time.process_time()
    ends = time.perf_counter() + SECONDS
    offsets = [EVERY * number / LEARNERS for number in range(LEARNERS)]
    threads = [
        threading.Thread(target=live, args=(one, offset, ends)) for one, offset in zip(learners, offsets, strict=True)
    ]
    instructor.tally = tally
    threads.append(threading.Thread(target=watch, args=(instructor, board, ends)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.cpu, tally.own_cpu, tally.memory = worked(server) - before, time.process_time() - own, memory_of(server.pid)
    large = f"/teach/classes/{lecture(home, proof.id)}/board"
    for _ in range(BOARDS):
        instructor.ask(LARGE, "GET", large)
    return tally


def run() -> list[Result]:
    """Measure a class: no error, and 95 of 100 acts within 300 ms."""
    with tempfile.TemporaryDirectory() as folder:
        server, root = served(Path(folder))
        try:
            tally = measured(root, Home.at(folder), server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    if tally.errors:
        print("\n".join(tally.errors[:10]))
    large = tally.spent.pop(LARGE)
    everything = [ms for all_of in tally.spent.values() for ms in all_of]
    note = f"{len(everything):,} acts of {LEARNERS} learners in {SECONDS:.0f} s; median {share(everything, 0.5):.0f} ms"
    results = [
        Result("errors", float(len(tally.errors)), "errors", goal=0, less=True),
        Result("an act of a learner, p95", share(everything, 0.95), "ms", goal=MOST_MS, less=True, note=note),
    ]
    cores = (
        f"{tally.cpu / SECONDS:.2f} of {os.cpu_count()} cores busy with it; "
        f"the learners themselves took {tally.own_cpu / SECONDS:.2f}"
    )
    results.append(Result("CPU time of the server, an act", tally.cpu * 1000 / len(everything), "ms", note=cores))
    note = "all processes, what they share once"
    results.append(Result("memory of the server", tally.memory, "MB", goal=MOST_MB, less=True, note=note))
    results.append(Result(f"{LARGE}, p95", share(large, 0.95), "ms", goal=MOST_MS, less=True, note="12,000 attempts"))
    for kind, spent in sorted(tally.spent.items()):
        results.append(Result(f"{kind}, p95", share(spent, 0.95), "ms", less=True, note=f"{len(spent)} times"))
    return results


def share(spent: list[float], part: float) -> float:
    """Return what a share of the values stays under."""
    return sorted(spent)[max(0, int(len(spent) * part) - 1)]
