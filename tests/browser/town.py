"""Every page there is, in a town where most things have happened: for tests that look at all of them.

The addresses come from the application itself, so that a new page is looked at without anybody listing it. A page
that opens for none of the town's orders, products and letters is named by `Pages.unseen`.
"""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule

from seller_central.feeds import submit
from seller_central.reports import REPORT_TYPES, request_report
from simulator.app import create_app, is_machine_path
from simulator.classroom import classes
from simulator.directory import directory
from simulator.home import Home
from simulator.training import attempts
from simulator.training.pages import learner
from tests.builders import Market

# One order of each kind: how far it is, who ships it, and what was asked about it.
KINDS = """
SELECT min(orders.number) FROM orders
LEFT JOIN returns ON returns.order_number = orders.number LEFT JOIN claims ON claims.order_number = orders.number
LEFT JOIN cancellation_requests AS asked ON asked.order_number = orders.number
LEFT JOIN threads ON threads.order_number = orders.number
GROUP BY orders.status, orders.channel, returns.state, claims.decision, asked.state, threads.order_number IS NULL
ORDER BY 1
"""
ONE_OF_EACH = {
    "world": "SELECT 'town'",
    "asin": "SELECT asin FROM products",
    "seller_id": "SELECT id FROM sellers",
    "seq": "SELECT seq FROM events",
    "mail_id": "SELECT id FROM mail",
    "n": "SELECT n FROM messages",
    "feed": "SELECT id FROM feeds",
    "report": "SELECT id FROM reports",
    "name": "SELECT 'POST_FLAT_FILE_FULFILLMENT_DATA'",
    "rule_id": "SELECT 'buyer-cancel-window'",
    "position": "SELECT 0",
    "language": "SELECT 'python'",
}
# The same of what stands in the directory: a class with one learner.
ONE_OF_DIRECTORY = {
    "class_id": "SELECT id FROM classes",
    "code": "SELECT code FROM classes",
    "seat": "SELECT seat FROM learners",
    "lesson_id": "SELECT 'L01'",
}
# Who learns here, as the browser's cookie says: one lesson is over, another is under way.
PROFILE = "0123456789abcdef"
LESSONS = ("L01", "L05")
# One order for which something may be done, by how far it is; the visitor's own where a look below has no second one.
EXAMPLES = {
    "fresh": "status = 'Pending' ORDER BY placed_at DESC",
    "open": "status = 'Unshipped' AND seller_id = '{seller}' ORDER BY number",
    "sent": "status = 'Shipped' AND seller_id = '{seller}' ORDER BY number",
    "delivered": """delivered_at IS NOT NULL AND number NOT IN (SELECT order_number FROM feedback UNION
                    SELECT order_number FROM returns UNION SELECT order_number FROM claims) ORDER BY deliver_by""",
}
# What pages are about that name it behind the question mark, the look with a form to fill in where other orders have
# a refusal, and further looks at pages that have several.
LOOKS = {
    "/w/<world>/orders/<number>/cancel": "/orders/{fresh}/cancel",
    "/w/<world>/orders/<number>/request-cancellation": "/orders/{open}/request-cancellation",
    "/w/<world>/orders/<number>/return": "/orders/{delivered}/return",
    "/w/<world>/orders/<number>/feedback": "/orders/{delivered}/feedback",
    "/w/<world>/orders/<number>/claim": "/orders/{delivered}/claim",
    "/w/<world>/seller/orders/<number>/label": "/seller/orders/{open}/label",
    "/w/<world>/checkout/done": "/checkout/done?order={open}",
    "/w/<world>/seller/orders/packing-slips": "/seller/orders/packing-slips?order={open}",
    "a search that finds": "/s?q=a",
    "a search that finds nothing": "/s?q=zzz",
    "a search in Your Orders": "/orders?q=zzz",
    "the filters": "/seller/orders/unshipped?filters=open",
    "a seller's search": "/seller/orders/search?q=900",
    "all messages": "/seller/messages?show=all",
    "several shipments": "/seller/orders/bulk-confirm?order={open}",
    "a partial refund": "/seller/orders/{sent}/refund?kind=partial",
}
# Ways in: they open for a token only.
NOT_FOR_EVERYBODY = {"/w/<world>/sign-in"}
# Addresses that only lead to a page with another one.
WAYS = {
    "/class/", "/sign-in", "/worlds/open", "/rules/<rule_id>", "/w/<world>/seller/fba", "/w/<world>/seller/fba/",
    "/w/<world>/seller/orders", "/w/<world>/seller/orders/", "/w/<world>/seller/orders/view",
    "/w/<world>/seller/settings/",
}  # fmt: skip
# How many orders of different kinds a page is looked at with; `slow` runs take all kinds.
ENOUGH = 4


