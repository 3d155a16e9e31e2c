"""Worlds as wholes, through the control API."""

import gzip
import io
from pathlib import Path

import pytest

from simulator.home import Home
from tests.console.api_client import Caller, an_app


def test_a_world_is_told_with_everything_one_needs_to_begin(caller: Caller) -> None:
    world = caller.get("")
    assert (world["world"], world["now"]) == ("w", "2026-03-02T17:00:00Z")
    assert world["urls"]["seller"].endswith("/w/w/seller/")
    assert set(world["sellers"][0]["credentials"]) == {
        "lwa_client_id",
        "lwa_client_secret",
        "refresh_token",
        "mws_access_key",
        "mws_secret_key",
    }
    assert len(world["buyers"]) == 1
    assert [one["world"] for one in caller.get("/worlds")["worlds"]] == ["w"]


def test_a_world_is_made_as_it_is_asked_for(caller: Caller) -> None:
    wish = {"name": "uk", "marketplace": "UK", "seed": 7, "start_at": "2022-05-22T23:59:00+01:00", "date_set": "final"}
    world = caller.post("/worlds", wish, 201)
    assert (world["now"], world["seed"], world["marketplaces"]) == ("2022-05-22T22:59:00Z", 7, ["UK"])


def test_a_world_nobody_named_gets_a_name(caller: Caller) -> None:
    first, second = (caller.post("/worlds", {}, 201)["world"] for _ in range(2))
    assert first != second
    assert caller.get(f"/worlds/{first}")["world"] == first


def test_reset_snapshot_restore_and_fork_give_equal_worlds(caller: Caller) -> None:
    fresh = caller.hash()
    order = caller.order()
    kept = caller.hash()
    assert caller.post("snapshots", {"name": "placed"}, 201) == {"name": "placed", "now": "2026-03-02T17:00:00Z"}
    caller.post("fork", {"name": "branch"}, 201)
    caller.post(f"orders/{order}/buyer-cancel")
    assert caller.get("/worlds/branch/hash")["hash"] == kept
    caller.post("snapshots/placed/restore", {}, 200)
    assert caller.hash() == kept
    caller.post("reset", {}, 200)
    assert caller.hash() == fresh
    assert [one["name"] for one in caller.get("snapshots")["snapshots"]] == ["placed"]
    caller.delete("snapshots/placed")
    assert caller.get("snapshots")["snapshots"] == []


def test_a_world_goes_back_to_an_event_and_forks_from_its_past(caller: Caller) -> None:
    order = caller.order(released=True)
    then = caller.hash()
    seq = caller.get("events")["events"][-1]["seq"]
    caller.post(f"orders/{order}/seller-cancel", {"reason": "NoInventory"})
    caller.post("fork", {"name": "better", "event": seq}, 201)
    assert caller.get("/worlds/better/hash")["hash"] == then
    caller.post("rewind", {"event": seq}, 200)
    assert caller.hash() == then


@pytest.mark.parametrize("way", ["raw", "form"])
def test_an_exported_world_comes_back_equal(caller: Caller, home: Home, way: str) -> None:
    caller.order()
    packed = caller.call("GET", "export")
    assert packed.mimetype == "application/gzip"
    assert "w.marketsim" in packed.headers["Content-Disposition"]
    if way == "raw":
        answer = caller.call("POST", "/worlds/import", query_string={"name": "back"}, data=packed.data)
    else:
        upload = {"file": (io.BytesIO(packed.data), "w.marketsim")}
        answer = caller.call("POST", "/worlds/import", query_string={"name": "back"}, data=upload)
    assert answer.status_code == 201, answer.get_json()
    assert caller.get("/worlds/back/hash")["hash"] == caller.hash()


@pytest.mark.parametrize(
    "body",
    [b"", b"no world", b"\x1f\x8bno gzip", gzip.compress(b"no world")[:10] + b"\xff" * 20],
    ids=["nothing", "text", "damaged gzip", "stirred gzip"],
)
def test_a_file_that_is_no_world_is_refused_in_words(caller: Caller, body: bytes) -> None:
    answer = caller.call("POST", "/worlds/import", query_string={"name": "bad"}, data=body)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "bad_input")
    caller.get("/worlds/bad", 404)


def test_a_deleted_world_is_gone(caller: Caller) -> None:
    assert caller.delete("") == {"deleted": "w"}
    caller.get("", 404)
    assert caller.get("/worlds")["worlds"] == []


def test_one_damaged_world_does_not_hide_the_others(caller: Caller, home: Home) -> None:
    caller.post("/worlds", {"name": "broken"}, 201)
    home.world_file("broken").write_bytes(b"no database" * 200)
    told = {one["world"]: one.get("error", "") for one in caller.get("/worlds")["worlds"]}
    assert told["w"] == ""
    assert "damaged" in told["broken"]
    assert "damaged" in caller.get("/worlds/broken", 400)["error"]["message"]


def test_a_busy_world_says_when_to_try_again(caller: Caller, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.home.LOCK_PATIENCE", 0.05)
    with home.lock("w"):
        answer = caller.call("POST", "orders", {})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_two_servers_on_different_directories_never_meet(caller: Caller, tmp_path: Path) -> None:
    other = Caller(an_app(Home.at(tmp_path / "other")).test_client())
    assert other.get("/worlds")["worlds"] == []
