"""Time, through the control API."""

import pytest

from tests.console.api_client import Caller

MOVES = [{"by": "PT31M"}, {"by": "P20D"}, {"to": "2026-03-05T00:00:00Z"}, {"next": True}]


def test_the_clock_tells_what_is_due_next(caller: Caller) -> None:
    order = caller.order()
    clock = caller.get("clock")
    assert (clock["mode"], clock["now"]) == ("paused", "2026-03-02T17:00:00Z")
    assert clock["next_due"] == {"at": "2026-03-02T17:30:00Z", "rule": "payment-hold", "subject": order}


@pytest.mark.parametrize("move", MOVES, ids=str)
def test_a_preview_equals_the_advance_and_changes_nothing(caller: Caller, move: dict[str, object]) -> None:
    caller.post("orders", {"count": 3})
    caller.order(released=True, payment="fraud")
    before = caller.hash()
    foreseen = caller.post("clock/preview", move, 200)
    assert caller.hash() == before
    assert caller.post("clock/advance", move, 200) == foreseen
    assert foreseen["fired_total"] > 0


def test_next_moves_to_the_next_row_of_the_agenda_only(caller: Caller) -> None:
    caller.order()
    told = caller.post("clock/advance", {"next": True})
    assert (told["to"], told["fired_total"]) == ("2026-03-02T17:30:00Z", 1)


def test_the_agenda_can_be_cut_off_at_an_instant(caller: Caller) -> None:
    caller.order()
    caller.order(released=True)
    rules = [one["rule"] for one in caller.get("agenda", until="2026-03-02T17:30:00Z")["agenda"]]
    assert rules == ["payment-hold"]
    assert len(caller.get("agenda")["agenda"]) > 1


def test_a_clock_is_played_and_paused(caller: Caller) -> None:
    assert caller.put("clock", {"mode": "playing", "speed": 600})["mode"] == "playing"
    assert caller.put("clock", {"mode": "paused"})["speed"] == 600


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "by"),
        ({"by": "PT1M", "next": True}, 400, "by"),
        ({"by": "tomorrow"}, 400, "by"),
        ({"by": "-PT1M"}, 400, "by"),
        ({"by": "P4000D"}, 400, "by"),
        ({"to": "soon"}, 400, "to"),
        ({"to": "2026-03-02T16:59:59Z"}, 400, "to"),
        ({"to": 7}, 422, "to"),
        ({"for": "PT1M"}, 422, "for"),
    ],
    ids=str,
)
@pytest.mark.parametrize("call", ["advance", "preview"])
def test_a_wrong_step_is_named_and_changes_nothing(
    caller: Caller, call: str, body: dict[str, object], status: int, field: str
) -> None:
    before = caller.hash()
    error = caller.post(f"clock/{call}", body, status)["error"]
    assert error["field"] == field
    assert caller.hash() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "mode"), ({"mode": "fast"}, "mode"), ({"speed": 0}, "speed"), ({"speed": 86_401}, "speed")],
    ids=str,
)
def test_a_wrong_clock_setting_is_named(caller: Caller, body: dict[str, object], field: str) -> None:
    assert caller.put("clock", body, 400 if not body else 422)["error"]["field"] == field
