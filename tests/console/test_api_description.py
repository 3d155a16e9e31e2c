"""The description of the control API: valid, complete, and true of what the API answers."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from simulator.console.api.calls import CALLS
from simulator.deeds import deeds
from simulator.home import Home
from tests.console.api_client import Caller, an_app

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def document(caller: Caller) -> dict[str, Any]:
    told: dict[str, Any] = caller.get("/openapi.json")
    return told


def test_the_description_is_valid(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_every_call_and_every_deed_is_described(document: dict[str, Any]) -> None:
    paths = document["paths"]
    for one in CALLS:
        if "{deed}" not in one.path:
            assert one.method.lower() in paths[one.path], one.path
    for name, deed in deeds.items():
        under = "/worlds/{world}/orders/{order_id}/" if deed.on == "order" else "/worlds/{world}/deeds/"
        assert paths[under + name]["post"]["summary"] == deed.summary


def test_every_operation_has_a_name_of_its_own_and_a_sentence(document: dict[str, Any]) -> None:
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    assert [one["operationId"] for one in operations if not one["summary"].endswith(".")] == []


def test_the_page_lists_every_call_and_fetches_nothing(caller: Caller, document: dict[str, Any]) -> None:
    page = caller.client.get("/sim/v1/docs").get_data(as_text=True).replace("\u200b", "")
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} /sim/v1{path}" in page
    assert "http://" not in page.replace("http://localhost", "")


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("", "World"),
        ("/worlds", "Worlds"),
        ("clock", "Clock"),
        ("agenda", "Agenda"),
        ("orders", "Orders"),
        ("events", "Events"),
        ("mail", "Mails"),
        ("messages", "Messages"),
        ("buyers", "Buyers"),
        ("sellers", "Sellers"),
        ("products", "Products"),
        ("cases", "Cases"),
        ("snapshots", "Snapshots"),
        ("hash", "Hash"),
        ("/rules", "Rules"),
    ],
)
def test_answers_have_the_described_shape(caller: Caller, document: dict[str, Any], path: str, shape: str) -> None:
    import jsonschema

    order = caller.order(state="Shipped")
    caller.post(f"orders/{order}/message", {"from": "buyer", "body": "Where is it?"})
    caller.post("snapshots", {"name": "s"})
    caller.order()
    schema = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    answer = caller.get(path)
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert answer


def test_no_input_that_the_description_allows_breaks_the_server(home: Home) -> None:
    """Every operation gets a handful of made-up inputs: answers are described ones, and never a mistake of ours."""
    app: Flask = an_app(home)
    caller = Caller(app.test_client())
    schema = schemathesis.openapi.from_wsgi("/sim/v1/openapi.json", app)
    tried = 0
    for result in schema.get_all_operations():
        caller.call("POST", "/worlds", {"name": "w"})
        _try(result.ok(), {"world": "w", "order_id": caller.order(state="Shipped")})
        tried += 1
    assert tried == sum(len(methods) for methods in schema.raw_schema["paths"].values())


def _try(operation: Any, known: dict[str, str]) -> None:
    @settings(
        max_examples=3,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        case.path_parameters |= {name: value for name, value in known.items() if name in case.path_parameters}
        case.call_and_validate(checks=CHECKS)

    attempt()


def test_the_documentation_names_every_kind_of_call() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text("utf-8")
    last_words = {one.path.rpartition("/")[2] for one in CALLS if not one.path.endswith("}")}
    assert [word for word in sorted(last_words) if word not in page] == []
