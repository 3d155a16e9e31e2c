"""What happens to new orders within the call that makes them: time passes, deeds are done to each; all or nothing.

Every step is done as if it were a call of its own, so log, mail and journal are those of a real past.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from simulator import worlds
from simulator.acting import act, existing, move_time, set_clock
from simulator.console.api.calls import Given
from simulator.deeds import named
from simulator.errors import BadInput, MarketplaceError
from simulator.home import Home
from simulator.instants import read_duration
from simulator.states import first_row, keep

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


def follow(home: Home, world: str, numbers: list[str], steps: list[Step]) -> None:
    """Take the steps, one after the other."""
    for step in steps:
        if step.advance is not None:
            move_time(home, world, by=read_duration(step.advance, "advance"))
            continue
        for number in numbers:
            act(home, world, str(step.deed), order_id=number, args=step.arguments)


@contextmanager
def all_or_nothing(home: Home, world: str) -> Iterator[None]:
    """Put a world back to how it was, should what is done to it in this block be refused; its clock goes on."""
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".before-") as folder:
        before = Path(folder) / "world.db"
        with home.lock(existing(home, world)):
            keep(home.world_file(world), before)
        try:
            yield
        except MarketplaceError:
            worlds.put_back(home, world, before)
            if first_row(before, "SELECT mode FROM world")[0] == "playing":
                set_clock(home, world, mode="playing")
            raise
