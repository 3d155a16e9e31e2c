"""What the published models say of the interface's answers: names, types, what must be there, which words.

`facts/` holds these facts in a form of our own, a line for an operation or a type, for the operations there are here.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import orjson

FACTS = Path(__file__).parent / "facts"
PAYLOADS = "payloads.json"


@dataclass(frozen=True)
class Operation:
    """One operation: its call, the type of its answer by status, and where types are described."""

    name: str
    method: str
    pattern: re.Pattern[str]
    answers: dict[str, str | None]
    source: str


@cache
def operations() -> list[Operation]:
    """Return all operations the facts know."""
    found = []
    for path in sorted(FACTS.glob("*.json")):
        if path.name != PAYLOADS:
            for name, told in orjson.loads(path.read_bytes())["operations"].items():
                method, address = told["call"].split(" ")
                pattern = re.compile(re.sub(r"{\w+}", "[^/]+", re.sub(r"\.", r"\.", address)))
                found.append(Operation(f"{path.stem} {name}", method, pattern, told["answers"], path.name))
    return found


def operation_at(method: str, path: str) -> Operation | None:
    """Find the operation of a call; the most literal address wins."""
    plain = path.split("?", 1)[0]
    found = [one for one in operations() if one.method == method and one.pattern.fullmatch(plain)]
    return min(found, key=lambda one: one.pattern.pattern.count("[^/]+"), default=None)


def problem_of(operation: Operation, status: int, body: Any) -> str | None:
    """Say what is wrong with an answer, or None."""
    if str(status) not in operation.answers:
        return None if status >= 400 and body["errors"] else f"{operation.name} never answers {status}"
    kind = operation.answers[str(status)]
    if kind is None:
        # Some clients read a body after everything but 204, so an empty object stands for none.
        return None if body in (None, {}) else f"{operation.name} has no body with {status}"
    error = jsonschema.exceptions.best_match(_validator(operation.source, kind).iter_errors(body))
    return f"{operation.name} {status}: {error.json_path} {error.message}" if error else None


def payload_problem(kind: str, payload: Any) -> str | None:
    """Say what is wrong with a notification, or None."""
    schema = orjson.loads((FACTS / PAYLOADS).read_bytes())[kind]
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(payload))
    return f"{kind}: {error.json_path} {error.message}" if error else None


@cache
def _validator(source: str, kind: str) -> jsonschema.Draft202012Validator:
    types = orjson.loads((FACTS / source).read_bytes())["types"]
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": types})
