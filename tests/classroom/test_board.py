"""The board: what stands on it, who is stuck, and that it stays quick and in few statements with 200 learners."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event
from werkzeug.test import TestResponse

from simulator.classroom import attempts, classes
from simulator.classroom.board import NO_PROGRESS, NOT_PASSED, PRESENT_FOR, STUCK_AFTER, board_of
from simulator.classroom.records import Course, Learner
from simulator.directory import _engine, directory
from simulator.home import Home
from simulator.training.records import Attempt
from tests.classroom.conftest import Room

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
LESSONS = {f"L{n:02d}": f"Lesson {n}" for n in range(1, 31)}


@pytest.fixture(autouse=True)
def thirty_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "lesson_names", lambda: LESSONS)


@pytest.fixture
def course(home: Home) -> Course:
    return classes.create(home, classes.Wish("Monday", template="empty"), None)


def seated(home: Home, course: Course, *names: str, seen: datetime = NOW) -> None:
    with directory(home) as session:
        session.add_all(
            Learner(
                id=f"{course.id}-{name}", class_id=course.id, seat=seat, nickname=name, name_key=name,
                session_key="k", joined_at=NOW, seen_at=seen,
            )
            for seat, name in enumerate(names, 1)
        )  # fmt: skip


def tried(
    course: Course, name: str, lesson: str, score: int | None, trap: str = "", *, at: timedelta = timedelta(hours=-1),
    progress: timedelta | None = None, mode: str = "practice",
) -> Attempt:  # fmt: skip
    key = f"{name}-{lesson}-{at.total_seconds()}"
    return Attempt(
        id=key[-24:], profile=f"{course.id}-{name}", lesson=lesson, mode=mode, seed=1, world=key[-40:],
        started_at=NOW + at, progress_at=NOW + (progress or at), finished_at=None if score is None else NOW,
        score=score, passed=(score or 0) >= 80, last_trap=trap, hints=[], predictions={}, answers={},
    )  # fmt: skip


def keep(home: Home, *rows: Attempt) -> None:
    with directory(home) as session:
        session.add_all(rows)


def test_a_cell_tells_best_score_attempts_and_the_last_trap(home: Home, course: Course) -> None:
    seated(home, course, "ana")
    keep(
        home,
        tried(course, "ana", "L01", 40, "wrong-row", at=timedelta(hours=-3)),
        tried(course, "ana", "L01", 90, at=timedelta(hours=-2)),
        tried(course, "ana", "L01", None, at=timedelta(minutes=-1)),
        tried(course, "ana", "L02", 100, mode="watch"),
    )
    (line,) = board_of(home, course, NOW).lines
    cell = line.cells[0]
    assert cell is not None
    assert (cell.best, cell.attempts, cell.is_passed, cell.last_trap) == (90, 3, True, "wrong-row")
    assert cell.running_since == NOW - timedelta(minutes=1)
    assert line.cells[1] is None
    assert line.passed == 1


def test_a_class_sees_its_own_learners_only(home: Home, course: Course) -> None:
    other = classes.create(home, classes.Wish("Tuesday", template="empty"), None)
    seated(home, course, "ana")
    seated(home, other, "ben")
    keep(home, tried(course, "ana", "L01", 80), tried(other, "ben", "L01", 90))
    board = board_of(home, course, NOW)
    assert [line.name for line in board.lines] == ["ana"]
    assert [cell.best for cell in board.lines[0].cells if cell] == [80]


def test_a_class_may_choose_its_lessons(home: Home, course: Course) -> None:
    classes.change(home, course, lessons=["L03", "L05"])
    found = classes.find(home, course.id, None)
    assert board_of(home, found, NOW).lessons == [("L03", "Lesson 3"), ("L05", "Lesson 5")]


@pytest.mark.parametrize(("since", "is_stuck"), [(STUCK_AFTER - timedelta(seconds=1), False), (STUCK_AFTER, True)])
def test_who_reaches_no_goal_for_ten_minutes_is_stuck(
    home: Home, course: Course, since: timedelta, is_stuck: bool
) -> None:
    seated(home, course, "ana")
    keep(home, tried(course, "ana", "L04", None, progress=-since))
    assert [one.reason for one in board_of(home, course, NOW).stuck] == ([NO_PROGRESS] if is_stuck else [])


@pytest.mark.parametrize(("ago", "is_here"), [(PRESENT_FOR - timedelta(seconds=1), True), (PRESENT_FOR, False)])
def test_who_has_left_is_not_stuck(home: Home, course: Course, ago: timedelta, is_here: bool) -> None:
    seated(home, course, "ana", seen=NOW - ago)
    keep(home, tried(course, "ana", "L04", None))
    board = board_of(home, course, NOW)
    assert board.lines[0].is_here is is_here
    assert bool(board.stuck) is is_here


@pytest.mark.parametrize(("scores", "is_stuck"), [([40, 50], False), ([40, 50, 60], True), ([40, 50, 80], False)])
def test_three_attempts_without_passing_want_help(
    home: Home, course: Course, scores: list[int], is_stuck: bool
) -> None:
    seated(home, course, "ana", seen=NOW - timedelta(days=1))
    rows = [tried(course, "ana", "L03", score, "ignored", at=timedelta(hours=n - 9)) for n, score in enumerate(scores)]
    keep(home, *rows)
    found = [(one.reason, one.trap, one.attempts) for one in board_of(home, course, NOW).stuck]
    assert found == ([(NOT_PASSED, "ignored", 3)] if is_stuck else [])


def refresh(teacher: FlaskClient, page: str) -> TestResponse:
    """Ask as the page itself does."""
    return teacher.get(str(html.fromstring(page).xpath("//*[@id='board']/@hx-get")[0]))


def test_a_refresh_with_nothing_new_is_empty_and_one_with_a_new_attempt_shows_it(lounge: Room) -> None:
    course = classes.create(lounge.home, classes.Wish("Monday", template="empty"), None)
    seated(lounge.home, course, "ana")
    teacher = lounge.browser()
    page = teacher.get(f"/teach/classes/{course.id}/").text
    assert (refresh(teacher, page).status_code, refresh(teacher, page).text) == (204, "")
    keep(lounge.home, tried(course, "ana", "L01", None))
    begun = refresh(teacher, page)
    assert begun.status_code == 200
    assert "under way" in begun.text
    keep(lounge.home, tried(course, "ana", "L01", 90, at=timedelta(minutes=-1)))
    assert "90 <small>×2</small>" in refresh(teacher, begun.text).text


@pytest.mark.parametrize("change", [{"hides_names": True}, {"lessons": ["L02"]}])
def test_a_refresh_follows_what_the_instructor_decided(lounge: Room, change: dict[str, Any]) -> None:
    course = classes.create(lounge.home, classes.Wish("Monday", template="empty"), None)
    seated(lounge.home, course, "ana")
    teacher = lounge.browser()
    page = teacher.get(f"/teach/classes/{course.id}/").text
    classes.change(lounge.home, course, **change)
    assert refresh(teacher, page).status_code == 200


def test_of_attempts_begun_in_the_same_second_one_counts_as_the_newest_however_they_were_kept(
    home: Home, course: Course
) -> None:
    seated(home, course, "ana")
    first, second = (tried(course, "ana", "L01", None, trap) for trap in ("early", "late"))
    first.id, second.id, second.world = "a", "b", "other"
    keep(home, second, first)
    cell = board_of(home, course, NOW).lines[0].cells[0]
    assert cell is not None
    assert (cell.attempts, cell.last_trap, cell.world) == (2, "early", first.world)


@pytest.fixture
def statements(home: Home) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*told: object) -> None:
        found.append(str(told[2]))

    engine = _engine(home.directory_file, "BEGIN")
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_the_board_of_two_hundred_learners_takes_few_statements_and_little_time(
    lounge: Room, statements: list[str]
) -> None:
    course = classes.create(lounge.home, classes.Wish("Lecture", template="empty"), None)
    names = [f"learner{n}" for n in range(200)]
    seated(lounge.home, course, *names)
    keep(
        lounge.home,
        *(
            tried(course, name, lesson, 70 + n % 30, "ignored", at=timedelta(hours=-1 - again))
            for n, name in enumerate(names)
            for lesson in LESSONS
            for again in range(2)
        ),
    )
    browser = lounge.browser()
    page = browser.get(f"/teach/classes/{course.id}/board")
    assert page.text.count("<small>×2</small>") == 200 * 30
    statements.clear()
    began = time.process_time()
    assert browser.get(f"/teach/classes/{course.id}/board").status_code == 200
    spent = time.process_time() - began
    assert len(statements) <= 6, statements
    assert spent < 0.3, f"{spent * 1000:.0f} ms"
