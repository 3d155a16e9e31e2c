"""A form of somebody else's site does nothing here: every page that takes a form wants the token of ours."""

import pytest
from flask.testing import FlaskClient

from simulator.app import create_app, is_machine_path
from tests.builders import Market
from tests.security.conftest import ARGUMENT

PARTS = {"int": "1", "any": "x"}


@pytest.fixture
def client(market: Market) -> FlaskClient:
    return create_app(market.home.path).test_client()


def forms(client: FlaskClient, world: str) -> list[str]:
    rules = [rule for rule in client.application.url_map.iter_rules() if "POST" in (rule.methods or ())]
    found = [
        ARGUMENT.sub(lambda part: world if part[3] == "world" else PARTS.get(part[1], "x"), one.rule) for one in rules
    ]
    return [path for path in found if not is_machine_path(path)]


@pytest.mark.parametrize("token", [None, "not-ours"])
def test_every_form_without_its_token_is_refused(client: FlaskClient, market: Market, token: str | None) -> None:
    client.get(f"/w/{market.name}/")
    before = market.hash()
    paths = forms(client, market.name)
    assert len(paths) > 60
    for path in paths:
        answer = client.post(
            path, data={"csrf_token": token} if token else {}, headers={"Referer": "http://localhost/"}
        )
        assert answer.status_code == 400, path
        assert "token" in answer.text or "session" in answer.text, path
    assert market.hash() == before


def test_a_page_of_a_stranger_may_not_even_ask(client: FlaskClient, market: Market) -> None:
    foreign = {"Origin": "https://shop.example"}
    for path in (f"/w/{market.name}/orders", f"/sim/v1/worlds/{market.name}"):
        assert client.get(path, headers=foreign).status_code == 403
    assert client.get(f"/w/{market.name}/", headers={"Host": "shop.example"}).status_code == 403
