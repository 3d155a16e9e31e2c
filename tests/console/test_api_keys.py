"""The same call again, with the same key: one effect, the same answer."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from shutil import copytree
from typing import Any

import pytest

from simulator import worlds
from simulator.console.api import world_calls
from simulator.home import Home
from tests.console.api_client import Caller, an_app


def again(caller: Caller, path: str, body: Any, key: str = "k1", times: int = 2) -> list[tuple[int, Any]]:
    calls = (caller.call("POST", path, body, headers={"Idempotency-Key": key}) for _ in range(times))
    return [(one.status_code, one.get_json()) for one in calls]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("orders", {"released": True}, 201),
        ("orders", {"count": 2, "state": "Shipped"}, 201),
        ("clock/advance", {"by": "P1D"}, 200),
        ("snapshots", {"name": "s"}, 201),
        ("fork", {"name": "other"}, 201),
        ("/worlds", {"name": "new"}, 201),
        ("/worlds", {}, 201),
        ("reset", {}, 200),
        ("feeds", {"feed_type": "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "content": "order-id\n900-1-1\n"}, 201),
        ("reports", {"report_type": "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"}, 201),
        ("sign-in", {"role": "buyer"}, 200),
    ],
    ids=str,
)
def test_a_call_repeated_with_its_key_has_one_effect(
    caller: Caller, path: str, body: dict[str, Any], status: int
) -> None:
    first, second = again(caller, path, body)
    assert (first[0], first) == (status, second)


def test_a_snapshot_deleted_twice_with_one_key_is_deleted_once(caller: Caller) -> None:
    caller.post("snapshots", {"name": "s"}, 201)
    calls = [caller.call("DELETE", "snapshots/s", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [one.status_code for one in calls] == [200, 200]
    assert calls[0].get_json() == calls[1].get_json()
    caller.delete("snapshots/s", 404)


def test_a_deed_repeated_with_its_key_is_done_once(caller: Caller) -> None:
    order = caller.order(state="Shipped")
    first, second = again(caller, f"orders/{order}/refund", {"amount": "1.00", "reason": "GeneralAdjustment"})
    assert (first[0], first) == (200, second)
    assert len(caller.get(f"orders/{order}")["refunds"]) == 1


def test_the_same_key_for_another_call_is_refused(caller: Caller) -> None:
    again(caller, "orders", {}, times=1)
    ((status, answer),) = again(caller, "orders", {"released": True}, times=1)
    assert (status, answer["error"]["field"]) == (422, "Idempotency-Key")
    ((status, _),) = again(caller, "clock/advance", {"by": "PT1M"}, times=1)
    assert status == 422
    assert len(caller.get("orders")["orders"]) == 1


def test_a_refused_call_may_be_tried_again_with_its_key(caller: Caller) -> None:
    order = caller.order()
    ((status, _),) = again(caller, f"orders/{order}/seller-cancel", {"reason": "NoInventory"}, times=1)
    assert status == 409
    caller.advance("PT30M")
    ((status, _),) = again(caller, f"orders/{order}/seller-cancel", {"reason": "NoInventory"}, times=1)
    assert status == 200


def test_keys_are_no_part_of_the_state_and_do_not_follow_into_a_fork(caller: Caller) -> None:
    caller.post("/worlds", {"name": "plain"}, 201)
    again(caller, "orders", {})
    caller.post("/worlds/plain/orders", {}, 201)
    assert caller.get("/worlds/plain/hash")["hash"] == caller.hash()
    caller.post("fork", {"name": "branch"}, 201)
    branch = Caller(caller.client, "branch")
    assert len(branch.get("orders")["orders"]) == 1
    again(branch, "orders", {})
    assert len(branch.get("orders")["orders"]) == 2


def test_two_calls_at_once_with_one_key_have_one_effect(home: Home) -> None:
    app = an_app(home)
    Caller(app.test_client()).post("/worlds", {"name": "w"}, 201)
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: again(Caller(app.test_client()), "orders", {}, times=1)[0], range(6)))
    assert {status for status, _ in told} == {201}
    assert len({answer["order_id"] for _, answer in told}) == 1
    assert len(Caller(app.test_client()).get("orders")["orders"]) == 1


MAKING = [("/worlds", {"name": "new"}), ("fork", {"name": "new"}), ("/worlds", {})]


@pytest.mark.parametrize(("path", "body"), MAKING, ids=str)
def test_a_world_whose_maker_was_killed_before_the_answer_is_told_of_at_the_next_call(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    def be_killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(world_calls, "world_json", be_killed)
        with pytest.raises(KeyboardInterrupt):
            again(caller, path, body, times=1)
    first, second = again(caller, path, body)
    assert (first[0], first) == (201, second)
    assert first[1]["world"] in [one["world"] for one in caller.get("/worlds")["worlds"]]
    ((status, answer),) = again(caller, path, body, key="k2", times=1)
    assert (status, path == "/worlds" and not body) in ((409, False), (201, True)), answer


@pytest.mark.parametrize(("path", "body"), MAKING, ids=str)
def test_a_world_whose_maker_was_killed_half_way_is_made_at_the_next_call(
    home: Home, caller: Caller, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    def be_killed(session: object, name: str, template: str) -> None:
        # What a killed process leaves: everything but the entry in the directory.
        copytree(home.folder(name), home.path / "left", symlinks=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(worlds, "enter", be_killed)
        with pytest.raises(KeyboardInterrupt):
            again(caller, path, body, times=1)
    name = body.get("name") or keys_name("k1")
    (home.path / "left").rename(home.folder(name))
    first, second = again(caller, path, body)
    assert (first[0], first[1]["world"], first) == (201, name, second)


def keys_name(key: str) -> str:
    return f"w-{blake2b(key.encode(), digest_size=5).hexdigest()}"


@pytest.mark.parametrize("key", ["", "x" * 201], ids=["empty", "too long"])
def test_a_key_has_a_length(caller: Caller, key: str) -> None:
    ((status, answer),) = again(caller, "orders", {}, key, times=1)
    assert (status, answer["error"]["field"]) == (400, "Idempotency-Key")
