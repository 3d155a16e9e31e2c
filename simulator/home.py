"""The data directory: where the directory database, the worlds, their snapshots and the templates lie.

Two servers on different directories never meet. A world is a folder with one database file; who writes into it queues
at one lock file, across threads and processes. Where worlds lie in a database that several machines share, this is the
part of an installation that belongs to one machine; `simulator/schemas/home.py` says the rest.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from simulator.clock import wall_seconds
from simulator.errors import BadInput, Busy
from simulator.queues import FileQueue
from simulator.schemas.place import LIVE, Place, Schema
from simulator.turns import aside

# Seconds a writer waits for the world before it says so.
LOCK_PATIENCE = 30.0
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def checked_name(name: object, field: str = "name") -> str:
    """Return a world's or snapshot's name, or say what a name looks like."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadInput(field, "A name is 1 to 40 lower-case letters, digits and hyphens, such as my-world-2.")
    return name


def world_at(place: Place) -> "tuple[Home, str] | None":
    """Return the installation and the name of the world that lies at a place; None for a copy somewhere else."""
    if isinstance(place, Schema):
        from simulator.schemas.home import home_of

        return (home_of(place), place.world) if place.kind == LIVE else None
    # Worlds lie at <home>/worlds/<name>/world.db.
    if place.name != "world.db" or place.parent.parent.name != "worlds":
        return None
    return Home(place.parents[2]), place.parent.name


def discard(folder: Path) -> None:
    """Delete a world's folder; whoever is killed in the middle leaves nothing that looks like a world."""
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)


def is_database(place: object) -> bool:
    """Say whether an installation's place is the address of a database."""
    return str(place).startswith("postgresql://")


class Queue(Protocol):
    """A lock that processes share. Whoever dies holds it no longer."""

    @property
    def is_locked(self) -> bool:
        """Say whether it is held through this object."""

    def acquire(self, timeout: float = -1) -> Any:
        """Take it, or raise Timeout after so many seconds."""

    def release(self) -> None:
        """Let others have it."""


@dataclass(frozen=True)
class Home:
    """A data directory."""

    path: Path

    @property
    def is_shared(self) -> bool:
        """Say whether directory and worlds lie in a database, and only what belongs to this machine in the folder."""
        return False

    @property
    def told(self) -> str:
        """Where the worlds lie, for people."""
        return str(self.path)

    @property
    def directory_place(self) -> Path | str:
        """Where the directory lies."""
        return self.directory_file

    @staticmethod
    def at(place: Path | str) -> "Home":
        """Open a data directory, making its folders if need be; or a database, by its address.

        Raises:
            OSError: it cannot be written.
            BadInput: the database cannot be reached, or its address makes no sense.
        """
        if is_database(place):
            from simulator.schemas.home import shared_home

            return shared_home(str(place))
        home = Home(Path(place).resolve())
        home.prove()
        return home

    def prove(self) -> None:
        """Make sure that the folders are there and can be written."""
        # It will hold the keys that sign cookies, and hashes of passwords.
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.path / "worlds", self.path / "templates"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = self.path / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)

    @property
    def directory_file(self) -> Path:
        """The small database that knows which worlds exist."""
        return self.path / "directory.db"

    @property
    def templates(self) -> Path:
        """Finished starting worlds, by what they were built from."""
        return self.path / "templates"

    def folder(self, world: str) -> Path:
        """Everything of one world."""
        return self.path / "worlds" / world

    def world_file(self, world: str) -> Place:
        """The database of a world."""
        return self.folder(world) / "world.db"

    def origin_file(self, world: str) -> Place:
        """How a world was when it was created."""
        return self.folder(world) / "origin.db"

    def unfinished_file(self, world: str) -> Path:
        """Lies beside a world while it is being made; what a killed process leaves so is deleted at the next start."""
        return self.folder(world) / "unfinished"

    def snapshot_file(self, world: str, name: str) -> Place:
        """A snapshot by its name."""
        return self.folder(world) / "snapshots" / f"{name}.db"

    def checkpoint_file(self, world: str, entry: int) -> Place:
        """The world as it was right after an entry of its journal."""
        return self.folder(world) / "checkpoints" / f"{entry:08d}.db"

    def snapshots(self, world: str) -> Sequence[Place]:
        """List the snapshots of a world, by name."""
        return sorted((self.folder(world) / "snapshots").glob("*.db"))

    def checkpoints(self, world: str) -> Sequence[Place]:
        """List the checkpoints of a world; each is called as the entry of the journal it was kept after."""
        return sorted((self.folder(world) / "checkpoints").glob("*.db"))

    def has(self, world: str) -> bool:
        """Say whether there is a world of this name."""
        is_there = bool(_NAME.fullmatch(world)) and self.world_file(world).exists()
        return is_there and not self.unfinished_file(world).exists()

    def is_taken(self, world: str) -> bool:
        """Say whether something lies under this name that is no leftover of somebody who was killed."""
        folder = self.folder(world)
        return folder.exists() and any(folder.iterdir()) and not self.unfinished_file(world).exists()

    def begin(self, world: str) -> None:
        """Make room for a world; until it is finished nobody finds it."""
        self.clear(world)
        self.folder(world).mkdir(parents=True)
        self.unfinished_file(world).touch()

    def finish(self, world: str) -> None:
        """Have a world found from now on."""
        self.unfinished_file(world).unlink()

    def clear(self, world: str) -> None:
        """Delete whatever lies under a world's name."""
        if self.folder(world).exists():
            discard(self.folder(world))

    def last_written(self, world: str) -> float:
        """Return the second in which somebody last wrote into a world."""
        return max((file.stat().st_mtime for file in self.folder(world).glob("*.db*")), default=wall_seconds())

    @contextmanager
    def lock(self, world: str, patience: float | None = None) -> Iterator[None]:
        """Queue with everybody else who writes into this world, or resets it.

        Raises:
            Busy: the others took longer than `patience` seconds.
        """
        queue = self.queue(world)
        try:
            with aside():
                queue.acquire(timeout=LOCK_PATIENCE if patience is None else patience)
        except Timeout:
            raise Busy(f"World {world} is busy with something long. Try again in a moment.") from None
        try:
            yield
        finally:
            queue.release()

    def publish(self, file: Path) -> None:
        """Let all machines have a file of the installation's folder; here, the one machine has it."""

    def forget_published(self, days: int) -> None:
        """Delete documents that were published so many days ago."""

    def fetch(self, file: Path, *, again: bool = False) -> None:
        """Bring a file that another machine may have published; `again` where it may have changed."""

    def queue(self, name: str) -> "Queue":
        """Return the lock by which everybody queues who does something that only one may do at a time."""
        return FileQueue(self.path / "worlds" / f".{name}.lock")

    def motor_lock(self) -> "Queue":
        """Return the lock that whoever moves the clocks holds until it stops."""
        return FileLock(self.path / ".motor.lock", thread_local=False)
