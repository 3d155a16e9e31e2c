"""Response time: how many of the buyers' messages were answered in time.

The messages themselves stand above this room: whoever owns them registers a function that counts. Without one there is
nothing to answer. Source: policies §4.2, S33.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from simulator.health.rates import Rate
from simulator.parties import Seller
from simulator.policy import Policy


class AnswerNumbers(Protocol):
    """What is counted of a window; what is still inside its time to answer is none of them."""

    @property
    def answered_in_time(self) -> int:
        """Answered before the time was over."""

    @property
    def late(self) -> int:
        """Answered after it."""

    @property
    def unanswered(self) -> int:
        """Not answered although the time is over."""


# (session, seller id, now, how far it is looked back, time to answer): the numbers of each window, in their order
Counter = Callable[[Session, str, datetime, Sequence[timedelta], timedelta], Sequence[AnswerNumbers]]

_counters: list[Counter] = []


@dataclass(frozen=True)
class Answers:
    """The answers of one window: the rate, and what was late or is still missing."""

    days: int
    rate: Rate
    late: int
    unanswered: int

    def facts(self) -> dict[str, Any]:
        """Say it in JSON."""
        return {**self.rate.facts(), "days": self.days, "late": self.late, "unanswered": self.unanswered}


def answers_counted_by(counter: Counter) -> Counter:
    """Register the function that counts answers; a later one replaces it."""
    _counters[:] = [counter]
    return counter


def response_time(session: Session, seller: Seller, now: datetime, policy: Policy) -> list[Answers]:
    """Return the answers of each window of the rule book, in its order."""
    windows = policy.response_time_windows
    numbers: Sequence[AnswerNumbers | None] = [None] * len(windows)
    for count in _counters:
        numbers = count(session, seller.id, now, windows, policy.response_time_limit)
    return [_answers(one, now, policy, window) for window, one in zip(windows, numbers, strict=True)]


def _answers(numbers: AnswerNumbers | None, now: datetime, policy: Policy, window: timedelta) -> Answers:
    in_time, late, unanswered = (
        (numbers.answered_in_time, numbers.late, numbers.unanswered) if numbers is not None else (0, 0, 0)
    )
    needing = in_time + late + unanswered
    rate = Rate(in_time, needing, now - window, now, policy.response_time_target, "at_least")
    return Answers(window.days, rate, late, unanswered)
