"""Logging in, tokens and personal data: who may see what, and the words of every refusal."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from seller_central.selling_partner_api import tokens
from simulator import clock, worlds
from simulator.directory import Credential
from simulator.home import Home
from tests.builders import Market
from tests.selling_partner_api.conftest import SINCE, US, Program, local

TOKEN, ORDERS, ROOM = "/auth/o2/token", "/orders/v0/orders", "/feeds/2021-06-30/documents"


def login(client: FlaskClient, keys: Credential, *, as_json: bool = False, **change: str) -> Any:
    fields = {
        "grant_type": "refresh_token",
        "refresh_token": keys.refresh_token,
        "client_id": keys.client_id,
        "client_secret": keys.client_secret,
    } | change
    return client.post(TOKEN, json=fields) if as_json else client.post(TOKEN, data=fields)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_refresh_token_gives_an_access_token_by_form_and_by_json(
    client: FlaskClient, keys: Credential, *, as_json: bool
) -> None:
    told = login(client, keys, as_json=as_json).get_json()
    assert told["access_token"].startswith("Atza|")
    assert (told["token_type"], told["expires_in"], told["refresh_token"]) == ("bearer", 3600, keys.refresh_token)


def test_an_authorization_code_gives_a_refresh_token(client: FlaskClient, keys: Credential, home: Home) -> None:
    code = tokens.authorization_code(home, keys.world, keys.seller_id)
    told = login(client, keys, grant_type="authorization_code", code=code).get_json()
    assert told["refresh_token"] == keys.refresh_token


def test_a_grantless_token_opens_notifications_and_no_orders(
    client: FlaskClient, keys: Credential, market: Market
) -> None:
    scope = "sellingpartnerapi::notifications"
    token = login(client, keys, grant_type="client_credentials", scope=scope).get_json()["access_token"]
    program = Program(client, market, token)
    assert program.get("/notifications/v1/destinations") == {"payload": []}
    assert program.error(403, "GET", ORDERS, MarketplaceIds=US, CreatedAfter=SINCE)["code"] == "Unauthorized"


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"refresh_token": "Atzr|nobody"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "all"}, 400, "invalid_scope"),
        ({"grant_type": "authorization_code", "code": "ANx"}, 400, "invalid_grant"),
    ],
)
def test_wrong_keys_are_refused_in_the_words_of_the_login(
    client: FlaskClient, keys: Credential, change: dict[str, str], status: int, error: str
) -> None:
    response = login(client, keys, **change)
    assert (response.status_code, response.get_json()["error"]) == (status, error)


def test_each_kind_of_bad_token_has_its_own_words(
    program: Program, monkeypatch: pytest.MonkeyPatch, home: Home, market: Market
) -> None:
    ask = {"MarketplaceIds": US, "CreatedAfter": SINCE}
    good, later = program.token, clock.wall_seconds() + tokens.LIFETIME
    program.token = ""
    assert "missing" in program.error(403, "GET", ORDERS, **ask)["details"]
    program.token = "Atza|forged"
    assert "malformed" in program.error(403, "GET", ORDERS, **ask)["details"]
    program.token = good
    assert program.get(ORDERS, **ask)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "wall_seconds", lambda: later)
        assert "has expired" in program.error(403, "GET", ORDERS, **ask)["details"]
    worlds.remove(home, market.name)
    assert "revoked" in program.error(403, "GET", ORDERS, **ask)["details"]


def test_a_token_of_one_world_opens_no_other(program: Program, market: Market, home: Home) -> None:
    other = market.fork("other")
    number = other.place(released=True)
    assert program.error(404, "GET", f"{ORDERS}/{number}")["code"] == "NotFound"


def test_an_address_of_a_document_opens_that_one_for_five_minutes(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = int(clock.wall_seconds())
    monkeypatch.setattr(clock, "wall_seconds", lambda: now)
    first, second = (program.post(ROOM, {"contentType": "text/plain"}) for _ in "ab")
    path = local(first["url"])
    turned = path[:-1] + ("0" if path[-1] != "0" else "1")
    others = path.replace(first["feedDocumentId"], second["feedDocumentId"])
    longer = path.replace(f"expires={now + 300}", f"expires={now + 301}")
    assert len({path, turned, others, longer}) == 4
    for wrong in (turned, others, longer):
        assert program.client.put(wrong, data=b"x").status_code == 403
    for later, status in ((299, 200), (300, 200), (301, 403)):
        monkeypatch.setattr(clock, "wall_seconds", lambda at=now + later: at)
        assert program.client.put(path, data=b"x").status_code == status


def test_personal_data_is_hidden_without_a_restricted_token(program: Program, market: Market) -> None:
    number = market.place(released=True)
    path = f"{ORDERS}/{number}"
    plain = program.get(path)["payload"]
    assert set(plain["ShippingAddress"]) == {"City", "StateOrRegion", "PostalCode", "CountryCode"}
    assert set(plain["BuyerInfo"]) == {"BuyerEmail"}
    opened = program.restricted(path, "buyerInfo").get(path)["payload"]
    assert "BuyerName" in opened["BuyerInfo"]
    assert "Name" not in opened["ShippingAddress"]
    assert "Name" in program.restricted(path, "shippingAddress").get(path)["payload"]["ShippingAddress"]


def test_a_restricted_token_opens_exactly_what_it_names(program: Program, market: Market) -> None:
    number, other = market.place(released=True), market.place(released=True)
    opened = program.restricted(f"{ORDERS}/{number}/address")
    assert "AddressLine1" in opened.get(f"{ORDERS}/{number}/address")["payload"]["ShippingAddress"]
    assert opened.error(403, "GET", f"{ORDERS}/{other}/address")["details"] == ""
    assert opened.error(403, "GET", f"{ORDERS}/{number}")["details"] == ""
    braces = program.restricted(f"{ORDERS}/{{orderId}}/address")
    assert "AddressLine1" in braces.get(f"{ORDERS}/{other}/address")["payload"]["ShippingAddress"]


@pytest.mark.parametrize(
    "resource",
    [
        {"method": "", "path": ORDERS},
        {"method": "GET", "path": "/sellers/v1/account"},
        {"method": "GET", "path": ORDERS, "dataElements": ["everything"]},
        {"method": "GET", "path": f"{ORDERS}/{{orderId}}/address", "dataElements": ["buyerInfo"]},
    ],
)
def test_a_restricted_token_for_nothing_is_refused(program: Program, resource: dict[str, Any]) -> None:
    body = {"restrictedResources": [resource]}
    error = program.error(400, "POST", "/tokens/2021-03-01/restrictedDataToken", body)
    assert error["code"] == "InvalidRequest"


def test_faults_switched_off_are_as_if_there_were_none(program: Program, market: Market) -> None:
    ask = {"MarketplaceIds": US, "CreatedAfter": SINCE}
    before = program.get(ORDERS, **ask)
    market.sql("UPDATE world SET faults = ?", '{"api": {"throttle": 1.0}}')
    assert program.error(429, "GET", ORDERS, **ask)["code"] == "QuotaExceeded"
    market.sql("UPDATE world SET faults = ?", '{"api": {"error_rate": 1.0}}')
    assert program.call("GET", ORDERS, **ask).status_code in (500, 503)
    market.sql("UPDATE world SET faults = '{}'")
    assert program.get(ORDERS, **ask) == before


def test_a_usage_plan_lets_its_burst_through_and_no_more(program: Program, market: Market) -> None:
    market.sql("UPDATE world SET faults = ?", '{"api": {"usage_plans": true}}')
    for _ in range(20):
        response = program.call("GET", ORDERS, MarketplaceIds=US, CreatedAfter=SINCE)
        assert response.headers["x-amzn-RateLimit-Limit"] == "0.0167"
    assert program.error(429, "GET", ORDERS, MarketplaceIds=US, CreatedAfter=SINCE)["code"] == "QuotaExceeded"
