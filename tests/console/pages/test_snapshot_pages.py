"""What if: snapshots kept and restored, branches opened, and two branches compared without touching either."""

import re

import pytest
from flask.testing import FlaskClient

from tests.builders import Market

CONSOLE = "/w/market/console"


def test_a_snapshot_takes_the_world_back_after_one_question(pages: FlaskClient, market: Market) -> None:
    before = market.hash()
    assert pages.post(f"{CONSOLE}/snapshots", data={"snapshot_name": "before-1"}).status_code == 303
    market.place()
    asked = pages.post(f"{CONSOLE}/snapshots/before-1/restore")
    assert asked.status_code == 200
    assert "What happened since then is lost" in asked.text
    assert market.hash() != before
    answer = pages.post(f"{CONSOLE}/snapshots/before-1/restore", data={"confirmed": "yes"}, follow_redirects=True)
    assert "The world is back at snapshot before-1." in answer.text
    assert market.hash() == before


def test_a_snapshot_is_forgotten(pages: FlaskClient, market: Market) -> None:
    market.snapshot("old")
    assert ">old<" in pages.get(f"{CONSOLE}/snapshots").text
    pages.post(f"{CONSOLE}/snapshots/old/delete")
    assert "No snapshots yet." in pages.get(f"{CONSOLE}/snapshots").text
    for deed in ("delete", "restore"):
        assert pages.post(f"{CONSOLE}/snapshots/old/{deed}", data={"confirmed": "yes"}).status_code == 404


@pytest.mark.parametrize("name", ["", "../market", "Before", "x" * 41])
def test_a_snapshot_needs_a_plain_name(pages: FlaskClient, market: Market, name: str) -> None:
    answer = pages.post(f"{CONSOLE}/snapshots", data={"snapshot_name": name})
    assert answer.status_code == 422
    assert 'id="snapshot_name-error"' in answer.text


def test_a_branch_begins_at_a_snapshot_or_here(pages: FlaskClient, market: Market) -> None:
    market.snapshot("before-1")
    before = market.hash()
    market.place()
    pages.post(f"{CONSOLE}/branches", data={"branch_name": "from-then", "start": "before-1"})
    pages.post(f"{CONSOLE}/branches", data={"branch_name": "from-now"})
    assert Market(market.home, "from-then").hash() == before
    assert Market(market.home, "from-now").hash() == market.hash()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"branch_name": "market"}, 422),
        ({"branch_name": ""}, 422),
        ({"branch_name": "b", "start": "../../x"}, 422),
        ({"branch_name": "b", "start": "none"}, 404),
    ],
)
def test_a_branch_that_cannot_be_is_refused(
    pages: FlaskClient, market: Market, form: dict[str, str], status: int
) -> None:
    assert pages.post(f"{CONSOLE}/branches", data=form).status_code == status
    assert not market.home.world_file("b").exists()


def test_two_branches_are_compared_after_some_days_and_stay_as_they_are(pages: FlaskClient, market: Market) -> None:
    orders = [market.place(released=True) for _ in range(4)]
    market.advance(minutes=31)
    market.act("message", orders[0], **{"from": "buyer", "kind": "cancel_order", "body": "Please cancel my order."})
    asked = market.fork("ask-for-the-request")
    market.act("seller-cancel", orders[0], reason="BuyerCanceled")
    asked.act("request-cancellation", orders[0], reason="other")
    asked.act("seller-cancel", orders[0], reason="BuyerCanceled")
    hashes = market.hash(), asked.hash()
    page = pages.get(f"{CONSOLE}/snapshots?first=world:market&second=world:ask-for-the-request&days=2").text
    table = re.search(r'<table[^>]*class="data tight diff">.*?</table>', page, re.DOTALL)
    assert table
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", table[0], re.DOTALL)]
    assert cells[:4] == ["1", "0", "25.0% (1 of 4)", "0.0% (0 of 4)"]
    assert cells[-2:] == ["1 Canceled, 3 Unshipped", "1 Canceled, 3 Unshipped"]
    # Where all money is of one kind its sign is enough.
    assert "USD" not in table[0]
    assert "Canceled by the seller, counted" in page
    assert "Canceled by the seller, not counted" in page
    assert (market.hash(), asked.hash()) == hashes


def test_running_forward_does_what_is_due(pages: FlaskClient, market: Market) -> None:
    market.place(released=True)
    market.snapshot("then")
    page = pages.get(f"{CONSOLE}/snapshots?first=snapshot:then&second=world:market&days=20").text
    assert "1 Canceled" in page
    assert "Every order ends alike." in page
    assert not list(market.home.path.glob("tmp*"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first=world:market&second=world:market&days=400", "days"),
        ("first=world:market&second=world:market&days=-1", "days"),
        ("first=world:market&second=", "second"),
        ("first=file:/etc/passwd&second=world:market", "first"),
        ("first=snapshot:none&second=world:market", "first"),
        ("first=world:nowhere&second=world:market", "first"),
        ("first=snapshot:../../x&second=world:market", "first"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_answered_beside_its_field(
    pages: FlaskClient, market: Market, query: str, field: str
) -> None:
    answer = pages.get(f"{CONSOLE}/snapshots?{query}")
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
