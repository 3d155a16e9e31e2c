"""Guided mode points at the step that comes next, and at a control that its page really has."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

from simulator.acting import reading
from simulator.app import create_app
from simulator.directory import directory
from simulator.home import Home
from simulator.training import attempts, course
from simulator.training.attempts import Wish
from simulator.training.guiding import Pointer, in_words, next_step, pointer
from simulator.training.lesson import Step
from simulator.training.playing import Player
from simulator.training.records import Attempt, LookedAt

GUIDED = [one.id for one in course.lessons() if "guided" in one.modes]
QUICK = ("L01", "L02", "L18")
EACH = [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in GUIDED]
# The words of a store in another language stand in its own pages; the coach says them in the reader's.
CONTROLS = "//main//button | //*[contains(@class, 'strip')]//button | //main//a[contains(@class, 'btn')]"


@pytest.fixture
def client(home: Home) -> FlaskClient:
    return create_app(home.path, WTF_CSRF_ENABLED=False).test_client()


def pointed(home: Home, attempt: Attempt) -> Pointer | None:
    with reading(home, attempt.world) as moment:
        evidence = attempts.evidence_of(home, attempt, moment)
        found = next_step(course.lesson(attempt.lesson).solver, evidence)
        return pointer(*found, evidence) if found else None


def taken(home: Home, attempt: Attempt, steps: list[Step]) -> Iterator[int]:
    """Take a solver's steps, and stop before each one that is taken on a page."""
    player = Player(home, attempt.world)
    for n, step in enumerate(steps):
        if step.predict is None:
            yield n
        before = len(player.looks)
        player.take(step, n)
        with directory(home) as records:
            records.add_all(
                LookedAt(attempt=attempt.id, path=one.path, after_seq=one.after_seq, at=one.at)
                for one in player.looks[before:]
            )


@pytest.mark.parametrize("lesson_id", EACH)
def test_every_guided_step_points_at_a_control_that_its_page_has(
    home: Home, client: FlaskClient, lesson_id: str
) -> None:
    attempt = attempts.begin(home, Wish("a" * 32, lesson_id, "guided", 1))
    start = "seller/" if course.lesson(lesson_id).learner == "seller" else "orders"
    for n in taken(home, attempt, course.lesson(lesson_id).solver):
        told = pointed(home, attempt)
        assert told is not None
        assert told.n == n
        page = client.get(f"/w/{attempt.world}/{told.page or start}", follow_redirects=True)
        assert page.status_code == 200
        tree = html.fromstring(page.text)
        words = [" ".join(one.text_content().split()) for one in tree.xpath(CONTROLS)]
        is_foreign = tree.get("lang", "en")[:2] != "en"
        assert is_foreign or any(one.startswith(told.control) for one in words), told
    assert pointed(home, attempt) is None


def test_a_step_is_told_by_its_reason_or_by_what_is_done_to_which_order(home: Home) -> None:
    attempt = attempts.begin(home, Wish("somebody", "L26", "practice", seed=1))
    with reading(home, attempt.world) as moment:
        evidence = attempts.evidence_of(home, attempt, moment)
        solver = course.lesson("L26").solver
        silent = next(step for step in solver if step.do == "seller-cancel" and not step.why)
        assert in_words(silent, evidence) == f"Cancel order: {evidence.cast.order(silent.order or '')}"
        told = next(step for step in solver if step.why)
        assert in_words(told, evidence) == told.why
        assert in_words(Step(saw="seller/health"), evidence) == ""
