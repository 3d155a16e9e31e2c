"""No sentence stands outside the catalogues: with every one of them in brackets, what is left bare is a fact of the
world (names, titles, places, dates). Rules, reasons and what is due are in the catalogues like all other words.
"""

import ast
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from simulator.app import create_app
from simulator.home import Home
from simulator.policy import policy_for
from simulator.shell import wording
from simulator.states import as_file
from tests.builders import Market

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)
PAGES = (
    "/", "/s?q=a", "/orders", "/account", "/account/addresses", "/account/communication", "/cart",
    "/contact-us", "/messages", "/orders/{order}", "/orders/{order}/cancel",
    "/orders/{order}/problem", "/orders/{order}/invoice", "/seller/",
    "/seller/orders/unshipped?filters=open", "/seller/orders/{order}", "/seller/orders/{order}/cancel",
    "/seller/orders/{order}/confirm", "/seller/returns", "/seller/claims", "/seller/feedback", "/seller/inventory",
    "/seller/messages", "/seller/settings/vacation", "/seller/support/cases", "/seller/help", "/seller/feeds",
    "/orders/{order}/customer-service", "/seller/health", "/seller/reports", "/seller/notifications",
    "/seller/settings/notifications", "/seller/settings/shipping", "/console/timeline", "/console/faults",
)  # fmt: skip
# Parts of dates and times as the store writes them, and names that are the same in every language.
OF_DATES = r"(mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|am|pm|pst|pdt|utc"
NAMES = r"\d+ \w+ ago|millpond|seller central|asin|sku|united states|deutsch|english|kingdom|united"
ORDINARY = re.compile(rf"\b({OF_DATES}|{NAMES})\b", re.IGNORECASE)
# A subject or an address is put together from facts.
PARTS = re.compile(r"[,·():;.“”]|\b[A-Z]{2}\b")
WORD = re.compile(r"[A-Za-z]{3,}")

ROOT = Path(__file__).parents[2]
ROOMS = ("simulator", "messaging", "buyer_site", "seller_central")
# Whose answers only programs and terminals read: they stay English.
FOR_MACHINES = (
    "simulator/cli/", "simulator/console/api/", "simulator/auditor_files/", "simulator/policy/",
    "simulator/config.py", "simulator/serving.py", "simulator/journaling.py", "simulator/deeds.py",
    "simulator/schemas/",
    "simulator/orders/staging.py", "simulator/training/course.py", "simulator/worlds.py",
    "simulator/classroom/lti/platforms.py",
    "seller_central/feeds/", "seller_central/reports/", "messaging/smtp.py",
)  # fmt: skip


class Bracketed:
    """A catalogue that marks what went through it."""

    def ugettext(self, sentence: str) -> str:
        return f"⟦{sentence}⟧"

    def ungettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


def test_what_is_not_in_a_catalogue_is_a_fact(home: Home, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    bracketed = Bracketed()
    monkeypatch.setattr(wording, "_current", lambda: bracketed)
    order = market.place(released=True)
    known, reader = facts_of(market) + carriers(), create_app(home.path).test_client()
    bare: dict[str, str] = {}
    for path in PAGES:
        page = html.fromstring(reader.get(f"/w/market{path.format(order=order)}").text)
        for text in texts(page):
            if not all(is_known(part, known) for part in PARTS.split(text)):
                bare.setdefault(text, path)
    assert bare == {}


def is_known(part: str, known: str) -> bool:
    """Say of a part of a text that the world, the rules or a calendar speaks there."""
    return part.strip().lower() in known or not WORD.search(ORDINARY.sub("", part))


def texts(page: html.HtmlElement) -> Iterator[str]:
    """Give the texts of a page that are wholly outside brackets."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        for part in (element.text, *(child.tail for child in element)):
            text = re.sub(r"⟦[^⟦⟧]*⟧", "", re.sub(r"\s+", " ", part or "")).strip()
            if text and "⟦" not in text and "⟧" not in text:
                yield text


def facts_of(market: Market) -> str:
    """Join everything that is written in a world."""
    with as_file(market.home.world_file(market.name)) as file, closing(sqlite3.connect(file)) as world:
        return "\n".join(world.iterdump()).replace("''", "'").lower()


def carriers() -> str:
    """Join the names of the invented carriers."""
    return "\n".join(policy_for("US", NOW).carriers).lower()


def test_no_answer_to_wrong_input_is_put_together_before_it_is_looked_up() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)): ready_made(file) for file in files}
    assert {file: lines for file, lines in found.items() if lines and not file.startswith(FOR_MACHINES)} == {}


def ready_made(file: Path) -> list[int]:
    """Give the lines on which a sentence of `BadInput` is put together with its values already in it."""
    calls = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.Call)]
    bad = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "BadInput"]
    return [one.lineno for one in bad if len(one.args) > 1 and isinstance(one.args[1], ast.JoinedStr | ast.BinOp)]
