"""A running simulator as a test suite holds it: where it listens, and worlds made in it."""

import re
import secrets
from typing import Any

from simulator.testing.calling import Calls, OverHTTP
from simulator.testing.world import World, given

__tracebackhide__ = True


class Market:
    """`market.create()` makes a world, `market.world("shop")` takes one that is there."""

    def __init__(self, address: str, token: str = "", calls: Calls | None = None) -> None:
        self.address = address.rstrip("/")
        self._over = OverHTTP(self.address)
        self.calls = calls or Calls(self._over, token)

    def close(self) -> None:
        """Close the connection."""
        self._over.close()

    def create(self, name: str | None = None, *, lesson: str | None = None, **plan: Any) -> World:
        """Make a world: `template`, `lesson`, `seed`, `start_at`, `marketplace`, `marketplaces`, `date_set`."""
        if lesson is not None:
            plan["template"] = f"lesson:{lesson}"
        told = self.calls.post("/worlds", given(name=name, **plan))
        return World(self.calls, str(told["world"]), told=told)

    def world(self, name: str) -> World:
        """Return a world that exists."""
        return World(self.calls, name)

    def bring_in(self, file: bytes, name: str | None = None) -> World:
        """Make a world from an exported file."""
        told = self.calls.call("POST", "/worlds/import", file, query={"name": name})
        return World(self.calls, str(told["world"]), told=told)

    def worlds(self) -> list[str]:
        """List the names of all worlds."""
        return [str(one["world"]) for one in self.calls.listed("/worlds", "worlds")]


def name_for(test: str) -> str:
    """Return a name for the world of a test: its own name, shortened, and something that no other has."""
    slug = re.sub(r"[^a-z0-9]+", "-", test.removeprefix("test_").lower()).strip("-")[:28].strip("-")
    return f"{slug or 'world'}-{secrets.token_hex(4)}"
