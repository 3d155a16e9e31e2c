"""What the models allow programs to ask is asked, made up by schemathesis: every answer is one the models know."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from seller_central.selling_partner_api import outbox
from seller_central.selling_partner_api.tokens import access_token
from simulator.app import create_app
from simulator.home import Home
from tests.builders import Market
from tests.selling_partner_api.conftest import US
from tests.selling_partner_api.description import description
from tests.selling_partner_api.models import operation_at, operations, problem_of

# Examples of each operation, of allowed input and of input that is not: in `make test`, and in `make test-all`.
SHORT, LONG = 2, 60


def test_the_description_is_valid_and_whole() -> None:
    told = description()
    validate(told)
    assert sum(len(methods) for methods in told["paths"].values()) == len(operations())


@pytest.mark.parametrize("examples", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_made_up_input_breaks_the_interface(
    home: Home, market: Market, mode: GenerationMode, examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "wake", lambda home, world: None)
    app = create_app(home.path)
    app.add_url_rule("/description.json", "description", description)
    token = access_token(home, market.name, market.seller_id)
    known = {"orderId": market.place(released=True), "marketplaceIds": US}
    schema = schemathesis.openapi.from_wsgi("/description.json", app)
    every = [found.ok() for found in schema.get_all_operations()]
    assert len(every) == len(operations())
    for one in every:
        # Any text may stand in a path, so only a query or a body can be wrong.
        if mode is GenerationMode.POSITIVE or one.body or one.query:
            _try(one, mode, examples, known | {"amazonOrderId": known["orderId"]}, token)


def _try(operation: Any, mode: GenerationMode, examples: int, known: dict[str, str], token: str) -> None:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        # Made-up numbers of orders find none: the operation itself shall have something to do.
        for place in (case.path_parameters, case.query):
            place |= {name: value for name, value in known.items() if name in (place or ())}
        answer = case.call(headers={"x-amz-access-token": token})
        assert answer.status_code < 500, answer.text[:2000]
        described = operation_at(case.method, case.formatted_path)
        if described is not None and answer.headers.get("x-amzn-RequestId"):
            assert problem_of(described, answer.status_code, answer.json() if answer.content else None) is None

    attempt()
