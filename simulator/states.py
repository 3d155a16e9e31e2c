"""A world's states as files: those that are kept and never written again, and the one that is being written.

`world.db` is a link to the present state, a file that lies beside it. Keeping a state (a snapshot, an origin, a fork)
and going back to one are new names for the same file where it is large; whoever writes next works in a copy. So a
world of any size is kept, forked and reset at once. Everything here is done while the world's lock is held.

SQLite finds a log by its file's name, and a process's locks by the file itself. Therefore: a file that ever had a
second name is never written again, a name is not used twice, and a file in use is copied by SQLite alone. So it is on
Linux and macOS; elsewhere states are copied in place. States in a database are kept and copied there; one may be
carried into a file, and a file into the database.
"""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from simulator.schemas.place import Place, Schema

# Bytes below which a state is copied at once: that costs no more than giving it a second name and copying it later.
SMALL = 4_000_000
# Milliseconds that keeping a state waits for readers before it copies instead.
PATIENCE = 100

CAN_LINK = os.name == "posix"
_STATE = re.compile(r"(own|kept)-(\d{6,})-g(\d+)\.db")
_KEPT_FOLDERS = ("snapshots", "checkpoints", "templates")


def present(world_file: Path) -> Path:
    """Return the file that holds a world's present state."""
    return world_file.parent / world_file.readlink() if world_file.is_symlink() else world_file


def is_kept(path: Path) -> bool:
    """Say whether a file, whatever its name leads to, will never be written again."""
    real = present(path)
    return real.name.startswith("kept-") or real.name == "origin.db" or real.parent.name in _KEPT_FOLDERS


def is_large(place: Place) -> bool:
    """Say whether a world's state is a file of which copies are made as late as can be."""
    return isinstance(place, Path) and place.exists() and place.stat().st_size >= SMALL


def for_reading(path: Path) -> str:
    """Return the address under which SQLite only reads a file; a kept one needs neither locks nor a log."""
    real = present(path)
    return f"file:{quote(str(real))}?{'immutable=1' if is_kept(real) else 'mode=ro'}"


def keep(world_file: Place, target: Place) -> None:
    """Keep a world's present state under another name, in place of what was kept there."""
    if isinstance(world_file, Schema) or isinstance(target, Schema):
        _carrying().keep(world_file, target)
        return
    half = target.with_suffix(".half")
    real = present(world_file)
    # First of all: of a world that is gone nothing must appear under its name.
    size = real.stat().st_size
    target.parent.mkdir(parents=True, exist_ok=True)
    if real.name.startswith("kept-"):
        _linked(real, half)
    elif CAN_LINK and size >= SMALL and _is_settled(real):
        number, generation = _place(world_file)
        kept = world_file.with_name(f"kept-{number + 1:06d}-g{generation}.db")
        _linked(real, kept)
        _linked(kept, half)
        _point(world_file, kept)
    else:
        _forget(half)
        _backed_up(real, half)
    half.replace(target)


