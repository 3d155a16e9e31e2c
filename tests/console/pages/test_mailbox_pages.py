"""The mailbox: every e-mail and message, what became of it, and HTML that may do nothing."""

import re

import pytest
from flask.testing import FlaskClient

import messaging.deeds
from tests.builders import Market

CONSOLE = "/w/market/console"
ROOMS = (messaging.deeds,)


def write(market: Market, order: str, kind: str, body: str = "We have news about your order.") -> None:
    market.act("message", order, **{"from": "seller", "kind": kind, "body": body})


def results(page: str) -> list[str]:
    """Return what became of each message on the page, newest first."""
    rows = re.findall(r'data-kind="message">.*?</tr>', page, re.DOTALL)
    return [re.findall(r'class="badge (?:ok|bad)">([^<]+)<', row)[-1] for row in rows]


def test_every_mail_of_an_order_is_there_with_its_subject(pages: FlaskClient, market: Market) -> None:
    order = market.place(released=True)
    page = pages.get(f"{CONSOLE}/mailbox?show=mail").text
    assert page.count('data-testid="mail-row"') == len(market.mail())
    assert order in page
    only_seller = pages.get(f"{CONSOLE}/mailbox?to=seller").text
    assert only_seller.count('data-testid="mail-row"') == len(market.mail(to="seller"))


def test_a_message_is_delivered_despite_the_opt_out_or_blocked_with_its_reason(
    pages: FlaskClient, market: Market
) -> None:
    order = market.place(released=True)
    write(market, order, "other")
    market.set(buyer={"opted_out": True})
    write(market, order, "cancellation")
    write(market, order, "delay")
    page = pages.get(f"{CONSOLE}/mailbox?show=messages").text
    assert results(page) == ["Blocked: opted out", "Delivered despite opt-out", "Delivered"]
    assert 'href="/rules/#opt-out-honored"' in page
    assert "Critical" in page


def test_one_message_shows_its_words_and_its_rule(pages: FlaskClient, market: Market) -> None:
    order = market.place(released=True)
    market.set(buyer={"opted_out": True})
    write(market, order, "delay", "It will be late, sorry.")
    page = pages.get(f"{CONSOLE}/mailbox/messages/{order}/1").text
    assert "It will be late, sorry." in page
    assert "Blocked: opted out" in page
    assert "Rule opt-out-honored" in page
    assert pages.get(f"{CONSOLE}/mailbox/messages/{order}/9").status_code == 404


def test_an_e_mail_is_shown_in_a_frame_that_may_do_nothing(pages: FlaskClient, market: Market) -> None:
    market.place()
    page = pages.get(f"{CONSOLE}/mailbox/mail/1").text
    frame = re.search(r"<iframe[^>]*>", page)
    assert frame
    assert re.search(r"\ssandbox(\s|>)", frame[0])
    answer = pages.get(f"{CONSOLE}/mailbox/mail/1/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox;" in policy
    assert "allow" not in policy


def test_an_e_mail_is_shown_as_text_too(pages: FlaskClient, market: Market) -> None:
    order = market.place()
    page = pages.get(f"{CONSOLE}/mailbox/mail/1?view=text").text
    assert "<iframe" not in page
    assert re.search(rf"<pre[^>]*>[^<]*{order}", page)


@pytest.mark.parametrize("path", ["/mailbox/mail/99", "/mailbox/mail/99/html"])
def test_mail_that_is_not_there_is_not_found(pages: FlaskClient, market: Market, path: str) -> None:
    assert pages.get(CONSOLE + path).status_code == 404


def test_older_mail_goes_on_where_the_newer_ended(pages: FlaskClient, market: Market) -> None:
    orders = [market.place(released=True) for _ in range(24)]
    for order in orders[:3]:
        write(market, order, "other")
    address, seen = f"{CONSOLE}/mailbox", list[str]()
    while address:
        page = pages.get(address).text
        seen += re.findall(r'href="[^"]*/mailbox/((?:mail|messages)/[^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == len(market.mail()) + 3


def test_an_empty_mailbox_says_so(pages: FlaskClient, market: Market) -> None:
    assert "No mail yet." in pages.get(f"{CONSOLE}/mailbox").text
    assert "No mail fits." in pages.get(f"{CONSOLE}/mailbox?to=buyer").text
