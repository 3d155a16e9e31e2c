"""The language of the pages: by the visitor's choice, else by the store; catalogues that keep what is filled in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask, g
from flask.testing import FlaskClient
from lxml import html

from simulator.app import create_app
from simulator.errors import BadInput
from simulator.home import Home
from simulator.policy import in_language, moment, policy_for
from simulator.shell.wording import FOLDER, catalogue, gettext, install_wording, ngettext, said
from tests.builders import Market

LANGUAGES = ("ar", "de", "en_GB", "ja")
ARABIC = re.compile("[\u0621-\u064a]")
NOW = datetime(2022, 5, 23, 13, 5, tzinfo=UTC)
NAMED = re.compile(r"%\(\w+\)[sd]|\{(?!value_adjective)\w+\}")


def messages(language: str) -> list[Message]:
    with Path(FOLDER, language, "LC_MESSAGES", "messages.po").open("rb") as file:
        return [one for one in read_po(file, locale=language) if one.id]


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def page(home: Home, store: str, path: str = "/orders") -> str:
    market = Market.new(home, "market", store=store)
    market.place()
    return client(home).get(f"/w/market{path}").text


@contextmanager
def page_in(language: str) -> Iterator[None]:
    """Be at a page that is read in this language."""
    app = Flask(__name__)
    install_wording(app)
    with app.app_context():
        g.language = language
        yield


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
    "path",
    ["/", "/orders", "/orders/{order}", "/cart", "/account", "/seller/", "/seller/orders/unshipped", "/seller/health"],
)
def test_the_arabic_store_is_mirrored_and_speaks_arabic(home: Home, path: str) -> None:
    market = Market.new(home, "market", store="SA")
    order = market.place(released=True)
    shown = html.fromstring(client(home).get(f"/w/market{path.format(order=order)}").text)
    assert (shown.get("lang"), shown.get("dir")) == ("ar", "rtl")
    headings = [heading.text_content() for heading in shown.iter("h1", "h2")]
    assert headings
    assert [text for text in headings if not ARABIC.search(text)] == []


@pytest.mark.parametrize(
    ("store", "code", "sentence"),
    [
        ("US", "en-US", "Not yet shipped"),
        ("UK", "en-GB", "Not yet dispatched"),
        ("AU", "en-GB", "Not yet dispatched"),
        ("DE", "de", "Noch nicht versandt"),
        ("JP", "ja", "未発送"),
        ("FR", "en-US", "Not yet shipped"),
        ("SA", "ar", "لم يُشحن بعد"),
    ],
)
def test_a_store_is_read_in_its_own_language_where_there_is_a_catalogue(
    home: Home, store: str, code: str, sentence: str
) -> None:
    shown = page(home, store)
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in shown
    assert sentence in shown


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("ar", 1, "طلب واحد"),
        ("ar", 2, "طلبان"),
        ("ar", 3, "\u20683\u2069 طلبات"),
        ("ar", 11, "\u206811\u2069 طلبًا"),
        ("ar", 100, "\u2068100\u2069 طلب"),
        ("ja", 5, "5件の注文"),
        ("de", 1, "1 Bestellung"),
        ("de", 0, "0 Bestellungen"),
    ],
)
def test_each_language_counts_in_its_own_way(language: str, number: int, said: str) -> None:
    with page_in(language):
        assert ngettext("%(num)d order", "%(num)d orders", number) == said


def test_an_order_number_is_not_turned_around_in_an_arabic_sentence() -> None:
    with page_in("ar"):
        assert gettext("Order %(id)s canceled.", id="900-1") == "تم إلغاء الطلب \u2068900-1\u2069."


@pytest.mark.parametrize(
    ("store", "title", "refusal"),
    [
        ("DE", "Selbststornierungsfrist", "Bis {time} können Sie Artikel selbst stornieren."),
        ("JP", "自己キャンセル期間", "{time}までは商品をご自身でキャンセルできます。"),
        ("UK", "Self-cancel window", "You can cancel items yourself until {time}."),
    ],
)
def test_rules_and_refusals_are_read_in_the_stores_language(store: str, title: str, refusal: str) -> None:
    language = {"DE": "de", "JP": "ja", "UK": "en_GB"}[store]
    with page_in(language):
        policy = in_language(policy_for(store, NOW), catalogue())
    assert policy.rule("buyer-cancel-window").title == title
    assert policy.refuse("request-after-window", until=NOW).message == refusal.format(time=moment(NOW, policy.store))


def test_a_refused_deed_is_answered_in_the_language_of_the_page(home: Home) -> None:
    market = Market.new(home, "market", store="DE")
    order = market.place(released=True)
    browser = client(home)
    answer = browser.post(f"/w/market/seller/orders/{order}/cancel", data={"reason": ""})
    assert answer.status_code == 409
    assert "Wählen Sie einen Stornierungsgrund." in answer.text


def test_reasons_are_chosen_in_the_language_of_the_page_and_kept_as_codes(home: Home) -> None:
    market = Market.new(home, "market", store="DE")
    order = market.place(released=True)
    shown = client(home).get(f"/w/market/seller/orders/{order}/cancel").text
    assert '<option value="NoInventory">Nicht auf Lager</option>' in shown


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
    browser.post("/language", data={"language": "ar", "next": "/"})
    # Set apart, or the dollar sign would end up behind the figures.
    assert before == set(re.findall(r"\u2068(\$[\d.,]+)\u2069", browser.get("/w/market/orders").text))


@pytest.mark.parametrize(
    ("store", "sentence"),
    [
        ("US", "Cancel 1 to 1 units of "),
        ("DE", "Stornieren Sie 1 bis 1 Stück von "),
        ("JP", "は1〜1個をキャンセルできます。"),
    ],
)
def test_an_answer_with_values_in_it_is_read_in_the_readers_language(home: Home, store: str, sentence: str) -> None:
    market = Market.new(home, "market", store=store)
    order = market.place()
    item = market.sql("SELECT id FROM order_items")[0][0]
    with pytest.raises(BadInput) as caught:
        market.act("buyer-cancel", order, items=[{"order_item_id": item, "quantity": 9}])
    with page_in({"US": "en_US", "DE": "de", "JP": "ja"}[store]):
        assert sentence in said(caught.value)
