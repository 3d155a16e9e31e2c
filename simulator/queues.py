"""Queues at a lock file: of each process one thread stands there, and the others wait behind it.

Whoever stands at the file can only look again and again; many of them would do nothing else. Whoever dies holds the
file no longer. Knows no world.
"""

import os
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from simulator.clock import stopwatch

# Seconds between two looks at the file: less than a deed takes.
LOOK_AGAIN = 0.002


class _Line:
    """The threads of this process that want the same file."""

    def __init__(self) -> None:
        self.front = Lock()


_guard = Lock()
_lines: WeakValueDictionary[Path, _Line] = WeakValueDictionary()


if hasattr(os, "register_at_fork"):
    # Whoever stood in line stands there in the parent.
    os.register_at_fork(after_in_child=_lines.clear)


class FileQueue:
    """A lock that processes and their threads share."""

    def __init__(self, file: Path) -> None:
        with _guard:
            self._line = _lines.setdefault(file, _Line())
        self._file = FileLock(file, poll_interval=LOOK_AGAIN)

    @property
    def is_locked(self) -> bool:
        """Say whether it is held through this object."""
        return self._file.is_locked

    def acquire(self, timeout: float = -1) -> None:
        """Take it, or raise Timeout after so many seconds."""
        began = stopwatch()
        if not self._line.front.acquire(timeout=timeout):
            raise Timeout(self._file.lock_file)
        try:
            self._file.acquire(timeout=timeout if timeout < 0 else max(timeout - (stopwatch() - began), 0))
        except BaseException:
            self._line.front.release()
            raise

    def release(self) -> None:
        """Let others have it."""
        self._file.release()
        self._line.front.release()
