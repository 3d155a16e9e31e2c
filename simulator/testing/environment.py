"""A world as a game for software agents: `reset`, `step`, `state`, in the form that Gymnasium made usual.

Needs no package of that name. What is worth a reward is the caller's to say; knows no rule of the marketplace.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.testing.calling import CallFailed, Refused
from simulator.testing.market import Market
from simulator.testing.world import World

# Says how much of its task an agent has done, from 0 to 1.
Goal = Callable[[World], float]
State = dict[str, Any]
# Orders and things due that a state tells of.
SHOWN = 50


class Environment:
    """`state, told = env.reset()`, then `state, reward, is_done, is_cut, told = env.step(action)`.

    An action is `{"deed": "seller-cancel", "order_id": "…", "arguments": {…}}`, where each order's `allowed` names the
    deeds, or `{"advance": "PT30M"}`, or `{"next": True}`. What a rule refuses changes nothing; `told` names the rule.
    """

    def __init__(self, market: Market, goal: Goal | None = None, *, longest: int = 200, **plan: Any) -> None:
        self._market, self._goal, self._longest, self._plan = market, goal, longest, plan
        self._world: World | None = None
        self._steps, self._reached = 0, 0.0

    @property
    def world(self) -> World:
        """The world that is played in."""
        if self._world is None:
            self._world = self._market.create(**self._plan)
        return self._world

    def reset(self, *, seed: int | None = None, options: Mapping[str, Any] | None = None) -> tuple[State, State]:
        """Begin again; with another seed, or another plan as `options`, in another world."""
        plan = {**self._plan, **({} if seed is None else {"seed": seed}), **(options or {})}
        if plan != self._plan:
            self.close()
        self._plan, self._steps = plan, 0
        self.world.reset()
        self._reached = self._measured()
        return self.state(), {"world": self.world.name}

    def step(self, action: Mapping[str, Any]) -> tuple[State, float, bool, bool, State]:
        """Do something; return the state, what it was worth, whether the task is done or the steps used up."""
        told = act(self.world, action)
        before, self._reached = self._reached, self._measured()
        self._steps += 1
        return self.state(), self._reached - before, self._reached >= 1, self._steps >= self._longest, told

    def state(self) -> State:
        """Tell how the world stands."""
        return state_of(self.world)

    def close(self) -> None:
        """Delete the world."""
        if self._world is not None:
            self._world.delete()
            self._world = None

    def _measured(self) -> float:
        return self._goal(self.world) if self._goal else 0.0


def act(world: World, action: Mapping[str, Any]) -> State:
    """Do what an action says; return what came of it, a refusal included."""
    try:
        if "advance" in action:
            return {"moved": world.clock.advance(action["advance"])}
        if "next" in action:
            return {"moved": world.clock.to_next()}
        order, given = action.get("order_id"), dict(action.get("arguments") or {})
        deed = str(action.get("deed", ""))
        return {"event": world.order(order).do(deed, **given) if order else world.do(deed, **given)}
    except Refused as refused:
        return {"refused": refused.rule, "message": refused.message}
    except CallFailed as failed:
        return {"error": failed.code, "field": failed.field, "message": failed.message}


def state_of(world: World) -> State:
    """Tell how a world stands: its instant, the latest orders with the deeds allowed, and what is due next."""
    told = {name: world.calls.get(f"{world.path}/{name}", limit=SHOWN)[name] for name in ("orders", "agenda")}
    return {"now": world.clock.now.isoformat(), "orders": told["orders"], "due": told["agenda"]}
