"""What waits on the agenda is told in words, not by the name of its rule."""

import simulator.everything  # noqa: F401 - registers the agenda's rules
from simulator.agenda import rules
from simulator.visits import DUE_WORDS


def test_everything_that_can_wait_on_the_agenda_has_words() -> None:
    assert set(rules) - set(DUE_WORDS) == set()
