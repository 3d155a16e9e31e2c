"""A whole data directory brought up to date: every world with its snapshots, before anything else is done with it.

Kept states are never written; each is replaced by a copy that is up to date. What is damaged or newer is left alone: it
is refused in words by whoever opens it. A note in the directory says how far everything is, so that nothing is looked
for twice.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from simulator.directory import Setting, directory, world_names
from simulator.files import SCHEMA_VERSION
from simulator.home import Home
from simulator.migrating import WORLDS, bring_up, can_bring_up, version_in
from simulator.states import make_own, present

NOTE = "schema of worlds"
KEPT = ("origin.db", "snapshots/*.db", "checkpoints/*.db")


def bring_home_up(home: Home) -> list[str]:
    """Bring every world of a data directory up to date; return a line for each that was older."""
    with directory(home, looking=True) as records:
        note = records.get(Setting, NOTE)
    if note is not None and note.value == str(SCHEMA_VERSION):
        return []
    of_world = _bring_up_in_database if home.is_shared else _of_world
    lines = [line for name in world_names(home) if home.has(name) for line in of_world(home, name)]
    with directory(home) as records:
        records.merge(Setting(name=NOTE, value=str(SCHEMA_VERSION)))
    return lines


def _bring_up_in_database(home: Home, name: str) -> Iterator[str]:
    from simulator.schemas.raising import bring_world_up

    return bring_world_up(home, name)


def _of_world(home: Home, name: str) -> Iterator[str]:
    with home.lock(name):
        path = home.folder(name) / "world.db"
        version = _older(path)
        if version is not None:
            make_own(path)
            bring_up(present(path), WORLDS, SCHEMA_VERSION)
            yield f"{name}: brought from schema {version} to {SCHEMA_VERSION}"
        for pattern in KEPT:
            for file in sorted(home.folder(name).glob(pattern)):
                _replace(file)


def _replace(kept: Path) -> None:
    if _older(kept) is not None:
        half = kept.with_suffix(".half")
        shutil.copyfile(present(kept), half)
        bring_up(half, WORLDS, SCHEMA_VERSION)
        half.replace(kept)


def _older(path: Path) -> int | None:
    """Return the schema of a file that can be brought up to date; None of any other."""
    try:
        version = version_in(present(path))
    except sqlite3.Error:
        return None
    return version if can_bring_up(WORLDS, version, SCHEMA_VERSION) else None
