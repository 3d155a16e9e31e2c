"""The table of calls, and how one is answered: body and query checked, view called, JSON written.

A view is a plain function: `view(home, body=…, query=…, **parts of the address)` returns what becomes JSON. Its checks
are pydantic models, which also describe it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Flask, Response, current_app, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import MethodNotAllowed, NotFound

from simulator.console.api import keys
from simulator.console.api.errors import install_errors
from simulator.errors import BadInput
from simulator.fitness import fitness
from simulator.home import Home

PREFIX = "/sim/v1"
# Bytes of a JSON body. Source: contract, "Limits".
LARGEST_BODY = 1_000_000
# The largest number a database knows; one of so many digits may be larger.
LARGEST = 2**63 - 1
_LONG_NUMBER = re.compile(rb"\d{19}")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")

View = Callable[..., Any]
Registered = TypeVar("Registered", bound=View)
Model = TypeVar("Model", bound="Given")


class Given(BaseModel):
    """What a caller sends; a field nobody knows is a slip, and said to be one."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


class AnyFields(Given):
    """What a deed takes; the deed's own schema checks it."""

    model_config = ConfigDict(extra="allow")


@dataclass(frozen=True)
class Call:
    """One address and method: what it takes, what it answers, and the function behind it."""

    method: str
    path: str
    view: View
    body: type[Given] | None
    query: type[Given] | None
    answer: str
    status: int
    # False where the body is no JSON: an uploaded file.
    is_json: bool

    @property
    def name(self) -> str:
        """The name of the view, which is the operation's id too."""
        return self.view.__name__

    @property
    def summary(self) -> str:
        """The first sentence of the view's docstring."""
        return (self.view.__doc__ or "").strip().split("\n", 1)[0]


CALLS: list[Call] = []


def call(
    method: str,
    path: str,
    *,
    answer: str,
    body: type[Given] | None = None,
    query: type[Given] | None = None,
    status: int = 200,
    is_json: bool = True,
) -> Callable[[Registered], Registered]:
    """Register a view. `path` is written as in OpenAPI (`/worlds/{world}`); `answer` names the shape it returns."""

    def register(view: Registered) -> Registered:
        CALLS.append(Call(method, path, view, body, query, answer, status, is_json))
        return view

    return register


def install_calls(app: Flask) -> None:
    """Give every call of the table its address."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for one in CALLS:
        rule = one.path.replace("{", "<").replace("}", ">")
        api.add_url_rule(rule, one.name, _answering(one), methods=[one.method])
    api.add_url_rule("/", "nothing_here", _nothing_here, methods=METHODS, defaults={"rest": ""})
    api.add_url_rule("/<path:rest>", "nothing_there", _nothing_here, methods=METHODS)
    install_errors(api)
    app.register_blueprint(api)
    app.add_url_rule("/healthz", "healthz", healthz)


def healthz() -> Response:
    """Say that the server answers; with `?full`, whether worlds can be listed and written, too."""
    if "full" not in request.args:
        return json_answer({"status": "ok"})
    told = fitness(the_home())
    return json_answer(told, 200 if told["status"] == "ok" else 503)


def json_answer(told: Any, status: int = 200) -> Response:
    """Write an answer as JSON."""
    answer = Response(orjson.dumps(told), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def the_home() -> Home:
    """Return the data directory of the running application."""
    home: Home = current_app.extensions["home"]
    return home


def _answering(one: Call) -> Callable[..., Response]:
    def answer(**address: str) -> Response:
        given: dict[str, Any] = dict(address)
        text = _text() if one.is_json else b""
        if one.query is not None:
            given["query"] = _checked(one.query, request.args.to_dict())
        if one.body is not None:
            given["body"] = _checked(one.body, read_json(text))
        told, status = keys.once(the_home(), given, text, lambda: one.view(the_home(), **given), one.status)
        return told if isinstance(told, Response) else json_answer(told, status)

    return answer


def _text() -> bytes:
    """Read a body that should be JSON; a larger one is refused before it is read."""
    request.max_content_length = LARGEST_BODY
    return request.get_data(cache=True)


def read_json(text: bytes) -> dict[str, Any]:
    """Read a JSON object; nothing at all is an empty one.

    Raises:
        BadInput: no JSON, or no object.
    """
    if not text.strip():
        return {}
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput("body", f"The body is no JSON: {error}.") from None
    if not isinstance(told, dict):
        raise BadInput("body", "The body must be a JSON object.")
    if _LONG_NUMBER.search(text) and _has_too_large(told):
        raise BadInput("body", f"The body holds a number that is larger than {LARGEST}.", status=422)
    return told


def _has_too_large(told: Any) -> bool:
    """Say whether a number in it is larger than a database knows."""
    left = [told]
    while left:
        one = left.pop()
        if isinstance(one, dict | list):
            left += one.values() if isinstance(one, dict) else one
        elif isinstance(one, int) and abs(one) > LARGEST:
            return True
    return False


def _checked(model: type[Model], told: dict[str, Any]) -> Model:
    try:
        return model.model_validate(told)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        words = "there is no such field" if first["type"] == "extra_forbidden" else first["msg"]
        raise BadInput(field, f"{field}: {words}.", status=422) from None


def _nothing_here(rest: str) -> Response:
    """Answer an address nobody knows, or a known one asked in the wrong way."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    known = []
    for method in METHODS:
        rule, _ = adapter.match(method=method, return_rule=True)
        known += [] if rule.endpoint.startswith("api.nothing") else [method]
    if known:
        raise MethodNotAllowed(known, f"This address answers {', '.join(known)}.")
    raise NotFound(f"The control API has no address {PREFIX}/{rest[:80]}. See {PREFIX}/openapi.json.")
