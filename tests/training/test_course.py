"""Our lessons keep their promises: the solver passes, wrong paths fail with the trap they were written for."""

from pathlib import Path

import pytest

import simulator.everything  # noqa: F401 - deeds and templates
from simulator.home import Home
from simulator.training import course
from simulator.training.checking import check

IDS = list(course.lesson_files())
# Lessons of many orders take seconds each.
LONG = ("L10", "L11", "L24", "L25", "L26", "L27", "L28", "L30")
ONCE = [pytest.param(one, marks=pytest.mark.slow) if one in LONG else one for one in IDS]


@pytest.fixture(scope="module")
def lesson_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("lessons"))


@pytest.mark.parametrize("lesson_id", ONCE)
def test_the_solver_passes_and_every_wrong_path_fails(lesson_home: Home, lesson_id: str) -> None:
    report = check(course.lesson(lesson_id), [1], shorten=False, home=lesson_home)
    assert report.findings == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson_id", IDS)
def test_no_step_can_be_left_out_whatever_the_seed(tmp_path: Path, lesson_id: str) -> None:
    report = check(course.lesson(lesson_id), home=Home.at(tmp_path))
    assert report.findings == []
