"""The control API described from its own code: OpenAPI 3.1 as JSON, and the same as a plain page.

Addresses come from the table of calls, bodies from their models, deeds from the deeds themselves.
"""

import re
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, render_template
from pydantic import BaseModel

from simulator import __version__
from simulator.console.api.calls import CALLS, PREFIX, AnyFields, Call, Given, json_answer
from simulator.console.api.keys import HEADER, METHODS
from simulator.console.api.shapes import SHAPES, of
from simulator.deeds import Deed, deeds

SCHEMAS = "#/components/schemas/{model}"
# Calls that pass their body on to a deed under another address, with what the address already says.
PASSED_ON = {
    "change_buyer": ("change-buyer", "buyer_id"),
    "change_seller": ("change-seller", "seller_id"),
    "change_product": ("change-product", "sku"),
    "open_case": ("open-case", None),
}
ERRORS = {
    "400": "The body or an argument makes no sense; nothing was changed.",
    "404": "There is no such thing.",
    "409": "A rule forbids it, or the name is taken; nothing was changed.",
    "413": "Too large.",
    "422": "A field is wrong, and named; nothing was changed.",
    "503": "The world is busy; try again after Retry-After seconds.",
}


def install_description(app: Flask) -> None:
    """Give the description its two addresses."""
    pages = Blueprint("api_description", __name__, url_prefix=PREFIX, template_folder="templates")
    pages.add_url_rule("/openapi.json", "openapi", openapi)
    pages.add_url_rule("/docs", "docs", docs)
    app.register_blueprint(pages)


def openapi() -> Response:
    """Answer the description as OpenAPI 3.1."""
    return json_answer(document())


def docs() -> str:
    """Answer the description as a page."""
    return render_template("api/docs.html", operations=_operations(document()), version=__version__)


@cache
def document() -> dict[str, Any]:
    """Describe every call and every deed."""
    schemas: dict[str, Any] = dict(SHAPES)
    paths: dict[str, dict[str, Any]] = {}
    for one in CALLS:
        if "{deed}" in one.path:
            for deed in sorted(deeds.values(), key=lambda deed: deed.name):
                if (deed.on == "order") == ("{order_id}" in one.path):
                    path = one.path.replace("{deed}", deed.name)
                    paths.setdefault(path, {})["post"] = _deed(one, deed, path, schemas)
        else:
            paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Marketplace simulator, control API",
            "version": __version__,
            "description": "Make worlds, move their time, act in them and ask what happened.",
        },
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # Without a token in local mode, with one in classroom mode.
        "security": [{}, {"token": []}],
    }


def _operation(one: Call, schemas: dict[str, Any]) -> dict[str, Any]:
    told = _told(one, one.name, one.summary, one.path)
    if one.query is not None:
        told["parameters"] += _query(one.query, schemas)
    body = _body(one, schemas)
    return told | ({"requestBody": body} if body else {})


def _deed(one: Call, deed: Deed, path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    told = _told(one, deed.name, deed.summary, path)
    told["tags"] = [f"deeds of the {deed.actor.value.lower()}"]
    return told | {"requestBody": _json(_schema(deed.arguments, schemas), deed.arguments)}


def _told(one: Call, operation: str, summary: str, path: str) -> dict[str, Any]:
    answers = {str(one.status): {"description": "Done.", "content": _content(one)}}
    answers |= {code: _error(code, text) for code, text in ERRORS.items()}
    return {
        "operationId": operation,
        "summary": summary,
        "tags": [_tag(one.path)],
        "parameters": [_part(name) for name in re.findall(r"{(\w+)}", path)] + _key(one.method),
        "responses": answers,
    }


def _tag(path: str) -> str:
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    return parts[1] if len(parts) > 1 else parts[0]


def _part(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _key(method: str) -> list[dict[str, Any]]:
    if method not in METHODS:
        return []
    words = "The same call with the same key has one effect."
    return [{"name": HEADER, "in": "header", "description": words, "schema": {"type": "string", "maxLength": 200}}]


def _content(one: Call) -> dict[str, Any]:
    if one.answer == "file":
        return {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": of(one.answer)}}


def _error(code: str, text: str) -> dict[str, Any]:
    name = "Refused" if code == "409" else "Error"
    return {"description": text, "content": {"application/json": {"schema": of(name)}}}


def _query(model: type[Given], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    told = model.model_json_schema(ref_template=SCHEMAS)
    schemas |= told.pop("$defs", {})
    return [
        {"name": name, "in": "query", "required": name in told.get("required", []), "schema": field}
        for name, field in told["properties"].items()
    ]


def _body(one: Call, schemas: dict[str, Any]) -> dict[str, Any] | None:
    if not one.is_json:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"required": True, "content": {"application/octet-stream": binary}}
    if one.name in PASSED_ON:
        deed, known = PASSED_ON[one.name]
        return _json(_without(_schema(deeds[deed].arguments, schemas), known, schemas), None)
    if one.body is None or one.body is Given or one.body is AnyFields:
        return None
    return _json(_schema(one.body, schemas), one.body)


def _schema(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    told = model.model_json_schema(ref_template=SCHEMAS)
    schemas |= told.pop("$defs", {})
    schemas[model.__name__] = _without_empty_defaults(told)
    return of(model.__name__)


def _without_empty_defaults(told: Any) -> Any:
    """Leave out the default "", which stands for "not given" and need not look like a value."""
    if isinstance(told, dict):
        return {key: _without_empty_defaults(one) for key, one in told.items() if (key, one) != ("default", "")}
    return [_without_empty_defaults(one) for one in told] if isinstance(told, list) else told


def _without(schema: dict[str, Any], known: str | None, schemas: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the address already says, and what is taken from the world when it is missing."""
    told = dict(schemas[schema["$ref"].rsplit("/", 1)[1]])
    told["properties"] = {name: field for name, field in told["properties"].items() if name != known}
    told["required"] = [name for name in told.get("required", []) if name not in (known, "seller_id")]
    return told


def _json(schema: dict[str, Any], model: type[BaseModel] | None) -> dict[str, Any]:
    required = model is None or any(field.is_required() for field in model.model_fields.values())
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def _operations(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Flatten the document for the page: one row per call, grouped by tag."""
    rows = [
        {
            "method": method.upper(),
            "path": PREFIX + path,
            "summary": one["summary"],
            "tag": one["tags"][0],
            "query": [part["name"] for part in one["parameters"] if part["in"] == "query"],
            "body": _field_names(one.get("requestBody"), told["components"]["schemas"]),
        }
        for path, methods in told["paths"].items()
        for method, one in methods.items()
    ]
    return sorted(rows, key=lambda row: str(row["tag"]).startswith("deeds"))


def _field_names(body: dict[str, Any] | None, schemas: dict[str, Any]) -> list[str]:
    if body is None:
        return []
    schema = next(iter(body["content"].values()))["schema"]
    schema = schemas.get(schema["$ref"].rsplit("/", 1)[1], {}) if "$ref" in schema else schema
    return list(schema.get("properties", {}))
