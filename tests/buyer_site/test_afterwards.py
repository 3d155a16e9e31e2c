"""After delivery: returns with their label, feedback, claims; and the buyer's own account."""

import pytest

from tests.builders import Market
from tests.buyer_site.sites import Page, Site


@pytest.fixture
def order(market: Market) -> str:
    """An order of three units that has been delivered."""
    number = market.place(items=[{"sku": market.skus[0], "quantity": 3}], released=True)
    market.act("confirm-shipment", number, carrier="Mill Express", tracking="MX1")
    market.act("hand-to-carrier", number)
    market.advance(days=2)
    market.act("deliver", number)
    return number


def item(market: Market, order: str) -> str:
    return str(market.order(order)["items"][0]["order_item_id"])


def send_back(market: Market, site: Site, order: str, status: int = 200, **changed: str) -> Page:
    path, key = f"/orders/{order}/return", item(market, order)
    form = {"item": key, f"quantity-{key}": "2", "reason": "defective", "wanted": "refund", **changed}
    return site.send(path, seen=site.get(path), status=status, **{k: v for k, v in form.items() if v})


def test_some_units_are_sent_back_with_a_label(market: Market, site: Site, order: str) -> None:
    page = send_back(market, site, order, comment="It leaks", wanted="replacement")
    assert "Return started. The seller has been notified." in page.text
    assert "2 × " in page.text
    assert "Replacement wanted. It leaks" in page.text
    assert not page.offers("Print return label")
    assert site.get(f"/orders/{order}/return/label", status=404).status == 404
    market.act("authorize-return", order)
    assert site.get(f"/orders/{order}/return").offers("Print return label")
    assert f"{order}-R1" in site.get(f"/orders/{order}/return/label").text


def test_a_return_is_taken_back_until_it_arrives(market: Market, site: Site, order: str) -> None:
    send_back(market, site, order)
    page = site.get(f"/orders/{order}/return")
    assert page.offers("Cancel return")
    assert "Return canceled." in site.send(f"/orders/{order}/return/cancel", seen=page).text
    assert market.order(order)["returns"][0]["state"] == "canceled"
    send_back(market, site, order)
    market.act("authorize-return", order)
    market.act("receive-return", order)
    assert not site.get(f"/orders/{order}/return").offers("Cancel return")
    assert site.get(f"/orders/{order}/return/label", status=404).status == 404
    assert market.refused("cancel-return", order).rule == "return-open"


def test_the_label_is_that_of_the_return_under_way(market: Market, site: Site, order: str) -> None:
    for _ in range(2):
        market.act("request-return", order, reason="defective", items=[{"order_item_id": item(market, order)}])
        market.act("authorize-return", order)
        market.act("refund", order, reason="CustomerReturn", amount="1.00")
    assert f"{order}-R2" in site.get(f"/orders/{order}/return/label").text


def test_what_came_back_is_not_offered_for_another_return(market: Market, site: Site, order: str) -> None:
    market.act("request-return", order, reason="defective")
    market.act("authorize-return", order)
    market.act("receive-return", order)
    market.act("refund", order, reason="CustomerReturn", amount="1.00")
    page = site.get(f"/orders/{order}/return")
    assert "Everything that was sent has come back already." in page.text
    assert not page.offers("Start return")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"item": ""}, "Choose at least one item to return."),
        ({"reason": ""}, "Select a reason for return."),
        ({"reason": "because"}, "is not one of the reasons"),
        ({"item": "999"}, "Enter a number from 1 to"),
    ],
)
def test_an_incomplete_return_is_told_and_starts_nothing(
    market: Market, site: Site, order: str, changed: dict[str, str], sentence: str
) -> None:
    page = send_back(market, site, order, status=422, **changed)
    assert sentence in page.alert
    assert market.order(order)["returns"] == []


@pytest.mark.parametrize("units", ["0", "4", "two", "-1"])
def test_more_units_than_shipped_are_not_sent_back(market: Market, site: Site, order: str, units: str) -> None:
    page = send_back(market, site, order, status=422, **{f"quantity-{item(market, order)}": units})
    assert "Enter a number from 1 to 3." in page.alert


