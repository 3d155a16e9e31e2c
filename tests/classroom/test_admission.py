"""Who may reach what in classroom mode; the worlds of a class are nobody else's."""

import re

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from simulator import worlds
from simulator.classroom.pages.admission import OPEN, SIGN_IN_LINK
from tests.builders import Market
from tests.classroom.conftest import PASSWORD, Room

ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


def addresses(room: Room, prefix: str, **fixed: str) -> list[tuple[str, Rule]]:
    """Give an address for every rule below a prefix, and the rule."""

    def fill(found: re.Match[str]) -> str:
        kind, among, name = found.groups()
        return fixed.get(name) or {"int": "1", "any": (among or "").split(",")[0]}.get(kind, "x")

    rules = [rule for rule in room.app.url_map.iter_rules() if rule.rule.startswith(prefix)]
    assert rules
    return [(ARGUMENT.sub(fill, rule.rule), rule) for rule in rules]


def tried(browser: FlaskClient, address: str, rule: Rule) -> set[int]:
    methods = (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}
    return {browser.open(address, method=method).status_code for method in methods}


def test_a_learner_reaches_no_other_world_by_any_address(room: Room) -> None:
    course = room.new_class(room.instructor())
    course.join("Ana")
    worlds.create(room.home, "free", worlds.Plan(template="empty"))
    other = course.join("Ben")
    before = Market(room.home, course.world(1)).hash()
    for address, rule in addresses(room, "/w/", world=course.world(1)):
        if rule.endpoint != SIGN_IN_LINK:
            assert tried(other, address, rule) <= {403, 404}, address
    assert Market(room.home, course.world(1)).hash() == before
    answers = [other.get(f"/w/{world}/seller/") for world in (course.world(1), "free", "no-such-world")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_nobody_reaches_a_world_without_signing_in(room: Room) -> None:
    course = room.new_class(room.instructor())
    course.join("Ana")
    stranger = room.browser()
    for address, rule in addresses(room, "/w/", world=course.world(1)):
        if rule.endpoint != SIGN_IN_LINK:
            assert tried(stranger, address, rule) <= {303, 403}, address
    assert stranger.get(f"/w/{course.world(1)}/seller/").location.startswith("/sign-in?next=")


def test_every_other_page_is_closed_to_strangers_unless_it_is_named_open(room: Room) -> None:
    stranger, machine = room.browser(), room.app.extensions["classroom-machines"]
    for address, rule in addresses(room, "/"):
        if not machine(address) and not address.startswith((*OPEN, "/w/")):
            assert tried(stranger, address, rule) <= {303, 403, 405}, address


def test_instructors_pages_are_closed_to_learners(room: Room) -> None:
    course = room.new_class(room.instructor())
    learner = course.join("Ana")
    for address, rule in addresses(room, "/teach/", class_id=course.id):
        assert tried(learner, address, rule) <= {303, 403}, address
    assert learner.get("/teach/").location == "/class/"
    assert learner.get("/").location == "/class/"


def test_a_learner_plays_both_sides_of_the_own_world(room: Room) -> None:
    course = room.new_class(room.instructor())
    learner = course.join("Ana")
    for page in ("/", "/orders", "/seller/", "/seller/orders/unshipped", "/console/", "/console/timeline"):
        assert learner.get(f"/w/{course.world(1)}{page}").status_code == 200, page
    assert learner.post(f"/w/{course.world(1)}/console/clock/play").status_code == 303


def test_what_moves_worlds_about_is_the_instructors(room: Room) -> None:
    course = room.new_class(room.instructor())
    learner = course.join("Ana")
    paths = ("/world/delete", "/world/fork", "/people/link", "/branches", "/snapshots", "/faults")
    answers = [learner.post(f"/w/{course.world(1)}/console{path}") for path in paths]
    assert {answer.status_code for answer in answers} == {403}
    assert room.home.has(course.world(1))


def test_the_console_of_a_learner_names_no_other_world(room: Room) -> None:
    course = room.new_class(room.instructor())
    worlds.create(room.home, "secret-plan", worlds.Plan(template="empty"))
    learner = course.join("Ana")
    page = learner.get(f"/w/{course.world(1)}/console/").text
    assert "secret-plan" not in page
    assert "Take snapshot" not in page
    assert "secret-plan" in room.instructor().get("/").text


def test_an_instructor_looks_into_a_learners_world_and_changes_nothing(room: Room) -> None:
    course = room.new_class(room.instructor())
    course.join("Ana")
    world = Market(room.home, course.world(1))
    before = world.hash()
    assert course.teacher.get(f"/w/{world.name}/seller/").status_code == 200
    for address, rule in addresses(room, "/w/", world=world.name):
        if "POST" in (rule.methods or ()):
            assert course.teacher.post(address).status_code == 403, address
    assert world.hash() == before


def test_an_instructor_sees_no_class_of_a_colleague(room: Room) -> None:
    course = room.new_class(room.instructor("Ms Ito"))
    course.join("Ana")
    colleague = room.instructor("Mr Berg")
    assert "Monday" not in colleague.get("/teach/").text
    assert colleague.get(f"/w/{course.world(1)}/seller/").status_code == 404
    for address, rule in addresses(room, "/teach/classes/<class_id>", class_id=course.id):
        assert tried(colleague, address, rule) <= {404}, address


def test_the_control_api_wants_its_token_whoever_is_signed_in(room: Room) -> None:
    assert room.instructor().get("/sim/v1/worlds").status_code == 401
    token = {"Authorization": "Bearer 0123456789abcdef"}
    assert room.browser().get("/sim/v1/worlds", headers=token).status_code == 200


def test_a_sign_in_link_opens_one_side_of_one_world(room: Room) -> None:
    worlds.create(room.home, "free", worlds.Plan(template="empty"))
    worlds.create(room.home, "other", worlds.Plan(template="empty"))
    token = {"Authorization": "Bearer 0123456789abcdef"}
    buyer = room.browser().get("/sim/v1/worlds/free", headers=token).get_json()["buyers"][0]["buyer_id"]
    link = (
        room.browser()
        .post("/sim/v1/worlds/free/sign-in", json={"role": "buyer", "id": buyer}, headers=token)
        .get_json()["url"]
    )
    guest = room.browser()
    assert guest.get(link).status_code == 303
    assert guest.get("/w/free/orders").status_code == 200
    assert guest.get("/w/free/seller/").status_code == 403
    assert guest.get("/w/other/orders").status_code == 303


def test_in_local_mode_nothing_asks_for_a_password(lounge: Room) -> None:
    course = lounge.new_class(lounge.browser())
    assert 'type="password"' not in lounge.browser().get("/join").text
    browser = lounge.browser()
    browser.post("/join", data={"code": course.code, "nickname": "Ana"})
    assert browser.get(f"/w/{course.world(1)}/seller/").status_code == 200
    assert browser.post(f"/w/{course.world(1)}/console/clock/play").status_code == 303
    assert lounge.browser().get("/sim/v1/worlds").status_code == 200


def test_in_local_mode_a_look_over_the_shoulder_is_no_deed(lounge: Room) -> None:
    course = lounge.new_class(lounge.browser())
    course.join("Ana")
    assert course.teacher.get(f"/w/{course.world(1)}/seller/").status_code == 200
    assert course.teacher.post(f"/w/{course.world(1)}/console/clock/play").status_code == 403


def test_in_local_mode_only_this_machine_is_the_instructor(lounge: Room) -> None:
    neighbor, named = lounge.browser("192.0.2.7"), {"Host": "class.example"}
    assert neighbor.get("/teach/", headers=named).status_code == 403
    lounge.app.config["HOSTS"] = ("class.example",)
    assert neighbor.get("/teach/", headers=named).status_code == 303
    told = {"name": "x", "template": "empty", "store": "US"}
    assert neighbor.post("/teach/classes", data=told, headers=named).status_code == 403
    assert lounge.browser("::1").get("/teach/").status_code == 200


def test_the_cookie_of_a_sign_in_is_out_of_reach_for_scripts_and_other_sites(room: Room) -> None:
    course = room.new_class(room.instructor())
    answer = room.browser().post("/join", data={"code": course.code, "nickname": "Ana", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in cookie


def test_cookies_are_for_https_only_where_pages_are_reached_so(room: Room) -> None:
    from tests.classroom.conftest import an_app

    secure = Room(room.home, an_app(room.home, MODE="classroom", HTTPS=1))
    accounts = secure.browser()
    room.instructor()
    answer = accounts.post("/sign-in", data={"name": "Ms Ito", "password": PASSWORD})
    assert "Secure" in answer.headers["Set-Cookie"]
