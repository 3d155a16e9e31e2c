"""Learners come from a learning platform into a lesson, and their grades go back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from simulator import clock
from simulator.app import create_app
from simulator.classroom import classes
from simulator.classroom.lti import grades, keys
from simulator.classroom.lti.messages import CLAIM, GRADES, SCORE
from simulator.classroom.lti.platforms import Platforms, read_platforms
from simulator.classroom.records import Course, Learner
from simulator.config import Config
from simulator.directory import directory
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training.records import WAITING, GradeLink
from tests.classroom.learning_platform import CLIENT, ROOT, Platform, a_platform
from tests.training.learning import failed, solved

# What may be wrong with a message, and what is said of it.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"iss": "https://another.example"}, "issuer"),
    ({"aud": "another"}, "udience"),
    ({"aud": [CLIENT, "another"]}, "for somebody else"),
    ({"azp": "another"}, "for somebody else"),
    ({"exp": 1_700_000_000}, "expired"),
    ({"exp": None}, "exp"),
    ({"nonce": "another"}, "nonce"),
    ({"sub": None}, "sub"),
    ({CLAIM + "deployment_id": "d-2"}, "deployment"),
    ({CLAIM + "version": "1.1"}, "version"),
    ({CLAIM + "message_type": "LtiDeepLinkingRequest"}, "no launch"),
    ({CLAIM + "resource_link": {}}, "no link"),
    ({CLAIM + "target_link_uri": ROOT}, "which lesson"),
    ({GRADES: {"scope": [SCORE], "lineitem": "http://169.254.0.1/x"}}, "not configured"),
]


@pytest.fixture
def platform() -> Iterator[Platform]:
    with a_platform() as one:
        yield one


@pytest.fixture
def course(home: Home) -> Course:
    return classes.create(home, classes.Wish("Monday", template="empty"), None)


@pytest.fixture
def file(tmp_path: Path, course: Course, platform: Platform) -> Path:
    path = tmp_path / "platforms.toml"
    path.write_text(platform.settings(course.code))
    return path


@pytest.fixture
def client(home: Home, file: Path) -> FlaskClient:
    told = {"MODE": "classroom", "CONTROL_TOKEN": "0123456789abcdef", "LTI": file, "ROOT": ROOT, "TESTING": True}
    return create_app(home.path, **told).test_client()


@pytest.fixture
def known(file: Path) -> Platforms:
    return read_platforms(file)


def learners(home: Home) -> list[Learner]:
    with directory(home) as records:
        return list(records.scalars(select(Learner)))


def links(home: Home) -> list[GradeLink]:
    with directory(home) as records:
        return list(records.scalars(select(GradeLink)))


def test_a_learner_comes_from_a_platform_into_a_lesson(home: Home, client: FlaskClient, platform: Platform) -> None:
    answer = platform.launch(client)
    assert answer.status_code == 303
    answer = client.get(answer.location)
    assert (answer.status_code, answer.location) == (303, "/learn/L01")
    assert client.get("/learn/L01").status_code == 200
    assert client.get("/teach/").status_code != 200


def test_a_learner_who_comes_again_has_the_same_seat_and_no_name(
    home: Home, client: FlaskClient, platform: Platform
) -> None:
    for sub in ("user-17", "user-17", "user-18"):
        assert platform.launch(client, sub=sub).status_code == 303
    found = learners(home)
    assert len(found) == len(links(home)) == 2
    for one in found:
        assert one.nickname.startswith("LTI ")
        assert "Ana" not in one.nickname
        assert "user" not in one.nickname
        assert one.password_hash is None, "nobody takes this seat with a password"


def test_the_lesson_is_named_by_the_links_own_field_first(client: FlaskClient, platform: Platform) -> None:
    answer = platform.launch(client, **{CLAIM + "custom": {"lesson": "L03"}})
    assert client.get(answer.location).location == "/learn/L03"


def test_a_message_with_anything_wrong_lets_nobody_in(home: Home, client: FlaskClient, platform: Platform) -> None:
    for changed, said in WRONG:
        answer = platform.launch(client, **changed)
        assert (answer.status_code, said in answer.text) == (400, True), changed
    assert learners(home) == []


def test_a_lesson_that_does_not_exist_is_not_found(home: Home, client: FlaskClient, platform: Platform) -> None:
    assert platform.launch(client, **{CLAIM + "custom": {"lesson": "L99"}}).status_code == 404
    assert learners(home) == []


def test_a_message_signed_with_another_key_or_none_lets_nobody_in(
    home: Home, client: FlaskClient, platform: Platform
) -> None:
    asked = platform.begin(client)
    told = platform.claims(asked["nonce"])
    forged = [
        platform.signed(told, "second"),
        jwt.encode(told, "x" * 64, "HS256", headers={"kid": "first"}),
        jwt.encode(told, None, "none", headers={"kid": "first"}),
        "nonsense",
    ]
    for token in forged:
        answer = client.post("/lti/launch", data={"state": asked["state"], "id_token": token})
        assert (answer.status_code, learners(home)) == (400, [])


def test_a_launch_is_taken_once(client: FlaskClient, platform: Platform) -> None:
    asked = platform.begin(client)
    form = {"state": asked["state"], "id_token": platform.signed(platform.claims(asked["nonce"]))}
    assert client.post("/lti/launch", data=form).status_code == 303
    assert "This sign-in is over" in client.post("/lti/launch", data=form).text


def test_nobody_comes_in_by_a_sign_in_that_another_browser_began(client: FlaskClient, platform: Platform) -> None:
    ticket = platform.launch(client).location
    other = client.application.test_client()
    assert other.get(ticket).status_code == 400
    assert other.get("/learn/L01").status_code == 303
    assert other.get("/lti/enter?ticket=nonsense").status_code == 400
    assert other.post("/lti/launch", data={"state": "nonsense", "id_token": "x"}).status_code == 400


def test_an_unknown_platform_is_sent_nowhere(client: FlaskClient, platform: Platform) -> None:
    assert client.get("/lti/login?iss=https://another.example&login_hint=u").status_code == 400
    assert client.get(f"/lti/login?iss={platform.address}&client_id=other").status_code == 400
    assert client.get(f"/lti/login?iss={platform.address}&client_id={CLIENT}").status_code == 302


def test_a_platforms_new_key_is_asked_for_but_not_at_every_unknown_name(
    client: FlaskClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert platform.launch(client).status_code == 303
    platform.key = "second"
    assert "key is unknown" in platform.launch(client).text
    assert platform.asked.count("/keys") == 1
    monkeypatch.setattr(keys, "AT_MOST_EVERY", timedelta())
    assert platform.launch(client).status_code == 303
    assert platform.asked.count("/keys") == 2


def test_without_platforms_there_is_nothing_at_their_addresses(home: Home) -> None:
    visitor = create_app(home.path).test_client()
    assert {visitor.get(f"/lti/{one}").status_code for one in ("login", "enter", "keys")} == {404}
    assert visitor.post("/lti/launch").status_code == 404
    assert not (home.path / keys.FILE).exists()


def test_the_best_score_goes_back_once(home: Home, client: FlaskClient, platform: Platform, known: Platforms) -> None:
    platform.launch(client)
    who = learners(home)[0].id
    assert grades.tell(home, known) == 0, "there is no score yet"
    failed(home, "L01", "no-inventory", who)
    assert grades.tell(home, known) == 1
    solved(home, "L01", profile=who)
    failed(home, "L01", "no-inventory", who)
    assert (grades.tell(home, known), grades.tell(home, known)) == (1, 0)
    assert [one["scoreGiven"] for one in platform.grades] == [25, 100]
    assert platform.grades[0] | {"timestamp": ""} == {
        "userId": "user-17", "scoreGiven": 25, "scoreMaximum": 100, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "timestamp": "",
    }  # fmt: skip
    assert "/lines/3/scores?type=lti" in platform.asked


def test_the_platform_can_check_who_asks_for_a_token(
    home: Home, client: FlaskClient, platform: Platform, known: Platforms
) -> None:
    platform.launch(client)
    solved(home, "L01", profile=learners(home)[0].id)
    grades.tell(home, known)
    shown = jwt.PyJWKSet.from_dict(client.get("/lti/keys").get_json())
    said = platform.assertions[0]
    found = jwt.decode(
        said, shown[jwt.get_unverified_header(said)["kid"]], algorithms=["RS256"], audience=f"{platform.address}/token"
    )
    assert (found["iss"], found["sub"]) == (CLIENT, CLIENT)
    assert "d" not in client.get("/lti/keys").get_json()["keys"][0], "the private half stays here"
    assert (home.path / keys.FILE).stat().st_mode & 0o777 == 0o600


def test_a_platform_that_is_away_gets_its_grade_later(
    home: Home, client: FlaskClient, platform: Platform, known: Platforms
) -> None:
    platform.launch(client)
    solved(home, "L01", profile=learners(home)[0].id)
    platform.answers = [503]
    assert (grades.tell(home, known), grades.tell(home, known)) == (0, 0)
    assert [(one.state, one.tries, one.answer) for one in links(home)] == [(WAITING, 1, "answered 503")]
    with directory(home) as records:
        records.execute(update(GradeLink).values(try_at=clock.wall_now() - timedelta(seconds=1)))
    assert grades.tell(home, known) == 1


def test_what_a_platform_waits_for_is_deleted_with_the_learner(
    home: Home, client: FlaskClient, platform: Platform
) -> None:
    platform.launch(client)
    classes.leave(home, learners(home)[0])
    assert (links(home), learners(home)) == ([], [])


def test_a_launch_without_a_grade_line_expects_no_grade(home: Home, client: FlaskClient, platform: Platform) -> None:
    assert platform.launch(client, **{GRADES: None}).status_code == 303
    assert links(home) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"keys": ""}, "either keys or keys_file"),
        ({"token": "http://platform.example/token"}, "token: an address begins with https"),
        ({"deployments": []}, "deployments"),
        ({"colour": "red"}, "colour"),
        ({"issuer": ""}, "issuer"),
    ],
)
def test_a_file_of_platforms_that_makes_no_sense_is_named(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    file = tmp_path / "platforms.toml"
    file.write_text(Platform("https://platform.example").settings("k7m2p9x", **changed))
    with pytest.raises(BadInput, match=f"MARKETSIM_LTI: campus.*{said}"):
        read_platforms(file)


def test_a_file_of_platforms_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"MARKETSIM_LTI: .* cannot be read"):
        read_platforms(tmp_path / "none.toml")


def test_platforms_without_the_extra_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.lti.platforms.NEEDED", ("no_such_library",))
    with pytest.raises(BadInput, match=r"install marketplace-simulator\[lti\]"):
        read_platforms(tmp_path / "platforms.toml")


def test_platforms_need_to_be_told_where_the_simulator_is_reached() -> None:
    with pytest.raises(BadInput, match="MARKETSIM_LTI needs MARKETSIM_ROOT"):
        Config.from_environment({"MARKETSIM_LTI": "platforms.toml"})
    with pytest.raises(BadInput, match="MARKETSIM_ROOT looks like"):
        Config.from_environment({"MARKETSIM_ROOT": "sim.example"})
    assert Config.from_environment({"MARKETSIM_ROOT": "https://sim.example/"}).root == "https://sim.example"
