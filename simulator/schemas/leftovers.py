"""What interrupted work left in a database: schemas that nobody asks for any more."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from operator import attrgetter

from simulator.directory import world_names
from simulator.errors import Busy
from simulator.home import Home
from simulator.schemas.connecting import plain
from simulator.schemas.copying import drop
from simulator.schemas.home import SharedHome
from simulator.schemas.place import PASSING, Schema

# Seconds for which a world is waited for that somebody may be making just now.
A_MOMENT = 0.05


def left_over(home: Home, *, delete: bool = False) -> Iterator[str]:
    """Say in a line for each world what was left, and delete it if that is wanted."""
    assert isinstance(home, SharedHome)
    entered = set(world_names(home))
    found = [one for one in _states(home) if one.kind == PASSING or one.world not in entered]
    for world, states in groupby(sorted(found, key=attrgetter("world")), attrgetter("world")):
        # Who makes a world, deletes it or puts it back holds its lock: what lies there then is nobody's.
        with suppress(Busy), home.lock(world, patience=A_MOMENT):
            gone = [one for one in states if one.exists() and (one.kind == PASSING or not home.has(world))]
            if not gone:
                continue
            if delete:
                for one in gone:
                    drop(one)
            number = "1 schema" if len(gone) == 1 else f"{len(gone)} schemas"
            yield f"{world}: {number} of interrupted work{', deleted' if delete else ''}"


def _states(home: SharedHome) -> Iterator[Schema]:
    """Go through everything that lies in an installation's schemas."""
    told = "SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE starts_with(nspname, %s)"
    with plain(home.address) as connection:
        rows = connection.execute(told, (f"{home.schema}:",)).fetchall()
    for name, words in rows:
        state = Schema.read(home.address, home.schema, words or "")
        # Somebody may have made others by hand.
        if state and state.name == name:
            yield state
