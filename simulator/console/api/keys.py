"""The same call again: with the same Idempotency-Key it has one effect and gives the same answer.

An answer is kept in the world it happened in. Deeds keep it within their own transaction (`remember`), so that not even
two calls at once can both take effect; for the rest it is kept right after.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from simulator.acting import holding, reading
from simulator.console.api.world_json import world_json
from simulator.database import session_in
from simulator.errors import BadInput
from simulator.home import Home
from simulator.models import IdempotencyKey
from simulator.moment import Moment
from simulator.schemas.place import Place
from simulator.worlds import first_words

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
    places = _places(given)
    before = _answered(home, places, key, fingerprint)
    if before is not None:
        return before
    token = first_words.set(_promise)
    try:
        told = view()
    except Exception:
        # Two calls at once: the other one was first.
        before = _answered(home, places, key, fingerprint)
        if before is not None:
            return before
        raise
    finally:
        first_words.reset(token)
    _remember_after(home, places[0], told)
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


def _promise(world_file: Place) -> None:
    """Note in a world that is being made which call asked for it, should nobody live to answer."""
    key, fingerprint, status = g.idempotency
    with session_in(world_file, writing=True) as session:
        session.add(IdempotencyKey(key=key, fingerprint=fingerprint, status=status, body={}))
    g.remembered = {}


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


def _places(given: dict[str, Any]) -> list[str]:
    """Name the worlds that may hold the answer: the one it happened in, and one that was to be made."""
    named = (given.get("world"), *(getattr(given.get(part), "name", None) for part in ("body", "query")))
    return [str(one) for one in named if one] or [str(name_from_key())]


def _answered(home: Home, places: list[str], key: str, fingerprint: str) -> tuple[Any, int] | None:
    for world in places:
        if home.has(world):
            with reading(home, world) as moment:
                row = moment.session.get(IdempotencyKey, key)
            if row is not None and row.fingerprint != fingerprint:
                raise BadInput(HEADER, f"{HEADER}: this key was used for another call.", status=422)
            if row is not None:
                # A world was made, and its maker killed before it could describe it.
                return row.body or world_json(home, world), row.status
    return None


def _remember_after(home: Home, world: str, told: Any) -> None:
    is_known = "remembered" in g and g.remembered == told
    if not is_known and home.has(world) and not isinstance(told, Response):
        with holding(home, world) as moment:
            remember(moment, told)
