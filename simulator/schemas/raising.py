"""Worlds of earlier versions in a database brought up to date, by the very steps that files go through.

A state goes into a file of its own version, which is brought up and written back in its place: all of it, or nothing.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from simulator.files import SCHEMA_VERSION
from simulator.home import Home
from simulator.migrating import WORLDS, bring_up, can_bring_up, make_at
from simulator.schemas.copying import first_row
from simulator.schemas.filing import fill, load
from simulator.schemas.place import Place, Schema


def bring_world_up(home: Home, name: str) -> Iterator[str]:
    """Bring a world and all that is kept of it up to date; give a line if it was older."""
    with home.lock(name):
        version = _brought_up(home.world_file(name))
        if version is not None:
            yield f"{name}: brought from schema {version} to {SCHEMA_VERSION}"
        for kept in (home.origin_file(name), *home.snapshots(name), *home.checkpoints(name)):
            _brought_up(kept)


def _brought_up(state: Place) -> int | None:
    """Return the schema that a state had; None if it is left alone."""
    assert isinstance(state, Schema)
    if not state.exists():
        return None
    (version,) = first_row(state, "SELECT version FROM about") or (0,)
    if not can_bring_up(WORLDS, version, SCHEMA_VERSION):
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        make_at(file, WORLDS, version)
        fill(state, file)
        bring_up(file, WORLDS, SCHEMA_VERSION)
        load(file, state, SCHEMA_VERSION)
    return int(version)
