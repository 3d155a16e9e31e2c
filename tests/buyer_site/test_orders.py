"""Your Orders and an order's own page: lists, periods, search, states, and a constant number of statements."""

from datetime import timedelta

import pytest

from buyer_site import order_lists
from simulator.acting import holding
from simulator.orders.models import Order
from tests.builders import Market
from tests.buyer_site.sites import Page, Site
from tests.databases import statements


def shipped(market: Market) -> str:
    order = market.place(released=True)
    market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
    return order


def delivered(market: Market) -> str:
    order = shipped(market)
    market.act("hand-to-carrier", order)
    market.advance(days=2)
    market.act("deliver", order)
    return order


def shown(page: Page) -> list[str]:
    return [part.split('"', 1)[0] for part in page.source.split('data-order-id="')[1:]]


def test_a_buyer_without_orders_is_told_so(site: Site) -> None:
    page = site.get("/orders")
    assert "You have no orders in this period." in page.text
    assert "0 orders placed in" in page.text


def test_lists_show_what_their_names_say(market: Market, site: Site) -> None:
    open_one, gone, sent = market.place(), market.place(), shipped(market)
    market.act("buyer-cancel", gone)
    assert set(shown(site.get("/orders"))) == {open_one, gone, sent}
    assert shown(site.get("/orders?list=open")) == [open_one]
    assert shown(site.get("/orders?list=canceled")) == [gone]
    page = site.get("/orders")
    assert "Not yet shipped 1" in page.text
    assert "Canceled 1" in page.text
    assert "3 orders placed in" in page.text


def test_periods_end_to_the_second(market: Market, site: Site) -> None:
    order = market.place()
    market.advance_to(market.now + timedelta(days=30, seconds=-1))
    assert shown(site.get("/orders?period=30-days")) == [order]
    market.advance(seconds=1)
    assert shown(site.get("/orders?period=30-days")) == []
    assert shown(site.get("/orders?period=3-months")) == [order]
    assert shown(site.get("/orders?period=2026")) == [order]
    assert shown(site.get("/orders?period=1999")) == [order], "an unknown period is the usual one"


def test_orders_are_found_by_id_title_and_seller(market: Market, site: Site) -> None:
    first, second = market.place(items=[{"sku": market.skus[0]}]), market.place(items=[{"sku": market.skus[1]}])
    title = market.order(second)["items"][0]["title"]
    seller = market.sql("SELECT name FROM sellers")[0][0]
    assert shown(site.get(f"/orders?q={first}")) == [first]
    assert shown(site.get(f"/orders?q={first[-7:]}")) == [first]
    assert shown(site.get(f"/orders?q={title[:8]}")) == [second]
    assert set(shown(site.get(f"/orders?q={seller[:6]}"))) == {first, second}
    assert "No orders match" in site.get("/orders?q=100%25").text


def test_a_long_list_is_paged_without_gaps_or_repeats(market: Market, site: Site) -> None:
    with_the_same_instant = {market.place() for _ in range(23)}
    seen: list[str] = []
    page = site.get("/orders")
    while True:
        seen += shown(page)
        following = page.source.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        if not following:
            break
        page = Page(site.client.get(following))
    assert len(seen) == 23
    assert set(seen) == with_the_same_instant


@pytest.mark.parametrize("before", ["", "x", "99999999999999999999.900", "-1.900", "12.", "٣.900"])
def test_a_place_in_the_list_that_cannot_be_read_is_the_beginning(market: Market, site: Site, before: str) -> None:
    order = market.place()
    assert shown(site.get(f"/orders?before={before}")) == [order]


def test_your_orders_takes_the_same_number_of_statements_for_one_order_and_for_many(market: Market, site: Site) -> None:
    market.place()
    site.get("/orders")
    with statements() as few:
        site.get("/orders")
    for _ in range(12):
        delivered(market)
    with statements() as many:
        site.get("/orders")
    assert len(few) == len(many) <= 18


