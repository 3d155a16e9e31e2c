"""Calls that compare two states of a world, and tell the inputs that led to the present one."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select

from simulator.acting import existing, reading
from simulator.comparing import compare
from simulator.console.api.calls import Given, call
from simulator.console.api.paging import Page, a_page, place_after
from simulator.errors import NotFound
from simulator.events import iso
from simulator.home import Home, checked_name
from simulator.models import JournalEntry
from simulator.schemas.place import Place

FROM = "origin (the world when it was made), the name of a snapshot, or world:<name>."


class Earlier(Given):
    """The state that this world is compared with."""

    from_: Annotated[str, Field(alias="from", max_length=60, description=FROM)] = "origin"


@call("GET", "/worlds/{world}/diff", query=Earlier, answer="Diff")
def show_differences(home: Home, world: str, query: Earlier) -> dict[str, Any]:
    """List what differs between an earlier state, or another world, and this world as it is now."""
    found = compare(_file(home, existing(home, world), query.from_), home.world_file(world))
    changes = [
        {"table": one.table, "change": one.change, "key": one.key, "columns": one.columns} for one in found.changes
    ]
    return {"same": not changes, "total": sum(found.counts.values()), "tables": found.counts, "changes": changes}


@call("GET", "/worlds/{world}/journal", query=Page, answer="Journal")
def list_journal(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List the inputs that led to this state, exactly as they would have to be given again; oldest first."""
    (after,) = place_after(query, int) or (0,)
    found = select(JournalEntry).where(JournalEntry.id > after).order_by(JournalEntry.id).limit(query.limit + 1)
    with reading(home, world) as moment:
        rows = [entry_json(one) for one in moment.session.scalars(found)]
    return a_page("journal", rows, query, rows[query.limit - 1]["id"] if len(rows) > query.limit else 0)


def entry_json(entry: JournalEntry) -> dict[str, Any]:
    """Write an input."""
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "deed": entry.deed,
        "actor": str(entry.actor),
        "person_id": entry.person_id,
        "order_id": entry.subject,
        "args": entry.args,
        "last_event": entry.last_event,
    }


def _file(home: Home, world: str, name: str) -> Place:
    if name == "origin":
        return home.origin_file(world)
    if name.startswith("world:"):
        return home.world_file(existing(home, name.removeprefix("world:")))
    file = home.snapshot_file(world, checked_name(name, "from"))
    if not file.exists():
        raise NotFound(f"World {world} has no snapshot {name!r}.")
    return file
