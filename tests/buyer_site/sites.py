"""A visitor who clicks through the buyer site without a browser.

site = Site(market.home)                a browser at the world "market"
page = site.get("/orders")              any page below /w/market
page.text, page.status, page.alert      what it says
site.send("/cart", sku=…, quantity=2)   posts a form with its token; follows the answer unless `follow=False`
"""

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from simulator.app import create_app
from simulator.home import Home

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


class Page:
    """An answer, as somebody reads it."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.source = answer.get_data(as_text=True)
        self.text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.source)).split())

    @property
    def alert(self) -> str:
        found = re.search(r'role="alert".*?</ul></div></div>|role="alert".*?</div></div>', self.source, re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""

    def offers(self, text: str) -> bool:
        """Say whether the page has a link or button of this name."""
        return re.search(rf"<(?:a|button)\b[^>]*>\s*{re.escape(html.escape(text))}\s*<", self.source) is not None

    def hidden(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search(self.source)
        return found.group(1) if found else ""


class Site:
    """A browser without a window, at one world."""

    def __init__(self, home: Home, world: str = "market", **config: Any) -> None:
        self.base = f"/w/{world}"
        self.client = create_app(home.path, **config).test_client()

    def get(self, path: str, status: int = 200) -> Page:
        page = Page(self.client.get(self.base + path, follow_redirects=status == 200))
        assert page.status == status, (path, page.status, page.text[:600])
        return page

    def send(self, path: str, *, seen: Page | None = None, status: int = 200, follow: bool = True, **form: Any) -> Page:
        """Post a form; `seen` is the page it was on, whose token and order version go along."""
        token = seen.hidden(TOKEN) if seen else ""
        token = token or self.get("/account").hidden(TOKEN)
        version = {"version": seen.hidden(VERSION)} if seen and seen.hidden(VERSION) else {}
        given = {"csrf_token": token, **version, **form}
        # A parameter cannot be called from; forms may.
        answer = self.client.post(self.base + path, data=given, follow_redirects=follow)
        page = Page(answer)
        assert page.status == status, (path, page.status, page.text[:600])
        return page
