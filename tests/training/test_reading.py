"""A lesson file that cannot be used says so in one sentence: the file, the line, the field."""

import re
from pathlib import Path

import pytest

import simulator.everything  # noqa: F401 - the names of deeds
from simulator.training import course
from simulator.training.reading import BadLesson, read_lesson

CANCEL = 'did("seller-cancel", order=A)'
GOOD = (course.OURS / "L05.yaml").read_text(encoding="utf-8")


def wrong(tmp_path: Path, found: str, planted: str) -> BadLesson:
    """Read L05 with one mistake in it."""
    assert found in GOOD
    file = tmp_path / "L05.yaml"
    file.write_text(GOOD.replace(found, planted, 1), encoding="utf-8")
    with pytest.raises(BadLesson) as caught:
        read_lesson(file)
    return caught.value


@pytest.mark.parametrize(
    ("found", "planted", "field", "says"),
    [
        ("level: tricky", "level: hard", "level", "'first', 'daily', 'tricky' or 'expert'"),
        ("minutes: 6", "minuts: 6", "minutes", "this field is missing"),
        ("story: |", "tale: 1\nstory: |", "tale", "there is no such field"),
        ("points: 80", "points: 70", "", "the points of the goals add up to 90, not 100"),
        ("points: 20", "points: many", "goals[true-tracking].points", "valid integer"),
        (CANCEL, "done(\"seller-cancel\")", "goals[confirmed-then-told].blame", "is no word"),
        (CANCEL, "did(\"seller-cancel\"", "goals[confirmed-then-told].blame", "cannot be read"),
        (CANCEL, "did(\"seller-cancel\", order=B)", "", "names 'B', which is no order"),
        ("do: hand-to-carrier", "do: hand-over", "start.script[1].do", "there is no deed named 'hand-over'"),
        ("ago: 30m,", "ago: soon,", "start.script[1].ago", "'soon' is no duration"),
        ("trap: said-nothing", "trap: said-much", "", "falls into 'said-much', which is no trap"),
        ("title: Shipped", "id: L06\ntitle: Shipped", "", "the field 'id' stands here twice"),
        ("id: L05", "id: L55", "id", "call it L55.yaml"),
        ("at: 2026-05-26T17:10:00Z", "at: 2026-05-26 17:10:00", "start.at", "with its zone"),
        ("goals:\n", "goals: [\n", "", "this is not YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_and_field(
    tmp_path: Path, found: str, planted: str, field: str, says: str
) -> None:
    error = wrong(tmp_path, found, planted)
    assert error.message.startswith(f"L05.yaml, line {error.line}" + (f", {field}" if field else ""))
    assert says in error.message


def test_the_line_is_the_one_the_mistake_stands_on(tmp_path: Path) -> None:
    error = wrong(tmp_path, "points: 20", "points: many")
    assert GOOD.splitlines()[error.line - 1].strip() == "points: 20"


def test_a_check_can_run_nothing_but_its_own_words(tmp_path: Path) -> None:
    for planted in ('__import__("os")', "(1).real", "(x for x in A)", "lambda: 1", "A if A else A"):
        error = wrong(tmp_path, CANCEL, f"'{planted}'")
        assert re.search("no word of checks|cannot contain", error.message)


def test_every_lesson_of_ours_can_be_read() -> None:
    assert [one.id for one in course.lessons()] == list(course.lesson_files())


def test_a_lesson_of_ones_own_stands_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "X01.yaml").write_text(GOOD.replace("id: L05", "id: X01"), encoding="utf-8")
    course.use_directory(tmp_path)
    try:
        assert "X01" in course.lesson_files()
        assert course.lesson("X01").title == course.lesson("L05").title
    finally:
        course.use_directory(None)
