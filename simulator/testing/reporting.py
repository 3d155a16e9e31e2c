"""What a failing test prints: the last events, the refused attempts, the calls that were made, and what changed."""

from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from simulator.testing.calling import CallFailed
from simulator.testing.orders import event_line
from simulator.testing.world import World

EVENTS = 20
CALLS = 30


def sections(world: World) -> list[tuple[str, str]]:
    """Return the sections for a failed test's report; a server that does not answer any more is said to be so."""
    # Before anything is asked for this report.
    requests = _requests(world)
    parts: list[tuple[str, Callable[[], str]]] = [
        ("last events", lambda: "\n".join(map(event_line, world.events.last(EVENTS))) or "nothing happened"),
        ("refused attempts", lambda: "\n".join(map(_refused, world.events.refused()[-EVENTS:]))),
        ("requests", lambda: requests),
        ("changed since the world was made", lambda: str(world.diff())),
    ]
    return [(f"marketplace: {title} ({world.name})", text) for title, part in parts if (text := _told(part))]


def _told(part: Callable[[], str]) -> str:
    try:
        return part()
    except (CallFailed, OSError, HTTPException) as error:
        return f"cannot be told: {error}"


def _refused(one: dict[str, Any]) -> str:
    return f"{one['deed']}: {one['rule']}: {one['message']}"


def _requests(world: World) -> str:
    by_pages = world.__dict__.get("asked_by_pages", [])
    lines = list(map(str, world.calls.journal))
    return "\n".join([*lines[-CALLS:], *(f"page: {one}" for one in by_pages[-CALLS:])])
