"""Stores know their money, clock, languages and identifiers."""

import re
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.numbers import get_currency_precision

from simulator.errors import BadInput
from simulator.policy import store, store_by_marketplace_id, stores

CODES = [
    "US",
    "CA",
    "MX",
    "JP",
    "SG",
    "AU",
    "UK",
    "DE",
    "FR",
    "IT",
    "ES",
    "NL",
    "PL",
    "SE",
    "IN",
    "TR",
    "AE",
    "SA",
    "harbor",
]


def test_the_seventeen_stores_the_kingdom_and_the_harbor_are_there() -> None:
    assert [one.code for one in stores()] == CODES


@pytest.mark.parametrize("code", CODES)
def test_each_store_is_complete(code: str) -> None:
    one = store(code)
    assert one.zone == ZoneInfo(one.time_zone)
    assert one.locale == one.locales[0]
    assert [str(Locale.parse(name)) for name in one.locales] == list(one.locales)
    assert one.currency_decimals == get_currency_precision(one.currency)
    assert one.mail_domain.endswith(".example")
    assert one.domain.endswith(".example")
    assert re.fullmatch(r"[A-Z0-9]{12,14}", one.marketplace_id)
    assert one.rtl == (Locale.parse(one.locale).text_direction == "rtl")


def test_identifiers_of_stores_are_unique_and_lead_back() -> None:
    assert len({one.marketplace_id for one in stores()}) == len(CODES)
    assert store_by_marketplace_id("A1VC38T7YXB528") is store("JP")


@pytest.mark.parametrize(("said", "meant"), [("us", "US"), ("GB", "UK"), ("KSA", "SA"), ("HARBOR", "harbor")])
def test_a_store_is_found_under_the_names_people_use(said: str, meant: str) -> None:
    assert store(said).code == meant


def test_an_unknown_identifier_is_refused() -> None:
    with pytest.raises(BadInput, match="no marketplace 'A000'"):
        store_by_marketplace_id("A000")
