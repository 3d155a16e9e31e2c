"""The data directory: where the directory database, the worlds, their snapshots and the templates lie.

Two servers on different directories never meet. A world is a folder with one database file; who writes into it queues
at one lock file, across threads and processes.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.errors import BadInput, Busy

# Seconds a writer waits for the world before it says so.
LOCK_PATIENCE = 30.0
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def checked_name(name: object, field: str = "name") -> str:
    """Return a world's or snapshot's name, or say what a name looks like."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadInput(field, "A name is 1 to 40 lower-case letters, digits and hyphens, such as my-world-2.")
    return name


def discard(folder: Path) -> None:
    """Delete a world's folder; whoever is killed in the middle leaves nothing that looks like a world."""
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)


@dataclass(frozen=True)
class Home:
    """A data directory."""

    path: Path

    @classmethod
    def at(cls, path: Path | str) -> "Home":
        """Open a data directory, making its folders if need be.

        Raises:
            OSError: it cannot be written.
        """
        home = cls(Path(path).resolve())
        # It will hold the keys that sign cookies, and hashes of passwords.
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (home.path / "worlds", home.path / "templates"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = home.path / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)
        return home

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

    def world_file(self, world: str) -> Path:
        """The database of a world."""
        return self.folder(world) / "world.db"

    def origin_file(self, world: str) -> Path:
        """How a world was when it was created."""
        return self.folder(world) / "origin.db"

    def unfinished_file(self, world: str) -> Path:
        """Lies beside a world while it is being made; what a killed process leaves so is deleted at the next start."""
        return self.folder(world) / "unfinished"

    def snapshot_file(self, world: str, name: str) -> Path:
        """A snapshot by its name."""
        return self.folder(world) / "snapshots" / f"{name}.db"

    def checkpoint_file(self, world: str, entry: int) -> Path:
        """The world as it was right after an entry of its journal."""
        return self.folder(world) / "checkpoints" / f"{entry:08d}.db"

    def has(self, world: str) -> bool:
        """Say whether there is a world of this name."""
        is_there = bool(_NAME.fullmatch(world)) and self.world_file(world).exists()
        return is_there and not self.unfinished_file(world).exists()

    @contextmanager
    def lock(self, world: str, patience: float | None = None) -> Iterator[None]:
        """Queue with everybody else who writes into this world, or resets it.

        Raises:
            Busy: the others took longer than `patience` seconds.
        """
        queue = FileLock(self.path / "worlds" / f".{world}.lock")
        try:
            queue.acquire(timeout=LOCK_PATIENCE if patience is None else patience)
        except Timeout:
            raise Busy(f"World {world} is busy with something long. Try again in a moment.") from None
        try:
            yield
        finally:
            queue.release()
