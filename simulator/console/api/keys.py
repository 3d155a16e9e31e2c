"""The same call again: with the same Idempotency-Key it has one effect and gives the same answer.

An answer is kept in the world it happened in. Deeds keep it within their own transaction (`remember`), so that not even
two calls at once can both take effect; for the rest it is kept right after.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from simulator.acting import holding, reading
from simulator.errors import BadInput
from simulator.home import Home
from simulator.models import IdempotencyKey
from simulator.moment import Moment

HEADER = "Idempotency-Key"
LONGEST = 200
# Calls that change something.
METHODS = ("POST", "PUT", "DELETE")


def once(home: Home, given: dict[str, Any], body: bytes, view: Callable[[], Any], status: int) -> tuple[Any, int]:
    """Call a view, or give the answer that the same call, with the same body, got before.

    Raises:
        BadInput: the key was used for another call.
    """
    key = _key()
    if key is None:
        return view(), status
    fingerprint = _fingerprint(body)
    g.idempotency = (key, fingerprint, status)
    g.pop("remembered", None)
    world = _world(given)
    before = _answered(home, world, key, fingerprint)
    if before is not None:
        return before
    try:
        told = view()
    except Exception:
        # Two calls at once: the other one was first.
        before = _answered(home, world, key, fingerprint)
        if before is not None:
            return before
        raise
    _remember_after(home, world, told)
    return told, status


def remember(moment: Moment, told: dict[str, Any]) -> None:
    """Keep the answer of this call within the transaction that makes it true; what is known later replaces it."""
    asked = g.get("idempotency")
    if asked is None:
        return
    key, fingerprint, status = asked
    row = IdempotencyKey(key=key, fingerprint=fingerprint, status=status, body=told)
    if "remembered" in g:
        moment.session.merge(row)
    else:
        moment.session.add(row)
    moment.session.flush()
    g.remembered = told


def name_from_key() -> str | None:
    """Return a name for a new world that is the same whenever this call is repeated."""
    key = _key()
    return f"w-{hashlib.blake2b(key.encode(), digest_size=5).hexdigest()}" if key else None


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not 1 <= len(key) <= LONGEST:
        raise BadInput(HEADER, f"{HEADER}: a key has 1 to {LONGEST} characters.")
    return key if request.method in METHODS else None


def _fingerprint(body: bytes) -> str:
    """Tell calls apart: method, address and body."""
    return hashlib.blake2b(f"{request.method} {request.full_path}\n".encode() + body, digest_size=32).hexdigest()


def _world(given: dict[str, Any]) -> str | None:
    asked = given.get("world") or getattr(given.get("body"), "name", None) or getattr(given.get("query"), "name", None)
    return str(asked) if asked else name_from_key()


def _answered(home: Home, world: str | None, key: str, fingerprint: str) -> tuple[Any, int] | None:
    if world is None or not home.has(world):
        return None
    with reading(home, world) as moment:
        row = moment.session.get(IdempotencyKey, key)
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise BadInput(HEADER, f"{HEADER}: this key was used for another call.", status=422)
        return row.body, row.status


def _remember_after(home: Home, world: str | None, told: Any) -> None:
    is_known = "remembered" in g and g.remembered == told
    if not is_known and world is not None and home.has(world) and not isinstance(told, Response):
        with holding(home, world) as moment:
            remember(moment, told)
