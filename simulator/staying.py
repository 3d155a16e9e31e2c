"""Worker processes whose threads stay with a caller for a moment, since programs that asked once ask again at once.

Handing a connection back to the process's poller and out again costs more than most answers do. Knows gunicorn's
threads and connections, no request. At most half of the threads wait so, and none while somebody else waits for one.
"""

import select
from collections import deque
from threading import BoundedSemaphore
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from simulator.turns import turn

# Milliseconds a thread waits for the next request of a connection before it gives it back.
LINGER = 10


class StayingWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads, which answer what follows at once on the same connection."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Begin with nobody waiting."""
        super().__init__(*args, **more)
        # Connections that no thread has taken up yet; only how many there are counts.
        self._waiting: deque[object] = deque()
        self._places = BoundedSemaphore(max(self.cfg.threads // 2, 1))

    def enqueue_req(self, conn: Any) -> None:
        """Have a thread take up a connection."""
        self._waiting.append(conn)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow at once."""
        self._waiting.popleft()
        kept = super().handle(conn)
        while kept is True and self._follows(conn):
            kept = super().handle(conn)
        return kept

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request, when it is its turn."""
        with turn():
            return super().handle_request(req, conn)

    def _follows(self, conn: Any) -> bool:
        """Say whether the next request comes within a moment, with nobody else waiting for this thread."""
        # What was read ahead does not make the socket readable; gunicorn knows what to do with it.
        if self._waiting or not self.alive or conn.parser.unreader.buf.getvalue():
            return False
        if not self._places.acquire(blocking=False):
            return False
        try:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            return bool(poll.poll(LINGER)) and not self._waiting
        finally:
            self._places.release()
