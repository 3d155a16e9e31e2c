"""Attempts: how they begin, what help costs, what comes back when, and what is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

import simulator.everything  # noqa: F401 - deeds and templates
from simulator import clock
from simulator.acting import reading
from simulator.directory import directory
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.training import attempts, certifying, reviewing
from simulator.training.attempts import WORKED_EXAMPLE, Wish
from simulator.training.records import Attempt, Certificate, Review
from tests.training.learning import begun, failed, played, solved

TODAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_an_exam_is_taken_once_and_wants_more(home: Home) -> None:
    done = solved(home, "L14", "exam")
    assert (done.score, done.passed) == (100, True)
    with pytest.raises(BadInput, match="taken once"):
        attempts.begin(home, Wish("somebody", "L14", "exam"))


def test_hints_cost_what_they_say(home: Home) -> None:
    attempt = begun(home, "L14")
    attempts.update(home, attempt, hints=[0, 1, WORKED_EXAMPLE])
    played(home, attempt, attempts.course.lesson("L14").solver)
    assert attempts.finish(home, attempt).score == 100 - 0 - 5 - 20


def test_a_class_can_give_hints_away(home: Home) -> None:
    attempt = begun(home, "L14")
    attempts.update(home, attempt, hints=[1])
    played(home, attempt, attempts.course.lesson("L14").solver)
    assert attempts.finish(home, attempt, free_hints=True).score == 100


def test_a_critical_mistake_caps_the_score(home: Home) -> None:
    done = failed(home, "L14", "any-number")
    assert (done.score, done.passed, done.last_trap) == (40, False, "invented-tracking")


def test_watching_earns_nothing(home: Home) -> None:
    attempt = begun(home, "L14", "watch")
    while attempts.take_step(home, attempt):
        pass
    done = attempts.finish(home, attempt)
    assert (done.score, done.passed, done.watched) == (None, False, 2)


def test_another_try_has_another_seed(home: Home) -> None:
    first = attempts.begin(home, Wish("somebody", "L14", "guided"))
    second = attempts.begin(home, Wish("somebody", "L14", "guided"))
    assert (first.seed, second.seed) == (1, 2)


def test_attempts_belong_to_one_profile(home: Home) -> None:
    attempt = begun(home, "L14")
    assert attempts.own_attempt(home, attempt.id, "somebody").world == attempt.world
    with pytest.raises(NotFound):
        attempts.own_attempt(home, attempt.id, "somebody else")


def test_clearing_one_lesson_leaves_the_others(home: Home) -> None:
    first, second = begun(home, "L14"), begun(home, "L05")
    assert attempts.clear(home, "somebody", "L14") == 1
    assert (home.has(first.world), home.has(second.world)) == (False, True)


def test_clearing_everything_leaves_nothing(home: Home) -> None:
    certificate = certifying.issue(home, solved(home, "L14").profile, "Ada")
    attempts.clear(home, "somebody")
    with directory(home) as records:
        assert [records.query(one).count() for one in (Attempt, Review, Certificate)] == [0, 0, 0]
    assert certifying.verified(home, certificate.code) is None


def test_a_rule_that_went_well_comes_back_later_each_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = [TODAY]
    monkeypatch.setattr(clock, "wall_now", lambda: wall[0])
    for days in (1, 3, 7, 21, 21):
        reviewing.note_rule(home, "somebody", "R8", went_well=True)
        wall[0] += timedelta(days=days, seconds=-1)
        assert reviewing.due_rules(home, "somebody") == []
        wall[0] += timedelta(seconds=1)
        assert reviewing.due_rules(home, "somebody") == ["R8"]


def test_sure_and_wrong_comes_back_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wall_now", lambda: TODAY)
    reviewing.note_rule(home, "somebody", "R1", went_well=False)
    reviewing.note_rule(home, "somebody", "R9", went_well=False, was_sure=True)
    monkeypatch.setattr(clock, "wall_now", lambda: TODAY + timedelta(days=2))
    assert reviewing.due_rules(home, "somebody") == ["R9", "R1"]
    lessons = attempts.course.lessons()
    assert [("R9" in one.rules or "R1" in one.rules) for one in reviewing.suggested(lessons, ["R9", "R1"])] == [
        True
    ] * 2


def test_a_certificates_code_is_known_however_it_was_typed(home: Home) -> None:
    solved(home, "L14")
    code = certifying.issue(home, "somebody", "Ada").code
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", code.replace("-", "\u2013")):
        assert certifying.verified(home, typed) is not None, typed
    for typed in ("", "-", code[:-1], f"{code}0"):
        assert certifying.verified(home, typed) is None, typed


def test_a_certificate_is_true_as_long_as_nobody_alters_it(home: Home) -> None:
    solved(home, "L14")
    one = certifying.issue(home, "somebody", "  Ada   L. ")
    assert (one.nickname, one.lessons) == ("Ada L.", {"L14": 100})
    assert certifying.issue(home, "somebody", "Ada L.").code == one.code
    found = certifying.verified(home, one.code.lower())
    assert found is not None
    with directory(home) as records:
        records.get_one(Certificate, one.code).lessons = {"L14": 100, "L30": 100}
    assert certifying.verified(home, one.code) is None


def test_nobody_is_certified_for_nothing(home: Home) -> None:
    with pytest.raises(BadInput, match="Pass a lesson first"):
        certifying.issue(home, "somebody", "Ada")


def test_only_the_latest_worlds_are_kept(home: Home) -> None:
    done = [attempts.finish(home, begun(home, "L14")) for _ in range(attempts.KEPT_WORLDS + 1)]
    assert [home.has(one.world) for one in done] == [False, True, True, True, True]
    assert attempts.own_attempt(home, done[0].id, "somebody").debrief is not None


def test_what_counts_is_foretold_to_nobody_who_practices(home: Home) -> None:
    for mode, told in (("guided", True), ("practice", False), ("exam", False)):
        with reading(home, begun(home, "L01", mode).world) as moment:
            assert moment.world.flags["counting_preview"] is told