def test_before_shipment_the_page_says_what_to_do_instead(market: Market, site: Site) -> None:
    page = site.get(f"/orders/{market.place()}/return")
    assert "This order has not shipped yet. You can request cancellation." in page.text
    assert not page.offers("Start return")


def test_a_seller_is_rated_once_and_the_rating_taken_back(market: Market, site: Site, order: str) -> None:
    path = f"/orders/{order}/feedback"
    page = site.send(path, seen=site.get(path), rating="4", comment="Good <3")
    assert "4 of 5" in page.text
    assert "Good <3" in page.text
    assert "4.0 of 5 from 1 rating" in site.get(f"/sellers/{market.seller_id}").text
    site.send(f"{path}/remove", seen=page)
    assert "feedback-removed" in market.kinds(order)
    assert "You already left feedback for this order." in site.get(path).text


@pytest.mark.parametrize("rating", ["", "0", "6", "best"])
def test_a_rating_is_one_to_five(market: Market, site: Site, order: str, rating: str) -> None:
    path = f"/orders/{order}/feedback"
    page = site.send(path, seen=site.get(path), status=422, rating=rating, comment="Kept words")
    assert "Choose a rating from 1 to 5." in page.alert
    assert "Kept words" in page.source


def test_a_claim_opens_two_days_after_writing(market: Market, site: Site, order: str) -> None:
    path = f"/orders/{order}/claim"
    assert "Write to the seller first and wait" in site.get(path).text
    market.act("message", order, sender="buyer", body="It is broken")
    market.advance(hours=47, minutes=59, seconds=59)
    assert not site.get(path).offers("File claim")
    market.advance(seconds=1)
    page = site.get(path)
    assert "The seller has 72 hours to answer." in page.text
    assert "Choose what happened." in site.send(path, seen=page, status=422).alert
    assert 'id="ground-error"' in site.send(path, seen=page, status=409, ground="not_received").source
    told = site.send(path, seen=page, ground="not_as_described")
    assert "Your claim was filed." in told.text
    market.advance(hours=72)
    assert "Decided in your favor." in site.get(path).text


def test_addresses_are_added_preferred_and_removed(market: Market, site: Site) -> None:
    form = site.get("/account/addresses")
    given = {"name": "Ada Moor", "line1": "2 Quay", "city": "Salem", "state": "OR", "postal_code": "97301"}
    page = site.send("/account/addresses", seen=form, **given)
    assert "The address was saved." in page.text
    page = site.send("/account/addresses/use", seen=page, place="0")
    assert "Ada Moor" in page.text.partition("Your usual address")[2].partition("Address 1")[0]
    page = site.send("/account/addresses/remove", seen=page, place="0")
    assert "Address 1" not in page.text
    assert "There is no such address." in site.send("/account/addresses/remove", seen=page, status=422, place="0").alert


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Fill in this part of the address."),
        ("name", "n" * 10_000, "Write at most 100 characters."),
        ("postal_code", "", "Fill in this part of the address."),
        ("postal_code", "ABCDE", "Enter a postal code such as 97217."),
        ("postal_code", "9730", "Enter a postal code such as 97217."),
    ],
)
def test_an_incomplete_address_is_told_and_kept(site: Site, field: str, value: str, sentence: str) -> None:
    given = {"name": "Ada Moor", "line1": "2 Quay", "city": "Salem", "postal_code": "97301", field: value}
    page = site.send("/account/addresses", seen=site.get("/account/addresses"), status=422, **given)
    assert sentence in page.alert
    assert 'value="2 Quay"' in page.source


def test_an_address_may_lead_back_to_the_checkout_but_nowhere_else(market: Market, site: Site) -> None:
    given = {"name": "Ada", "line1": "2 Quay", "city": "Salem", "postal_code": "97301"}
    form = site.get("/account/addresses?next=/w/market/cart")
    assert "Cart" in site.send("/account/addresses", seen=form, next="/w/market/cart", **given).text.split("|")[0]
    away = site.send("/account/addresses", seen=form, next="//elsewhere.example", **given)
    assert "Addresses" in away.text.split("|")[0]


def test_a_form_without_its_token_changes_nothing(market: Market, site: Site) -> None:
    answer = site.client.post("/w/market/account/communication", data={"messages": "critical"})
    assert answer.status_code == 400
    assert market.sql("SELECT opted_out FROM buyers") == [(0,)]