@dataclass
class Pages:
    """The addresses of all pages, and the names of those for which the town has nothing to show."""

    # By name of the page: the addresses under which it opened.
    seen: dict[str, list[str]] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def one_each(self) -> list[str]:
        """Give one address of each page."""
        return [addresses[0] for addresses in self.seen.values()]

    def all(self) -> list[str]:
        """Give every address."""
        return [address for addresses in self.seen.values() for address in addresses]


def found_town(home: Home) -> tuple[Market, Flask]:
    """Make the town. Everything in it is the first buyer's and the first seller's, who are signed in.

    Its parcels have the longest tracking IDs there can be, so that a page that does not break them scrolls sideways.
    """
    market = Market.new(home, "town", template="demo")
    market.sql("UPDATE orders SET buyer_id = ?, seller_id = ?", market.buyer_id, market.seller_id)
    for table in ("packages", "orders"):
        market.sql(f"UPDATE {table} SET tracking = ? WHERE tracking IS NOT NULL", "W" * 60)
    app = create_app(home.path)
    _fill(market)
    return market, app


def _fill(market: Market) -> None:
    """Add what the demo has none of: an attached file, an uploaded file, a report, a return on its way."""
    order = market.sql("SELECT max(number) FROM orders WHERE status = 'Unshipped' AND channel = 'MFN'")[0][0]
    note = {"name": "shelf.txt", "content": b64encode(b"The shelf is empty.").decode()}
    market.act("message", order, sender="seller", body="Here is a note.", kind="additional_information",
               attachments=[note])  # fmt: skip
    _send_back(market)
    mine = (market.home, market.name, market.seller_id)
    submit(*mine, "POST_FLAT_FILE_FULFILLMENT_DATA", b"order-id\tcarrier-name\n900-0000000-0000000\tBluejay Post\n")
    request_report(*mine, next(iter(REPORT_TYPES)), None)
    course = classes.create(market.home, classes.Wish("Monday", template="empty"), None)
    classes.join(market.home, course.code, "Ana", None, "")
    begun = [attempts.begin(market.home, attempts.Wish(PROFILE, lesson, "guided")) for lesson in LESSONS]
    attempts.finish(market.home, begun[0])


def _send_back(market: Market) -> None:
    """Have a return authorized and not yet received, so that there is a label to print."""
    for (order,) in market.sql(f"SELECT number FROM orders WHERE channel = 'MFN' AND {EXAMPLES['delivered']} DESC"):
        if "request-return" in market.order(order)["allowed"]:
            market.act("request-return", order, reason="defective")
            market.act("authorize-return", order)
            return


def cookies(app: Flask, market: Market) -> dict[str, str]:
    """Return what a browser brings that has learnt here, and has put something into a cart."""
    with app.app_context():
        return {learner.COOKIE: learner.signed(PROFILE), "session": _cart(app, market)}


def _cart(app: Flask, market: Market) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["carts"] = {f"{market.name}/{market.buyer_id}": [[market.skus[0], 2]]}
    cookie = client.get_cookie("session")
    return cookie.value if cookie else ""


