"""Figures for monitoring at `/metrics`, in Prometheus' text form: requests, how long they took, worlds, the disk.

Each worker process writes its counts into a small file of its own in the data directory, and whoever is asked adds all
of them up; a worker that ended still counts until the server stops. Knows no world's contents.
"""

import mmap
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from flask import Flask, Response, g, request
from sqlalchemy.exc import DatabaseError

from simulator import clock
from simulator.directory import playing_worlds, world_names
from simulator.home import Home

# Upper bounds of the histogram's buckets, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Counts of a process: answers by class, answers by bucket (the last is everything longer), and seconds in all.
_FORM = struct.Struct(f"<{len(CLASSES) + len(BOUNDS) + 1}Qd")
TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Counts:
    """What one process has counted, in a file that others read."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._guard = folder, Lock()
        self._process = 0
        self._map: mmap.mmap | None = None

    def add(self, status: int, seconds: float) -> None:
        """Count one answer."""
        bucket = next((at for at, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        with self._guard:
            place = self._open()
            numbers = list(_FORM.unpack_from(place))
            numbers[min(max(status // 100, 1), 5) - 1] += 1
            numbers[len(CLASSES) + bucket] += 1
            numbers[-1] += seconds
            _FORM.pack_into(place, 0, *numbers)

    def total(self) -> list[float]:
        """Add up what all processes have counted."""
        files = [file.read_bytes() for file in self._folder.glob("*.counts")]
        rows = [_FORM.unpack(one) for one in files if len(one) == _FORM.size]
        return [sum(column) for column in zip(*rows, strict=True)] or [0.0] * (len(CLASSES) + len(BOUNDS) + 2)

    def _open(self) -> mmap.mmap:
        """Return this process's own file; one that was forked off begins another."""
        if self._map is None or self._process != os.getpid():
            self._process = os.getpid()
            self._folder.mkdir(exist_ok=True)
            with (self._folder / f"{self._process}.counts").open("w+b") as file:
                file.truncate(_FORM.size)
                self._map = mmap.mmap(file.fileno(), _FORM.size)
        return self._map


def init_metrics(app: Flask, home: Home) -> None:
    """Count every answer, and tell the counts at `/metrics`."""
    counts = Counts(home.path / ".metrics")

    @app.after_request
    def count(answer: Response) -> Response:
        began = g.get("request_began")
        if began is not None and request.path != "/metrics":
            try:
                counts.add(answer.status_code, clock.stopwatch() - began)
            except OSError as error:
                # A disk that takes nothing must not cost anybody the answer.
                app.logger.warning("an answer was not counted: %s", error)
        return answer

    @app.get("/metrics")
    def metrics() -> Response:
        return Response("\n".join(lines(home, counts)) + "\n", content_type=TYPE)


def forget_counts(home: Home) -> None:
    """Begin counting anew, at a server's start."""
    shutil.rmtree(home.path / ".metrics", ignore_errors=True)


def lines(home: Home, counts: Counts) -> Iterator[str]:
    """Write all figures."""
    numbers = counts.total()
    classes, buckets = numbers[: len(CLASSES)], numbers[len(CLASSES) : -1]
    yield from _head("marketsim_responses_total", "counter", "Answers by class of status.")
    yield from (
        f'marketsim_responses_total{{class="{name}"}} {count:.0f}' for name, count in zip(CLASSES, classes, strict=True)
    )
    yield from _head("marketsim_response_seconds", "histogram", "How long answers took.")
    for at, bound in enumerate((*BOUNDS, "+Inf")):
        yield f'marketsim_response_seconds_bucket{{le="{bound}"}} {sum(buckets[: at + 1]):.0f}'
    yield f"marketsim_response_seconds_sum {numbers[-1]:.6f}"
    yield f"marketsim_response_seconds_count {sum(buckets):.0f}"
    gauges: dict[str, tuple[str, Callable[[], int]]] = {
        "marketsim_disk_free_bytes": ("Room left beside the worlds.", lambda: shutil.disk_usage(home.path).free),
        "marketsim_worlds": ("Worlds in the data directory.", lambda: len(world_names(home))),
        "marketsim_playing_worlds": ("Worlds whose clock runs.", lambda: len(playing_worlds(home))),
    }
    # A full disk may keep the directory from being read; how much room is left is told all the more.
    with suppress(DatabaseError):
        for name, (words, count) in gauges.items():
            number = count()
            yield from _head(name, "gauge", words)
            yield f"{name} {number}"


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
