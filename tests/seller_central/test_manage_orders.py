"""Manage Orders: which order stands under which tab, what its row offers, and how the list is narrowed and cut."""

import re

import pytest

from tests.builders import Market
from tests.seller_central.site import Desk


def rows(page: str) -> list[str]:
    return re.findall(r'<tr role="row"[^>]*data-order-id="([^"]+)"', page)


def row_of(page: str, order: str) -> str:
    return next(one for one in page.split("<tr ") if f'data-order-id="{order}"' in one).split("</tr>")[0]


def tab_counts(page: str) -> dict[str, str]:
    nav = page.split('aria-label="Order status"')[1].split("</nav>", maxsplit=1)[0]
    return dict(re.findall(r">(\w+) <span class=\"n\">([^<]+)<", nav))


def test_each_order_stands_under_the_tab_of_its_status(desk: Desk, market: Market, shipped) -> None:
    waiting, open_, canceled, sent = market.place(), market.place(released=True), market.place(released=True), shipped()
    market.act("seller-cancel", canceled, reason="NoInventory")
    found = {tab: rows(desk.page(f"/orders/{tab}")) for tab in ("pending", "unshipped", "canceled", "sent")}
    assert found == {"pending": [waiting], "unshipped": [open_], "canceled": [canceled], "sent": [sent]}
    counts = tab_counts(desk.page("/orders/unshipped"))
    assert counts == {"Pending": "1", "Unshipped": "1", "Canceled": "1", "Sent": "1"}


def test_a_partly_shipped_order_still_waits_under_unshipped(desk: Desk, market: Market) -> None:
    order = market.place(released=True, items=[{"sku": sku} for sku in market.skus[:2]])
    first = market.order(order)["items"][0]["order_item_id"]
    market.act("confirm-shipment", order, carrier="X", tracking="T", items=[{"order_item_id": first}])
    page = desk.page("/orders/unshipped")
    assert rows(page) == [order]
    assert "Partially shipped" in row_of(page, order)
    assert "Cancel order" not in row_of(page, order)