def visitor(app: Flask, market: Market) -> FlaskClient:
    """Return somebody who visits the town, and has learnt and shopped in it."""
    client = app.test_client()
    for name, value in cookies(app, market).items():
        client.set_cookie(name, value)
    return client


def pages_of(app: Flask, market: Market, enough: int = ENOUGH) -> Pages:
    """Open every address of the application that a person may read, and keep those that are pages."""
    pages, client = Pages(), visitor(app, market)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    named, kinds = _named(market), [number for (number,) in market.sql(KINDS)]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or is_machine_path(rule.rule) or rule.endpoint.endswith("static"):
            continue
        if rule.rule.rstrip("/") in pages.seen:
            # The same page under its other spelling.
            continue
        look = LOOKS.get(rule.rule)
        samples = ["/w/town" + look.format_map(named)] if look else []
        seen = _open(client, samples + _samples(rule, market, kinds), enough)
        pages.seen[rule.rule] = [address for address, kind in seen if kind == "page"]
        if all(kind == "way" for _, kind in seen) and rule.rule not in WAYS | NOT_FOR_EVERYBODY:
            pages.unseen.append(rule.rule)
    pages.seen |= {name: ["/w/town" + look.format_map(named)] for name, look in LOOKS.items() if name[0] != "/"}
    pages.seen = {name: addresses for name, addresses in pages.seen.items() if addresses}
    return pages


def _open(client: FlaskClient, addresses: list[str], enough: int) -> list[tuple[str, str]]:
    """Open addresses until there are enough, and say of each whether it is a page."""
    seen: list[tuple[str, str]] = []
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200:
            # The first piece tells: a file may be as long as all that ever happened.
            kind = "page" if b"<!doctype html>" in next(answer.iter_encoded(), b"")[:200] else "file"
            seen.append((address, kind))
        elif 300 < answer.status_code < 400:
            seen.append((address, "way"))
        # Where most ways lead elsewhere, look on until there is a page.
        answer.close()
        if len(seen) >= enough and any(kind == "page" for _, kind in seen):
            break
    return seen


def _samples(rule: Rule, market: Market, kinds: list[str]) -> list[str]:
    """Write a page's address with everything in town that it may be about."""
    given = _given(rule.arguments - set(rule.defaults or {}), market, kinds)
    return [re.sub(r"<(?:\w+:)?(\w+)>", lambda part, one=one: str(one[part[1]]), rule.rule) for one in given]


def _given(names: set[str], market: Market, kinds: list[str]) -> list[dict[str, Any]]:
    if names == {"attempt_id"}:
        with directory(market.home) as session:
            return [{"attempt_id": one} for one in session.scalars(text("SELECT id FROM attempts"))]
    if names - {"number", *ONE_OF_EACH, *ONE_OF_DIRECTORY}:
        return []
    if {"number", "n"} <= names:
        # Letters with files come first.
        rows = market.sql(
            "SELECT messages.order_number, messages.n FROM messages LEFT JOIN attachments USING (order_number, n)"
            " ORDER BY attachments.position DESC LIMIT 6"
        )
        return [{"world": "town", "number": number, "n": n, "position": 1} for number, n in rows]
    given = {name: _one(market, name) for name in names if name != "number"}
    if "number" not in names:
        return [given]
    return [{**given, "number": number} for number in kinds]


def _named(market: Market) -> dict[str, str]:
    query = "SELECT number FROM orders WHERE channel = 'MFN' AND {} LIMIT 1"
    mine = {name: which.format(seller=market.seller_id) for name, which in EXAMPLES.items()}
    return {name: market.sql(query.format(which))[0][0] for name, which in mine.items()}


def _one(market: Market, name: str) -> Any:
    if name in ONE_OF_DIRECTORY:
        with directory(market.home) as session:
            return session.scalar(text(ONE_OF_DIRECTORY[name]))
    rows = market.sql(ONE_OF_EACH[name] + " LIMIT 1")
    return rows[0][0] if rows else 1
