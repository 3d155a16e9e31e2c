"""Who may talk to the simulator: in local mode whoever sits at this machine, in classroom mode who has the token.

A page of a stranger, open in the same browser, could otherwise move somebody's worlds: it would send its own Origin,
or a Host name that was made to point here. So could whoever reaches an open port and says that it is called localhost:
names of this machine count only from this machine, further ones are configured, and from elsewhere the control API
wants its token in local mode, too. Machine interfaces answer any Host; they have their own keys.
"""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadHost, Unauthorized

from simulator.config import LOOPBACK

CONTROL = ("/sim/", "/metrics")
# What describes the control API may be read without its token.
OPEN = ("/sim/v1/openapi.json", "/sim/v1/docs")


def install_guards(app: Flask) -> None:
    """Check every request to a guarded address before anything else is done."""
    app.before_request_funcs.setdefault(None, []).insert(0, check_request)


def check_request() -> Response | None:
    """Refuse strangers.

    Raises:
        Forbidden: the Host or Origin is not this machine's.
        Unauthorized: classroom mode or another machine, and the token is missing or wrong.
    """
    if isinstance(request.routing_exception, BadHost):
        # No address can be built for such a name, not even that of an error page's stylesheet.
        return Response("The header Host names no host.\n", 400, mimetype="text/plain")
    is_local = current_app.config.get("MODE", "local") == "local"
    if is_local and not _has_keys(request.path):
        _check_names()
    if not (is_local and at_this_machine()):
        _check_token()
    return None


def at_this_machine() -> bool:
    """Say whether the request comes from the machine the server runs on."""
    if request.remote_addr is None:
        # No network at all: the application is called by the process it lives in.
        return True
    try:
        found = ip_address(request.remote_addr)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _has_keys(path: str) -> bool:
    # Probes know no name; figures are closed to other machines without the token.
    if path.startswith("/healthz") or (path.startswith("/metrics") and not at_this_machine()):
        return True
    is_machine = current_app.extensions.get("classroom-machines")
    return is_machine is not None and not path.startswith(CONTROL) and is_machine(path)


def _check_names() -> None:
    host = _named_in(f"//{request.host}")
    if not _is_ours(host):
        told = f"{(host or '')[:60]!r} is none of the names in MARKETSIM_HOSTS."
        abort(403, f"In local mode this machine is answered, under localhost; {told}")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(_named_in(origin)):
        abort(403, f"A page of {origin[:60]!r} may not use this simulator.")


def _named_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_ours(name: str | None) -> bool:
    plain = (name or "").lower()
    is_named = plain in current_app.config.get("HOSTS", ())
    return is_named or (at_this_machine() and (plain in LOOPBACK or plain.endswith(".localhost")))


def _check_token() -> None:
    if not request.path.startswith(CONTROL) or request.path in OPEN:
        return
    token = current_app.config.get("CONTROL_TOKEN") or ""
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        wanted = "The control API wants the header Authorization: Bearer <token>."
        wanted = (
            wanted if token else "The control API is closed to other machines until MARKETSIM_CONTROL_TOKEN is set."
        )
        raise Unauthorized(wanted, www_authenticate=WWWAuthenticate("bearer"))
