"""A lesson's world as it was right after an event: where another decision begins.

A lesson begins later than its last event, so its beginning is the kept origin and not an instant of the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from simulator import worlds
from simulator.database import session_in
from simulator.home import Home
from simulator.journaling import past_file
from simulator.models import World
from simulator.schemas.place import Place


@contextmanager
def moment_file(home: Home, world: str, after: int) -> Iterator[Place]:
    """Lend a world file as the world was right after an event; before anything happened it is the origin."""
    origin = home.origin_file(world)
    with session_in(origin) as session:
        begun = session.get_one(World, 1).last_event
    if after <= begun:
        yield origin
        return
    with past_file(home, world, to_event=after) as file:
        yield file


def fork_moment(home: Home, world: str, name: str, after: int) -> None:
    """Make a second world out of one as it was right after an event."""
    with moment_file(home, world, after) as file:
        worlds.adopt(home, name, f"world:{world}", file)
