"""Every address × every role × one's own world and everybody else's, drawn from the application's own URL map."""

import pytest
from flask.testing import FlaskClient

from simulator.classroom.pages.admission import LEARNERS, OPEN, SIGN_IN_LINK
from simulator.console.api.calls import CALLS
from tests.security.conftest import BEARER, Address, Estate, Neighbor

# Worlds a visitor has no business in; an instructor may use the worlds of nobody's class.
FOREIGN = {
    "stranger": ["Ana", "free"],
    "learner Ana": ["Ben", "Cleo", "free"],
    "instructor of Ana": ["Cleo"],
    "guest as buyer": ["Ana", "other"],
    "guest as seller": ["Ana", "other"],
}
# What anybody may look at who is in a world: the shop's window.
SHOP = {"buyer.storefront", "buyer.product", "buyer.search", "buyer.seller_page", "buyer.contact_us"}


def tried(browser: FlaskClient, address: Address) -> set[int]:
    return {browser.open(address.path, method=method).status_code for method in address.methods}


@pytest.mark.parametrize("who", FOREIGN)
def test_nobody_gets_anything_out_of_a_foreign_world_or_into_it(estate: Estate, who: str) -> None:
    for name in FOREIGN[who]:
        market = estate.worlds[name]
        before = market.hash()
        for address in estate.addresses("/w/", world=market.name):
            if address.endpoint != SIGN_IN_LINK:
                # 303 leads to the page where one signs in.
                assert tried(estate.visitors[who], address) <= {303, 403, 404}, (address.path, who)
        assert market.hash() == before


def test_a_buyer_has_no_seller_central_and_a_seller_no_account(estate: Estate) -> None:
    market = estate.worlds["free"]
    before = market.hash()
    sides = {"guest as buyer": ("/w/<world>/seller/", set()), "guest as seller": ("/w/<world>/", SHOP)}
    for who, (prefix, public) in sides.items():
        for address in estate.addresses(prefix, world="free"):
            if address.endpoint.partition(".")[0] in ("buyer", "seller") and address.endpoint not in public:
                own = address.endpoint.startswith(who.removeprefix("guest as "))
                assert own or tried(estate.visitors[who], address) <= {303, 400, 403, 404}, address.path
    assert market.hash() == before


@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_what_belongs_to_a_neighbor_in_the_same_world_is_not_there(
    estate: Estate, neighbor: Neighbor, role: str
) -> None:
    browser, before = estate.visitors[f"guest as {role}"], neighbor.market.hash()
    fixed = {"world": "free", "number": neighbor.order, "feed": neighbor.feed, "report": neighbor.report}
    found = 0
    for address in estate.addresses("/w/<world>/", **fixed):
        own_side = address.endpoint.startswith((f"{role}.", "console."))
        if own_side and any(f"{name}>" in address.rule for name in ("number", "feed", "report")):
            found += 1
            for method in address.methods:
                answer = browser.open(address.path, method=method)
                assert answer.status_code in (303, 400, 403, 404), (method, address.path)
                assert "parcel?" not in answer.text
    assert found > 10
    assert neighbor.market.hash() == before


def test_the_owner_of_the_same_things_does_see_them(estate: Estate, neighbor: Neighbor) -> None:
    buyer, seller = estate.guest("free", "buyer", "B2"), estate.guest("free", "seller", "S2")
    assert buyer.get(f"/w/free/orders/{neighbor.order}").status_code == 200
    assert seller.get(f"/w/free/seller/orders/{neighbor.order}").status_code == 200
    assert seller.get(f"/w/free/seller/feeds/{neighbor.feed}").status_code == 200


def test_pages_outside_worlds_are_closed_unless_named_open(estate: Estate) -> None:
    is_machine = estate.room.app.extensions["classroom-machines"]
    allowed = {"stranger": OPEN, "guest as buyer": OPEN, "learner Cleo": (*OPEN, *LEARNERS)}
    for who, opened in allowed.items():
        for address in estate.addresses():
            if not is_machine(address.path) and not address.path.startswith((*opened, "/w/")):
                assert tried(estate.visitors[who], address) <= {303, 403, 405}, (address.path, who)


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic Og=="}], ids=str)
def test_the_control_api_does_nothing_without_its_token(estate: Estate, header: dict[str, str]) -> None:
    market = estate.worlds["free"]
    before = market.hash()
    for one in CALLS:
        path = "/sim/v1" + one.path.replace("{world}", "free")
        for who in ("stranger", "instructor of Ana", "guest as seller"):
            answer = estate.visitors[who].open(path, method=one.method, json={}, headers=header)
            assert answer.status_code == 401, path
    assert estate.visitors["stranger"].get("/metrics", headers=header).status_code == 401
    assert market.hash() == before
    assert estate.visitors["stranger"].get("/sim/v1/worlds", headers=BEARER).status_code == 200


def test_machine_interfaces_answer_nobody_without_keys(estate: Estate) -> None:
    is_machine = estate.room.app.extensions["classroom-machines"]
    tried_paths = 0
    for address in estate.addresses():
        if is_machine(address.path) and not address.path.startswith(("/sim/", "/healthz", "/metrics")):
            tried_paths += 1
            assert tried(estate.visitors["instructor of Ana"], address) <= {400, 401, 403, 404}, address.path
    assert tried_paths > 50
