"""Where the state of a world lies: in a file, or in a schema of a database. Knows neither how to open.

A schema's name holds the name of the installation and the world; kept states are told apart by hashes, since a name of
PostgreSQL's has 63 bytes, and the schema's comment says in words what it is.
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

LIVE, ORIGIN, SNAPSHOT, CHECKPOINT, PASSING = "world", "origin", "snapshot", "checkpoint", "passing"


@dataclass(frozen=True)
class Schema:
    """The state of a world in a database. `home` is the schema of the installation's directory."""

    address: str
    home: str
    world: str
    kind: str = LIVE
    label: str = "-"

    @property
    def name(self) -> str:
        """The name of the schema."""
        if self.kind == LIVE:
            return f"{self.home}:{self.world}"
        return f"{self.prefix}{_short(self.label)}"

    @property
    def prefix(self) -> str:
        """What the names of all states of this kind begin with."""
        return f"{self.kept}{self.kind}:"

    @property
    def kept(self) -> str:
        """What the names of everything that is kept of this world begin with."""
        return f"{self.home}:{_short(self.world)}:"

    @property
    def stem(self) -> str:
        """The label, as a file's name without its ending."""
        return self.label

    @property
    def is_kept(self) -> bool:
        """Say whether this state will never be written again."""
        return self.kind != LIVE

    @property
    def told(self) -> str:
        """What it is, in words; the label is the second of them."""
        return f"{self.kind} {self.label} of {self.world}"

    @classmethod
    def read(cls, address: str, home: str, told: str) -> "Schema | None":
        """Return the state that these words tell of."""
        match told.split(" "):
            case [kind, label, "of", world]:
                return cls(address, home, world, kind, label)
        return None

    def exists(self) -> bool:
        """Say whether there is such a schema."""
        from simulator.schemas.copying import is_there

        return is_there(self)

    def unlink(self, missing_ok: bool = False) -> None:
        """Forget a state."""
        from simulator.schemas.copying import drop

        drop(self)


# Where a state lies that is worked in, kept, copied or looked at.
Place = Path | Schema


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
