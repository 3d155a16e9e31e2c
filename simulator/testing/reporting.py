"""What a failing test prints: the last events, the refused attempts, the calls that were made, and what changed."""

from collections.abc import Callable

from simulator.testing.calling import CallFailed
from simulator.testing.orders import event_line
from simulator.testing.world import World

EVENTS = 20
CALLS = 30


def sections(world: World) -> list[tuple[str, str]]:
    """Return the sections for a failed test's report; a server that does not answer any more is said to be so."""
    parts: list[tuple[str, Callable[[World], str]]] = [
        ("last events", _events),
        ("refused attempts", _refused),
        ("requests", _requests),
        ("changed since the world was made", lambda one: str(one.diff())),
    ]
    return [(f"marketplace: {title} ({world.name})", text) for title, part in parts if (text := _told(part, world))]


def _told(part: Callable[[World], str], world: World) -> str:
    try:
        return part(world)
    except (CallFailed, OSError) as error:
        return f"cannot be told: {error}"


def _events(world: World) -> str:
    return "\n".join(map(event_line, world.events.last(EVENTS))) or "nothing happened"


def _refused(world: World) -> str:
    return "\n".join(f"{one['deed']}: {one['rule']}: {one['message']}" for one in world.events.refused())


def _requests(world: World) -> str:
    by_pages = world.__dict__.get("asked_by_pages", [])
    lines = [str(one) for one in world.calls.journal if "/diff" not in one.path]
    return "\n".join([*lines[-CALLS:], *(f"page: {one}" for one in by_pages[-CALLS:])])
