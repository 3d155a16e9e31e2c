"""States taken from one place to another, whichever of the two is a file and which a schema."""

import tempfile
from dataclasses import replace
from pathlib import Path

from simulator import states
from simulator.files import SCHEMA_VERSION
from simulator.schemas import copying, filing
from simulator.schemas.filing import save
from simulator.schemas.place import PASSING, Place, Schema

__all__ = ["keep", "save", "take_over"]


def keep(source: Place, target: Place) -> None:
    """Keep a state under another name."""
    if isinstance(source, Schema) and isinstance(target, Schema):
        copying.keep(source, target)
    elif isinstance(target, Schema):
        assert isinstance(source, Path)
        filing.load(source, target, SCHEMA_VERSION)
    elif isinstance(source, Schema):
        save(source, target)


def take_over(source: Place, world: Place) -> None:
    """Make a state the present one of a world."""
    if not isinstance(world, Schema):
        _into_file(source, world)
    elif not isinstance(source, Schema):
        _out_of_file(source, world)
    elif world.exists():
        copying.put_back(source, world)
    else:
        copying.copy(source, world)


def _into_file(source: Place, world: Path) -> None:
    assert isinstance(source, Schema)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        save(source, file)
        states.take_over(file, world)


def _out_of_file(source: Path, world: Schema) -> None:
    if not world.exists():
        filing.load(source, world, SCHEMA_VERSION)
        return
    passing = replace(world, kind=PASSING)
    try:
        filing.load(source, passing, SCHEMA_VERSION)
        copying.put_back(passing, world)
    finally:
        copying.drop(passing)
