"""Threads of a server take turns, queue at a world's lock, and step aside while they wait."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock, Timeout

from simulator import turns
from simulator.queues import FileQueue
from simulator.turns import aside, turn

# Seconds after which something that should happen has not happened.
LATE = 10.0


def started(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def waiting(number: int) -> None:
    """Wait until so many threads stand in line."""
    while len(turns._waiting) < number:
        Event().wait(0.001)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody loses a turn in this test, however slow the machine is."""
    monkeypatch.setattr(turns, "LONG", LATE)


def test_threads_work_one_after_the_other_in_the_order_they_came(patient: None) -> None:
    seen: list[int] = []

    def work(number: int) -> None:
        with turn():
            seen.append(number)

    with turn():
        threads = []
        for number in range(4):
            threads.append(started(lambda number=number: work(number)))  # type: ignore[misc]
            waiting(number + 1)
        assert seen == []
    for thread in threads:
        thread.join(LATE)
    assert seen == [0, 1, 2, 3]


def test_who_steps_aside_lets_others_work_and_is_the_next(patient: None) -> None:
    seen, both_wait = [], Event()

    def first() -> None:
        with turn():
            with aside():
                both_wait.wait(LATE)
            seen.append("first again")

    def other(name: str, inside: Event, go_on: Event) -> None:
        with turn():
            inside.set()
            go_on.wait(LATE)
            seen.append(name)

    one, inside, go_on = started(first), Event(), Event()
    second = started(lambda: other("second", inside, go_on))
    assert inside.wait(LATE)
    third = started(lambda: other("third", Event(), go_on))
    waiting(1)
    both_wait.set()
    waiting(2)
    go_on.set()
    for thread in (one, second, third):
        thread.join(LATE)
    assert seen == ["second", "first again", "third"]


def test_who_works_long_loses_the_turn_but_goes_on() -> None:
    inside, go_on, ended = Event(), Event(), []

    def long() -> None:
        with turn():
            inside.set()
            ended.append(go_on.wait(LATE))

    thread = started(long)
    assert inside.wait(LATE)
    with turn():
        assert ended == []
        go_on.set()
        thread.join(LATE)
    assert ended == [True]
    assert turns._working is None


def test_outside_a_turn_stepping_aside_is_nothing() -> None:
    with aside():
        assert turns._working is None


def test_threads_of_a_process_queue_at_a_file_one_by_one(tmp_path: Path) -> None:
    file, inside, seen = tmp_path / "lock", 0, []

    def work() -> None:
        nonlocal inside
        for _ in range(20):
            queue = FileQueue(file)
            queue.acquire()
            inside += 1
            seen.append(inside)
            inside -= 1
            queue.release()

    threads = [started(work) for _ in range(4)]
    for thread in threads:
        thread.join(LATE)
    assert seen == [1] * 80


def test_a_queue_gives_up_in_time_behind_a_thread_and_behind_a_process(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    held = FileQueue(file)
    held.acquire(timeout=0)
    assert held.is_locked
    with pytest.raises(Timeout):
        FileQueue(file).acquire(timeout=0.01)
    held.release()
    with FileLock(file):
        for patience in (0, 0.01):
            with pytest.raises(Timeout):
                FileQueue(file).acquire(timeout=patience)
    after = FileQueue(file)
    after.acquire(timeout=0)
    after.release()
