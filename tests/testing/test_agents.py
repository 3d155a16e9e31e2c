"""Software agents: the first lesson, which the tutorial leads through, solved as a game and through tools."""

import sys
from typing import Any

import pytest

from simulator.testing import Market, World
from simulator.testing.environment import Environment
from tests.testing.loops import in_a_loop

TUTORIAL = "lesson:L01"


def solved(world: World) -> float:
    """Say whether the order that was asked for is canceled, and does not count."""
    canceled = [one.told() for one in world.orders(status="Canceled")]
    ends = [one["cancellation"] for one in canceled if one["request"]]
    return float(any(one["by"] == "SELLER" and not one["counts_against_seller"] for one in ends))


def asked_for(state: dict[str, Any]) -> str:
    return next(str(one["order_id"]) for one in state["orders"] if one["request"])


def test_a_game_is_played_to_its_end_and_begun_again(market: Market) -> None:
    game = Environment(market, solved, template=TUTORIAL, longest=3)
    begun, _ = game.reset(seed=5)
    order = asked_for(begun)
    buyers = {"deed": "buyer-cancel", "order_id": order}
    state, reward, is_done, is_cut, told = game.step(buyers)
    assert (state["orders"], reward, is_done, is_cut) == (begun["orders"], 0, False, False)
    assert told["refused"] == "buyer-cancel-window"
    assert game.step({"advance": "PT1M"})[4]["moved"]["to"] > begun["now"]
    wish = {"deed": "seller-cancel", "order_id": order, "arguments": {"reason": "BuyerCanceled"}}
    _, reward, is_done, is_cut, _ = game.step(wish)
    assert (reward, is_done, is_cut) == (1, True, True)
    assert game.reset()[0] == begun
    assert game.step({"deed": "no-such-deed", "order_id": order})[4]["error"]
    game.close()


async def _through(tools: Any, name: str, **given: Any) -> Any:
    told = await tools.call_tool(name, given)
    assert not told.is_error, told.content
    return told.structured_content.get("result", told.structured_content)


def test_the_tutorial_is_solved_through_tools(market: Market) -> None:
    pytest.importorskip("mcp")
    from mcp import Client

    from simulator.testing.tools import tools_for

    async def story() -> None:
        async with Client(tools_for(market)) as tools:
            assert {"look", "do", "advance"} <= {one.name for one in (await tools.list_tools()).tools}
            made = await _through(tools, "make_world", template=TUTORIAL)
            world, order = made["world"], asked_for(made)
            before = await _through(tools, "read_health", world=world)
            given = {"world": world, "deed": "seller-cancel", "order_id": order}
            refused = await _through(tools, "do", **{**given, "deed": "buyer-cancel"})
            assert refused["refused"] == "buyer-cancel-window"
            await _through(tools, "do", **given, arguments={"reason": "BuyerCanceled"})
            await _through(tools, "advance", world=world, by="PT1H")
            assert (await _through(tools, "read_mail", world=world, order_id=order))[-1]["order_id"] == order
            assert solved(market.world(world)) == 1
            after = await _through(tools, "read_health", world=world)
            assert after["cancellation_rate"]["rate"] == before["cancellation_rate"]["rate"]
            assert asked_for(await _through(tools, "reset", world=world)) == order
            market.world(world).delete()

    in_a_loop(story())


def test_the_tools_are_served_over_standard_input_and_output(market: Market) -> None:
    pytest.importorskip("mcp")
    from mcp import Client, StdioServerParameters

    async def story() -> None:
        served = StdioServerParameters(command=sys.executable, args=["-m", "simulator.testing.tools", market.address])
        async with Client(served) as tools:
            made = await _through(tools, "make_world")
            assert made["orders"] == []
            market.world(made["world"]).delete()

    in_a_loop(story())
