"""The selling partner interface as one OpenAPI document, put together from `facts/`: what may be asked, and how."""

import re
from typing import Any

import orjson

from tests.selling_partner_api.models import FACTS, PAYLOADS

NUMBER = {"type": "string", "minLength": 1}


def description() -> dict[str, Any]:
    """Describe every operation there are facts of; types keep the name of their file, for names repeat."""
    paths: dict[str, Any] = {}
    types: dict[str, Any] = {}
    for file in sorted(FACTS.glob("*.json")):
        if file.name == PAYLOADS:
            continue
        prefix = re.sub(r"\W", "_", file.stem)
        facts = orjson.loads(file.read_bytes().replace(b'"#/$defs/', f'"#/components/schemas/{prefix}.'.encode()))
        types |= {f"{prefix}.{name}": schema for name, schema in facts["types"].items()}
        for name, told in facts["operations"].items():
            method, path = told["call"].split(" ")
            paths.setdefault(path, {})[method.lower()] = _operation(prefix, name, path, told.get("asks", {}))
    info = {"title": "Selling partner interface", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": types}}


def _operation(prefix: str, name: str, path: str, asks: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": f"{prefix}.{name}", "responses": {"default": {"description": "An answer."}}}
    told["parameters"] = [
        {"name": one, "in": "path", "required": True, "schema": NUMBER} for one in re.findall(r"{(\w+)}", path)
    ] + [
        {"name": one, "in": "query", "required": one in asks.get("required", ()), "schema": schema, "explode": False}
        for one, schema in asks.get("query", {}).items()
    ]
    if "body" in asks:
        schema = {"$ref": f"#/components/schemas/{prefix}.{asks['body']}"}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told
