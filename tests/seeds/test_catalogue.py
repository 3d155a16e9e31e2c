"""The catalogue offers the same goods in every store, in its language and money."""

import re

import pytest

from seeds import catalogue
from seeds.catalogue import asin, departments, price, product, products
from simulator.policy import stores

STORES = [store.code for store in stores()]
KINDS = {"throw", "board", "jars", "mug", "lamp", "bag", "clock", "pot"}
KINDS |= {"candle", "knife", "towel", "notebook", "book", "chair", "shirt", "box", "kettle"}


def test_there_are_sixty_ideas_of_all_sixteen_kinds() -> None:
    plain = [product(sku, "US") for sku in catalogue.all_skus()[:60]]
    assert len({one.title for one in plain}) == 60
    assert {one.kind for one in plain} == KINDS


@pytest.mark.parametrize("code", STORES)
def test_every_store_can_offer_the_whole_catalogue(code: str) -> None:
    offered = products(7, code, len(catalogue.all_skus()))
    currency = next(store.currency for store in stores() if store.code == code)
    assert {one.currency for one in offered} == {currency}
    assert all(one.price_minor > 0 and one.title and one.description and one.bullets for one in offered)
    assert all(one.department in departments("en") for one in offered)


def test_identifiers_are_unique_and_well_formed() -> None:
    skus = catalogue.all_skus()
    assert len({asin(sku) for sku in skus}) == len(skus) == len(set(skus))
    assert all(re.fullmatch(r"B0[0-9A-Z]{8}", asin(sku)) for sku in skus)
    assert all(re.fullmatch(r"[A-Z0-9-]{1,40}", sku) for sku in skus)


def test_an_identifier_is_the_same_in_every_store_and_world() -> None:
    assert product("BRD-OAK-L", "US").asin == product("BRD-OAK-L", "JP").asin == "B05ARYZER0"


def test_same_seed_gives_the_same_range_in_the_same_order() -> None:
    assert products(7, "US", 20) == products(7, "US", 20)
    assert products(7, "US", 20) != products(8, "US", 20)


def test_a_longer_range_begins_with_the_shorter_one() -> None:
    assert products(7, "US", 40)[:20] == products(7, "US", 20)


@pytest.mark.parametrize(("count", "editions"), [(59, 0), (60, 0), (61, 1)])
def test_editions_come_only_after_all_ideas(count: int, editions: int) -> None:
    assert sum("edition" in one.title for one in products(7, "US", count)) == editions


def test_more_than_the_catalogue_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="540 products, not 541"):
        products(7, "US", 541)


@pytest.mark.parametrize(
    ("currency", "minor"),
    [("USD", 5400), ("EUR", 5150), ("GBP", 4450), ("JPY", 7020), ("INR", 421000), ("SEK", 54000)],
)
def test_prices_follow_the_fixed_table(currency: str, minor: int) -> None:
    assert price(5400, currency) == minor


def test_no_price_is_rounded_down_to_nothing() -> None:
    assert price(1, "INR") > 0


def test_every_currency_of_a_store_has_a_price_table() -> None:
    assert {store.currency for store in stores()} == set(catalogue._file("catalogue.toml")["currencies"])


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("US", "Oak cutting board, large"),
        ("DE", "Schneidebrett aus Eiche, groß"),
        ("JP", "オークのまな板 大"),
        ("FR", "Oak cutting board, large"),
    ],
)
def test_titles_are_in_the_language_of_the_store_or_in_english(code: str, title: str) -> None:
    assert product("BRD-OAK-L", code).title == title


def test_only_customizable_goods_offer_an_engraving() -> None:
    for one in products(7, "US", 60):
        assert ("Engraving" in " ".join(one.bullets)) == one.customizable


def test_an_unknown_sku_is_an_error() -> None:
    with pytest.raises(KeyError):
        product("NO-SUCH-SKU", "US")
