"""The language of the pages: by the visitor's choice, else by the store; catalogues that keep what is filled in."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from simulator.app import create_app
from simulator.home import Home
from simulator.shell.wording import FOLDER
from tests.builders import Market

LANGUAGES = ("de", "en_GB", "ja")
NAMED = re.compile(r"%\(\w+\)[sd]")


def messages(language: str) -> list[Message]:
    with Path(FOLDER, language, "LC_MESSAGES", "messages.po").open("rb") as file:
        return [one for one in read_po(file, locale=language) if one.id]


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def page(home: Home, store: str, path: str = "/orders") -> str:
    market = Market.new(home, "market", store=store)
    market.place()
    return client(home).get(f"/w/market{path}").text


def client(home: Home) -> FlaskClient:
    return create_app(home.path, WTF_CSRF_ENABLED=False).test_client()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_every_value_that_is_filled_in(language: str) -> None:
    wrong = []
    for message in messages(language):
        wanted = sorted(NAMED.findall(texts(message.id)[-1]))
        given = [sorted(NAMED.findall(text)) for text in texts(message.string) if text]
        # "One order" needs no number; the last form says everything.
        wrong += [message.id for names in given if not set(names) <= set(wanted)]
        wrong += [message.id for names in given[-1:] if names != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", ["de", "ja"])
def test_nearly_every_sentence_is_translated(language: str) -> None:
    found = messages(language)
    translated = [one for one in found if all(texts(one.string))]
    assert len(translated) / len(found) >= 0.99


@pytest.mark.parametrize(
    ("store", "code", "sentence"),
    [
        ("US", "en-US", "Not yet shipped"),
        ("UK", "en-GB", "Not yet dispatched"),
        ("AU", "en-GB", "Not yet dispatched"),
        ("DE", "de", "Noch nicht versandt"),
        ("JP", "ja", "未発送"),
        ("FR", "en-US", "Not yet shipped"),
    ],
)
def test_a_store_is_read_in_its_own_language_where_there_is_a_catalogue(
    home: Home, store: str, code: str, sentence: str
) -> None:
    shown = page(home, store)
    assert f'<html lang="{code}" dir="ltr"' in shown
    assert sentence in shown


def test_in_britain_an_order_is_cancelled_and_its_dispatch_confirmed(home: Home) -> None:
    market = Market.new(home, "market", store="UK")
    order = market.place(released=True)
    browser = client(home)
    assert "Confirm dispatch" in browser.get(f"/w/market/seller/orders/{order}").text
    assert "Cancelled" in browser.get("/w/market/orders").text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en_US", "1 order, showing 1 to 1"),
        ("de", "1 Bestellung, gezeigt wird 1 bis 1"),
        ("ja", "1件の注文中 1～1件を表示"),
    ],
)
def test_a_single_order_is_not_counted_in_the_plural(home: Home, language: str, sentence: str) -> None:
    Market.new(home, "market").place(released=True)
    browser = client(home)
    browser.post("/language", data={"language": language, "next": "/"})
    assert sentence in browser.get("/w/market/seller/orders/unshipped").text


def test_the_visitors_choice_counts_more_than_the_store(home: Home) -> None:
    Market.new(home, "market", store="JP")
    browser = client(home)
    answer = browser.post("/language", data={"language": "de", "next": "/w/market/orders"})
    assert (answer.status_code, answer.location) == (303, "/w/market/orders")
    shown = browser.get("/w/market/orders").text
    assert '<html lang="de"' in shown
    assert "Meine Bestellungen" in shown
    assert '<option value="de" lang="de" selected>Deutsch</option>' in shown


def test_a_language_without_a_catalogue_is_no_choice(home: Home) -> None:
    Market.new(home, "market")
    browser = client(home)
    assert browser.post("/language", data={"language": "../de"}).status_code == 400
    browser.set_cookie("language", "tlh")
    assert '<html lang="en-US"' in browser.get("/w/market/orders").text


def test_money_and_dates_stay_as_the_store_writes_them(home: Home) -> None:
    Market.new(home, "market").place()
    browser = client(home)
    before = set(re.findall(r"\$[\d.,]+", browser.get("/w/market/orders").text))
    browser.post("/language", data={"language": "ja", "next": "/"})
    assert before == set(re.findall(r"\$[\d.,]+", browser.get("/w/market/orders").text))
    assert before
