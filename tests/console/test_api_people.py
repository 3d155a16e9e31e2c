"""Simulated people through the control API: dials and their ranges, taking over, making things happen."""

import pytest

from tests.console.api_client import Caller


def test_people_are_off_in_an_empty_world_and_tell_their_ranges(caller: Caller) -> None:
    people = caller.get("people")
    assert people["on"] is False
    assert people["ranges"]["volume"] == {"from": 0, "to": 1000, "unit": "orders a day in each store"}
    assert {one["played_by"] for one in people["carriers"]} == {"person"}


def test_dials_are_turned_and_orders_come(caller: Caller) -> None:
    told = caller.put("people", {"on": True, "volume": 500})
    assert (told["on"], told["volume"], told["lateness"]) == (True, 500, 7)
    caller.post("clock/advance", {"by": "PT6H"})
    assert len(caller.get("orders")["orders"]) > 20


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"volume": 5000}, "volume", "0 to 1000"),
        ({"lateness": -1}, "lateness", "0 to 100"),
        ({"cancel_mix": 99}, "cancel_mix", "0 to 60"),
        ({"seller_quality": "good"}, "seller_quality", "a whole number from 0 to 100"),
        ({"cancel_mix": 2.5}, "cancel_mix", "a whole number from 0 to 60"),
        ({"weather": 3}, "weather", "no such field"),
        ({}, "body", "Name a dial"),
    ],
)
def test_a_dial_out_of_range_is_refused_with_the_range(caller: Caller, body: dict, field: str, said: str) -> None:
    before = caller.hash()
    status = 400 if not body else 422
    error = caller.put("people", body, status)["error"]
    assert error["field"] == field
    assert said in error["message"]
    assert caller.hash() == before


def test_somebody_is_taken_over_and_handed_back(caller: Caller) -> None:
    caller.put("people", {"on": True, "volume": 0})
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    assert caller.get(f"people/{seller}")["played_by"] == "person"
    told = caller.put(f"people/{seller}", {"played_by": "simulation", "persona": "careful"})
    assert (told["played_by"], told["persona"], told["role"]) == ("simulation", "careful", "seller")
    assert caller.put(f"people/{seller}", {"played_by": "person"})["played_by"] == "person"
    assert caller.put("people/northline-post", {"played_by": "person"})["role"] == "carrier"
    assert "no buyer" in caller.put("people/nobody", {"played_by": "person"}, 404)["error"]["message"]


def test_something_is_made_to_happen_at_once(caller: Caller) -> None:
    order = caller.post("orders", {"released": True}, 201)["order_id"]
    caller.post("clock/advance", {"by": "PT31M"})
    told = caller.post(f"orders/{order}/make-happen", {"what": "request-cancellation"})
    assert told["event"]["kind"] == "cancellation-requested"
    assert told["order"]["request"] is not None
    refused = caller.post(f"orders/{order}/make-happen", {"what": "deliver"}, 409)["refusal"]
    assert refused["rule"] == "delivered-after-handover"
    unknown = caller.post(f"orders/{order}/make-happen", {"what": "explode"}, 422)["error"]
    assert "request-cancellation" in unknown["message"]
