"""Simulated people on the console: dials beside their ranges, taking over, personas, make it happen now."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.builders import Market

CONSOLE = "/w/market/console"
DIALS = {"on": "yes", "volume": "48", "lateness": "20", "cancel_mix": "10", "seller_quality": "30"}


def test_dials_are_turned_on_the_people_page(pages: FlaskClient, market: Market) -> None:
    answer = pages.post(f"{CONSOLE}/people/dials", data=DIALS)
    assert answer.status_code == 303
    page = pages.get(f"{CONSOLE}/people").text
    assert 'value="48"' in page
    assert "The dials are set." in page
    market.advance(days=1)
    assert market.kinds().count("order-placed") > 20


@pytest.mark.parametrize(("dial", "typed"), [("volume", "1001"), ("lateness", "-1"), ("cancel_mix", "many")])
def test_a_dial_out_of_range_says_the_range_beside_its_field(
    pages: FlaskClient, market: Market, dial: str, typed: str
) -> None:
    answer = pages.post(f"{CONSOLE}/people/dials", data={**DIALS, dial: typed})
    assert answer.status_code == 422
    assert f'id="{dial}-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert "Enter a whole number from 0 to" in answer.text
    assert market.events() == []


def test_somebody_is_taken_over_and_handed_back_with_a_button(pages: FlaskClient, market: Market) -> None:
    pages.post(f"{CONSOLE}/people/dials", data=DIALS)
    pages.post(f"{CONSOLE}/people/play", data={"person": market.seller_id, "played_by": "simulation"})
    assert "This one acts by themselves now." in pages.get(f"{CONSOLE}/people").text
    pages.post(f"{CONSOLE}/people/play", data={"person": market.seller_id, "played_by": "person"})
    assert "This one is yours now." in pages.get(f"{CONSOLE}/people").text
    assert pages.post(f"{CONSOLE}/people/play", data={"person": "nobody"}).status_code == 404


def test_a_persona_is_chosen_from_a_list(pages: FlaskClient, market: Market) -> None:
    pages.post(f"{CONSOLE}/people/persona", data={"person": market.seller_id, "persona": "overloaded"})
    assert '<option value="overloaded" selected>' in pages.get(f"{CONSOLE}/people").text


def test_something_is_made_to_happen_on_an_orders_page(pages: FlaskClient, market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    page = pages.get(f"{CONSOLE}/orders/{order}").text
    assert "Make it happen now" in page
    assert "The carrier delivers the parcel" not in page
    answer = pages.post(f"{CONSOLE}/orders/{order}/make-happen", data={"what": "write-to-cancel"})
    assert answer.status_code == 303
    assert market.kinds(order)[-1] == "message-sent"
    pages.post(f"{CONSOLE}/orders/{order}/make-happen", data={"what": "deliver"})
    assert "Only a parcel" in pages.get(f"{CONSOLE}/orders/{order}").text or "deliver" not in market.kinds(order)


def test_a_jump_passes_over_turns_in_which_nothing_happens(pages: FlaskClient, market: Market) -> None:
    market.act("set-people", on=True, volume=0)
    order, start = market.place(), market.now
    pages.post(f"{CONSOLE}/clock/next")
    assert market.now == start + timedelta(minutes=30)
    assert market.order(order)["status"] == "Unshipped"


def test_a_jump_waits_for_people_a_day_and_no_longer(pages: FlaskClient, market: Market) -> None:
    market.act("set-people", on=True, volume=0)
    start = market.now
    pages.post(f"{CONSOLE}/clock/next")
    assert market.now <= start + timedelta(days=1)
