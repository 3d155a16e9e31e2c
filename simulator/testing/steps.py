"""One source for Playwright's two twins: a page object's method is written once and works with both.

A method decorated with `steps` yields everything Playwright does. With a synchronous page it has been done by then, and
the method returns its result; with an asynchronous page it is awaited, and so is the method.
"""

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

__tracebackhide__ = True
P = ParamSpec("P")
T = TypeVar("T")


def steps(method: Callable[P, Generator[Any, Any, T]]) -> Callable[P, T]:
    """Make a method of a page object, written as steps, work with either kind of page."""

    @wraps(method)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        page: Any = args[0]
        way = method(*args, **kwargs)
        return cast(T, _awaited(way) if is_async(page.page) else _done(way))

    return run


def is_async(page: Any) -> bool:
    """Say whether a page is one of Playwright's asynchronous ones."""
    return type(page).__module__.startswith("playwright.async_api")


def expecting(page: Any) -> Any:
    """Return Playwright's `expect` for a page."""
    if is_async(page):
        from playwright.async_api import expect as expect_later

        return expect_later
    from playwright.sync_api import expect

    return expect


def _done(way: Generator[Any, Any, T]) -> T:
    try:
        came = next(way)
        while True:
            came = way.send(came)
    except StopIteration as end:
        return cast(T, end.value)


async def _awaited(way: Generator[Any, Any, T]) -> T:
    try:
        came = await next(way)
        while True:
            came = await way.send(came)
    except StopIteration as end:
        return cast(T, end.value)
