"""Who may talk to the simulator: in local mode whoever sits at this machine, in classroom mode who has the token.

A page of a stranger, open in the same browser, could otherwise move somebody's worlds: it would send its own Origin,
or a Host name that was made to point here. Machine interfaces elsewhere answer any Host; they have their own keys.
"""

from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

# Addresses that only this machine's own pages and programs may use in local mode.
GUARDED = ("/sim/", "/w/")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What describes the control API may be read without its token.
OPEN = ("/sim/v1/openapi.json", "/sim/v1/docs")


def install_guards(app: Flask) -> None:
    """Check every request to a guarded address before anything else is done."""
    app.before_request_funcs.setdefault(None, []).insert(0, check_request)


def check_request() -> Response | None:
    """Refuse strangers.

    Raises:
        Forbidden: the Host or Origin is not this machine's.
        Unauthorized: classroom mode, and the token is missing or wrong.
    """
    if current_app.config.get("MODE", "local") != "local":
        _check_token()
    elif request.path.startswith(GUARDED):
        _check_names()
    return None


def _check_names() -> None:
    host = urlsplit(f"//{request.host}").hostname
    if not _is_ours(host):
        abort(403, f"In local mode this answers under localhost only, not under {(host or '')[:60]!r}.")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(urlsplit(origin).hostname):
        abort(403, f"A page of {origin[:60]!r} may not use this simulator.")


def _is_ours(name: str | None) -> bool:
    known = LOOPBACK | frozenset(current_app.config.get("HOSTS", ()))
    return name is not None and (name.lower() in known or name.lower().endswith(".localhost"))


def _check_token() -> None:
    if not request.path.startswith(("/sim/", "/metrics")) or request.path in OPEN:
        return
    token = current_app.config.get("CONTROL_TOKEN") or ""
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        wanted = "The control API wants the header Authorization: Bearer <token>."
        raise Unauthorized(wanted, www_authenticate=WWWAuthenticate("bearer"))
