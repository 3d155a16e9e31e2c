"""Whether an installation can do its work: the directory, the disk, the motor. For probes and `/healthz?full`.

It names no world, since anybody may ask. Knows files, no rule.
"""

import shutil
from typing import Any

from filelock import Timeout

from simulator import __version__
from simulator.directory import playing_worlds, world_names
from simulator.files import SCHEMA_VERSION
from simulator.home import Home
from simulator.storage import Damaged, said_by_disk, said_if_damaged

# Bytes below which the next large upload or fork may not fit.
LITTLE_ROOM = 200_000_000


def fitness(home: Home) -> dict[str, Any]:
    """Tell how an installation is; `status` is ok, or the first thing that is wrong."""
    wrong, worlds, playing = None, 0, 0
    try:
        home.prove()
        with said_if_damaged(home.directory_file):
            worlds, playing = len(world_names(home)), len(playing_worlds(home))
    except Damaged:
        # Without its place: anybody may ask.
        wrong = "The list of worlds is damaged."
    except Exception as error:
        said = said_by_disk(error)
        if said is None:
            raise
        wrong = said.message
    room = shutil.disk_usage(home.path).free
    if wrong is None and room < LITTLE_ROOM:
        wrong = "There is little room left on the disk."
    return {
        "status": wrong or "ok",
        "version": __version__,
        "schema": SCHEMA_VERSION,
        "worlds": worlds,
        "playing": playing,
        "motor": _has_motor(home),
        "disk_free_bytes": room,
    }


def _has_motor(home: Home) -> bool:
    """Say whether some process moves the worlds."""
    lock = home.motor_lock()
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
