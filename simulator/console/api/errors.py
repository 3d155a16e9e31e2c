"""Everything that goes wrong, as JSON: `{"error": {"code", "message"}}`, with the refusal where a rule said no."""

import logging
from typing import Any
from uuid import uuid4

import orjson
from flask import Blueprint, Response, current_app
from werkzeug.exceptions import HTTPException

from simulator.errors import BadInput, MarketplaceError, Refusal
from simulator.events import iso

log = logging.getLogger(__name__)

# What a status is called in `error.code`.
CODES = {
    400: "bad_input",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "invalid_field",
    429: "too_many_requests",
    503: "busy",
    507: "disk_full",
}
# Seconds after which a caller who was told "busy" may try again.
RETRY_AFTER = "2"


def install_errors(api: Blueprint) -> None:
    """Answer errors of these addresses as JSON."""
    api.register_error_handler(MarketplaceError, say_no)
    api.register_error_handler(HTTPException, say_http)


def say_no(error: MarketplaceError) -> Response:
    """Write what the marketplace answered."""
    told: dict[str, Any] = {"error": {"code": CODES.get(error.status, "error"), "message": error.message}}
    if isinstance(error, BadInput):
        told["error"]["field"] = error.field
    if isinstance(error, Refusal):
        told["error"]["code"] = "refused"
        told["refusal"] = refusal_json(error)
    return _answer(told, error.status)


def refusal_json(error: Refusal) -> dict[str, Any]:
    """Write a refusal: its rule, its sentence, and the instant that decided, if there is one."""
    told = {"rule": error.rule, "message": error.message}
    return told | ({"until": iso(error.until)} if error.until else {})


def say_http(error: HTTPException) -> Response:
    """Write an error that the web framework found."""
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    if status >= 500 and status not in CODES:
        message = f"The simulator made a mistake; nothing was changed. Event {_event_id()}."
        return _answer({"error": {"code": "broken", "message": message}}, status)
    told = {"code": CODES.get(status, "error"), "message": error.description or error.name}
    answer = _answer({"error": told}, status)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            answer.headers[name] = value
    return answer


def _answer(told: dict[str, Any], status: int) -> Response:
    answer = Response(orjson.dumps(told), status, mimetype="application/json")
    if status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _event_id() -> str:
    """Name a mistake of ours, so that whoever reports it can point at the log."""
    event_id = uuid4().hex[:8]
    current_app.logger.error("error event %s", event_id)
    return event_id
