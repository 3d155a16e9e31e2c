"""The worlds of this installation as pages list them: each with its own time, or why it cannot be opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from simulator.acting import reading
from simulator.directory import WorldEntry, directory
from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.policy import Store, store

PAGE = 20
# A chooser offers at most this many worlds; the welcome page lists all.
CHOICES = 50
# Worlds that a lesson made come after those that somebody named.
ORDER = (WorldEntry.template.startswith("lesson:"), WorldEntry.created_at.desc(), WorldEntry.name)


@dataclass(frozen=True)
class WorldLine:
    """A world in the list; `problem` says why it cannot be opened."""

    name: str
    template: str
    now: datetime | None = None
    mode: str = ""
    seed: int = 0
    store: Store | None = None
    problem: str = ""


@dataclass(frozen=True)
class WorldPage:
    """Some worlds of the list, and how many there are in all."""

    lines: list[WorldLine]
    total: int
    number: int

    @property
    def has_more(self) -> bool:
        """Say whether there is a next page."""
        return self.number * PAGE < self.total


def world_page(home: Home, number: int) -> WorldPage:
    """Return one page of the worlds, newest first, those of lessons last."""
    query = select(WorldEntry.name, WorldEntry.template).order_by(*ORDER)
    with directory(home) as session:
        total = session.scalar(select(func.count()).select_from(WorldEntry)) or 0
        rows = session.execute(query.limit(PAGE).offset((number - 1) * PAGE)).all()
    return WorldPage([_line(home, name, template) for name, template in rows], total, number)


def world_choices(home: Home, current: str) -> list[str]:
    """Return names for a chooser: the current world and the newest others, by name."""
    query = select(WorldEntry.name).order_by(*ORDER).limit(CHOICES)
    with directory(home) as session:
        return sorted({current, *session.scalars(query)})


def _line(home: Home, name: str, template: str) -> WorldLine:
    try:
        with reading(home, name) as moment:
            row = moment.world
            return WorldLine(name, template, row.now, row.mode, row.seed, store(row.marketplace))
    except MarketplaceError as error:
        return WorldLine(name, template, problem=error.message)
