"""The server's log: one line for each thing worth telling, plain for people or JSON for collectors.

Every answer gets a request id, which is in its header and in its line. Lines name the path without its query, because
links carry tokens there, and nothing of headers, bodies or cookies. Nor of a path that is a key itself. Knows no page.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from flask import Flask, Response, current_app, g, request

from simulator import clock
from simulator.tracing import trace_id

log = logging.getLogger("marketsim.request")
people = logging.getLogger("marketsim.people")

HEADER = "X-Request-Id"
# An id that a proxy in front has given is kept; anything else could forge lines.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Parts of addresses that are keys themselves: the code of a class, a package's key to a learner's results.
KEYS = {"code", "key"}
FACTS = ("request_id", "trace_id", "method", "path", "status", "world", "ms", "process")


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, room, words, and the facts of a request where it is one."""
        told: dict[str, Any] = {
            "at": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
            "level": record.levelname,
            "room": record.name,
            "message": record.getMessage(),
        }
        told |= {name: record.__dict__[name] for name in FACTS if name in record.__dict__}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(told).decode()


def open_logbook(form: str) -> None:
    """Begin to log to standard error: `plain` tells warnings and worse, `json` every request as well."""
    handler = logging.StreamHandler()
    is_json = form == "json"
    handler.setFormatter(Lines() if is_json else logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for one in (log, people):
        one.setLevel(logging.INFO if is_json else logging.WARNING)


def init_logbook(app: Flask) -> None:
    """Give every answer an id, and every request a line."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else uuid4().hex[:16]
        g.request_began = clock.stopwatch()

    @app.after_request
    def end(answer: Response) -> Response:
        if "request_id" in g:
            answer.headers[HEADER] = g.request_id
            if log.isEnabledFor(logging.INFO):
                path = _path()
                log.info("%s %s %s", request.method, path, answer.status_code, extra=_facts(answer, path))
        return answer


def note_person(words: str, *values: object) -> None:
    """Write a line about somebody who signs in or out, by an id, with the request it happened in."""
    people.info(words, *values, extra={"request_id": g.get("request_id")})


def _path() -> str:
    """Return the path; where a part of it would let its reader in, the route."""
    rule = request.url_rule
    if rule is not None:
        return rule.rule if rule.arguments & KEYS else request.path
    # A key is one, too, where it was asked for in a wrong way, or is in an address with a slip.
    asked = re.sub("/+", "/", request.path).lower()
    with_keys = (one.rule for one in current_app.url_map.iter_rules() if one.arguments & KEYS)
    return next((one for one in with_keys if asked.startswith(one.partition("<")[0])), request.path)


def _facts(answer: Response, path: str) -> dict[str, Any]:
    return {
        "request_id": g.request_id,
        **trace_id(),
        "method": request.method,
        "path": path,
        "status": answer.status_code,
        "world": (request.view_args or {}).get("world"),
        "ms": round((clock.stopwatch() - g.request_began) * 1000, 1),
    }
