"""Keeps recently used world files open between the requests of a server.

When the last connection to a file closes, SQLite writes its log back and syncs the disk, which costs more than most
deeds. One idle connection a file, per process, prevents that. Nobody reads through it. Only servers begin it: whoever
opens a world once wants it closed properly.
"""

import atexit
import os
import sqlite3
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from simulator.states import present

# Files a process keeps open. Each costs three file handles; a class of sixty rarely acts within the same second.
MOST = 32


@dataclass(frozen=True)
class _Kept:
    """An idle connection and the file it was opened on: a world may be deleted and made again under its name."""

    connection: sqlite3.Connection
    inode: int


_kept: OrderedDict[Path, _Kept] = OrderedDict()
_queue = Lock()
_is_on = False


def begin() -> None:
    """Keep files open in this process from now on."""
    global _is_on  # noqa: PLW0603 - a process serves or it does not
    _is_on = True


def keep_open(path: Path) -> None:
    """Hold a file open from now on, until others are used more recently; nothing outside a server."""
    if not _is_on or not _is_kept(path):
        return
    inode = path.stat().st_ino
    with _queue:
        held = _kept.pop(path, None)
        if held is not None and held.inode != inode:
            # Its log is written back into a file that is gone; nobody need wait for that.
            Thread(target=_let_go, args=(held,), daemon=True).start()
            held = None
        if present(path).name.startswith("kept-"):
            # Such a file has no log that would be written back.
            return
        _kept[path] = held or _Kept(_opened(path), inode)
        while len(_kept) > MOST:
            _kept.popitem(last=False)[1].connection.close()


def _is_kept(path: Path) -> bool:
    """Say whether a file is a world or the directory, rather than a copy that soon goes."""
    return path.name == "directory.db" or path.parent.parent.name == "worlds"


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


atexit.register(let_all_go)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=let_all_go)
