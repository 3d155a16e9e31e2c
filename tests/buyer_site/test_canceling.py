"""A buyer cancels alone inside the window, requests it of the seller afterwards, and is told why not."""

from decimal import Decimal

import pytest

from simulator.home import Home
from simulator.policy import overridden
from tests.builders import Market
from tests.buyer_site.sites import Site


def two_items(market: Market, **more: object) -> str:
    items = [{"sku": market.skus[0], "quantity": 3}, {"sku": market.skus[1], "quantity": 1}]
    return market.place(items=items, **more)


def item_ids(market: Market, order: str) -> list[str]:
    return [one["order_item_id"] for one in market.order(order)["items"]]


@pytest.mark.parametrize(
    ("minutes", "seconds", "button", "other"),
    [
        (0, 0, "Cancel items", "Request cancellation"),
        (29, 59, "Cancel items", "Request cancellation"),
        (30, 0, "Request cancellation", "Cancel items"),
        (30, 1, "Request cancellation", "Cancel items"),
    ],
    ids=["at once", "just before the end", "at the end", "just after the end"],
)
def test_the_button_changes_with_the_window(
    market: Market, site: Site, minutes: int, seconds: int, button: str, other: str
) -> None:
    order = market.place()
    market.advance(minutes=minutes, seconds=seconds)
    page = site.get(f"/orders/{order}")
    assert page.offers(button)
    assert not page.offers(other)


def test_checked_items_are_canceled_and_the_rest_stays(market: Market, site: Site) -> None:
    order = two_items(market)
    first = item_ids(market, order)[0]
    form = site.get(f"/orders/{order}/cancel")
    page = site.send(
        f"/orders/{order}/cancel", seen=form, item=first, **{f"quantity-{first}": "2"}, reason="created_by_mistake"
    )
    assert "Items canceled." in page.text
    told = market.order(order)
    assert [one["quantity_canceled"] for one in told["items"]] == [2, 0]
    assert told["status"] == "Pending"


def test_checking_every_item_cancels_the_order(market: Market, site: Site) -> None:
    order = two_items(market)
    form = site.get(f"/orders/{order}/cancel")
    page = site.send(f"/orders/{order}/cancel", seen=form, item=item_ids(market, order), reason="")
    assert "Canceled by you" in page.text
    assert "You were not charged." in page.text
    assert market.order(order)["cancellation"]["by"] == "BUYER"


def test_nothing_checked_cancels_nothing_and_keeps_the_reason(market: Market, site: Site) -> None:
    order = two_items(market)
    form = site.get(f"/orders/{order}/cancel")
    page = site.send(f"/orders/{order}/cancel", seen=form, status=422, reason="found_cheaper")
    assert "Check at least one item." in page.alert
    assert '<option value="found_cheaper" selected>' in page.source
    assert market.order(order)["status"] == "Pending"


@pytest.mark.parametrize("wrong", ["0", "4", "-1", "one", "1.5", "٢", "9" * 40])
def test_a_wrong_quantity_is_told_next_to_its_field(market: Market, site: Site, wrong: str) -> None:
    order = two_items(market)
    first = item_ids(market, order)[0]
    form = site.get(f"/orders/{order}/cancel")
    page = site.send(f"/orders/{order}/cancel", seen=form, status=422, item=first, **{f"quantity-{first}": wrong})
    assert "Enter a number from 1 to 3." in page.alert
    assert market.kinds(order) == ["order-placed"]


def test_a_form_posted_at_the_end_of_the_window_is_refused_in_the_rules_words(market: Market, site: Site) -> None:
    order = market.place()
    form = site.get(f"/orders/{order}/cancel")
    market.advance(minutes=30)
    page = site.send(
        f"/orders/{order}/cancel", seen=form, status=409, item=item_ids(market, order), reason="created_by_mistake"
    )
    assert "The 30-minute window ended at" in page.alert
    # Said once, with the way to its rule.
    assert page.text.count("The 30-minute window ended at") == 1
    assert "buyer-cancel-window" in page.source
    assert page.offers("Request cancellation")
    assert market.order(order)["status"] == "Unshipped"
    assert market.sql("SELECT rule FROM refused_attempts") == [("buyer-cancel-window",)]


def test_a_second_tab_hears_of_the_change_rather_than_of_a_number_it_never_asked_for(
    market: Market, site: Site
) -> None:
    order = two_items(market)
    first = item_ids(market, order)[0]
    old = site.get(f"/orders/{order}/cancel")
    market.act("buyer-cancel", order, items=[{"order_item_id": first, "quantity": 2}])
    page = site.send(f"/orders/{order}/cancel", status=409, seen=old, item=first, **{f"quantity-{first}": "3"})
    assert "Order changed" in page.text


