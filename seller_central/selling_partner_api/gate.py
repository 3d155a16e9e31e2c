"""The gate every call comes through: token, faults, usage plan, then the operation, then errors in one shape.

An operation registers itself with address, method and usage plan. Route by path only: clients send any Host.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import count
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from seller_central.selling_partner_api import usage_plans
from seller_central.selling_partner_api.answering import (
    JSON,
    ApiError,
    answer,
    denied,
    error_answer,
    invalid,
    not_found,
    written,
)
from seller_central.selling_partner_api.peeking import Peek, peek
from seller_central.selling_partner_api.tokens import Token, read_token
from simulator.draws import chance
from simulator.errors import BadInput, Busy, MarketplaceError, NotFound, Refusal
from simulator.faults import latency, part_of, strikes
from simulator.home import Home
from simulator.turns import aside
from simulator.visits import the_home

selling_partner = Blueprint("selling_partner", __name__)
_calls = count()
REVOKED = "The access token you provided is revoked, malformed or invalid."


@dataclass(frozen=True)
class Plan:
    """An operation's usage plan and habits."""

    name: str
    rate: float
    burst: int
    content_type: str = JSON
    # Programs disagree about which kind of token these take; both open them.
    takes_grantless: bool = False
    # Reads whose answer stays the same until the world changes.
    is_remembered: bool = False


@dataclass
class Call:
    """One call: whose, to which world, with which rights."""

    home: Home
    token: Token
    peek: Peek
    # Personal data a restricted token opens: None without one, else the elements it names (none named is all).
    elements: list[str] | None = None

    @property
    def world(self) -> str:
        """The world the token names."""
        return self.token.world

    @property
    def seller_id(self) -> str:
        """The seller the token names."""
        return self.token.seller_id

    @property
    def is_strict(self) -> bool:
        """Say whether lists keep the real thing's lag of two minutes."""
        return bool(part_of(self.peek.faults, "api").get("strict") or current_app.config.get("API_STRICT"))

    def opens(self, element: str) -> bool:
        """Say whether personal data of a kind may be shown."""
        return self.elements is not None and (not self.elements or element in self.elements)


View = Callable[..., Any]


def operation(
    method: str, path: str, name: str, rate: float, burst: int, *, status: int = 200, **habits: Any
) -> Callable[[View], View]:
    """Register an operation: a function of a call and what the path names, returning the body of its answer."""
    plan = Plan(name, rate, burst, **habits)

    def register(view: View) -> View:
        @wraps(view)
        def answered(**named: str) -> Response:
            return _answered(plan, view, status, named)

        selling_partner.add_url_rule(path, name, answered, methods=[method], strict_slashes=False)
        return view

    return register


def _answered(plan: Plan, view: View, status: int, named: dict[str, str]) -> Response:
    try:
        call = _admitted(plan)
        response = (
            _remembered(plan, call, view, named) if plan.is_remembered else _fresh(plan, call, view, status, named)
        )
    except ApiError as error:
        response = error_answer(error, plan.content_type)
    except MarketplaceError as error:
        response = error_answer(_translated(error), plan.content_type)
    except HTTPException as error:
        problem = ApiError(error.code or 500, "InvalidInput", error.description or "Invalid Input")
        response = error_answer(problem, plan.content_type)
    if response.status_code not in (403, 429) and response.status_code < 500:
        response.headers["x-amzn-RateLimit-Limit"] = str(plan.rate)
    return response


def _fresh(plan: Plan, call: Call, view: View, status: int, named: dict[str, str]) -> Response:
    body = view(call, **named)
    return body if isinstance(body, Response) else answer(body, status, plan.content_type)


def _remembered(plan: Plan, call: Call, view: View, named: dict[str, str]) -> Response:
    """Answer as before if the world has not changed since the same was asked."""
    key = (plan.name, call.seller_id, tuple(call.elements or ()), call.elements is None, request.full_path)
    body = call.peek.remembered.get(key)
    if body is None:
        body = call.peek.remembered[key] = written(view(call, **named))
    return answer(body, 200, plan.content_type)


def _translated(error: MarketplaceError) -> ApiError:
    if isinstance(error, NotFound):
        return not_found()
    if isinstance(error, Busy):
        return ApiError(503, "ServiceUnavailable", error.message)
    if isinstance(error, BadInput) and error.status == 413:
        return ApiError(413, "InvalidInput", error.message)
    return invalid(error.message, error.rule if isinstance(error, Refusal) else "")


def _admitted(plan: Plan) -> Call:
    home, token = the_home(), _token(the_home())
    if token.is_grantless and not plan.takes_grantless:
        raise denied()
    try:
        seen = peek(home, token.world)
    except NotFound:
        raise denied(REVOKED) from None
    suffer(plan, seen)
    if not spend(plan, seen, home, f"{token.world}/{token.seller_id}"):
        raise _throttled()
    return Call(home, token, seen, _elements(token))


def _token(home: Home) -> Token:
    given = request.headers.get("x-amz-access-token", "")
    if not given:
        raise denied("Access token is missing in the request header.")
    token = read_token(home, given)
    if token is None:
        raise denied(REVOKED)
    if token.is_expired:
        raise denied("The access token you provided has expired.")
    return token


def _elements(token: Token) -> list[str] | None:
    """Return what a restricted token opens here; it opens nothing but the addresses it names."""
    if token.resources is None:
        return None
    for method, path, elements in token.resources:
        pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(path))
        if method == request.method and re.fullmatch(pattern, request.path):
            return elements
    raise denied()


def suffer(plan: Plan, seen: Peek) -> None:
    """Go wrong as the world's faults say; without any, nothing happens here."""
    if not part_of(seen.faults, "api"):
        return
    wait = latency(seen.faults, "api")
    if wait:
        with aside():
            threading.Event().wait(wait.total_seconds())
    place = f"{plan.name}/{next(_calls)}"
    if strikes(seen.faults, "api", "throttle", seen.seed, place):
        raise _throttled()
    if strikes(seen.faults, "api", "error_rate", seen.seed, place):
        is_down = chance(seen.seed, "api", place, "kind", 500_000)
        if is_down:
            raise ApiError(503, "ServiceUnavailable", "Service is temporarily unavailable. Please try again.")
        raise ApiError(500, "InternalFailure", "We encountered an internal error. Please try again.")


def spend(plan: Plan, seen: Peek, home: Home, whose: str) -> bool:
    """Take a call off somebody's usage plan where plans are kept to; False if none is left."""
    is_limited = part_of(seen.faults, "api").get("usage_plans") or current_app.config.get("USAGE_PLANS")
    return not is_limited or usage_plans.take(home, f"{whose}/{plan.name}", plan.rate, plan.burst)


def _throttled() -> ApiError:
    return ApiError(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


def origin() -> str:
    """Return the address under which programs reach this server; never taken from the Host they sent."""
    configured = current_app.config.get("PUBLIC_URL")
    if configured:
        return str(configured).rstrip("/")
    host, port = request.environ.get("SERVER_NAME", "127.0.0.1"), request.environ.get("SERVER_PORT", "80")
    host = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    host = f"[{host}]" if ":" in host else host
    return f"{request.environ.get('wsgi.url_scheme', 'http')}://{host}:{port}"
