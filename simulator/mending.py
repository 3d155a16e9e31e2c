"""What a killed server left behind, put right before the next one answers; each repair is said in a line.

Every server holds a mark in the data directory while it runs, and the last one to stop clears it. A start that finds
the mark, and nobody running, knows that the one before was killed. What was acknowledged needs no repair: it is in the
world's file or its log. Knows files and the engine's tables, no rule.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from simulator.directory import note_playing, playing_worlds, strike_off, world_names
from simulator.home import Home, discard
from simulator.keeping import let_go
from simulator.schemas.place import Place
from simulator.states import first_row

# Work in progress lies in these, and is of no use to anybody once its process is dead.
TEMPORARY = ("worlds/.*.gone", ".before-*", ".past-*", ".preview-*", "tmp*", "templates/tmp*")
HALF = ("worlds/*/*.half", "worlds/*/*/*.half", "worlds/*/.*.link", "worlds/*/*.new", "templates/*.half",
        "documents/*.half", "*.half")  # fmt: skip
# What goes on by itself after a start, with its table and the state in which it waits.
GOES_ON = (
    ("file", "feeds", "status IN ('IN_QUEUE', 'IN_PROGRESS')"),
    ("report", "reports", "status IN ('IN_QUEUE', 'IN_PROGRESS')"),
    ("notification", "notifications", "state = 'waiting'"),
)


@dataclass
class Watch:
    """A server's mark in its data directory, and what was repaired when it was set."""

    was_killed: bool
    repaired: list[str]
    _file: int
    _process: int

    def stop(self) -> None:
        """Clear the mark if this was the last server; a worker process leaves it to the one that set it."""
        if self._file < 0 or os.getpid() != self._process:
            return
        if _alone(self._file):
            # On a disk that cannot be written the mark stays, and the next start looks.
            with suppress(OSError):
                os.ftruncate(self._file, 0)
        os.close(self._file)
        self._file = -1


def watch(home: Home) -> Watch:
    """Set the mark of a running server; mend what a killed one left, unless another is running."""
    file = os.open(home.path / ".serving", os.O_RDWR | os.O_CREAT, 0o600)
    was_killed, repaired = False, []
    if _alone(file):
        was_killed = bool(os.fstat(file).st_size)
        repaired = mend(home) if was_killed else _left_in_database(home)
        os.ftruncate(file, 0)
        os.write(file, b"running\n")
    _together(file)
    return Watch(was_killed, repaired, file, os.getpid())


def mend(home: Home) -> list[str]:
    """Put right what a killed server left behind; returns a line for each repair."""
    lines = [f"{name}: was only half made, and is deleted" for name in _unfinished(home)] + _left_in_database(home)
    for name in world_names(home):
        if home.has(name):
            lines += [f"{name}: {line}" for line in _of_world(home, name)]
        else:
            strike_off(home, name)
            lines.append(f"{name}: its folder was gone, so it is no longer listed")
    left = sum(_removed(file) for pattern in (*TEMPORARY, *HALF) for file in home.path.glob(pattern))
    if left:
        lines.append(_counted(left, "file of interrupted work is deleted", "files of interrupted work are deleted"))
    return lines


def _unfinished(home: Home) -> Iterator[str]:
    """Delete worlds whose making was interrupted: nobody was told that they are there."""
    if home.is_shared:
        # There, folders hold no worlds.
        return
    for folder in sorted(home.path.glob("worlds/[!.]*/")):
        if (folder / "unfinished").exists() or not any(folder.iterdir()):
            let_go(folder)
            discard(folder)
            strike_off(home, folder.name)
            yield folder.name


def _left_in_database(home: Home) -> list[str]:
    """Delete what any machine left there: the one that was killed may never come back."""
    if not home.is_shared:
        return []
    from simulator.schemas.leftovers import left_over

    return list(left_over(home, delete=True))


def _of_world(home: Home, name: str) -> Iterator[str]:
    path = home.world_file(name)
    if isinstance(path, Path):
        yield from _of_log(path)
    try:
        yield from _of_rows(home, name, path)
    except sqlite3.Error as error:
        yield f"cannot be read ({error}); see marketsim doctor"


def _of_log(path: Path) -> Iterator[str]:
    log = path.resolve().with_name(path.resolve().name + "-wal")
    if log.exists() and log.stat().st_size:
        with closing(sqlite3.connect(path.resolve(), isolation_level=None)) as connection, suppress(sqlite3.Error):
            _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            yield f"{pages} pages of acknowledged changes are written from its log into its file"


def _of_rows(home: Home, name: str, place: Place) -> Iterator[str]:
    mode = first_row(place, "SELECT mode FROM world")[0]
    if (mode == "playing") != (name in playing_worlds(home)):
        note_playing(home, name, mode == "playing")
        yield f"its clock is {mode}; the list of running clocks says so again"
    for word, table, waits in GOES_ON:
        number = first_row(place, f"SELECT count(*) FROM {table} WHERE {waits}")[0]  # noqa: S608 - ours
        if number:
            yield _counted(number, f"unfinished {word} goes on", f"unfinished {word}s go on")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _removed(file: Path) -> int:
    with suppress(OSError):
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink()
        return 1
    return 0


def _alone(file: int) -> bool:
    """Say whether no other server holds the mark; where files cannot be locked so, it is assumed."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _together(file: int) -> None:
    with suppress(ImportError):
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH)
