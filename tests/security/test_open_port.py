"""What is open to others: in local mode configured names, with the token; files of the data directory to nobody."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from simulator.app import create_app
from simulator.home import Home
from tests.builders import Market

TOKEN = "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ELSEWHERE = "203.0.113.9"


def visitor(market: Market, address: str, **config: object) -> FlaskClient:
    client = create_app(market.home.path, **config).test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_answered_under_its_own_names(market: Market, address: str) -> None:
    client = visitor(market, address)
    for host in ("localhost", "127.0.0.1:5000", "[::1]", "shop.localhost"):
        assert client.get("/sim/v1/worlds", headers={"Host": host}).status_code == 200
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", [ELSEWHERE, "2001:db8::9", "::ffff:203.0.113.9", ""])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "sim.example"])
def test_another_machine_is_not_answered_whatever_it_calls_itself(market: Market, address: str, host: str) -> None:
    client, before = visitor(market, address, CONTROL_TOKEN=TOKEN), market.hash()
    for path in ("/", "/teach/", "/learn/", "/rules/", f"/w/{market.name}/", f"/w/{market.name}/console/"):
        assert client.get(path, headers={"Host": host}).status_code == 403
    assert client.post("/worlds", data={"name": "mine"}, headers={"Host": host}).status_code == 403
    path = f"/sim/v1/worlds/{market.name}/clock/advance"
    assert client.post(path, json={"by": "PT1H"}, headers={"Host": host, **BEARER}).status_code == 403
    assert market.hash() == before


def test_under_a_configured_name_pages_answer_and_the_control_api_wants_its_token(market: Market) -> None:
    client = visitor(market, ELSEWHERE, CONTROL_TOKEN=TOKEN, HOSTS=("sim.example",))
    named = {"Host": "sim.example"}
    assert client.get(f"/w/{market.name}/", headers=named).status_code == 200
    for path in ("/sim/v1/worlds", "/metrics"):
        assert client.get(path, headers=named).status_code == 401
        assert client.get(path, headers=named | BEARER).status_code == 200


def test_without_a_token_the_control_api_is_closed_to_other_machines(market: Market) -> None:
    client = visitor(market, ELSEWHERE, HOSTS=("sim.example",))
    for more in ({}, BEARER, {"Authorization": "Bearer "}):
        answer = client.get("/sim/v1/worlds", headers={"Host": "sim.example", **more})
        assert answer.status_code == 401
        assert "until MARKETSIM_CONTROL_TOKEN is set" in answer.get_json()["error"]["message"]


def test_probes_and_programs_with_keys_are_answered_from_anywhere(market: Market) -> None:
    client = visitor(market, ELSEWHERE)
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    told = client.get("/orders/v0/orders", headers={"Host": "sellingpartnerapi.example"})
    assert told.get_json()["errors"][0]["details"] == "Access token is missing in the request header."


def test_the_data_directory_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "instance")
    assert home.path.stat().st_mode & 0o777 == 0o700
    home.path.chmod(0o750)
    assert Home.at(home.path).path.stat().st_mode & 0o777 == 0o750


def test_a_page_of_a_stranger_whose_name_leads_here_is_refused_everywhere(market: Market) -> None:
    client = visitor(market, "127.0.0.1")
    for path in ("/", "/teach/", "/worlds/open", "/learn/", f"/w/{market.name}/", "/metrics"):
        assert client.get(path, headers={"Host": "rebound.example"}).status_code == 403
