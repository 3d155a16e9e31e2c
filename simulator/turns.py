"""Turns: of a server process's threads one works at a time, in the order they came.

Python lets only one of them compute anyway. Left alone they take the interpreter from each other at every statement:
all of them finish late, and the worlds they hold are held for ten times as long. Whoever waits for a world steps aside
meanwhile; whoever works long loses the turn and goes on beside the next. Outside a server nobody takes turns.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

from simulator.clock import stopwatch

# Seconds of work after which others need not wait any longer.
LONG = 0.05


class _Turn:
    """A thread that wants to work, or does; `comes` is free once the turn was handed to it."""

    __slots__ = ("comes", "since")

    def __init__(self) -> None:
        self.comes, self.since = Lock(), 0.0
        self.comes.acquire()


class _Threads(local):
    """What a thread knows of itself."""

    turn: _Turn | None = None


_own = _Threads()
_guard = Lock()
_waiting: deque[_Turn] = deque()
_working: _Turn | None = None


@contextmanager
def turn() -> Iterator[None]:
    """Work when it is this thread's turn."""
    mine = _own.turn = _Turn()
    _wait(mine)
    try:
        yield
    finally:
        _own.turn = None
        _hand_on(mine)


@contextmanager
def aside() -> Iterator[None]:
    """Let others work inside this block, in which one waits; afterwards this thread is the next."""
    mine = _own.turn
    if mine is None:
        yield
        return
    _hand_on(mine)
    try:
        yield
    finally:
        _wait(mine, is_next=True)


def _wait(mine: _Turn, *, is_next: bool = False) -> None:
    with _guard:
        if _working is None:
            _begin(mine)
            return
        (_waiting.appendleft if is_next else _waiting.append)(mine)
    while not mine.comes.acquire(timeout=LONG):
        with _guard:
            if _may_overtake(mine):
                _waiting.remove(mine)
                _begin(mine)
                return


def _may_overtake(mine: _Turn) -> bool:
    """Say whether another has been at work for so long that this thread need not wait any more."""
    return _working is not None and _working is not mine and stopwatch() - _working.since >= LONG


def _hand_on(mine: _Turn) -> None:
    """Let the next one work, unless this turn was lost already."""
    global _working  # noqa: PLW0603 - one interpreter, one turn
    with _guard:
        if _working is mine:
            _working = None
            if _waiting:
                _begin(following := _waiting.popleft())
                following.comes.release()


def _begin(mine: _Turn) -> None:
    global _working
    _working, mine.since = mine, stopwatch()
