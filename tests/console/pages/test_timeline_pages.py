"""The timeline: log and refused attempts in one order, causes, filters, pages, one event, one order, a file."""

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient

from simulator import worlds
from simulator.console.sentences import words_of_events
from simulator.events import EventKind
from tests.builders import Market
from tests.databases import statements

CONSOLE = "/w/market/console"


def lines(page: str) -> list[str]:
    """Return the ids of the timeline's lines, from the top."""
    return re.findall(r'data-testid="timeline-event" data-event-id="([^"]+)"', page)


@pytest.fixture
def story(market: Market) -> str:
    """An order that a buyer tried to request too early, then requested, and that the seller canceled."""
    order = market.place()
    market.refused("request-cancellation", order, reason="found_cheaper")
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="found_cheaper")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    return order


def test_everything_that_happened_stands_there_newest_first(pages: FlaskClient, story: str) -> None:
    page = pages.get(f"{CONSOLE}/timeline").text
    assert lines(page) == ["4", "3", "2", "refused-1", "1"]
    assert "requested cancellation: Found cheaper somewhere else" in page
    assert "canceled the order: Buyer canceled, does not count" in page
    assert f'href="{CONSOLE}/orders/{story}"' in page


def test_a_refused_attempt_names_its_rule(pages: FlaskClient, story: str, market: Market) -> None:
    page = pages.get(f"{CONSOLE}/timeline?show=refused").text
    assert lines(page) == ["refused-1"]
    with market.reading() as moment:
        rule = moment.session.connection().exec_driver_sql("SELECT rule FROM refused_attempts").scalar()
    assert f'href="/rules/#{rule}"' in page
    assert "was refused (request cancellation)" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=SELLER", ["4"]),
        ("actor=BUYER", ["3", "refused-1", "1"]),
        ("actor=BUYER&show=events", ["3", "1"]),
        ("actor=MARKETPLACE", ["2"]),
        ("kind=cancellation-requested", ["3"]),
        ("order=900-0000000-0000000", []),
        ("actor=STRANGER&show=nothing&kind=x", ["4", "3", "2", "refused-1", "1"]),
    ],
)
def test_filters_narrow_the_timeline(pages: FlaskClient, story: str, query: str, expected: list[str]) -> None:
    assert lines(pages.get(f"{CONSOLE}/timeline?{query}").text) == expected


