"""Pictures of every list page when it is empty, has one line, many, and more than fit: for people to look at.

Run it with `python -m tests.browser.looks FOLDER [state …] [--width 390] [--dark]`; FOLDER is made and holds one PNG
for each page and state. Nothing is asserted here; what a picture shows wrong becomes a test elsewhere.
"""

import argparse
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from benchmarks._worlds import world_of
from simulator.app import create_app
from simulator.home import Home
from tests.browser.conftest import chromium
from tests.browser.town import found_town
from tests.builders import Market

LISTS = {
    "orders": "/orders?period=all", "buyer-messages": "/messages", "search": "/s?q=a", "cart": "/cart",
    "addresses": "/account/addresses", "unshipped": "/seller/orders/unshipped", "pending": "/seller/orders/pending",
    "sent": "/seller/orders/sent", "canceled": "/seller/orders/canceled", "fba": "/seller/fba/unshipped",
    "mcf": "/seller/mcf", "cases": "/seller/support/cases", "returns": "/seller/returns?show=all",
    "claims": "/seller/claims?show=all", "feedback": "/seller/feedback", "inventory": "/seller/inventory",
    "messages": "/seller/messages?show=all", "notifications": "/seller/notifications", "reports": "/seller/reports",
    "feeds": "/seller/feeds", "health": "/seller/health", "dashboard": "/seller/",
    "found": "/seller/orders/search?q=LUN",
    "desk": "/console/", "timeline": "/console/timeline", "mailbox": "/console/mailbox", "people": "/console/people",
}  # fmt: skip
HUGE = 10_000


def _one(home: Home) -> str:
    market = Market.new(home, "one")
    sent, order = market.place(released=True), market.place(released=True)
    market.act("hand-to-carrier", sent)
    market.act("confirm-shipment", sent, carrier="Bluejay Post", tracking="BJ1")
    market.act("deliver", sent)
    market.advance(days=8)
    market.act("request-return", sent, reason="defective")
    market.act("message", order, sender="buyer", subject="When?", body="When will it be here?")
    market.act("feedback", sent, rating=4, comment="Good.")
    market.act("create-fulfillment", seller_id=market.seller_id, items=[{"sku": market.skus[0]}])
    market.act("seller-cancel", order, reason="NoInventory")
    market.place()
    return market.name


STATES: dict[str, Callable[[Home], str]] = {
    "empty": lambda home: Market.new(home, "empty").name,
    "one": _one,
    "many": lambda home: found_town(home)[0].name,
    "huge": lambda home: world_of(home, HUGE),
}


def take(folder: Path, states: list[str], width: int, scheme: str) -> None:
    """Make the worlds, open every list page in each, and keep the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    home = Home.at(Path(tempfile.mkdtemp()))
    names = {state: STATES[state](home) for state in states}
    server = make_server("127.0.0.1", 0, create_app(home.path), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        for state, world in names.items():
            for name, path in LISTS.items():
                page.goto(f"http://127.0.0.1:{server.server_port}/w/{world}{path}")
                page.screenshot(path=folder / f"{name}-{state}.png", full_page=state != "huge")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("states", nargs="*", help=f"of {', '.join(STATES)}; all of them when none is named")
    asked.add_argument("--width", type=int, default=1280)
    asked.add_argument("--dark", action="store_true")
    given = asked.parse_args()
    take(given.folder, given.states or list(STATES), given.width, "dark" if given.dark else "light")
