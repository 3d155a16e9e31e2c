"""Calls that do a deed: one address for each deed the engine knows, with the deed's own schema as its body."""

from typing import Any

from simulator.console.api.calls import AnyFields, call
from simulator.console.api.order_calls import do_deed, do_world_deed
from simulator.home import Home


@call("POST", "/worlds/{world}/orders/{order_id}/{deed}", body=AnyFields, answer="Done")
def act_on_order(home: Home, world: str, order_id: str, deed: str, body: AnyFields) -> dict[str, Any]:
    """Do a deed to an order."""
    return do_deed(home, world, order_id, deed, body.model_dump())


@call("POST", "/worlds/{world}/deeds/{deed}", body=AnyFields, answer="DoneInWorld")
def act_in_world(home: Home, world: str, deed: str, body: AnyFields) -> dict[str, Any]:
    """Do a deed to a world: settings, offers, support cases, notices of the account."""
    return do_world_deed(home, world, deed, body.model_dump())
