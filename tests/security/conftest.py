"""An estate in classroom mode with somebody in every role, and somebody of the same role next door.

`estate.visitors`     browsers by role: strangers, learners of three seats, instructors, guests with a sign-in link
`estate.addresses()`  every address of the application, from its URL map, with its parts filled in
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient

from seller_central import feeds, reports
from simulator import worlds
from simulator.database import Base
from simulator.home import Home
from tests.builders import Market
from tests.classroom.conftest import Room, an_app, cheap_hashes

__all__ = ["cheap_hashes"]

TOKEN = "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")
METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH"}


@dataclass
class Address:
    path: str
    rule: str
    endpoint: str
    methods: set[str]


@dataclass
class Estate:
    room: Room
    visitors: dict[str, FlaskClient] = field(default_factory=dict)
    worlds: dict[str, Market] = field(default_factory=dict)

    def addresses(self, prefix: str = "/", **fixed: str) -> Iterator[Address]:
        """Give every address below a prefix; parts that nobody named get something plain."""

        def fill(found: re.Match[str]) -> str:
            kind, among, name = found.groups()
            return fixed.get(name) or {"int": "1", "any": (among or "").split(",")[0]}.get(kind, "x")

        for rule in self.room.app.url_map.iter_rules():
            if rule.rule.startswith(prefix):
                yield Address(
                    ARGUMENT.sub(fill, rule.rule), rule.rule, rule.endpoint, (rule.methods or set()) & METHODS
                )

    def guest(self, world: str, role: str, person: str) -> FlaskClient:
        """Return a browser that a sign-in link has signed in."""
        asked = {"role": role, "id": person}
        link = self.room.browser().post(f"/sim/v1/worlds/{world}/sign-in", json=asked, headers=BEARER)
        browser = self.room.browser()
        assert browser.get(link.get_json()["url"]).status_code == 303
        return browser


@pytest.fixture
def estate(home: Home) -> Estate:
    room = Room(home, an_app(home, MODE="classroom", CONTROL_TOKEN=TOKEN))
    monday, tuesday = room.new_class(room.instructor("Ms Ito")), room.new_class(room.instructor("Mr Berg"), "Tuesday")
    found = Estate(room)
    found.visitors = {
        "stranger": room.browser(),
        "learner Ana": monday.join("Ana"),
        "learner Ben": monday.join("Ben"),
        "learner Cleo": tuesday.join("Cleo"),
        "instructor of Ana": room.instructor("Ms Ito"),
    }
    for name, world in {"Ana": monday.world(1), "Ben": monday.world(2), "Cleo": tuesday.world(1)}.items():
        found.worlds[name] = Market(home, world)
    for name in ("free", "other"):
        worlds.create(home, name, worlds.Plan(template="empty"))
        found.worlds[name] = Market(home, name)
    free = found.worlds["free"]
    found.visitors["guest as buyer"] = found.guest("free", "buyer", free.buyer_id)
    found.visitors["guest as seller"] = found.guest("free", "seller", free.seller_id)
    return found


@dataclass
class Neighbor:
    """What belongs to the second buyer and the second seller of a world."""

    order: str
    feed: str
    report: str
    market: Market


@pytest.fixture
def neighbor(estate: Estate) -> Neighbor:
    """Move a second buyer and a second seller into the free world, with an order, a file and a report of theirs."""
    market = estate.worlds["free"]
    buyer, seller = market.buyer_id, market.seller_id
    order = market.place(released=True)
    market.act("message", order, **{"from": "buyer", "body": "Where is my parcel?"})
    _copy(market, "buyers", buyer, "B2")
    _copy(market, "sellers", seller, "S2")
    market.sql("UPDATE orders SET buyer_id = 'B2', seller_id = 'S2' WHERE number = ?", order)
    feed = feeds.submit(market.home, "free", "S2", "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", b"order-id\nx\n")
    report = reports.request_report(market.home, "free", "S2", "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING")
    return Neighbor(order, str(feed.id), str(report.id), market)


def _copy(market: Market, table: str, old: str, new: str) -> None:
    names = [column.name for column in Base.metadata.tables[table].columns]
    told = {"id": "?", "number": "number + 900", "email": "'second-' || email"}
    wanted = ", ".join(told.get(name, name) for name in names)
    market.sql(f"INSERT INTO {table} ({', '.join(names)}) SELECT {wanted} FROM {table} WHERE id = ?", new, old)
