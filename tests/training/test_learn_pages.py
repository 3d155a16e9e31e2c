"""The pages of learning as a browser without script meets them."""

import re

import pytest
from flask.testing import FlaskClient

from simulator.app import create_app
from simulator.home import Home
from simulator.training import attempts, course
from tests.training.learning import begun, solved


@pytest.fixture
def client(home: Home) -> FlaskClient:
    return create_app(home.path, WTF_CSRF_ENABLED=False).test_client()


def start(client: FlaskClient, lesson: str, mode: str) -> tuple[str, str]:
    """Begin a lesson; return its first page and the attempt's id."""
    answer = client.post(f"/learn/{lesson}/start", data={"mode": mode})
    assert answer.status_code == 303, answer.text
    page = answer.headers["Location"]
    return page, page.split("/")[2].rsplit("-", 1)[1]


def order_on(text: str) -> str:
    found = re.search(r"900-\d{7}-\d{7}", text)
    assert found is not None
    return found.group(0)


def test_the_list_shows_every_lesson_and_filters_them(client: FlaskClient) -> None:
    page = client.get("/learn/").text
    assert all(f"{one.id} {one.title}".replace("'", "&#39;") in page for one in course.lessons())
    few = client.get("/learn/?level=first&rule=R14").text
    assert "L14 Seven days late" in few
    assert "L01 An official request" not in few
    assert "No lesson fits these filters." in client.get("/learn/?level=expert&rule=R1").text


def test_the_coach_stands_beside_the_real_pages_and_nowhere_else(client: FlaskClient) -> None:
    page, _ = start(client, "L14", "guided")
    world = page.split("/")[2]
    assert 'class="coach"' in client.get(page).text
    assert 'class="coach"' in client.get(f"/w/{world}/seller/orders/unshipped").text
    assert 'class="coach"' not in client.get(f"/w/{world}/console/").text
    stranger = create_app(attempts_home(client), WTF_CSRF_ENABLED=False).test_client()
    assert 'class="coach"' not in stranger.get(page).text


def attempts_home(client: FlaskClient) -> str:
    home: Home = client.application.extensions["home"]
    return str(home.path)


def test_goals_tick_and_mistakes_are_named_with_rule_and_event(client: FlaskClient) -> None:
    page, _ = start(client, "L14", "guided")
    world, number = page.split("/")[2], order_on(client.get(page).text.split("order ", 1)[1])
    client.post(f"/w/{world}/seller/orders/{number}/cancel", data={"reason": "GeneralAdjustment", "confirmed": "yes"})
    coach = client.get(page).text
    assert "You canceled a parcel that is on its way" in coach
    assert "R14:" in coach
    assert re.search(r"event #\d+", coach)


def test_an_exam_tells_nothing(client: FlaskClient) -> None:
    page, attempt = start(client, "L14", "exam")
    coach = client.get(page).text
    assert "This is an exam" in coach
    assert "Hint 1" not in coach
    assert "You confirmed the shipment before" not in coach
    client.post(f"/learn/attempts/{attempt}/restart")
    assert "An exam is taken once" in client.get(page).text


def test_practice_shows_goals_after_checking(client: FlaskClient) -> None:
    page, attempt = start(client, "L14", "practice")
    assert "You confirmed the shipment before" not in client.get(page).text
    client.post(f"/learn/attempts/{attempt}/check", data={"next": page})
    assert "You confirmed the shipment before" in client.get(page).text


def test_hints_open_and_say_their_price(client: FlaskClient) -> None:
    page, attempt = start(client, "L14", "guided")
    assert "costs 5 points" in client.get(page).text
    client.post(f"/learn/attempts/{attempt}/hint", data={"n": "1", "next": page})
    assert "The receipt in the brief" in client.get(page).text


