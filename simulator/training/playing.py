"""Playing steps in a lesson's world as its learner: the solver, the wrong paths, the better act of the debrief.

Goes through the same edge as everybody else, so what is refused is refused here too, and noted.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from simulator.acting import act, holding, move_time, reading
from simulator.agenda import next_due
from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.moment import Moment
from simulator.training.acts import arguments
from simulator.training.cast import Cast, cast_of, keep_cast, told
from simulator.training.lesson import Step
from simulator.training.vocabulary import Evidence, Look

# A step that waits for something gives up after this long.
LONGEST_WAIT = timedelta(days=14)


@dataclass
class Player:
    """A hand that plays steps in one world, and what it looked at and foretold."""

    home: Home
    world: str
    looks: list[Look] = field(default_factory=list)
    foretold: dict[str, str] = field(default_factory=dict)
    # What a rule said no to, by the step's place.
    refused: dict[int, str] = field(default_factory=dict)

    def play(self, steps: list[Step]) -> None:
        """Play steps in order; a refusal is noted, and the next step tried."""
        for n, step in enumerate(steps):
            try:
                self.take(step, n)
            except MarketplaceError as refused:
                self.refused[n] = refused.message

    def take(self, step: Step, n: int = 0) -> None:
        """Take one step.

        Raises:
            MarketplaceError: it was refused, or makes no sense.
        """
        if step.do:
            self._do(step, n)
        elif step.saw:
            self._look(step.saw)
        elif step.predict:
            self.foretold |= step.predict
        else:
            self._wait(step)

    def _do(self, step: Step, n: int) -> None:
        with reading(self.home, self.world) as moment:
            cast = existing_cast(moment)
            named = cast.groups.get(step.order, [step.order]) if step.order else []
            if any(name not in cast.orders for name in named):
                return
            numbers: list[str | None] = [cast.orders[name] for name in named] or [None]
            args = arguments(step, cast, moment, f"step/{n}")
        for number in numbers:
            done = act(self.home, self.world, step.do or "", order_id=number, args=args, person_id=cast.person)
            if step.as_ and done.event["order_id"]:
                name_order(self.home, self.world, step.as_, done.event["order_id"])

    def _look(self, path: str) -> None:
        with reading(self.home, self.world) as moment:
            self.looks.append(Look(told(path, existing_cast(moment), moment), moment.world.last_event, moment.now))

    def _wait(self, step: Step) -> None:
        if step.until is None:
            move_time(self.home, self.world, by=step.wait)
            return
        with reading(self.home, self.world) as moment:
            limit = moment.now + (step.wait or LONGEST_WAIT)
        while True:
            with reading(self.home, self.world) as moment:
                due = next_due(moment)
                if self.evidence(moment).value(step.until) or due is None or due.due_at > limit:
                    return
            move_time(self.home, self.world, following=True)

    def evidence(self, moment: Moment) -> Evidence:
        """Return what checks may ask of this play."""
        return Evidence(moment, existing_cast(moment), self.looks, self.foretold)


def existing_cast(moment: Moment) -> Cast:
    """Return the cast of a lesson's world.

    Raises:
        LookupError: this is no lesson's world.
    """
    cast = cast_of(moment.world)
    if cast is None:
        raise LookupError("this world belongs to no lesson")
    return cast


def name_order(home: Home, world: str, name: str, number: str) -> None:
    """Remember an order that came into being during a lesson under its short name."""
    with holding(home, world) as moment:
        cast = existing_cast(moment)
        cast.orders[name] = number
        keep_cast(moment.world, cast)
