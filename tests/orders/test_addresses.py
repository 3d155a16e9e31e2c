"""Postal codes are written as each country writes them."""

import pytest

from simulator.errors import BadInput
from simulator.orders.addresses import check_postal_code
from simulator.policy import Store, stores
from tests.builders import Market

RIGHT = [
    ("US", "97217-0104"), ("CA", "m5v2t6"), ("GB", "SW1A 1AA"), ("GB", "m1 1ae"), ("JP", "１５０－０００２"),
    ("JP", "1500002"), ("NL", "3511AB"), ("SE", "11455"), ("IN", "560 001"), ("us", "97217"),
    ("AE", "any"), ("CH", "8001"),
]  # fmt: skip
WRONG = [
    ("US", "9721"), ("US", "ABCDE"), ("CA", "D5V 2T6"), ("GB", "12345"), ("JP", "150"), ("DE", "1011"),
    ("NL", "0511 AB"), ("PL", "00001"), ("AU", "30000"), ("us", "1"),
]  # fmt: skip


@pytest.mark.parametrize("one", [one for one in stores() if one.postal_code], ids=lambda one: one.code)
def test_each_country_knows_its_own_example_and_no_other_length(one: Store) -> None:
    assert one.postal_code
    check_postal_code({"country": one.country, "postal_code": one.postal_code.example})
    with pytest.raises(BadInput, match=f"such as {one.postal_code.example}"):
        check_postal_code({"country": one.country, "postal_code": one.postal_code.example * 2})


@pytest.mark.parametrize(("country", "code"), RIGHT)
def test_postal_codes_are_taken_as_people_write_them(country: str, code: str) -> None:
    check_postal_code({"country": country, "postal_code": code})


@pytest.mark.parametrize(("country", "code"), WRONG)
def test_a_postal_code_of_another_country_is_refused(country: str, code: str) -> None:
    with pytest.raises(BadInput, match="Enter a postal code such as"):
        check_postal_code({"country": country, "postal_code": code})


def test_nothing_is_sent_to_a_postal_code_that_cannot_be(market: Market) -> None:
    address = {"name": "Ada", "line1": "1 Quay", "postal_code": "ABCDE", "country": "US"}
    items = [{"sku": market.skus[0]}]
    market.act("create-fulfillment", seller_id=market.seller_id, items=items, ship_to=address)
    assert market.sql("SELECT status FROM orders") == [("Invalid",)]
