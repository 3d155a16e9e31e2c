"""What happens to new orders within the call that makes them: time passes, deeds are done to each; all or nothing.

Every step leaves what a call of its own would, so log, mail and journal are those of a real past. All of them are one
transaction: nobody sees, and no kill leaves, a part.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import Field

from simulator.acting import CHECKPOINT_EVERY, act_in, advance_by, holding, keep_checkpoint, note_refusal
from simulator.agenda import undivided
from simulator.console.api.calls import Given
from simulator.deeds import Deed, checked, named
from simulator.errors import BadInput, Refusal
from simulator.home import Home
from simulator.instants import read_duration
from simulator.moment import Moment

Told = TypeVar("Told")

MOST_STEPS = 50


class Step(Given):
    """One thing that happens next: time passes, or a deed is done to each of the orders."""

    advance: Annotated[str | None, Field(max_length=40, json_schema_extra={"format": "duration"})] = None
    deed: str | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)


def check(steps: list[Step]) -> None:
    """Make sure that each step says one thing, and something that exists.

    Raises:
        BadInput: it does not.
    """
    for place, step in enumerate(steps):
        if (step.advance is None) == (step.deed is None):
            raise BadInput(f"then.{place}", f"then.{place}: say one of advance (a duration) and deed.", status=422)
        if step.advance is not None:
            read_duration(step.advance, f"then.{place}.advance")
        elif named(str(step.deed)).on != "order":
            raise BadInput(f"then.{place}.deed", f"then.{place}.deed: {step.deed} is not done to an order.", status=422)


@dataclass
class _Course:
    """Deeds and passing time in a world that is held: the deed under way, and entries of the journal."""

    trying: Deed | None = None
    entries: list[int] = field(default_factory=list)

    def do(self, moment: Moment, name: str, args: dict[str, Any], order_id: str | None = None) -> None:
        """Do a deed."""
        values, plain = checked(named(name), args)
        self.trying = named(name).by(values)
        self.entries.append(act_in(moment, self.trying, values, plain, order_id=order_id)[2])

    def follow(self, moment: Moment, numbers: list[str], step: Step) -> None:
        """Let time pass, or do a deed to each of the orders."""
        if step.advance is not None:
            advance_by(moment, by=read_duration(step.advance, "advance"), to=None, following=False)
            return
        for number in numbers:
            self.do(moment, str(step.deed), step.arguments, number)


def lead_on(
    home: Home,
    world: str,
    name: str,
    args: dict[str, Any],
    steps: list[Step],
    answer: Callable[[Moment, list[str]], Told],
) -> Told:
    """Do a deed and what follows from it, in one transaction; `answer` is asked before it ends.

    Raises:
        NotFound, BadInput, Refusal: as `act`; nothing is changed.
    """
    course = _Course()
    try:
        with holding(home, world) as moment, undivided(moment.session):
            course.do(moment, name, args)
            numbers = new_numbers(moment)
            for step in steps:
                course.follow(moment, numbers, step)
            told = answer(moment, numbers)
    except Refusal as refused:
        if course.trying:
            # The orders it was tried with were never made.
            note_refusal(home, world, course.trying, None, refused)
        raise
    if any(entry % CHECKPOINT_EVERY == 0 for entry in course.entries):
        keep_checkpoint(home, world, course.entries[-1])
    return told


def new_numbers(moment: Moment) -> list[str]:
    """List the orders that came into being since the deed began, in their order."""
    numbers = (one.order_id for one in moment.recorded if one.order_id)
    return list(dict.fromkeys(numbers))
