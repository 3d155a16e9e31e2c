"""Lends connections again: opening a world and reading its schema costs more than many a page's statements.

Only in a server, and only what `keeping` keeps open anyway. A connection that is closed goes back to the shelf of its
file, one for each, with its schema and its prepared statements. Knows no table.
"""

import atexit
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from simulator import keeping
from simulator.states import is_kept, present

# Files of which a connection lies ready, per process. Each takes two or three megabytes, most for its statements.
MOST = 40


class Lent(sqlite3.Connection):
    """A connection that goes back to its shelf when it is closed, if there is one and it is free."""

    goes_back: "Callable[[Lent], bool] | None" = None
    # What it was asked for by: the name stays when the world gets another file.
    path: Path | None = None
    _functions: frozenset[str] = frozenset()

    def close(self) -> None:
        """Give it back, or close it."""
        if self.goes_back is None or not self.goes_back(self):
            super().close()

    def create_function(self, name: str, *args: Any, **more: Any) -> None:
        """Add a function once: adding it again would throw away all prepared statements."""
        if name not in self._functions:
            self._functions |= {name}
            super().create_function(name, *args, **more)


# A file by name and number: a world may be deleted and made again under its name. One that is never written again is
# known by its folder: a reset gives the same file a new name, and what was opened under the old one still reads it.
_File = tuple[Path, int]
_shelf: OrderedDict[_File, Lent] = OrderedDict()
_queue = Lock()


def lend(path: Path, opened: Callable[[Path], Lent]) -> Lent:
    """Return a connection to a world or directory file: one from the shelf, else one that is opened for it."""
    if not keeping.keeps(path):
        return opened(path)
    file = _named(path)
    with _queue:
        found = _shelf.pop(file, None) if file else None
    if found is None:
        _close_former(path, file)
        found = opened(path)
        found.path = path
        # The world may have got another state just while this one was opened.
        found.goes_back = partial(_taken_back, file) if file and file == _named(path) else None
    keeping.keep_open(path)
    return found


def _close_former(path: Path, file: _File | None) -> None:
    """Close what lies ready of files that this one has taken the place of, but for the one a reset goes back to."""
    first = path.with_name("origin.db")
    needed = (file, (first.parent, first.stat().st_ino) if first.exists() else None)
    with _queue:
        gone = [_shelf.pop(one) for one, lent in list(_shelf.items()) if lent.path == path and one not in needed]
    _close_all(gone)


def _named(path: Path) -> _File | None:
    real = present(path)
    if not real.exists():
        return None
    return (real.parent if is_kept(path) else real, real.stat().st_ino)


def _taken_back(file: _File, lent: Lent) -> bool:
    """Put a connection on the shelf; there is room for one of a file."""
    if lent.in_transaction:
        lent.rollback()
    with _queue:
        if file in _shelf:
            return False
        _shelf[file] = lent
        gone = [_shelf.popitem(last=False)[1] for _ in range(len(_shelf) - MOST)]
    _close_all(gone)
    return True


def let_go(folder: Path) -> None:
    """Close what lies ready of a folder that is about to be deleted."""
    with _queue:
        gone = [_shelf.pop(file) for file in list(_shelf) if file[0].is_relative_to(folder)]
    _close_all(gone)
    keeping.let_go(folder)


def let_all_go() -> None:
    """Close everything; a connection must not be carried into another process."""
    with _queue:
        gone = [_shelf.popitem()[1] for _ in range(len(_shelf))]
    _close_all(gone)
    keeping.let_all_go()


def _close_all(gone: list[Lent]) -> None:
    for one in gone:
        one.goes_back = None
        one.close()


atexit.register(let_all_go)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=let_all_go)
