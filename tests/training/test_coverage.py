"""Everything there is to know about what counts has a lesson or a card."""

import tomllib

import pytest

import simulator.everything  # noqa: F401 - the names of deeds
from simulator.health.canceling import IMPLIED, TABLE
from simulator.policy import all_rules
from simulator.training import course
from simulator.training.cards import HAND, cards, hand
from simulator.training.rules import course_rules

CONTRADICTIONS = tomllib.loads((course.OURS / "contradictions.toml").read_text(encoding="utf-8"))
COVERED = {name for one in (*course.lessons(), *cards()) for name in one.covers}


@pytest.mark.parametrize("rule", [rule for rule, _ in (*TABLE, *IMPLIED)])
def test_every_row_of_the_rate_table_has_a_lesson_or_a_card(rule: str) -> None:
    assert rule in COVERED


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_every_contradiction_of_the_sources_has_a_lesson_or_a_card(name: str) -> None:
    assert name in COVERED


def test_nothing_is_covered_that_does_not_exist() -> None:
    assert {*CONTRADICTIONS, *(one.id for one in all_rules())} >= COVERED
    assert list(CONTRADICTIONS) == [f"C{n:02}" for n in range(1, 19)]


def test_every_rule_of_the_course_has_a_sentence_and_a_rule_of_the_rule_book() -> None:
    assert list(course_rules()) == [f"R{n}" for n in range(1, 37)]
    assert {one.policy for one in course_rules().values()} <= {one.id for one in all_rules()}


def test_every_rule_book_link_of_a_lesson_leads_somewhere() -> None:
    known = {one.id for one in all_rules()} | {""}
    wrong = [(one.id, part.id) for one in course.lessons() for part in one.judged if part.policy not in known]
    assert wrong == []


def test_a_hand_brings_back_what_is_due_and_mixes_in_the_rest() -> None:
    dealt = hand(["R8", "R14"], "today")
    assert [one.rule for one in dealt[:2]] == ["R8", "R14"]
    assert len(dealt) == HAND == len({one.rule for one in dealt})
    assert len({one.id for one in cards()}) == len(cards())
