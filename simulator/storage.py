"""What the disk says no to: full or not to be written; told apart from mistakes of ours.

Knows the error numbers of SQLite, PostgreSQL and the system, and nothing of worlds. Nothing was changed when one of
these is raised: a transaction that cannot be written has not happened.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from simulator.errors import Busy, MarketplaceError

# The last byte of SQLite's extended numbers is the plain one. A write that the system cuts short is an error of input
# and output to it, whatever the reason.
PLAIN = 0xFF
FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
CLOSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED_DISK = (errno.EROFS, errno.EACCES, errno.EPERM)


class Damaged(MarketplaceError):
    """A file that everything else needs cannot be read."""

    status = 500


class DiskFull(Busy):
    """There is no room on the disk for what was to be written."""

    status = 507

    def __init__(self) -> None:
        super().__init__("The disk of the simulator is full; nothing was changed. Make room, then try again.")


class DiskClosed(Busy):
    """The data directory cannot be written."""

    def __init__(self) -> None:
        super().__init__("The simulator cannot write to its data directory at present; nothing was changed.")


class DatabaseGone(DiskClosed):
    """The database that holds the worlds cannot be reached."""

    def __init__(self) -> None:
        Busy.__init__(self, "The database of the simulator cannot be reached at present. Try again in a moment.")


# What PostgreSQL calls a full disk, a database that is only read, and one that goes down or comes up.
SERVER_FULL, SERVER_READ_ONLY, SERVER_GONE = "53100", "25006", ("08", "57P", "53300")


def _said_by_server(error: BaseException) -> Busy | None:
    """Return what an error of psycopg's says, which is not imported where no database is used."""
    state = str(getattr(error, "sqlstate", None) or "")
    is_gone = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    if state.startswith(SERVER_GONE) or (is_gone and not state):
        return DatabaseGone()
    return {SERVER_FULL: DiskFull(), SERVER_READ_ONLY: DiskClosed()}.get(state)


def said_by_disk(error: BaseException | None) -> Busy | None:
    """Return what an error says of the disk; None where it says something else."""
    if isinstance(error, DatabaseError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", 0) & PLAIN
        return DiskFull() if number in FULL else DiskClosed() if number in CLOSED else None
    if error is not None and type(error).__module__.startswith("psycopg"):
        return _said_by_server(error)
    if isinstance(error, OSError):
        return DiskFull() if error.errno in FULL_DISK else DiskClosed() if error.errno in CLOSED_DISK else None
    return None


@contextmanager
def said_if_damaged(file: Path) -> Iterator[None]:
    """Say which file is damaged, where that is what keeps SQLite from reading it."""
    try:
        yield
    except (sqlite3.Error, DatabaseError) as error:
        # SQLAlchemy would tell the statement as well.
        said = getattr(error, "orig", error)
        if getattr(said, "sqlite_errorcode", 0) & PLAIN not in DAMAGED:
            raise
        raise Damaged(f"{file} is damaged ({said}). Put back a copy of it; the worlds lie beside it.") from None