def test_headings_follow_the_order(market: Market, site: Site) -> None:
    order = market.place()
    assert "Not yet shipped" in site.get(f"/orders/{order}").text
    market.advance(minutes=30)
    market.act("hand-to-carrier", order)
    assert "Not yet shipped" in site.get(f"/orders/{order}").text, "nobody told the buyer of the hand-over"
    market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
    page = site.get(f"/orders/{order}")
    assert "Shipped, arriving" in page.text
    assert page.offers("Track package")
    market.advance(days=1)
    market.act("deliver", order)
    page = site.get(f"/orders/{order}")
    assert "Delivered Mar 3" in page.text
    assert page.offers("Return or replace items")
    market.act("refund", order, reason="GeneralAdjustment", amount="5.00")
    assert "Refunded $5.00" in site.get(f"/orders/{order}").text


def test_a_confirmed_order_that_never_left_is_shipped_to_its_buyer(market: Market, site: Site) -> None:
    order = shipped(market)
    page = site.get(f"/orders/{order}/track")
    assert "Tracking ID MX1" in page.text
    assert "With the carrier (done)" not in page.text
    market.act("hand-to-carrier", order)
    assert "With the carrier (done)" in site.get(f"/orders/{order}/track").text


def test_a_late_order_is_running_late(market: Market, site: Site) -> None:
    order = market.place(released=True)
    with holding(market.home, market.name) as moment:
        ship_by = moment.session.get_one(Order, order).ship_by
        assert ship_by
    market.advance_to(ship_by)
    assert "Running late" not in site.get(f"/orders/{order}").text
    market.advance(seconds=1)
    assert "Running late" in site.get(f"/orders/{order}").text


def test_a_delivery_is_refused_at_the_door(market: Market, site: Site) -> None:
    order = shipped(market)
    market.act("hand-to-carrier", order)
    page = site.get(f"/orders/{order}/track")
    assert page.offers("Refuse delivery")
    told = site.send(f"/orders/{order}/refuse-delivery", seen=page)
    assert "Delivery refused" in told.text
    assert not site.get(f"/orders/{order}/track").offers("Refuse delivery")


def test_the_poll_answers_only_when_something_changed(market: Market, site: Site) -> None:
    order = market.place()
    page = site.get(f"/orders/{order}")
    address = page.source.partition('hx-get="')[2].partition('"')[0]
    assert site.client.get(address).status_code == 204
    market.advance(minutes=30)
    answer = Page(site.client.get(address))
    assert answer.offers("Request cancellation")
    assert 'hx-swap-oob="true"' in answer.source
    assert "The 30-minute window has closed." in answer.text


def test_an_invoice_adds_up(market: Market, site: Site) -> None:
    order = market.place(items=[{"sku": market.skus[0], "quantity": 2}])
    page = site.get(f"/orders/{order}/invoice")
    assert f"${market.order(order)['total']['amount']}" in page.text
    assert "SIMULATION, nothing is owed" in page.text
    assert "Estimated" not in page.text


def test_an_order_is_bought_again(market: Market, site: Site) -> None:
    order = market.place(items=[{"sku": market.skus[0], "quantity": 2}])
    market.act("buyer-cancel", order)
    page = site.get(f"/orders/{order}/buy-again")
    told = site.send(f"/orders/{order}/buy-again", seen=page)
    assert "Cart (2)" in told.text


def test_names_that_look_like_markup_stay_text(market: Market, site: Site) -> None:
    order = market.place()
    market.sql("UPDATE orders SET ship_name = '<b>x</b>'")
    market.sql("UPDATE order_items SET title = '<script>1</script>'")
    market.sql("UPDATE sellers SET name = '\"><img src=x>'")
    for path in ("/orders", f"/orders/{order}", f"/orders/{order}/cancel", f"/orders/{order}/contact"):
        source = site.get(path).source
        assert "<script>1" not in source
        assert "<img" not in source
        assert "<b>x" not in source


def test_lists_of_a_buyer_with_very_many_orders_count_the_newest(
    market: Market, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_lists, "MOST_COUNTED", 2)
    market.act("buyer-cancel", market.place())
    market.advance(hours=1)
    for _ in range(2):
        market.place()
    text = " ".join(site.get("/orders").text.split())
    assert "2+ orders" in text
    assert "Not yet shipped 2+" in text
