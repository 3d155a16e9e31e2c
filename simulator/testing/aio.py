"""The asynchronous twins: the same names, awaited. Each call runs in a thread, so an event loop is never held up.

Page objects need no twin: `BuyerSite(page, async_world)` takes an asynchronous page as it is (see `steps.py`).
"""

import asyncio
from typing import Any

from simulator.testing.clock import Clock
from simulator.testing.logs import EventLog, Mailbox
from simulator.testing.market import Market
from simulator.testing.orders import Order
from simulator.testing.world import World

__tracebackhide__ = True
KINDS = (World, Order, Clock, EventLog, Mailbox, Market)


class Twin:
    """Stands for a world, an order, a clock, a log or a mailbox; every method returns something to await.

    A value, such as `order.status`, is read by `await order.get("status")`, since it is asked for anew.
    """

    def __init__(self, one: Any) -> None:
        self._one = one

    def __repr__(self) -> str:
        return f"<async {self._one!r}>"

    def __str__(self) -> str:
        return str(self._one)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kept = self._one.__dict__.get(name)
        if kept is not None:
            return twinned(kept)
        method = getattr(self._one, name)
        if not callable(method):
            return method

        async def call(*args: Any, **kwargs: Any) -> Any:
            told = await asyncio.to_thread(method, *map(plain, args), **kwargs)
            if isinstance(self._one, Clock):
                await asyncio.gather(*self._one.unawaited)
                self._one.unawaited.clear()
            return twinned(told)

        return call

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call what can be called itself: a log, a mailbox."""
        return twinned(await asyncio.to_thread(self._one, *args, **kwargs))

    async def get(self, name: str) -> Any:
        """Read a value that is asked for anew each time, such as an order's `status` or a clock's `now`."""
        return twinned(await asyncio.to_thread(getattr, self._one, name))


def twinned(told: Any) -> Any:
    """Return the twin of what has one."""
    if isinstance(told, list):
        return [twinned(one) for one in told]
    return Twin(told) if isinstance(told, KINDS) else told


def plain(told: Any) -> Any:
    """Return what a twin stands for; anything else as it is."""
    return told._one if isinstance(told, Twin) else told