def test_an_unshipped_row_offers_confirm_cancel_and_packing_slip(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    row = row_of(desk.page("/orders/unshipped"), order)
    links = re.findall(r'<a class="btn small" href="[^"]+">([^<]+)<span class="vh">([^<]*)</span>', row)
    assert links == [
        ("Confirm shipment", f" for order {order}"),
        ("Cancel order", f" {order}"),
        ("Print packing slip", f" for order {order}"),
    ]


def test_a_pending_row_offers_nothing_and_hides_the_buyer(desk: Desk, market: Market) -> None:
    order = market.place()
    row = row_of(desk.page("/orders/pending"), order)
    name = market.order(order)["ship_to"]["name"]
    assert "btn small" not in row
    assert name not in row


def test_a_bought_label_takes_cancel_order_off_the_row(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.act("buy-label", order)
    row = row_of(desk.page("/orders/unshipped"), order)
    assert "Label bought" in row
    assert "Cancel not available" in row
    assert "Cancel order" not in row


def test_an_official_request_is_flagged_with_reason_and_found_by_its_filter(desk: Desk, market: Market) -> None:
    plain, asked = market.place(released=True), market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", asked, reason="found_cheaper")
    page = desk.page("/orders/unshipped")
    assert "Found cheaper somewhere else" in row_of(page, asked)
    assert 'data-state="requested"' in row_of(page, asked)
    assert 'class="flag"' not in row_of(page, plain)
    assert 'aria-label="Buyer-requested cancellations"' in page
    assert "1 order has a buyer-requested cancellation." in page
    assert rows(desk.page("/orders/unshipped?pending_action=request")) == [asked]


def test_there_is_no_banner_without_requests(desk: Desk, market: Market) -> None:
    market.place(released=True)
    assert "Buyer-requested cancellations" not in desk.page("/orders/unshipped")


def test_a_shipment_is_late_from_the_second_after_its_ship_by(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ship_by = next(at for rule, at in market.agenda(order) if rule == "auto-cancel-grace")
    with market.reading() as moment:
        from simulator.orders.models import Order

        ship_by = moment.session.get_one(Order, order).ship_by
    market.advance_to(ship_by)
    assert "Shipment is late" not in row_of(desk.page("/orders/unshipped"), order)
    market.advance(seconds=1)
    assert "Shipment is late" in row_of(desk.page("/orders/unshipped"), order)
    assert rows(desk.page("/orders/unshipped?pending_action=late")) == [order]


def test_an_order_is_on_the_verge_of_cancellation_during_its_last_day(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ends = next(at for rule, at in market.agenda(order) if rule == "auto-cancel-grace")
    from datetime import timedelta

    market.advance_to(ends - timedelta(days=1, seconds=1))
    assert "Verge of cancellation" not in row_of(desk.page("/orders/unshipped"), order)
    market.advance(seconds=1)
    assert "Verge of cancellation" in row_of(desk.page("/orders/unshipped"), order)


@pytest.mark.parametrize("act", ["buyer", "seller", "marketplace"])
def test_a_canceled_row_says_by_whom(desk: Desk, market: Market, act: str) -> None:
    order = market.place(payment="fails") if act == "marketplace" else market.place(released=True)
    if act == "buyer":
        market.act("buyer-cancel", order)
    elif act == "seller":
        market.act("seller-cancel", order, reason="PricingError")
    market.advance(minutes=60)
    row = row_of(desk.page("/orders/canceled"), order)
    assert f"Canceled by {act}" in row
    assert ("Pricing error" in row) is (act == "seller")


def test_pages_follow_each_other_without_a_gap(desk: Desk, market: Market) -> None:
    orders = {market.place(released=True) for _ in range(17)}
    first, second = rows(desk.page("/orders/unshipped")), rows(desk.page("/orders/unshipped?page=2"))
    assert (len(first), len(second)) == (15, 2)
    assert set(first) | set(second) == orders


def test_orders_are_sorted_as_asked(desk: Desk, market: Market) -> None:
    first = market.place(released=True)
    market.advance(minutes=1)
    second = market.place(released=True)
    assert rows(desk.page("/orders/unshipped?sort=newest")) == [second, first]
    assert rows(desk.page("/orders/unshipped?sort=oldest")) == [first, second]


def test_an_empty_list_says_so_and_a_filtered_one_offers_to_clear(desk: Desk, market: Market) -> None:
    assert "No unshipped orders." in desk.page("/orders/unshipped")
    market.place(released=True)
    page = desk.page("/orders/unshipped?pending_action=late")
    assert "No orders match these filters." in page
    assert "Clear all" in page


def test_marketplace_fulfilled_orders_have_a_list_of_their_own_with_the_way_to_support(
    desk: Desk, market: Market
) -> None:
    order = market.place(released=True, channel="AFN")
    assert rows(desk.page("/orders/unshipped")) == []
    row = row_of(desk.page("/fba/unshipped"), order)
    assert "Open support case" in row
    assert "Cancel order" not in row


def test_the_number_of_statements_does_not_depend_on_the_number_of_orders(desk: Desk, market: Market) -> None:
    market.place(released=True)
    few = desk.statements("/orders/unshipped")
    for _ in range(14):
        market.place(released=True)
    assert desk.statements("/orders/unshipped") == few
    assert few <= 14


@pytest.mark.parametrize(
    "query", ["page=-1", "page=99999999", "size=7", "sort=nonsense", "ship_by=x", "canceled_from=x"]
)
def test_nonsense_in_the_address_is_left_out(desk: Desk, market: Market, query: str) -> None:
    market.place(released=True)
    assert "Manage Orders" in desk.page(f"/orders/unshipped?{query}")


def test_orders_are_found_by_number_sku_asin_and_name(desk: Desk, market: Market) -> None:
    order = market.place(released=True, items=[{"sku": market.skus[3]}])
    market.place(released=True, items=[{"sku": market.skus[4]}])
    told = market.order(order)
    for text in (order, told["items"][0]["sku"], told["items"][0]["asin"]):
        assert rows(desk.page(f"/orders/search?q={text}")) == [order]
    given, family = told["ship_to"]["name"].split(" ", 1)
    assert len(rows(desk.page(f"/orders/search?q={given.lower()}"))) == 2
    assert len(rows(desk.page(f"/orders/search?q={family}"))) == 2
    assert "No orders match" in desk.page("/orders/search?q=nobody")


def test_nothing_is_ticked_but_a_button_pressed(desk: Desk) -> None:
    answer = desk.post("/orders/bulk", do="confirm")
    assert answer.status_code == 303
    assert "Select at least one order." in desk.page("/orders/unshipped")


def test_several_orders_are_confirmed_and_the_refused_one_stays(desk: Desk, market: Market) -> None:
    good, bad = market.place(released=True), market.place(released=True)
    desk.page(f"/orders/bulk-confirm?order={good}&order={bad}")
    fields = {"order": [good, bad], f"carrier-{good}": "X", f"tracking-{good}": "T1", f"carrier-{bad}": "X"}
    answer = desk.post("/orders/bulk-confirm", **fields)
    assert answer.status_code == 422
    assert "Enter the tracking ID." in answer.text
    assert (market.order(good)["status"], market.order(bad)["status"]) == ("Shipped", "Unshipped")


def test_the_list_brings_new_orders_by_itself_and_nothing_while_nothing_changes(desk: Desk, market: Market) -> None:
    first = market.place(released=True)
    page = desk.page("/orders/unshipped?service=Standard")
    poll = re.search(r'id="order-list"[^>]* hx-get="\?([^"]+)"', page)
    assert poll
    address = f"/w/market/seller/orders/unshipped?{poll[1].replace('&amp;', '&')}"
    assert desk.client.get(address).status_code == 204
    second = market.place(released=True)
    answer = desk.client.get(address)
    assert answer.status_code == 200
    assert set(rows(answer.text)) == {first, second}
    assert 'data-news="Unshipped orders: 2"' in answer.text


def test_the_buyer_of_a_closed_order_is_one_button_away(desk: Desk, market: Market, shipped) -> None:
    canceled, sent = market.place(released=True), shipped()
    market.act("seller-cancel", canceled, reason="NoInventory")
    for tab, order in (("canceled", canceled), ("sent", sent)):
        row = row_of(desk.page(f"/orders/{tab}"), order)
        assert f'/seller/messages/{order}">Contact buyer<span class="vh"> for order {order}</span>' in row
    assert "Contact buyer" not in desk.page("/orders/pending") + desk.page("/orders/unshipped")
