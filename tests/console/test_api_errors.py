"""What goes wrong, and in which shape it is said."""

import base64
from typing import Any

import pytest
from flask import Flask

from simulator.console.api.calls import CALLS
from simulator.home import Home
from tests.console.api_client import Caller, an_app

TOKEN = "a-token-for-the-class"


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/worlds", {"name": "w"}, 409, "name"),
        ("/worlds", {"name": "Not A Name"}, 400, "name"),
        ("/worlds", {"name": "x" * 101}, 422, "name"),
        ("/worlds", {"name": "n", "marketplace": "Atlantis"}, 400, "marketplace"),
        ("/worlds", {"name": "n", "date_set": "rumored"}, 422, "date_set"),
        ("/worlds", {"name": "n", "seed": -1}, 422, "seed"),
        ("/worlds", {"name": "n", "start_at": "yesterday"}, 400, "start_at"),
        ("/worlds", {"name": "n", "colour": "blue"}, 422, "colour"),
        ("fork", {"name": "w"}, 409, "name"),
        ("fork", {}, 422, "name"),
        ("fork", {"name": "n", "event": 99}, 400, "event"),
        ("rewind", {}, 400, "to"),
        ("rewind", {"to": "2030-01-01T00:00:00Z"}, 400, "to"),
        ("snapshots", {"name": "no spaces"}, 400, "name"),
        ("orders", {"items": []}, 422, "items"),
        ("orders", {"items": [{"sku": 7}]}, 422, "items.0.sku"),
        ("orders", {"count": 0}, 422, "count"),
        ("orders", {"count": 1001}, 422, "count"),
        ("orders", {"state": "Lost"}, 400, "state"),
        ("orders", {"channel": "SEA"}, 422, "channel"),
        ("orders", {"channel": "MCF", "payment": "fails"}, 422, "payment"),
        ("orders", {"service": "Rocket"}, 400, "service"),
        ("cases", {"order_ids": ["none"]}, 400, "order_ids"),
        ("rewind", {"event": 2**63}, 422, "body"),
        ("deeds/acknowledge-notice", {"notice_id": 2**64 - 1}, 422, "body"),
        ("orders", {"attributes": {"deep": [{"number": 2**63}]}}, 422, "body"),
        ("sign-in", {"role": "king"}, 422, "role"),
        ("sign-in", {"role": "buyer", "next": "https://elsewhere.example/"}, 422, "next"),
        ("sign-in", {"role": "buyer", "next": "/w/w//elsewhere.example"}, 422, "next"),
    ],
    ids=lambda part: str(part)[:50],
)
def test_a_wrong_field_is_named_and_nothing_is_changed(
    caller: Caller, path: str, body: dict[str, Any], status: int, field: str
) -> None:
    before = caller.hash()
    error = caller.post(path, body, status)["error"]
    assert error["field"] == field
    assert error["message"].endswith(".")
    assert caller.hash() == before
    assert [one["world"] for one in caller.get("/worlds")["worlds"]] == ["w"]


@pytest.mark.parametrize(
    ("deed", "body", "status"),
    [
        ("refund", {"amount": "many", "reason": "CustomerReturn"}, 400),
        ("seller-cancel", {"reason": "Bored"}, 400),
        ("seller-cancel", {"because": "NoInventory"}, 422),
        ("message", {"from": "king", "body": "Hello"}, 422),
        ("feedback", {"rating": "good"}, 422),
        ("no-such-deed", {}, 404),
        ("change-seller", {"seller_id": "A"}, 404),
    ],
    ids=str,
)
def test_a_wrong_deed_is_refused_in_words(caller: Caller, deed: str, body: dict[str, Any], status: int) -> None:
    order = caller.order(released=True)
    before = caller.hash()
    assert caller.post(f"orders/{order}/{deed}", body, status)["error"]["message"]
    assert caller.hash() == before


@pytest.mark.parametrize(
    "path",
    [
        "/worlds/nowhere",
        "/worlds/nowhere/clock",
        "/worlds/../w",
        "orders/000-0000000-0000000",
        "buyers/nobody",
        "sellers/nobody",
        "sellers/nobody/health",
        "products/nothing",
        "/rules/no-such-rule",
        "/no/such/address",
        "/",
    ],
)
def test_what_does_not_exist_is_said_so(caller: Caller, path: str) -> None:
    assert caller.get(path, 404)["error"]["code"] == "not_found"


