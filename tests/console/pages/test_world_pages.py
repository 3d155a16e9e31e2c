"""A world as a whole: reset and delete ask for its name, forks go their own way, people and faults are switched."""

import gzip
import html
import re

import pytest
from flask.testing import FlaskClient

from simulator.directory import world_names
from tests.builders import Market

CONSOLE = "/w/market/console"


def test_a_reset_needs_the_worlds_name(pages: FlaskClient, market: Market) -> None:
    new = market.hash()
    market.place()
    refused = pages.post(f"{CONSOLE}/world/reset", data={"reset_name": "markt"})
    assert refused.status_code == 422
    assert "Type the world&#39;s name, market, to go on." in refused.text
    assert 'value="markt"' in refused.text
    assert market.hash() != new
    assert pages.post(f"{CONSOLE}/world/reset", data={"reset_name": "market"}).status_code == 303
    assert market.hash() == new


def test_a_world_is_deleted_only_by_its_name(pages: FlaskClient, market: Market) -> None:
    assert pages.post(f"{CONSOLE}/world/delete", data={"delete_name": ""}).status_code == 422
    assert world_names(market.home) == ["market"]
    answer = pages.post(f"{CONSOLE}/world/delete", data={"delete_name": "market"}, follow_redirects=True)
    assert "World market is deleted." in answer.text
    assert world_names(market.home) == []
    assert pages.get(f"{CONSOLE}/").status_code == 404


def test_a_fork_goes_its_own_way(pages: FlaskClient, market: Market) -> None:
    answer = pages.post(f"{CONSOLE}/world/fork", data={"fork_name": "other"})
    assert answer.location == "/w/other/console/"
    market.place()
    assert Market(market.home, "other").kinds() == []


@pytest.mark.parametrize("name", ["", "No Good", "market", "x" * 41])
def test_a_fork_with_a_name_that_cannot_be_is_refused_beside_the_field(
    pages: FlaskClient, market: Market, name: str
) -> None:
    answer = pages.post(f"{CONSOLE}/world/fork", data={"fork_name": name})
    assert answer.status_code == 422
    assert 'id="fork_name-error"' in answer.text
    assert f'value="{name}"' in answer.text


def test_an_export_is_one_compressed_file(pages: FlaskClient, market: Market) -> None:
    answer = pages.get(f"{CONSOLE}/world/export")
    assert 'filename="market.marketsim"' in answer.headers["Content-Disposition"]
    assert gzip.decompress(answer.data).startswith(b"SQLite format 3")


def test_people_are_listed_and_switched(pages: FlaskClient, market: Market) -> None:
    market.sql("INSERT INTO buyers SELECT 'B2', 2, 'Ann Other', 'ann@other.example', store, language, address, "
               "addresses, opted_out, is_business, persona, acts, cart, seen_message FROM buyers LIMIT 1")  # fmt: skip
    page = pages.get(f"{CONSOLE}/people").text
    assert "Ann Other" in page
    assert page.count(">You<") == 2
    answer = pages.post(f"{CONSOLE}/people/switch", data={"role": "buyer", "person": "B2", "next": "/w/market/orders"})
    assert answer.location == "/w/market/orders"
    assert "Path=/w/market/" in answer.headers["Set-Cookie"]
    assert "You are Ann Other" in pages.get(f"{CONSOLE}/people").text


@pytest.mark.parametrize(("words", "found"), [("Ann", True), ("ann@other.example", True), ("B2", True), ("%", False)])
def test_people_are_found_by_name_id_or_address(pages: FlaskClient, market: Market, words: str, found: bool) -> None:
    market.sql("INSERT INTO buyers SELECT 'B2', 2, 'Ann Other', 'ann@other.example', store, language, address, "
               "addresses, opted_out, is_business, persona, acts, cart, seen_message FROM buyers LIMIT 1")  # fmt: skip
    assert ("Ann Other" in pages.get(f"{CONSOLE}/people", query_string={"q": words}).text) is found


@pytest.mark.parametrize("form", [{"role": "buyer", "person": "nobody"}, {"role": "instructor", "person": "x"}, {}])
def test_nobody_becomes_somebody_who_is_not_there(pages: FlaskClient, market: Market, form: dict[str, str]) -> None:
    answer = pages.post(f"{CONSOLE}/people/switch", data=form)
    assert answer.status_code == 404
    assert not any(one.startswith(("buyer=", "seller=")) for one in answer.headers.getlist("Set-Cookie"))


def test_faults_are_switched_on_and_off(pages: FlaskClient, market: Market) -> None:
    form = {"api-latency_ms": "250", "api-throttle": "0.5", "api-error_rate": "0.1", "mail-error_rate": "1"}
    pages.post(f"{CONSOLE}/faults", data=form)
    with market.reading() as moment:
        assert moment.world.faults == {
            "api": {"latency_ms": 250, "throttle": 0.5, "error_rate": 0.1}, "mail": {"error_rate": 1.0},
        }  # fmt: skip
    assert 'value="250"' in pages.get(f"{CONSOLE}/faults").text
    pages.post(f"{CONSOLE}/faults", data={})
    with market.reading() as moment:
        assert moment.world.faults == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("api-latency_ms", "-1", "Enter a whole number from 0 to 60000."),
        ("api-latency_ms", "1.5", "Enter a whole number from 0 to 60000."),
        ("api-error_rate", "1.01", "Enter a number from 0 to 1."),
        ("api-strict", "perhaps", "Input should be a valid boolean"),
        ("mail-error_rate", "nan", "Enter a number from 0 to 1."),
        ("notifications-duplicate_rate", "often", "Enter a number from 0 to 1."),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_beside_its_field(
    pages: FlaskClient, market: Market, field: str, value: str, sentence: str
) -> None:
    answer = pages.post(f"{CONSOLE}/faults", data={field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text or field == "api-strict"
    assert sentence in answer.text
    with market.reading() as moment:
        assert moment.world.faults == {}


def test_faults_are_no_part_of_the_state(pages: FlaskClient, market: Market) -> None:
    before = market.hash()
    pages.post(f"{CONSOLE}/faults", data={"api-latency_ms": "250"})
    assert market.hash() == before


def test_a_sign_in_link_signs_another_browser_in(pages: FlaskClient, market: Market) -> None:
    page = pages.post(f"{CONSOLE}/people/link", data={"role": "seller", "person": market.seller_id}).text
    link = html.unescape(re.search(r'id="link"[^>]*value="([^"]+)"', page)[1])  # type: ignore[index]
    other = pages.application.test_client()
    answer = other.get(link)
    assert answer.location == "/w/market/seller/"
    assert answer.headers["Set-Cookie"].startswith("seller=")


@pytest.mark.parametrize("token", ["", "altered", "x" * 500])
def test_a_link_that_is_not_ours_signs_nobody_in(pages: FlaskClient, market: Market, token: str) -> None:
    answer = pages.get(f"/w/market/sign-in?token={token}")
    assert answer.status_code == 403
    assert "not one of ours" in answer.text