def test_older_pages_go_on_where_the_newer_ended(pages: FlaskClient, market: Market) -> None:
    orders = [market.place() for _ in range(60)]
    for order in orders[:4]:
        market.refused("seller-cancel", order, reason="NoInventory")
    seen: list[str] = []
    address: str | None = f"{CONSOLE}/timeline"
    while address:
        page = pages.get(address).text
        seen += lines(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 64
    assert seen[:5] == ["refused-4", "refused-3", "refused-2", "refused-1", "60"]
    assert seen[-1] == "1"


@pytest.mark.parametrize("place", ["x", "1", "1.", "-1.2", "1.2.3", "9" * 50 + ".1"])
def test_a_page_that_does_not_exist_is_said(pages: FlaskClient, story: str, place: str) -> None:
    answer = pages.get(f"{CONSOLE}/timeline?before={place}")
    assert answer.status_code == 400
    assert "This page of the timeline does not exist." in answer.text


def test_what_is_coming_up_is_listed_and_equal_things_are_taken_together(pages: FlaskClient, market: Market) -> None:
    market.place()
    market.place()
    page = pages.get(f"{CONSOLE}/timeline").text
    assert "Payment check ends, 2 orders" in page
    assert "in 30 min" in page


def test_what_failed_and_was_set_aside_is_shown(pages: FlaskClient, market: Market) -> None:
    market.place()
    market.sql("UPDATE agenda SET parked = 'ValueError: broken on purpose'")
    page = pages.get(f"{CONSOLE}/").text
    assert "1 entry of the agenda failed" in page
    assert "broken on purpose" in page


def test_one_event_shows_its_cause_its_consequences_its_mail_and_its_facts(pages: FlaskClient, market: Market) -> None:
    market.set(seller={"auto_approval_window": 60})
    order = market.place()
    market.advance(minutes=30)
    market.act("request-cancellation", order, reason="other")
    events = market.events(order)
    canceled = next(one for one in events if one["kind"] == "order-canceled")
    asked = next(one for one in events if one["kind"] == "cancellation-requested")
    page = pages.get(f"{CONSOLE}/events/{canceled['seq']}").text
    raw = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert raw
    assert json.loads(raw[1].replace("&#34;", '"'))["data"]["rule"] == "count-auto-approved"
    assert 'href="/rules/#count-auto-approved"' in page
    assert 'data-testid="mail-row"' in page
    if canceled["cause"]:
        assert canceled["cause"] == asked["seq"]
        assert f'href="{CONSOLE}/events/{asked["seq"]}"' in page


def test_an_event_that_is_not_there_is_not_found(pages: FlaskClient, market: Market) -> None:
    assert "There is no event #7" in pages.get(f"{CONSOLE}/events/7").text
    assert pages.get(f"{CONSOLE}/orders/900-1-1").status_code == 404


def test_one_order_shows_its_past_its_future_and_its_mail(pages: FlaskClient, market: Market) -> None:
    order = market.place(released=True)
    page = pages.get(f"{CONSOLE}/orders/{order}").text
    assert lines(page) == ["2", "1"]
    assert "Automatic cancellation" in page
    assert page.count('data-testid="mail-row"') == len(market.mail(order))
    assert "Open as the buyer" in page


def test_the_file_has_every_line_and_no_formulas(pages: FlaskClient, story: str, market: Market) -> None:
    market.act("seller-cancel", market.place(released=True), reason="NoInventory")
    market.sql("UPDATE refused_attempts SET message = '=1+1'")
    answer = pages.get(f"{CONSOLE}/timeline.csv?actor=BUYER")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [row["kind"] for row in rows] == [
        "order-placed", "cancellation-requested", "refused", "order-placed",
    ]  # fmt: skip
    assert rows[1]["order_id"] == story
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_every_kind_of_event_has_words() -> None:
    assert [kind for kind in EventKind if kind not in words_of_events()] == []


def test_a_longer_log_costs_no_further_statements(pages: FlaskClient, market: Market) -> None:
    def counted() -> int:
        with statements() as seen:
            for path in ("/", "/timeline", "/mailbox"):
                assert pages.get(CONSOLE + path).status_code == 200
        return len(seen)

    for _ in range(3):
        market.place(released=True)
    few = counted()
    for _ in range(30):
        market.place(released=True)
    assert counted() == few


def test_names_are_shown_as_text_and_never_run(pages: FlaskClient, market: Market) -> None:
    market.place()
    market.sql("UPDATE buyers SET name = '<script>alert(1)</script>'")
    for path in ("/timeline", "/people"):
        page = pages.get(CONSOLE + path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_going_back_to_an_event_asks_once_and_forgets_what_came_later(pages: FlaskClient, market: Market) -> None:
    market.place()
    before = market.hash()
    market.place()
    asked = pages.post(f"{CONSOLE}/events/1/rewind")
    assert "What happened since then is lost" in asked.text
    assert market.hash() != before
    pages.post(f"{CONSOLE}/events/1/rewind", data={"confirmed": "yes"})
    assert market.hash() == before


def test_a_branch_off_an_event_leaves_the_world_as_it_is(pages: FlaskClient, market: Market) -> None:
    market.place()
    then = market.hash()
    market.place()
    now = market.hash()
    answer = pages.post(f"{CONSOLE}/events/1/branch", data={"branch_name": "then"})
    assert answer.location == "/w/then/console/"
    assert (Market(market.home, "then").hash(), market.hash()) == (then, now)
    for name, sentence in (("No Good", "lower-case letters"), ("then", "already a world")):
        again = pages.post(f"{CONSOLE}/events/1/branch", data={"branch_name": name})
        assert again.status_code == 422
        assert sentence in again.text


def test_nobody_goes_back_to_before_the_world_was_made(pages: FlaskClient, market: Market) -> None:
    market.place()
    market.advance(minutes=31)
    with io.BytesIO() as packed:
        worlds.export(market.home, market.name, packed)
        packed.seek(0)
        worlds.bring_in(market.home, "copy", packed)
    copy = Market(market.home, "copy")
    before = copy.hash()
    answer = pages.post("/w/copy/console/events/1/rewind", data={"confirmed": "yes"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "nothing is kept of this world from before that moment" in answer.text
    assert copy.hash() == before
