"""The control API as tools of an agent: a server of the Model Context Protocol, over standard input and output.

    python -m simulator.testing.tools http://127.0.0.1:5000

Needs the extra `agents`, which brings the protocol's official SDK. Knows no rule of the marketplace.
"""

import os
import sys
from typing import Any

from mcp.server.mcpserver import MCPServer

from simulator.testing.environment import act, state_of
from simulator.testing.market import Market

MEANT = """A marketplace simulator. Make a world, look at it, do deeds and move its clock. Time stands still until you
move it. Each order names the deeds allowed now; what a rule refuses changes nothing and tells the rule."""


def tools_for(market: Market) -> MCPServer:
    """Return a server whose tools work on a running simulator."""
    server = MCPServer("marketsim", instructions=MEANT)

    @server.tool()
    def make_world(template: str = "empty", seed: int = 1) -> dict[str, Any]:
        """Make a world. Template: empty, demo, lesson:L01 to lesson:L30, or world:NAME for a copy."""
        made = market.create(template=template, seed=seed)
        return {"world": made.name, "urls": made.urls, **state_of(made)}

    @server.tool()
    def look(world: str) -> dict[str, Any]:
        """Tell a world's instant, its latest orders with the deeds allowed on each, and what is due next."""
        return state_of(market.world(world))

    @server.tool()
    def do(
        world: str, deed: str, order_id: str | None = None, arguments: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Do a deed, such as seller-cancel with {"reason": "BuyerCanceled"}, to an order or to the world."""
        return act(market.world(world), {"deed": deed, "order_id": order_id, "arguments": arguments})

    @server.tool()
    def advance(world: str, by: str) -> dict[str, Any]:
        """Move a world's clock by an ISO 8601 duration, such as PT31M or P7D; whatever falls due happens."""
        return act(market.world(world), {"advance": by})

    @server.tool()
    def read_mail(world: str, to: str | None = None, order_id: str | None = None) -> list[dict[str, Any]]:
        """Read the latest e-mails, to "buyer", to "seller" or to an address."""
        return market.world(world).mail(to=to, order=order_id)[-20:]

    @server.tool()
    def read_health(world: str) -> dict[str, Any]:
        """Read the first seller's account health, the cancellation rate among it."""
        return market.world(world).health()

    @server.tool()
    def reset(world: str) -> dict[str, Any]:
        """Put a world back to how it was when it was made."""
        return state_of(market.world(world).reset())

    return server


def main() -> None:
    """Serve the simulator named on the command line, or in MARKETSIM_URL."""
    told = [*sys.argv[1:], os.environ.get("MARKETSIM_URL", ""), "http://127.0.0.1:5000"]
    address = next(filter(None, told))
    tools_for(Market(address, os.environ.get("MARKETSIM_CONTROL_TOKEN", ""))).run("stdio")


if __name__ == "__main__":
    main()
