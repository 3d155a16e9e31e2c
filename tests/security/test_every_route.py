"""Every route × every role × own and foreign worlds: `routes.txt` says who may reach what, and nobody else does.

A new route fails until it stands in that file. Views are replaced by one that only says that it was reached, so this is
the gate alone; what a view then asks of whose order it is stands in `test_matrix.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.conftest import BEARER, Estate

LISTED = Path(__file__).with_name("routes.txt")
REACHED = 299
# The kinds of routes, and who reaches them: S stranger, L learner, I instructor, B and V guests who buy and sell.
OUTSIDE = {"open": "SLIBV", "learners": "LI", "instructors": "I", "keys": "SLIBV", "token": "", "description": "SLIBV"}
# Inside a world: the same for those who belong into it.
INSIDE = {
    "buyers": "LIB",
    "sellers": "LIV",
    "guests' strip": "LIBV",
    "learners' console": "LI",
    "own worlds' console": "LI",
    "console": "I",
    "link": "SLIBV",
}
# Whose world it is, as seen by each visitor: their own (to look at, or to act in) or foreign.
KINDS = dict(
    zip(("stranger", "learner Ana", "instructor of Ana", "guest as buyer", "guest as seller"), "SLIBV", strict=True)
)
PLACES = {
    "stranger": {"Ana": "foreign"},
    "learner Ana": {"Ana": "own", "Cleo": "foreign"},
    "instructor of Ana": {"Ana": "look", "Cleo": "foreign"},
    "guest as buyer": {"free": "own", "other": "foreign"},
    "guest as seller": {"free": "own"},
}
READING = ("GET",)


def listed() -> dict[tuple[str, str], str]:
    lines = [line.split(maxsplit=2) for line in LISTED.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return {(method, rule): who for method, rule, who in lines}


def routes(estate: Estate, **fixed: str) -> Iterator[tuple[str, str, str]]:
    """Give method, rule and a filled-in path of every route."""
    for address in estate.addresses(**fixed):
        for method in sorted(address.methods):
            yield method, address.rule, address.path


@pytest.fixture
def gate(estate: Estate) -> Estate:
    """Leave of every view only that it was reached."""
    for name in estate.room.app.view_functions:
        estate.room.app.view_functions[name] = lambda **_: ("", REACHED)
    return estate


def may(who: str, visitor: str, place: str | None, method: str) -> bool:
    kind = KINDS[visitor]
    if place is None:
        return kind in OUTSIDE[who]
    if who == "link":
        return True
    if place == "foreign" or kind not in INSIDE[who]:
        return False
    return place == "own" or method in READING


def test_every_route_is_listed_and_every_listed_route_exists(estate: Estate) -> None:
    found, known = {(method, rule) for method, rule, _ in routes(estate)}, set(listed())
    assert sorted(found - known) == []
    assert sorted(known - found) == []
    assert set(listed().values()) <= OUTSIDE.keys() | INSIDE.keys()


def test_nobody_reaches_a_route_that_is_not_theirs(gate: Estate) -> None:
    known, wrong = listed(), []
    tried = 0
    for visitor, places in PLACES.items():
        for name, place in places.items():
            for method, rule, path in routes(gate, world=gate.worlds[name].name):
                is_inside = rule.startswith("/w/")
                if is_inside or name == "Ana":
                    tried += 1
                    was_reached = gate.visitors[visitor].open(path, method=method).status_code == REACHED
                    if was_reached != may(known[method, rule], visitor, place if is_inside else None, method):
                        wrong.append((visitor, name, method, rule, known[method, rule]))
    assert wrong == []
    assert tried > 2_000


def test_with_its_token_the_control_api_is_reached(gate: Estate) -> None:
    for method, rule, path in routes(gate, world="free"):
        if listed()[method, rule] == "token":
            assert gate.room.browser().open(path, method=method, headers=BEARER).status_code == REACHED, rule
