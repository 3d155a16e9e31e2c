"""Calls about worlds as wholes: make, look, reset, fork, go back, export, import, delete."""

import secrets
import tempfile
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal, cast

from flask import Response, request
from pydantic import Field

from simulator import journaling, worlds
from simulator.console.api import keys
from simulator.console.api.calls import Given, call
from simulator.console.api.paging import Page, a_page, place_after
from simulator.console.api.world_json import listed, world_json
from simulator.directory import world_names
from simulator.errors import BadInput
from simulator.home import Home
from simulator.instants import read_instant
from simulator.unpacking import LARGEST_IMPORT

Name = Annotated[str, Field(max_length=100, description="1 to 40 lower-case letters, digits and hyphens.")]
InstantText = Annotated[str, Field(max_length=40, json_schema_extra={"format": "date-time"})]
# An exported world held in memory before it goes to a file.
IN_MEMORY = 8_000_000
BLOCK = 1 << 18


class NewWorld(Given):
    """What a world is made from."""

    name: Name | None = None
    template: Annotated[str, Field(max_length=100, description="empty, demo, lesson:<id> or world:<name>")] = "empty"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    start_at: InstantText | None = None
    marketplaces: Annotated[list[str], Field(min_length=1, max_length=20)] | None = None
    marketplace: str | None = None
    date_set: Literal["announced", "final"] = "announced"


class Fork(Given):
    """The name of the second world, and the moment it begins at, if that is not now."""

    name: Name
    event: int | None = None
    at: InstantText | None = None


class Rewind(Given):
    """Where to go back to: right after an event, or to an instant."""

    event: int | None = None
    to: InstantText | None = None


class Import(Given):
    """The name the imported world gets."""

    name: Name | None = None


@call("GET", "/worlds", query=Page, answer="Worlds")
def list_worlds(home: Home, query: Page) -> dict[str, Any]:
    """List the worlds, oldest first."""
    (begin,) = place_after(query, int) or (0,)
    names = world_names(home)[begin : begin + query.limit + 1]
    found = a_page("worlds", names, query, begin + query.limit)
    told = (listed(home, name) for name in found["worlds"])
    return {**found, "worlds": [one for one in told if one is not None]}


@call("POST", "/worlds", body=NewWorld, answer="World", status=201)
def create_world(home: Home, body: NewWorld) -> dict[str, Any]:
    """Make a world from a template, or from another world."""
    name = body.name or fresh_name()
    plan: dict[str, Any] = {"template": body.template, "seed": body.seed, "date_set": body.date_set}
    if body.marketplace or body.marketplaces:
        plan["marketplaces"] = tuple(body.marketplaces or [str(body.marketplace)])
    if body.start_at is not None:
        plan["start_at"] = read_instant(body.start_at, "start_at")
    worlds.create(home, name, worlds.Plan(**plan))
    return world_json(home, name)


@call("GET", "/worlds/{world}", answer="World")
def show_world(home: Home, world: str) -> dict[str, Any]:
    """Describe a world."""
    return world_json(home, world)


@call("DELETE", "/worlds/{world}", answer="Deleted")
def delete_world(home: Home, world: str) -> dict[str, Any]:
    """Delete a world with everything that belongs to it."""
    worlds.remove(home, world)
    return {"deleted": world}


@call("POST", "/worlds/{world}/reset", body=Given, answer="World")
def reset_world(home: Home, world: str, body: Given) -> dict[str, Any]:
    """Put a world back to how it was when it was created."""
    worlds.reset(home, world)
    return world_json(home, world)


@call("POST", "/worlds/{world}/fork", body=Fork, answer="World", status=201)
def fork_world(home: Home, world: str, body: Fork) -> dict[str, Any]:
    """Make a second world out of one, as it is now or as it was at a moment of its past."""
    if body.event is None and body.at is None:
        worlds.fork(home, world, body.name)
    else:
        at = read_instant(body.at, "at") if body.at is not None else None
        journaling.fork_past(home, world, body.name, to_event=body.event, to=at)
    return world_json(home, body.name)


@call("POST", "/worlds/{world}/rewind", body=Rewind, answer="World")
def rewind_world(home: Home, world: str, body: Rewind) -> dict[str, Any]:
    """Go back to how a world was right after an event, or at an instant; what came later is gone."""
    to = read_instant(body.to, "to") if body.to is not None else None
    journaling.rewind(home, world, to_event=body.event, to=to)
    return world_json(home, world)


@call("GET", "/worlds/{world}/export", answer="file")
def export_world(home: Home, world: str) -> Response:
    """Return a world as one compressed file, data only."""
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    try:
        worlds.export(home, world, cast(BinaryIO, packed))
    except BaseException:
        packed.close()
        raise
    size = packed.tell()
    packed.seek(0)
    answer = Response(_Packed(packed), mimetype="application/gzip")
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{world}.marketsim"'
    return answer


@call("POST", "/worlds/import", query=Import, answer="World", status=201, is_json=False)
def import_world(home: Home, query: Import) -> dict[str, Any]:
    """Make a world from an exported file: the raw body, or the part `file` of a form."""
    request.max_content_length = LARGEST_IMPORT
    name = query.name or fresh_name()
    if request.mimetype == "multipart/form-data":
        upload = request.files.get("file")
        if upload is None:
            raise BadInput("file", "file: send the exported world as the part `file`, or as the raw body.")
        worlds.bring_in(home, name, cast(BinaryIO, upload.stream))
    else:
        worlds.bring_in(home, name, cast(BinaryIO, request.stream))
    return world_json(home, name)


def fresh_name() -> str:
    """Return a name for a world that nobody named; repeating a call with its key gives the same one."""
    return keys.name_from_key() or f"w-{secrets.token_hex(5)}"


class _Packed:
    """A packed world on its way out; the server closes it, sent or not."""

    def __init__(self, packed: Any) -> None:
        self._packed = packed

    def __iter__(self) -> Iterator[bytes]:
        with self._packed:
            while block := self._packed.read(BLOCK):
                yield block

    def close(self) -> None:
        """Let the file go."""
        self._packed.close()
