"""Queues that span machines: locks of the database, each held by a connection of its own.

Whoever dies leaves no lock behind: the database sees the connection end and gives it to the next in the queue. A
machine that is cut off is noticed within seconds.
"""

from contextlib import suppress
from typing import Any

import psycopg
from filelock import Timeout
from sqlalchemy.pool import PoolProxiedConnection

from simulator.schemas.connecting import Plain, connected, key_of, lent
from simulator.storage import said_by_disk

# A holder that no longer answers is given up after 3 + 2 * 2 seconds.
NOTICED = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2"


class Turn:
    """A lock that is held for a moment, through a connection that is lent meanwhile."""

    def __init__(self, address: str, *names: str) -> None:
        self._address, self._key = address, key_of(*names)
        self._lent: PoolProxiedConnection | None = None

    @property
    def is_locked(self) -> bool:
        """Say whether it is held through this object."""
        return self._lent is not None

    def acquire(self, timeout: float = -1) -> None:
        """Wait for it; forever where no number of seconds is said.

        Raises:
            Timeout: others held it all the time.
        """
        mine = lent(self._address)
        made: Any = mine.dbapi_connection
        # Nothing is no limit to the database; a thousandth of a second is.
        wait = 0 if timeout < 0 else max(1, round(timeout * 1000))
        try:
            made.execute(f"SET lock_timeout = {wait}; SELECT pg_advisory_lock({self._key})", prepare=False)
        except psycopg.errors.LockNotAvailable:
            mine.invalidate()
            raise Timeout(str(self._key)) from None
        except psycopg.Error as error:
            mine.invalidate()
            raise said_by_disk(error) or error from None
        self._lent = mine

    def release(self) -> None:
        """Let others have it."""
        mine, self._lent = self._lent, None
        if mine is None:
            return
        made: Any = mine.dbapi_connection
        try:
            made.execute(f"SELECT pg_advisory_unlock({self._key}); RESET lock_timeout", prepare=False)
        except psycopg.Error:
            # The connection is gone, and the lock with it.
            mine.invalidate()
        mine.close()


class Office:
    """A lock that one process of all machines holds until it stops, and that the others ask for again and again."""

    def __init__(self, address: str, *names: str) -> None:
        self._address, self._key = address, key_of(*names)
        self._connection: Plain | None = None

    @property
    def is_locked(self) -> bool:
        """Say whether this process holds it; a database that was started anew has forgotten so."""
        if self._connection is None:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.release()
            return False
        return True

    def acquire(self, timeout: float = 0) -> None:
        """Take it if it is free; `timeout` is there for the look of it.

        Raises:
            Timeout: somebody holds it, or the database cannot be asked.
        """
        try:
            connection = self._connection = self._connection or connected(self._address)
            connection.execute(NOTICED, prepare=False)
            found = connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,)).fetchone()
        except psycopg.Error:
            self.release()
            raise Timeout("the database") from None
        if not (found and found[0]):
            self.release()
            raise Timeout("somebody else")

    def release(self) -> None:
        """Let others have it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()
