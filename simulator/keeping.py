"""Keeps recently used world files open between the requests of a server.

When the last connection to a file closes, SQLite writes its log back and syncs the disk, which costs more than most
deeds. One idle connection a file, per process, prevents that. Nobody reads through it. Only servers begin it: whoever
opens a world once wants it closed properly.
"""

import sqlite3
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from simulator.states import present

# Files a process keeps open, each with up to three handles: enough for a class of two hundred, each in a world.
MOST, HANDLES = 256, 3
# Handles that are for everything else: sockets, files that are read, modules.
SPARE = 256


@dataclass(frozen=True)
class _Kept:
    """An idle connection and the file it was opened on: a world may be deleted and made again under its name."""

    connection: sqlite3.Connection
    inode: int


CLOSING = "closing files"
_kept: OrderedDict[Path, _Kept] = OrderedDict()
_queue = Lock()
_is_on = False


def begin() -> None:
    """Keep files open in this process from now on, as many as the system lets it."""
    global _is_on, MOST  # noqa: PLW0603 - a process serves or it does not
    _is_on = True
    MOST = min(MOST, max(1, (_handles() - SPARE) // HANDLES))


def _handles() -> int:
    """Return how many files this process may have open, after asking for as many as are needed."""
    wanted = MOST * HANDLES + SPARE
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= allowed:
        return wanted
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        return allowed
    return soft


def keep_open(path: Path) -> None:
    """Hold a file open from now on, until others are used more recently; nothing outside a server."""
    if not keeps(path):
        return
    inode = path.stat().st_ino
    # A file that is kept by name has no log that would be written back.
    with _queue:
        gone = _put(path, inode, is_logged=not present(path).name.startswith("kept-"))
    if gone:
        # Closing writes a log back; nobody need wait for that, least of all whoever asks for another file.
        Thread(target=_close_all, args=(gone,), name=CLOSING, daemon=True).start()


def _put(path: Path, inode: int, *, is_logged: bool) -> list[_Kept]:
    """Make a file the one used last; return those that are to be closed for it."""
    held = _kept.pop(path, None)
    gone = [held] if held is not None and not (is_logged and held.inode == inode) else []
    if is_logged:
        _kept[path] = _Kept(_opened(path), inode) if held is None or gone else held
    return gone + [_kept.popitem(last=False)[1] for _ in range(len(_kept) - MOST)]


def _close_all(gone: list[_Kept]) -> None:
    for one in gone:
        one.connection.close()


def keeps(path: Path) -> bool:
    """Say whether this process serves, and a file is a world or the directory rather than a copy that soon goes."""
    return _is_on and (path.name == "directory.db" or path.parent.parent.name == "worlds")


def let_go(folder: Path) -> None:
    """Close what is kept of a folder that is about to be deleted."""
    with _queue:
        for path in [path for path in _kept if path.is_relative_to(folder)]:
            _let_go(_kept.pop(path))


def _let_go(held: _Kept) -> None:
    """Close a file nobody will read again; the disk need not be waited for."""
    with suppress(sqlite3.Error):
        held.connection.execute("PRAGMA synchronous=OFF")
    held.connection.close()


def let_all_go() -> None:
    """Close everything; a connection must not be carried into another process."""
    with _queue:
        while _kept:
            _kept.popitem()[1].connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # Reading once is what opens the log.
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA user_version").fetchone()
    return connection