def test_the_worked_example_stops_for_questions(client: FlaskClient) -> None:
    page, attempt = start(client, "L14", "watch")
    assert "What does the marketplace know of the parcel?" in client.get(page).text
    stuck = client.post(f"/learn/attempts/{attempt}/step", data={"next": page}).headers["Location"]
    assert stuck == page
    client.post(f"/learn/attempts/{attempt}/answer", data={"choice": "1", "next": page})
    assert "Not quite: Nothing" in client.get(page).text
    assert "data-plays" in client.get(page).text
    client.post(f"/learn/attempts/{attempt}/play", data={"next": page})
    assert "data-plays" not in client.get(page).text
    moved = client.post(f"/learn/attempts/{attempt}/step").headers["Location"]
    assert "/seller/orders/" in moved
    assert "Confirm now, with the number" in client.get(moved).text


def test_from_the_finish_to_the_debrief_and_back_to_the_moment(client: FlaskClient) -> None:
    page, attempt = start(client, "L14", "guided")
    world, number = page.split("/")[2], order_on(client.get(page).text.split("order ", 1)[1])
    client.post(f"/w/{world}/seller/orders/{number}/cancel", data={"reason": "GeneralAdjustment", "confirmed": "yes"})
    finish = f"/learn/attempts/{attempt}/finish"
    assert client.post(finish).status_code == 422
    debrief = client.post(finish, data={"said-counts": "no", "sure-counts": "3"}).headers["Location"]
    told = client.get(debrief).text
    for words in ("What was meant", "Where points went", "The other future", "Try again from here", "You were certain"):
        assert words in told
    before = re.search(r'name="before" value="(\d+)"', told)
    assert before is not None
    again = client.post(f"{debrief}/again", data={"before": before[1]})
    assert again.status_code == 303
    assert 'class="coach"' in client.get(again.headers["Location"]).text
    assert client.post(f"{debrief}/again", data={"before": "1"}).status_code == 404


def test_progress_stays_with_the_browser_and_can_be_cleared(client: FlaskClient) -> None:
    start(client, "L14", "guided")
    assert "Go on" in client.get("/learn/L14").text
    assert "Go on" in client.get("/learn/").text
    client.post("/learn/L14/clear")
    assert "You have not tried this lesson yet." in client.get("/learn/L14").text
    start(client, "L14", "guided")
    assert "Clear everything?" in client.post("/learn/clear").text
    client.post("/learn/clear", data={"confirmed": "yes"})
    assert "Go on" not in client.get("/learn/").text


def test_nobody_reaches_the_attempts_of_others(client: FlaskClient, home: Home) -> None:
    attempt = begun(home, "L14", profile="another")
    for path in ("", "/finish", "/panel"):
        assert client.get(f"/learn/attempts/{attempt.id}{path}").status_code == 404
    assert client.post(f"/learn/attempts/{attempt.id}/hint", data={"n": "0"}).status_code == 404


def test_cards_are_answered_and_come_back(client: FlaskClient) -> None:
    page = client.get("/learn/cards").text
    dealt = re.findall(r'name="card" value="([\w-]+)"', page)
    assert len(dealt) == 3
    assert client.post("/learn/cards", data={"card": dealt}).status_code == 422
    said = {f"choice-{one}": "1" for one in dealt}
    answered = client.post("/learn/cards", data={"card": dealt, **said})
    assert answered.text.count("Rule book<span") == 3
    assert "learner=" in answered.headers["Set-Cookie"]


def test_records_and_a_certificate_can_be_taken_away(client: FlaskClient, home: Home) -> None:
    _, attempt = start(client, "L14", "guided")
    profile = attempts.attempt_in(home, f"learn-l14-{attempt}")
    assert profile is not None
    solved(home, "L14", profile=profile.profile)
    assert "L14,Seven days late,practice,1" in client.get("/learn/records.csv").text
    scores = {one["mode"]: one["score"] for one in client.get("/learn/records.json").json["attempts"]}
    assert scores == {"guided": None, "practice": 100}
    assert client.post("/learn/certificate", data={"nickname": ""}).status_code == 422
    printed = client.get(client.post("/learn/certificate", data={"nickname": "Ada"}).headers["Location"]).text
    assert "learn.css" in printed
    code = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", printed)
    assert code is not None
    assert "This code is true." in client.get(f"/learn/verify?code={code[0]}").text
    assert "No certificate" in client.get("/learn/verify?code=0000-0000-0000").text
