"""An installation whose directory and worlds lie in a database, for several machines at once.

`postgresql://user@host/database` and two words of our own: `schema` names the installation, for several in one
database; `folder` is where this machine keeps what belongs to it alone: finished templates, copies that are looked at
and thrown away, marks of its servers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from simulator.errors import BadInput
from simulator.home import Home, Queue
from simulator.schemas.place import CHECKPOINT, LIVE, ORIGIN, SNAPSHOT, Place, Schema

SCHEMA, FOLDER = "marketsim", "instance"
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,15}")


@dataclass(frozen=True)
class SharedHome(Home):
    """A database, and the folder of this machine."""

    address: str
    schema: str = SCHEMA

    @property
    def is_shared(self) -> bool:
        """Say that directory and worlds lie in a database."""
        return True

    @property
    def told(self) -> str:
        """Where the worlds lie, for people; no password stands in it."""
        parts = urlsplit(self.address)
        return f"PostgreSQL {parts.hostname or 'of this machine'}{parts.path}, schema {self.schema}"

    @property
    def directory_place(self) -> Path | str:
        """Where the directory lies."""
        return f"{self.address}#{self.schema}"

    def world_file(self, world: str) -> Place:
        """The schema of a world."""
        return self._state(world, LIVE)

    def origin_file(self, world: str) -> Place:
        """How a world was when it was created."""
        return self._state(world, ORIGIN)

    def snapshot_file(self, world: str, name: str) -> Place:
        """A snapshot by its name."""
        return self._state(world, SNAPSHOT, name)

    def checkpoint_file(self, world: str, entry: int) -> Place:
        """The world as it was right after an entry of its journal."""
        return self._state(world, CHECKPOINT, f"{entry:08d}")

    def snapshots(self, world: str) -> Sequence[Place]:
        """List the snapshots of a world, by name."""
        return self._kept(world, SNAPSHOT)

    def checkpoints(self, world: str) -> Sequence[Place]:
        """List the checkpoints of a world."""
        return self._kept(world, CHECKPOINT)

    def has(self, world: str) -> bool:
        """Say whether there is a world of this name."""
        from simulator.directory import is_entered

        return is_entered(self, world)

    def is_taken(self, world: str) -> bool:
        """Say whether there is a world of this name."""
        return self.has(world)

    def begin(self, world: str) -> None:
        """Make room for a world; it is found when the directory knows it."""
        self.clear(world)

    def finish(self, world: str) -> None:
        """Do nothing: the directory knows it."""

    def clear(self, world: str) -> None:
        """Delete a world with all that is kept of it; first of all nobody finds it any more."""
        from simulator.directory import strike_off
        from simulator.schemas.copying import drop_all
        from simulator.schemas.sharing import forget_all

        strike_off(self, world)
        drop_all(self._state(world, LIVE))
        forget_all(self.address, self.schema, f"worlds/{world}/")

    def last_written(self, world: str) -> float:
        """Return the second in which somebody last wrote into a world."""
        from simulator.schemas.copying import first_row

        found = first_row(self._state(world, LIVE), "SELECT extract(epoch FROM written + 1) FROM about")
        return float(found[0]) if found else 0.0

    def publish(self, file: Path) -> None:
        """Let all machines have a file of the installation's folder."""
        from simulator.schemas.sharing import publish

        publish(self.address, self.schema, str(file.relative_to(self.path)), file)

    def forget_published(self, days: int) -> None:
        """Delete documents that were published so many days ago."""
        from simulator.schemas.sharing import forget

        forget(self.address, self.schema, timedelta(days=days))

    def fetch(self, file: Path, *, again: bool = False) -> None:
        """Bring a file that another machine may have published; `again` where it may have changed."""
        from simulator.schemas.sharing import fetch

        if again or not file.exists():
            fetch(self.address, self.schema, str(file.relative_to(self.path)), file)

    def queue(self, name: str) -> Queue:
        """Return the lock by which everybody queues who does something that only one may do at a time."""
        from simulator.schemas.locking import Turn

        return Turn(self.address, self.schema, name)

    def motor_lock(self) -> Queue:
        """Return the lock that whoever moves the clocks holds until it stops."""
        from simulator.schemas.locking import Office

        return Office(self.address, self.schema, "motor/")

    def _state(self, world: str, kind: str, label: str = "-") -> Schema:
        return Schema(self.address, self.schema, world, kind, label)

    def _kept(self, world: str, kind: str) -> list[Place]:
        from simulator.schemas.copying import labels

        return [self._state(world, kind, label) for label in labels(self._state(world, kind))]


# Installations this process has opened, by what a state's place says of them.
_opened: dict[tuple[str, str], SharedHome] = {}


def shared_home(text: str) -> SharedHome:
    """Open an installation in a database, making the directory's schema if need be.

    Raises:
        BadInput: the database cannot be reached, or its address makes no sense.
        OSError: this machine's folder cannot be written.
    """
    home = _read(text)
    home.prove()
    try:
        from simulator.schemas.copying import found_home
    except ModuleNotFoundError:
        needed = "A database needs a further package: pip install 'marketplace-simulator[postgres]'."
        raise BadInput("data", needed) from None
    found_home(home.address, home.schema)
    _opened[home.address, home.schema] = home
    return home


def home_of(state: Schema) -> SharedHome:
    """Return the opened installation that a state belongs to."""
    return _opened[state.address, state.home]


def _read(text: str) -> SharedHome:
    parts = urlsplit(text)
    told = dict(parse_qsl(parts.query))
    schema, folder = told.pop("schema", SCHEMA), told.pop("folder", FOLDER)
    if not _SCHEMA.fullmatch(schema):
        said = "schema is 1 to 16 lower-case letters, digits and underscores, a letter first."
        raise BadInput("data", said)
    # Written by hand: an address without a host keeps its two slashes so.
    address = f"postgresql://{parts.netloc}{parts.path}{'?' + urlencode(told) if told else ''}"
    return SharedHome(Path(folder).resolve(), address, schema)
