"""Acting out a script: deeds at instants, in order, with whatever falls due in between done on the way.

Templates use it to give a world a history that really happened.
"""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from typing import Any

from simulator.agenda import advance
from simulator.deeds import checked, named, perform
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order

Step = Callable[["Script"], None]


class Script:
    """Steps to be taken at instants; a step may add further ones."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self._steps: list[tuple[datetime, int, Step]] = []
        self._count = 0

    def at(self, instant: datetime, step: Step) -> None:
        """Plan a step; steps of the same instant are taken in the order they were planned."""
        self._count += 1
        heappush(self._steps, (instant, self._count, step))

    def do(self, deed: str, order: Order | None = None, **args: Any) -> Event:
        """Do a deed now.

        Raises:
            Refusal: the script asks for something unlawful.
        """
        found = named(deed)
        self.moment.actor, self.moment.person_id = found.actor, None
        values, _ = checked(found, args)
        event = perform(self.moment, found, order, values)
        self.moment.session.flush()
        return event

    def order(self, number: str) -> Order:
        """Return an order of the world."""
        return self.moment.session.get_one(Order, number)

    def play(self, until: datetime) -> None:
        """Take all steps up to an instant and leave the world there."""
        while self._steps and self._steps[0][0] <= until:
            instant, _, step = heappop(self._steps)
            advance(self.moment, instant)
            step(self)
        advance(self.moment, until)
