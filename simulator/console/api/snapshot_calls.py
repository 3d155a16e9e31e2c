"""Calls about snapshots: keep a world as it is now under a name, and go back to it."""

from typing import Any

from simulator import worlds
from simulator.console.api.calls import Given, call
from simulator.console.api.paging import Page, a_page, place_after
from simulator.console.api.world_calls import Name
from simulator.console.api.world_json import world_json
from simulator.events import iso
from simulator.home import Home


class NewSnapshot(Given):
    """The name of a snapshot; the same name again replaces it."""

    name: Name


@call("GET", "/worlds/{world}/snapshots", query=Page, answer="Snapshots")
def list_snapshots(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List a world's snapshots with the instant each holds."""
    (begin,) = place_after(query, int) or (0,)
    rows = [{"name": one["name"], "now": iso(one["now"])} for one in worlds.snapshots(home, world)]
    return a_page("snapshots", rows[begin : begin + query.limit + 1], query, begin + query.limit)


@call("POST", "/worlds/{world}/snapshots", body=NewSnapshot, answer="Snapshot", status=201)
def take_snapshot(home: Home, world: str, body: NewSnapshot) -> dict[str, Any]:
    """Keep a world as it is now."""
    worlds.snapshot(home, world, body.name)
    (kept,) = (one for one in worlds.snapshots(home, world) if one["name"] == body.name)
    return {"name": kept["name"], "now": iso(kept["now"])}


@call("POST", "/worlds/{world}/snapshots/{name}/restore", body=Given, answer="World")
def restore_snapshot(home: Home, world: str, name: str, body: Given) -> dict[str, Any]:
    """Go back to a snapshot; the clock is paused then."""
    worlds.restore(home, world, name)
    return world_json(home, world)


@call("DELETE", "/worlds/{world}/snapshots/{name}", answer="Deleted")
def delete_snapshot(home: Home, world: str, name: str) -> dict[str, Any]:
    """Forget a snapshot."""
    worlds.delete_snapshot(home, world, name)
    return {"deleted": name}
