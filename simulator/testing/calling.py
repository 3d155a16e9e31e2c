"""Calls to the control API of a running simulator: JSON out, JSON in, refusals as exceptions.

Needs nothing but the standard library, so that a project that installs the package for its tests gets no HTTP client
with it. Keeps a journal of what was asked, which a failing test prints. Knows no rule of the marketplace.
"""

import http.client
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from simulator.clock import stopwatch

# A failing test shows its own line, not ours.
__tracebackhide__ = True
PREFIX = "/sim/v1"
# Seconds until a call that is not answered fails.
PATIENCE = 120.0
# Seconds after which a connection is not used again; the server closes idle ones after five.
IDLE = 2.0
# Calls that are remembered.
REMEMBERED = 200

# Sends a request and returns status and body: (method, path, headers, body).
Send = Callable[[str, str, Mapping[str, str], bytes], tuple[int, bytes]]


class CallFailed(AssertionError):
    """A call was answered with an error; nothing was changed."""

    def __init__(self, asked: str, status: int, told: Mapping[str, Any]) -> None:
        error = told.get("error") or {}
        self.status, self.code = status, str(error.get("code", ""))
        self.field, self.message = error.get("field"), str(error.get("message", told))
        super().__init__(f"{asked} → {status} {self.code}: {self.message}")


class Refused(CallFailed):
    """A rule of the marketplace forbade the deed; `rule` names it."""

    def __init__(self, asked: str, status: int, told: Mapping[str, Any]) -> None:
        super().__init__(asked, status, told)
        self.rule = str(told["refusal"]["rule"])
        self.until = told["refusal"].get("until")


@dataclass(frozen=True)
class Asked:
    """One line of the journal."""

    method: str
    path: str
    body: Any
    status: int
    seconds: float

    def __str__(self) -> str:
        given = f" {json.dumps(self.body, ensure_ascii=False)[:160]}" if self.body else ""
        return f"{self.status} {self.method} {self.path}{given} ({self.seconds * 1000:.0f} ms)"


@dataclass
class Calls:
    """Somebody who calls the control API."""

    send: Send
    token: str = ""
    journal: deque[Asked] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something."""
        return self.call("GET", path, query=query)

    def listed(self, path: str, what: str, **query: Any) -> list[dict[str, Any]]:
        """Ask for all pages of a list; `what` is its name in the answers."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            told = self.get(path, **query, cursor=cursor)
            found += told[what]
            cursor = told["next"]
            if cursor is None:
                return found

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Do something; a header such as idempotency_key may be given by name."""
        return self.call("POST", path, {} if body is None else body, headers=headers)

    def put(self, path: str, body: Any) -> Any:
        """Change something."""
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Any:
        """Delete something."""
        return self.call("DELETE", path)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Make a call and return the JSON it was answered with, or the bytes of a file.

        Raises:
            Refused: a rule forbids it.
            CallFailed: any other error.
        """
        asked = {key: _as_text(value) for key, value in (query or {}).items() if value is not None}
        full = PREFIX + path + (f"?{urlencode(asked)}" if asked else "")
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        begin = stopwatch()
        status, answer = self.send(method, full, self._headers(headers or {}), sent)
        shown = None if isinstance(body, bytes) else body
        self.journal.append(Asked(method, full, shown, status, stopwatch() - begin))
        return _read(f"{method} {full}", status, answer)

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        told = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            told["Authorization"] = f"Bearer {self.token}"
        return told | {name.replace("_", "-").title(): value for name, value in given.items()}


class OverHTTP:
    """Sends over connections that are kept open between calls that follow each other quickly; any thread may call."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._place = parts.netloc
        # Connections nobody uses at present, each with the moment it was last used.
        self._free: list[tuple[http.client.HTTPConnection, float]] = []
        self._lock = threading.Lock()

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        connection = self._taken()
        try:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            told = answer.status, answer.read()
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._free.append((connection, stopwatch()))
        return told

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._lock:
            while self._free:
                self._free.pop()[0].close()

    def _taken(self) -> http.client.HTTPConnection:
        with self._lock:
            while self._free:
                connection, used = self._free.pop()
                if stopwatch() - used < IDLE:
                    return connection
                connection.close()
        return self._kind(self._place, timeout=PATIENCE)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _read(asked: str, status: int, answer: bytes) -> Any:
    try:
        told = json.loads(answer) if answer else {}
    except ValueError:
        if status < 400:
            return answer
        told = {"error": {"code": "no_json", "message": answer[:200].decode("utf-8", "replace")}}
    if status < 400:
        return told
    raise (Refused if "refusal" in told else CallFailed)(asked, status, told)