def test_an_item_shows_the_units_that_stay_and_what_they_cost(market: Market, site: Site) -> None:
    order = two_items(market)
    first = item_ids(market, order)[0]
    market.act("buyer-cancel", order, items=[{"order_item_id": first, "quantity": 2}])
    price = Decimal(market.order(order)["items"][0]["unit_price"]["amount"])
    assert f"Qty 1, ${price}" in site.get(f"/orders/{order}").text
    market.act("buyer-cancel", order)
    assert f"Qty 3, ${3 * price}" in site.get(f"/orders/{order}").text


def test_a_stale_form_that_is_still_open_says_that_the_order_changed(market: Market, site: Site) -> None:
    order = two_items(market)
    form, ids = site.get(f"/orders/{order}/cancel"), item_ids(market, order)
    market.act("buyer-cancel", order, items=[{"order_item_id": ids[1]}])
    page = site.send(f"/orders/{order}/cancel", seen=form, status=409, item=ids[0], follow=False)
    assert "Order changed" in page.text
    assert market.order(order)["status"] == "Pending"


def test_japan_counts_five_minutes_on_every_page(home: Home) -> None:
    market = Market.new(home, "tokyo", store="JP")
    site = Site(home, "tokyo")
    site.client.set_cookie("language", "en_US")
    order = market.place()
    market.advance(minutes=4, seconds=59)
    assert site.get(f"/orders/{order}").offers("Cancel items")
    market.advance(seconds=1)
    page = site.get(f"/orders/{order}")
    assert page.offers("Request cancellation")
    assert "The 5-minute window has closed." in page.text
    assert "More than 5 minutes have passed" in site.get("/orders").text


def test_a_request_reaches_the_seller_once(market: Market, site: Site) -> None:
    order = market.place()
    market.advance(minutes=31)
    path = f"/orders/{order}/request-cancellation"
    form = site.get(path)
    page = site.send(path, seen=form, reason="found_cheaper", note="Sorry.")
    assert "Cancellation requested. The seller has been notified." in page.text
    assert "Reason: Found cheaper somewhere else." in page.text
    assert market.order(order)["request"]["note"] == "Sorry."
    assert "Reason: Found cheaper somewhere else." in site.get("/orders").text
    again = site.send(path, seen=form, status=409, reason="found_cheaper")
    assert "You asked to cancel this order on" in again.alert
    assert market.kinds(order).count("cancellation-requested") == 1


def test_a_request_needs_a_reason(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    path = f"/orders/{order}/request-cancellation"
    page = site.send(path, seen=site.get(path), status=422, note="Please")
    assert "Select a reason for cancellation." in page.alert
    assert "Please" in page.source
    assert market.order(order)["request"] is None


def test_a_request_inside_the_sellers_own_window_is_granted_at_once(market: Market, site: Site) -> None:
    market.set(seller={"auto_approval_window": 60})
    order = market.place()
    market.advance(minutes=31)
    path = f"/orders/{order}/request-cancellation"
    page = site.send(path, seen=site.get(path), reason="other")
    assert f"Order {order} canceled." in page.text
    assert market.order(order)["status"] == "Canceled"


def test_where_the_rules_allow_it_single_items_are_requested(market: Market, site: Site) -> None:
    order = two_items(market)
    market.advance(minutes=31)
    path, ids = f"/orders/{order}/request-cancellation", item_ids(market, order)
    with overridden({"request-scope": "item"}):
        page = site.get(path)
        assert "Which items do you want to cancel?" in page.text
        site.send(path, seen=page, reason="other", item=ids[0])
    assert market.order(order)["request"]["items"] == [ids[0]]


def test_a_payment_still_checked_after_the_window_leads_to_customer_service(market: Market, site: Site) -> None:
    order = market.place(payment="slow")
    market.advance(minutes=40)
    page = site.get(f"/orders/{order}")
    assert "Payment being verified" in page.text
    assert not page.offers("Cancel items")
    assert not page.offers("Request cancellation")
    help_page = site.get(f"/orders/{order}/customer-service")
    told = site.send(f"/orders/{order}/customer-service", seen=help_page, by="phone", details="")
    assert "We canceled the order for you." in told.text
    assert market.order(order)["cancellation"]["by"] == "BUYER"


def test_after_shipment_the_pages_point_to_a_return(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.advance(minutes=30)
    market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
    page = site.get(f"/orders/{order}/request-cancellation")
    assert "This order has shipped. You can return it for a refund." in page.text
    assert page.offers("Return or replace items")


PAGES = ("", "/cancel", "/request-cancellation", "/invoice", "/track", "/contact", "/return", "/feedback", "/claim")
MORE_PAGES = ("/problem", "/customer-service", "/buy-again", "/now")


@pytest.mark.parametrize("path", PAGES + MORE_PAGES)
def test_somebody_elses_order_does_not_exist(market: Market, site: Site, path: str) -> None:
    order = market.place()
    market.sql("UPDATE orders SET buyer_id = NULL")
    assert site.get(f"/orders/{order}{path}", status=404).status == 404
    assert site.get(f"/orders/900-0000000-0000000{path}", status=404).status == 404
