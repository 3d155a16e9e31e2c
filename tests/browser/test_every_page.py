"""Every page of buyer, seller, console and rule book: valid HTML, nothing for axe-core to find, no sideways scroll.

The pages come from the application's own list of addresses (see town.py). Around two looks at each page are taken:
a desk in the light and a phone in the dark; `slow` runs take the other two, and orders of all kinds.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from simulator.home import Home
from tests.browser.conftest import AXE, watch
from tests.browser.town import Pages, cookies, found_town, pages_of, visitor
from tests.builders import Market

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
VALIDATOR = HERE.parents[1] / "node_modules/html-validate/bin/html-validate.mjs"
LOOKS = [(1280, "light"), (390, "dark")]
OTHER_LOOKS = [(1280, "dark"), (390, "light")]
# Tables of data may be pushed sideways within their own frame; everything else stays on the screen.
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Town:
    """The running application, and its pages."""

    app: Flask
    market: Market
    root: str
    pages: Pages


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, finished_templates: Path) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    (folder / "templates").symlink_to(finished_templates, target_is_directory=True)
    market, app = found_town(Home.at(folder))
    pages = pages_of(app, market)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Town(app, market, f"http://127.0.0.1:{server.server_port}", pages)
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_address_of_the_application_is_looked_at(town: Town) -> None:
    assert town.pages.unseen == [], "give the town what these pages are about (town.py)"
    assert len(town.pages.seen) > 80


def test_every_page_is_valid_html(town: Town, tmp_path: Path) -> None:
    assert invalid(town, town.pages.all(), tmp_path) == []


@pytest.mark.slow
def test_pages_about_orders_of_all_kinds_are_valid_html(town: Town, tmp_path: Path) -> None:
    everything = pages_of(town.app, town.market, enough=100).all()
    assert invalid(town, everything, tmp_path) == []


@pytest.mark.parametrize(
    ("width", "scheme"), [*LOOKS, *(pytest.param(*look, marks=pytest.mark.slow) for look in OTHER_LOOKS)]
)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    town: Town, one_browser: Browser, width: int, scheme: str
) -> None:
    assert found_on(town, one_browser, width, scheme, axe=True) == []


@pytest.mark.slow
def test_at_twice_the_size_no_page_scrolls_sideways(town: Town, one_browser: Browser) -> None:
    """320 px is what is left of a small screen of 640 px when everything is shown twice as large."""
    assert found_on(town, one_browser, 320, "light", axe=False) == []


def found_on(town: Town, browser: Browser, width: int, scheme: str, *, axe: bool) -> list[str]:
    """Visit one address of each page; return what is wrong, one line each."""
    phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=phone, has_touch=phone,
    )  # fmt: skip
    brought = cookies(town.app, town.market).items()
    context.add_cookies([{"name": name, "value": said, "url": town.root} for name, said in brought])
    page, found = context.new_page(), list[str]()
    troubles = watch(page)
    if axe:
        context.add_init_script(path=AXE)
    for address in town.pages.one_each():
        answer = page.goto(town.root + address)
        found += [f"{address}: status {answer.status}"] if answer and answer.status != 200 else []
        found += [f"{address}: {one}" for one in (_axe(page) if axe else [])]
        found += [f"{address}: {page.evaluate(WIDE)} px too wide"] if page.evaluate(WIDE) > 0 else []
        found += [f"{address}: {one}" for one in troubles]
        troubles.clear()
    context.close()
    return found


def _axe(page: Page) -> list[str]:
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def invalid(town: Town, addresses: list[str], folder: Path) -> list[str]:
    """Check pages against the HTML standard; return what is wrong, one line each."""
    client, names = visitor(town.app, town.market), dict[str, str]()
    for n, address in enumerate(addresses):
        file = folder / f"{n}.html"
        file.write_bytes(client.get(address).data)
        names[str(file)] = address
    config, said_here = HERE / "htmlvalidate.json", folder / "said.json"
    with said_here.open("wb") as out:
        # Into a file: Node may end before a pipe has taken everything.
        command = [_node(), VALIDATOR, "--config", config, "--formatter", "json", *names]
        answer = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    assert answer.returncode in (0, 1), answer.stderr.decode()
    return [
        f"{names[one['filePath']]}: line {said['line']}: {said['ruleId']}: {said['message']}"
        for one in json.loads(said_here.read_text())
        for said in one["messages"]
    ]


def _node() -> str:
    """Find Node: the system's, or the one that stands beside this Python."""
    beside = Path(sys.executable).parent
    found = shutil.which("node", path=f"{os.environ.get('PATH', '')}{os.pathsep}{beside}")
    assert found, "Node is not installed: run `make test`"
    assert VALIDATOR.exists(), "html-validate is not installed: run `npm ci` or `make test`"
    return found
