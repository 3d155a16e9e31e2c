"""The control API as a page: every call and its fields, from the description that is /sim/v1/openapi.json."""

from itertools import groupby
from typing import Any

from docs.writing.tables import page, table
from simulator.console.api.describing import document

HEAD = """Every call below `/sim/v1`, from the description that a running simulator answers at `/sim/v1/openapi.json`.
[The control API](../api.md) tells how to use them: instants, errors, lists, idempotency."""


def control_api() -> str:
    """Return the page of all calls, by what they are about."""
    found = [
        (one["tags"][0], path, method, one)
        for path, ways in document()["paths"].items()
        for method, one in ways.items()
    ]
    found.sort(key=lambda one: one[0])
    return page(
        "Calls of the control API",
        HEAD,
        *(part(tag, list(calls)) for tag, calls in groupby(found, key=lambda one: one[0])),
    )


def part(tag: str, calls: list[tuple[str, str, str, dict[str, Any]]]) -> str:
    """Return the table of the calls about one thing."""
    rows = [(f"`{method.upper()} {path}`", one["summary"], fields(one)) for _tag, path, method, one in calls]
    return f"## {tag.capitalize()}\n\n" + table(("Call", "Does", "Takes"), rows)


def fields(operation: dict[str, Any]) -> str:
    """Name what a call takes: the fields of its body, or of its query; those it needs in bold."""
    queried = [one["name"] for one in operation.get("parameters", ()) if one.get("in") == "query"]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = resolved(content.get("schema", {}))
    needed = schema.get("required", ())
    named = [f"**`{one}`**" if one in needed else f"`{one}`" for one in schema.get("properties", ())]
    return ", ".join([*named, *(f"`?{one}`" for one in queried)])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to the schema it names."""
    if "$ref" not in schema:
        return schema
    return document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
