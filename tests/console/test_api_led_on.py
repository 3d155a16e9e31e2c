"""Orders that are led on within the call that makes them: one transaction, and the world of single calls."""

from datetime import timedelta
from typing import Any

import pytest

from simulator import agenda
from simulator.console.api import following
from simulator.home import Home
from tests.builders import Market
from tests.console.api_client import Caller

ASKED = {"deed": "request-cancellation", "arguments": {"reason": "other"}}
GRANTED = {"deed": "seller-cancel", "arguments": {"reason": "BuyerCanceled"}}
STORIES: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
    ({"released": True, "count": 3}, [{"advance": "PT31M"}, ASKED, {"advance": "PT1H"}, GRANTED]),
    ({"state": "Shipped", "count": 2}, [{"advance": "P7D"}, {"deed": "deliver"}, {"advance": "P3D"}]),
    ({"channel": "AFN", "count": 1}, [{"advance": "P5D"}]),
    ({"payment": "slow", "count": 1}, [{"advance": "P2D"}]),
    ({"state": "Processing", "channel": "MCF", "count": 2}, [{"advance": "P2D"}]),
]


@pytest.fixture
def market(caller: Caller, home: Home) -> Market:
    return Market(home, "w")


def led_on_by_single_calls(caller: Caller, begin: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    numbers = [one["order_id"] for one in caller.post("/worlds/other/orders", begin, 201)["orders"]]
    for step in steps:
        if "advance" in step:
            caller.post("/worlds/other/clock/advance", {"by": step["advance"]})
            continue
        for number in numbers:
            caller.post(f"/worlds/other/orders/{number}/{step['deed']}", step.get("arguments", {}))


@pytest.mark.parametrize(("begin", "steps"), STORIES)
def test_one_call_leaves_the_world_of_single_calls(
    caller: Caller, market: Market, begin: dict[str, Any], steps: list[dict[str, Any]]
) -> None:
    market.place()
    other = market.fork("other")
    told = caller.post("/worlds/w/orders", {**begin, "then": steps}, 201)["orders"]
    led_on_by_single_calls(caller, begin, steps)
    assert market.hash() == other.hash()
    assert told == [caller.get(f"/worlds/w/orders/{one['order_id']}") for one in told]
    assert market.audit() == []


def test_a_call_that_dies_in_its_middle_leaves_nothing(
    caller: Caller, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = market.place(released=True)
    before, refused = market.hash(), market.sql("SELECT count(*) FROM refused_attempts")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(following._Course, "follow", die)
    with pytest.raises(KeyboardInterrupt):
        caller.client.post("/sim/v1/worlds/w/orders", json={"state": "Shipped", "then": [{"advance": "P1D"}]})
    assert (market.hash(), market.sql("SELECT count(*) FROM refused_attempts")) == (before, refused)
    assert market.order(kept)["status"] == "Unshipped"


def test_a_refused_step_is_kept_among_the_refused_attempts_and_nowhere_else(caller: Caller, market: Market) -> None:
    before = market.hash()
    told = caller.post("/worlds/w/orders", {"released": True, "then": [{"advance": "PT31M"}, ASKED, ASKED]}, 409)
    assert told["refusal"]["rule"] == "one-request"
    assert market.hash() == before
    assert market.sql("SELECT deed, rule, order_id FROM refused_attempts") == [
        ("request-cancellation", "one-request", None)
    ]
    assert market.sql("SELECT count(*) FROM journal") == [(0,)]


def test_what_is_due_on_the_way_and_fails_is_parked_without_the_orders(
    caller: Caller, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("planted")

    hold = agenda.rules["payment-hold"]
    monkeypatch.setitem(agenda.rules, "payment-hold", agenda.Rule(hold.name, hold.rank, fail))
    (told,) = caller.post("/worlds/w/orders", {"count": 1, "then": [{"advance": "PT31M"}]}, 201)["orders"]
    assert told["status"] == "Pending"
    assert market.sql("SELECT parked FROM agenda WHERE parked IS NOT NULL") == [("ValueError: planted",)]


def test_a_copy_for_going_back_is_kept_after_many_steps(caller: Caller, market: Market) -> None:
    began = market.now
    for _ in "ab":
        steps = [{"deed": "deliver"}, {"advance": "P1D"}]
        caller.post("/worlds/w/orders", {"state": "Shipped", "count": 30, "then": steps}, 201)
    assert len(market.home.checkpoints("w")) == 1
    assert market.now - began == timedelta(days=2)
