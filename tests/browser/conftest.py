"""A real browser against a real server: the whole application on a free port, in a world of the test's own.

`site`     the running application and the market in it: site.market, site.buyer("/orders"), site.seller("/health");
           after the test the auditor reads every world and must be content
`visit`    opens a page of the browser at a width: visit(390); pages fail the test on console errors and on any request
           that leaves the machine
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.auditor import audit
from simulator.directory import world_names
from simulator.home import Home
from tests.builders import Market

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def chromium() -> str | None:
    """Find the system's Chromium; None lets Playwright use its own."""
    return os.environ.get("MARKETSIM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Site:
    """A running application and the addresses of its two sites."""

    root: str
    market: Market

    def buyer(self, path: str = "/") -> str:
        """Give the address of a page of the buyer site."""
        return f"{self.root}/w/{self.market.name}{path}"

    def seller(self, path: str = "/") -> str:
        """Give the address of a page of Seller Central."""
        return f"{self.root}/w/{self.market.name}/seller{path}"

    def console(self, path: str = "/") -> str:
        """Give the address of a page of the console."""
        return f"{self.root}/w/{self.market.name}/console{path}"


@pytest.fixture
def site(home: Home, market: Market) -> Iterator[Site]:
    app = create_app(home.path)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", market)
    server.shutdown()
    thread.join()
    server.server_close()
    assert [str(one) for name in world_names(home) for one in audit(home.world_file(name))] == []


# The driver is that of pytest-playwright: a process can have one only, and other rooms' tests use its fixtures.
@pytest.fixture(scope="session")
def one_browser(playwright: Playwright) -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
    yield browser
    browser.close()


@pytest.fixture
def visit(one_browser: Browser) -> Iterator[Callable[..., Page]]:
    opened: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(width: int = 1280, *, script: bool = True, **options: Any) -> Page:
        phone = width < 600
        context = one_browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, has_touch=phone, is_mobile=phone,
            **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        watch(page, troubles)
        return page

    yield open_page
    for context in opened:
        context.close()
    # A refused form answers 409 or 422, which Chromium reports as a resource that failed to load.
    assert [one for one in troubles if "Failed to load resource" not in one] == []


def watch(page: Page, troubles: list[str] | None = None) -> list[str]:
    """Keep a list of what goes wrong on a page: errors it reports, and requests that leave the machine."""
    kept: list[str] = [] if troubles is None else troubles
    page.on("console", lambda said: kept.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: kept.append(str(error)))
    page.on("request", lambda asked: _stay_here(asked.url, kept))
    return kept


def _stay_here(url: str, troubles: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:")):
        troubles.append(f"left the machine: {url}")


def axe_findings(page: Page) -> list[str]:
    """Run axe-core on a page and return what it finds, one line each."""
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run `npm ci` or `make test`")
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
