"""Gunicorn's own lines in our log: plain or JSON, like everything else a server says. Knows no request."""

from typing import Any

from gunicorn.glogging import Logger


class OwnLines(Logger):  # type: ignore[misc]
    """Gunicorn's log without a handler of its own."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to whoever opened the logbook."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
