"""Nobody gets more answers than a person can ask for; the others are not held up by it."""

import pytest

from simulator import clock
from simulator.classroom.pages.pace import CLASS_SIZE, DEPTH, MOST, Pace
from simulator.home import Home
from tests.classroom.conftest import Room, an_app, cheap_hashes

__all__ = ["cheap_hashes"]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(clock, "stopwatch", lambda: now[0])
    return now


def test_a_bucket_is_full_at_first_and_fills_up_again() -> None:
    pace = Pace(2)
    assert [pace.wait("Ana", 1, 0.0) for _ in range(int(2 * DEPTH))] == [0.0] * int(2 * DEPTH)
    assert pace.wait("Ana", 1, 0.0) == 0.5
    assert pace.wait("Ben", 1, 0.0) == 0.0
    assert (pace.wait("Ana", 1, 0.49) > 0, pace.wait("Ana", 1, 0.5), pace.wait("Ana", 1, 0.5)) == (True, 0.0, 0.5)


def test_only_so_many_are_kept_count_of() -> None:
    pace = Pace(1)
    for number in range(MOST + 5):
        pace.wait(str(number), 1, 0.0)
    assert len(pace._buckets) == MOST


def test_who_asks_too_fast_is_told_to_wait_and_nobody_else(home: Home, moment: list[float]) -> None:
    room = Room(home, an_app(home, MODE="classroom", CONTROL_TOKEN="0123456789abcdef", RATE=1))
    monday = room.new_class(room.instructor())
    ana, ben = monday.join("Ana"), monday.join("Ben")
    moment[0] += 3_600
    answers = [ana.get("/class/") for _ in range(int(DEPTH) + 1)]
    assert [one.status_code for one in answers] == [200] * int(DEPTH) + [429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert "Too many requests" in answers[-1].text
    assert ben.get("/class/").status_code == 200
    assert ana.get("/healthz").status_code == 200
    moment[0] += 1
    assert ana.get("/class/").status_code == 200


def test_strangers_are_counted_by_their_address(home: Home, moment: list[float]) -> None:
    room = Room(home, an_app(home, MODE="classroom", CONTROL_TOKEN="0123456789abcdef", RATE=1))
    strangers = [room.browser("192.0.2.1").get("/sign-in").status_code for _ in range(int(DEPTH * CLASS_SIZE) + 1)]
    assert (strangers.count(200), strangers[-1]) == (int(DEPTH * CLASS_SIZE), 429)
    assert room.browser("192.0.2.2").get("/sign-in").status_code == 200


def test_whoever_sits_at_the_machine_may_ask_as_fast_as_they_like(home: Home, moment: list[float]) -> None:
    room = Room(home, an_app(home, RATE=1))
    assert {room.browser().get("/healthz?full").status_code for _ in range(40)} == {200}
    assert {room.browser().get("/learn/").status_code for _ in range(15)} == {200}
