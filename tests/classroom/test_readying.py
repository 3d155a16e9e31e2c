"""What a class begins with is there before it begins."""

from datetime import timedelta

from simulator.classroom import readying
from simulator.classroom.classes import Wish, change, create
from simulator.classroom.seats import own_plan
from simulator.clock import wall_now
from simulator.home import Home
from simulator.training.attempts import starting_plan
from simulator.worlds import is_built

# Of no other test: what one has built is there for all.
SEED = 7_301_907


def test_the_first_lessons_of_a_new_class_are_built_one_by_one_before_anybody_asks(home: Home) -> None:
    course = create(home, Wish("Monday", template="empty", seed=SEED, lessons=("L02",)), None)
    wanted = [own_plan(course), *(starting_plan("L02", mode, SEED) for mode in ("guided", "practice"))]
    for done in range(len(wanted)):
        assert [is_built(home, plan) for plan in wanted] == [n < done for n in range(len(wanted))]
        assert readying.make_ready(home)
    assert all(is_built(home, plan) for plan in wanted)
    assert not readying.make_ready(home)
    assert is_built(home, starting_plan("L02", "exam", SEED))


def test_a_class_made_long_ago_is_not_made_ready(home: Home) -> None:
    course = create(home, Wish("Monday", template="empty", seed=SEED), None)
    change(home, course, created_at=wall_now() - timedelta(days=1, seconds=1))
    assert not readying.make_ready(home)
