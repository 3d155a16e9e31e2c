"""The pytest plugin: `market`, `world`, `clock`, `mail`, `events`, `seller_api`, `buyer_page`, `seller_page` and more.

Loaded by its entry point. A world is fresh per test; `@pytest.mark.world(template="demo", seed=7)` or
`@pytest.mark.world(lesson="L01")` says from what. Works beside pytest-playwright's own fixtures and under pytest-xdist:
one server per session, a world per test. Imports at the top stay few, since every test suite around pays for them.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulator.testing.aio import Twin
    from simulator.testing.clock import Clock
    from simulator.testing.logs import EventLog, Mailbox
    from simulator.testing.market import Market
    from simulator.testing.pages import BuyerSite, SellerCentral
    from simulator.testing.selling import SellerAPI
    from simulator.testing.world import World

__tracebackhide__ = True
MARK = "world(template=, lesson=, seed=, start_at=, marketplace=, …): what the test's own world is made from"
FAILED = pytest.StashKey[bool]()
SERVER = pytest.StashKey[int | None]()
FOLDER = "marketsim"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("marketsim", "marketplace simulator")
    where = "A running simulator to test against; otherwise one is started for the session ($MARKETSIM_URL)."
    group.addoption("--marketsim-url", default=os.environ.get("MARKETSIM_URL", ""), metavar="URL", help=where)
    told = "What to keep of a failed test's pages: a picture and a Playwright trace (default), pictures only, nothing."
    group.addoption("--marketsim-keep", choices=("trace", "pictures", "nothing"), default="trace", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARK)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remember the session's server: pytest may delete the note of it, but fixtures that end may still want it."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory is None or getattr(factory, "_basetemp", None) is None:
        return
    from simulator.testing.serving import server_of_session

    session.config.stash[SERVER] = server_of_session(factory.getbasetemp() / FOLDER)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's server; under xdist the workers leave that to whoever started them."""
    if SERVER not in config.stash:
        return
    from simulator.testing.serving import forget, stop

    process = config.stash[SERVER]
    if process is not None and not hasattr(config, "workerinput"):
        stop(process)
    forget()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Any:
    """Where Playwright brought no browser of its own, let pytest-playwright launch the system's."""
    made = yield
    if fixturedef.argname == "browser_type_launch_args" and isinstance(made, dict):
        from simulator.testing.browsers import complete

        complete(made, request)
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Add to a failed test what happened in its world."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    if report.failed and call.when in ("setup", "call"):
        item.stash[FAILED] = True
        if world is not None:
            from simulator.testing.reporting import sections

            report.sections += sections(world)
    return report


@pytest.fixture(scope="session")
def market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Market]":
    """The running simulator: the one of `--marketsim-url`, or one started for this session."""
    from simulator.testing.market import Market
    from simulator.testing.serving import address_of_session

    token = os.environ.get("MARKETSIM_CONTROL_TOKEN", "")
    given = request.config.getoption("--marketsim-url")
    own = tmp_path_factory.getbasetemp()
    # The workers of one session lie side by side in one folder.
    shared: Path = own.parent if hasattr(request.config, "workerinput") else own
    running = Market(given or address_of_session(shared / FOLDER), token)
    yield running
    running.close()


@pytest.fixture
def world(request: pytest.FixtureRequest, market: "Market") -> "Iterator[World]":
    """A world of the test's own, deleted afterwards; a failed test leaves its world on a server that goes on."""
    from simulator.testing.market import name_for

    market.calls.journal.clear()
    made = market.create(name_for(request.node.name), **_plan(request.node))
    yield made
    if not (request.config.getoption("--marketsim-url") and request.node.stash.get(FAILED, False)):
        made.delete()


def _plan(test: pytest.Item) -> dict[str, Any]:
    """Put together what the markers of a test, its class and its module say; the nearest counts."""
    plan: dict[str, Any] = {}
    for mark in reversed(list(test.iter_markers("world"))):
        if mark.args:
            raise pytest.UsageError(f"@pytest.mark.{MARK}; every argument has its name")
        if mark.kwargs.keys() & {"template", "lesson"}:
            plan = {key: value for key, value in plan.items() if key not in ("template", "lesson")}
        plan |= mark.kwargs
    return plan


@pytest.fixture
def clock(world: "World") -> "Clock":
    """The world's clock: `clock.advance(minutes=31)`, `clock.to_next()`."""
    return world.clock


@pytest.fixture
def mail(world: "World") -> "Mailbox":
    """Every e-mail of the world: `mail(to="buyer")`, `mail.should_have(to="buyer", subject="canceled")`."""
    return world.mail


@pytest.fixture
def events(world: "World") -> "EventLog":
    """Everything that happened: `events(kind="order-canceled")`, `events.wait(kind=…)`."""
    return world.events


@pytest.fixture
def seller_api(market: "Market", world: "World") -> "SellerAPI":
    """The keys and the address with which the first seller's software connects."""
    from simulator.testing.selling import SellerAPI

    return SellerAPI.of(market, world)


@pytest.fixture
def async_world(world: "World") -> "Twin":
    """The same world for asynchronous tests: `await async_world.place()`."""
    from simulator.testing.aio import Twin

    return Twin(world)


@pytest.fixture
def world_context(request: pytest.FixtureRequest, world: "World") -> Iterator[Any]:
    """A browser context of the world: its base address is the world, so `page.goto("orders")` is Your Orders."""
    from simulator.testing import browsers

    new_context = _playwright(request, "new_context")
    context = new_context(base_url=world.urls["buyer"])
    with browsers.recorded(context, request, world, lambda: request.node.stash.get(FAILED, False)):
        yield context


@pytest.fixture
def buyer_page(world_context: Any, world: "World") -> Any:
    """A browser page in which the first buyer is signed in, on the front page of the buyer site."""
    page = world_context.new_page()
    page.goto(world.sign_in("buyer"))
    return page


@pytest.fixture
def seller_page(world_context: Any, world: "World") -> Any:
    """A browser page in which the first seller is signed in, on the front page of Seller Central."""
    page = world_context.new_page()
    page.goto(world.sign_in("seller"))
    return page


@pytest.fixture
def buyer(request: pytest.FixtureRequest, world: "World") -> "BuyerSite":
    """The buyer site as deeds of a person: `buyer.request_cancellation(order)`; on `buyer_page`, if a test has both."""
    from simulator.testing.pages import BuyerSite

    return BuyerSite(_page_of(request, "buyer"), world)


@pytest.fixture
def seller(request: pytest.FixtureRequest, world: "World") -> "SellerCentral":
    """Seller Central as deeds of a person: `seller.cancel_order(order, "Buyer canceled")`."""
    from simulator.testing.pages import SellerCentral

    return SellerCentral(_page_of(request, "seller"), world)


def _page_of(request: pytest.FixtureRequest, role: str) -> Any:
    """Return the page a test has asked for by its name, else one that is signed in and has opened nothing yet."""
    if f"{role}_page" in request.fixturenames:
        return request.getfixturevalue(f"{role}_page")
    context = request.getfixturevalue("world_context")
    context.request.get(request.getfixturevalue("world").sign_in(role), max_redirects=0)
    return context.new_page()


def _playwright(request: pytest.FixtureRequest, name: str) -> Any:
    """Return one of pytest-playwright's fixtures."""
    try:
        return request.getfixturevalue(name)
    except pytest.FixtureLookupError:
        raise pytest.UsageError("Pages need pytest-playwright: pip install pytest-playwright") from None
