"""Stories that await, told from tests that do not."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_loop(story: Coroutine[Any, Any, Any]) -> Any:
    """Tell a story in a loop of its own; Playwright's synchronous side may run one in this thread already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, story).result()
