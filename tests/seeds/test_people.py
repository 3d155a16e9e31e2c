"""Buyers and sellers are made of words only: always the same, at home in their store, and never real."""

import re
from collections.abc import Callable

import pytest

from seeds import phones, words
from seeds.people import buyer, seller
from simulator.policy import store, stores

STORES = [store.code for store in stores()]


@pytest.mark.parametrize("code", STORES)
def test_same_seed_gives_the_same_people(code: str) -> None:
    assert [buyer(7, code, n) for n in range(20)] == [buyer(7, code, n) for n in range(20)]
    assert seller(7, code, 1) == seller(7, code, 1)


def test_another_seed_gives_other_people() -> None:
    assert [buyer(7, "US", n).name for n in range(20)] != [buyer(8, "US", n).name for n in range(20)]


def test_a_buyer_does_not_depend_on_who_was_asked_for_before() -> None:
    alone = buyer(7, "DE", 99)
    for n in range(5):
        buyer(7, "DE", n)
    assert buyer(7, "DE", 99) == alone


@pytest.mark.parametrize("code", STORES)
def test_every_address_is_whole_and_lies_in_the_country_of_the_store(code: str) -> None:
    home = store(code)
    for who in [buyer(3, code, n) for n in range(200)] + [seller(3, code, n) for n in range(10)]:
        assert who.country == home.country
        assert re.fullmatch(home.postal_code.pattern if home.postal_code else "00000", who.postal_code), who
        assert 1 <= len(who.address_lines) <= 2
        assert all(line.strip() == line and line and "{" not in line for line in who.address_lines), who


@pytest.mark.parametrize("code", STORES)
def test_city_state_and_postal_code_belong_together(code: str) -> None:
    for n in range(100):
        who = buyer(5, code, n)
        assert any(
            (place.city, place.state) == (who.city, who.state) and who.postal_code in place.postal_codes
            for place in words.pool(who.locale).places
        ), who


@pytest.mark.parametrize("code", STORES)
def test_telephone_numbers_and_mail_reach_nobody(code: str) -> None:
    for who in [buyer(11, code, n) for n in range(200)] + [seller(11, code, n) for n in range(10)]:
        assert phones.is_reserved(who.phone), who.phone
        assert re.fullmatch(r"[a-z.]*[a-z]\d+@[a-z-]+\.example", who.email), who.email


@pytest.mark.parametrize(
    "number", ["+1 206 555 0200", "+1 206 555 1234", "+44 7700 901000", "+46 70 174 06 04", "+34 612 345 678"]
)
def test_numbers_outside_the_reserved_ranges_are_recognized(number: str) -> None:
    assert not phones.is_reserved(number)


@pytest.mark.parametrize("code", STORES)
def test_the_first_five_hundred_buyers_of_a_store_have_different_addresses_on_the_net(code: str) -> None:
    assert len({buyer(2, code, n).email for n in range(500)}) == 500


def test_buyers_of_one_store_have_different_names() -> None:
    assert len({buyer(2, "US", n).name for n in range(1000)}) == 1000


@pytest.mark.parametrize("code", STORES)
def test_shops_of_one_store_have_different_names(code: str) -> None:
    assert len({seller(2, code, n).name for n in range(24)}) == 24


def test_japanese_names_begin_with_the_family() -> None:
    who = buyer(7, "JP", 0)
    assert who.name == f"{who.family} {who.given}"


def test_spanish_buyers_carry_two_surnames() -> None:
    assert all(len(buyer(7, "ES", n).family.split()) >= 2 for n in range(30))


def test_polish_surnames_agree_with_the_person() -> None:
    pool = words.pool("pl_PL")
    women = [who for who in (buyer(7, "PL", n) for n in range(200)) if who.given in pool.given_female]
    assert women
    assert all(who.family in pool.family_female for who in women)


def test_quebec_buyers_read_french_and_live_there() -> None:
    readers = [who for who in (buyer(7, "CA", n) for n in range(200)) if who.language == "fr"]
    assert 20 < len(readers) < 80
    assert {who.state for who in readers} == {"QC"}


@pytest.mark.parametrize("maker", [buyer, seller])
def test_people_are_numbered_from_zero(maker: Callable[[int, str, int], object]) -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        maker(7, "US", -1)


def test_every_store_has_people() -> None:
    assert {code.upper() for code in STORES} == set(words.store_codes())