def share(kept: Place, target: Place) -> None:
    """Give a file that is never written again another name."""
    if isinstance(kept, Schema) or isinstance(target, Schema):
        _carrying().keep(kept, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    _linked(kept, half)
    half.replace(target)


def take_over(source: Place, world_file: Place) -> None:
    """Make a kept file, or a copy of one that is in use, the present state of a world."""
    if isinstance(source, Schema) or isinstance(world_file, Schema):
        _carrying().take_over(source, world_file)
        return
    world_file.parent.mkdir(parents=True, exist_ok=True)
    if not CAN_LINK:
        _copied_in_place(source, world_file)
        return
    number, generation = _place(world_file)
    place = f"{number + 1:06d}-g{generation + world_file.exists()}.db"
    if is_kept(source) and source.stat().st_size >= SMALL:
        state = world_file.with_name(f"kept-{place}")
        _linked(source, state)
    else:
        state = world_file.with_name(f"own-{place}")
        _own_copy(source, state)
    _point(world_file, state)


def make_own(world_file: Place) -> None:
    """Give a world that is about to be written a file of its own, if its state is one that is kept."""
    if isinstance(world_file, Schema):
        return
    real = present(world_file)
    if real.name.startswith("kept-"):
        number, generation = _place(world_file)
        own = world_file.with_name(f"own-{number + 1:06d}-g{generation}.db")
        _own_copy(real, own)
        _point(world_file, own)


@contextmanager
def as_file(place: Place) -> Iterator[Path]:
    """Lend a state as a file to look at: its own, or one that it is written into for this."""
    if not isinstance(place, Schema):
        yield place
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        _carrying().save(place, file)
        yield file


def first_row(place: Place, asked: str) -> tuple[Any, ...]:
    """Return the first row of a statement of ours about a state."""
    if isinstance(place, Schema):
        from simulator.schemas.copying import first_row as asked_of

        return asked_of(place, asked) or ()
    with closing(sqlite3.connect(for_reading(place), uri=True)) as connection:
        return tuple(connection.execute(asked).fetchone() or ())


def _carrying() -> ModuleType:
    from simulator.schemas import carrying

    return carrying


def _place(world_file: Path) -> tuple[int, int]:
    """Return the number of a world's present state, and how often the world was put back to an earlier one."""
    found = _STATE.fullmatch(present(world_file).name)
    return (int(found[2]), int(found[3])) if found else (0, 0)


def _own_copy(source: Path, own: Path) -> None:
    """Copy a state to a file of a world's own, and write down in it how often the world was put back."""
    half = own.with_suffix(".half")
    # Somebody who was interrupted may have left these.
    _forget(half)
    _forget(own)
    if is_kept(source):
        shutil.copyfile(present(source), half)
    else:
        _backed_up(source, half)
    half.replace(own)
    found = _STATE.fullmatch(own.name)
    generation = int(found[3]) if found else 0
    if generation == 0:
        return
    with closing(sqlite3.connect(own, isolation_level=None)) as connection:
        # Whoever is interrupted here still has the state before; nothing was acknowledged in this one.
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("UPDATE world SET generation = ?1 WHERE generation <> ?1", (generation,))


def _linked(source: Path, name: Path) -> None:
    """Give a kept file another name; where the disk cannot, copy it."""
    real = present(source)
    name.unlink(missing_ok=True)
    try:
        os.link(real, name)
    except OSError:
        shutil.copyfile(real, name)


def _backed_up(source: Path, target: Path) -> None:
    """Copy a file that may be in use, through SQLite; all of it or nothing."""
    with closing(sqlite3.connect(for_reading(source), uri=True)) as from_, closing(sqlite3.connect(target)) as to:
        to.execute("PRAGMA synchronous=OFF")
        try:
            from_.backup(to)
        except sqlite3.Error:
            _forget(target)
            raise


def _is_settled(real: Path) -> bool:
    """Write the log back into its file, and say whether that was possible: a reader may be in the way."""
    with closing(sqlite3.connect(real, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
        busy, _frames, _written = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _point(world_file: Path, state: Path) -> None:
    """Make a state the present one. The one before stays until the next change: somebody may be about to read it."""
    before = present(world_file)
    link = world_file.with_name(f".{state.stem}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(state.name)
    link.replace(world_file)
    for file in world_file.parent.iterdir():
        if file.name not in (before.name, state.name) and _STATE.fullmatch(file.name):
            _forget(file)
    if before.name == world_file.name:
        _forget_log(before)


def _forget(file: Path) -> None:
    file.unlink(missing_ok=True)
    _forget_log(file)


def _forget_log(file: Path) -> None:
    for end in ("-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + end).unlink()


def _copied_in_place(source: Path, world_file: Path) -> None:
    with (
        closing(sqlite3.connect(for_reading(source), uri=True)) as from_,
        closing(sqlite3.connect(world_file, isolation_level=None)) as to,
    ):
        known = to.execute("SELECT count(*) FROM sqlite_master WHERE name = 'world'").fetchone()[0]
        before = to.execute("SELECT generation FROM world").fetchone()[0] if known else 0
        from_.backup(to)
        to.execute("UPDATE world SET generation = ?", (before + 1,))