def test_a_snapshot_or_template_that_does_not_exist_is_said_so(caller: Caller) -> None:
    assert caller.post("snapshots/none/restore", {}, 404)["error"]["code"] == "not_found"
    assert "empty" in caller.post("/worlds", {"name": "n", "template": "castle"}, 404)["error"]["message"]
    caller.post("/worlds", {"name": "n", "template": "world:../../secret"}, 404)


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 1001}, {"cursor": "zzz"}, {"kind": "magic"}, {"after": -1}, {"wait": 61}, {"wiat": 1}],
    ids=str,
)
def test_a_wrong_query_is_named(caller: Caller, query: dict[str, Any]) -> None:
    (name,) = query
    assert caller.get("events", 422, **query)["error"]["field"] == name


def test_a_status_nobody_knows_is_named(caller: Caller) -> None:
    assert caller.get("orders", 422, status="Lost")["error"]["field"] == "status"


@pytest.mark.parametrize(
    ("body", "says"), [(b"{", "no JSON"), (b"[1]", "object"), (b'"a"', "object"), (b"\xff", "no JSON")]
)
def test_a_body_that_is_no_json_object_is_refused(caller: Caller, body: bytes, says: str) -> None:
    answer = caller.call("POST", "orders", data=body)
    assert answer.status_code == 400
    assert says in answer.get_json()["error"]["message"]


def test_a_body_of_more_than_a_megabyte_is_refused(caller: Caller) -> None:
    largest = b'{"by": "PT1M"' + b" " * (1_000_000 - 14) + b"}"
    assert caller.call("POST", "clock/preview", data=largest).status_code == 200
    answer = caller.call("POST", "clock/preview", data=largest + b" ")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")


def test_a_known_address_asked_in_the_wrong_way_names_the_right_one(caller: Caller) -> None:
    answer = caller.call("DELETE", "clock")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "PUT"}
    assert answer.get_json()["error"]["code"] == "method_not_allowed"


def test_a_mistake_of_ours_is_said_without_its_inside(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("simulator.console.api.rule_calls.state_hash", broken)
    answer = caller.call("GET", "hash")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "broken")
    assert "secret" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "127.0.0.1:5000"}, 200),
        ({"Host": "[::1]:5000"}, 200),
        ({"Host": "shop.localhost"}, 200),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
    ids=str,
)
def test_only_this_machine_is_answered_in_local_mode(caller: Caller, headers: dict[str, str], status: int) -> None:
    answer = caller.call("GET", "", headers=headers)
    assert answer.status_code == status
    assert ("error" in answer.get_json()) == (status == 403)
    assert caller.client.get("/healthz", headers=headers).status_code == 200


def test_further_host_names_can_be_allowed(home: Home) -> None:
    client = an_app(home, HOSTS=("sim.example",)).test_client()
    assert client.get("/sim/v1/worlds", headers={"Host": "sim.example:8080"}).status_code == 200
    assert client.get("/sim/v1/worlds", headers={"Host": "other.example"}).status_code == 403


def test_pages_of_a_world_are_guarded_too(home: Home) -> None:
    app: Flask = an_app(home)
    app.add_url_rule("/w/<world>/", "page", lambda world: world)
    client = app.test_client()
    assert client.get("/w/a/").status_code == 200
    assert client.get("/w/a/", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(None, 401), ("Bearer wrong", 401), (TOKEN, 401), (f"Basic {TOKEN}", 401), (f"Bearer {TOKEN}", 200)],
)
def test_a_class_needs_the_token(home: Home, authorization: str | None, status: int) -> None:
    client = an_app(home, MODE="classroom", CONTROL_TOKEN=TOKEN).test_client()
    headers = {"Host": "school.example"} | ({"Authorization": authorization} if authorization else {})
    answer = client.get("/sim/v1/worlds", headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert answer.get_json()["error"]["code"] == "unauthorized"
    assert client.get("/sim/v1/openapi.json", headers=headers).status_code == 200


def test_without_a_token_of_its_own_a_class_lets_nobody_in(home: Home) -> None:
    client = an_app(home, MODE="classroom").test_client()
    assert client.get("/sim/v1/worlds", headers={"Authorization": "Bearer "}).status_code == 401


def test_every_call_has_a_sentence() -> None:
    assert [one.name for one in CALLS if not one.summary.endswith(".")] == []


@pytest.mark.parametrize("told", ["[18446744073709551615]", "[-1]", '[253402300800,"x"]', "[true]", "{}"])
def test_a_cursor_written_by_hand_is_said_to_be_none(caller: Caller, told: str) -> None:
    written = base64.urlsafe_b64encode(told.encode()).decode()
    for listed in ("events", "orders", "mail", "buyers", "agenda"):
        assert caller.get(listed, 422, cursor=written)["error"]["field"] == "cursor"
    assert caller.get("events", 422, after=2**63)["error"]["field"] == "after"
