"""What the disk says no to: full or not to be written; told apart from mistakes of ours.

Knows SQLite's and the system's error numbers, and nothing of worlds. Nothing was changed when one of these is raised:
a transaction that cannot be written has not happened.
"""

import errno
import sqlite3

from sqlalchemy.exc import DatabaseError

from simulator.errors import Busy

# The last byte of SQLite's extended numbers is the plain one. A write that the system cuts short is an error of input
# and output to it, whatever the reason.
PLAIN = 0xFF
FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
CLOSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED_DISK = (errno.EROFS, errno.EACCES, errno.EPERM)


class DiskFull(Busy):
    """There is no room on the disk for what was to be written."""

    status = 507

    def __init__(self) -> None:
        super().__init__("The disk of the simulator is full; nothing was changed. Make room, then try again.")


class DiskClosed(Busy):
    """The data directory cannot be written."""

    def __init__(self) -> None:
        super().__init__("The simulator cannot write to its data directory at present; nothing was changed.")


def said_by_disk(error: BaseException | None) -> Busy | None:
    """Return what an error says of the disk; None where it says something else."""
    if isinstance(error, DatabaseError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", 0) & PLAIN
        return DiskFull() if number in FULL else DiskClosed() if number in CLOSED else None
    if isinstance(error, OSError):
        return DiskFull() if error.errno in FULL_DISK else DiskClosed() if error.errno in CLOSED_DISK else None
    return None
