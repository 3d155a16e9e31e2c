"""The account: dashboard, health, notifications, settings, inventory, returns, claims, feedback, cases, MCF, search."""

import re
from datetime import UTC, datetime

import pytest

from tests.builders import Market
from tests.seller_central.site import Desk

EMPTY = {
    "/": "Nothing is due today.",
    "/mcf": "No multi-channel orders.",
    "/support/cases": "No cases.",
    "/returns": "No open returns.",
    "/returns?show=all": "No returns.",
    "/claims": "No claims.",
    "/feedback": "No feedback.",
    "/notifications": "No notifications.",
    "/messages": "No messages need a response.",
    "/health": "No orders in the window",
}


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_page_says_so(desk: Desk, path: str) -> None:
    assert EMPTY[path] in desk.page(path)


def metric(page: str, name: str) -> str:
    found = re.search(rf'data-metric="{name}">([^<]+)<', page)
    assert found
    return found[1]


def test_health_shows_the_rate_its_fraction_and_the_counted_order(desk: Desk, market: Market, shipped) -> None:
    for _ in range(3):
        shipped()
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    page = desk.page("/health")
    assert metric(page, "cancellation-rate") == "25.0%"
    assert "1 counted of 4 orders" in page
    assert "Your Cancellation Rate is above the 2.5% target." in page
    assert order in page.split('id="ord"')[1]
    assert "canceled_from=" in page
    link = re.search(r'href="([^"]+)">1<span class="vh"> orders:', page)
    assert link
    assert order in desk.client.get(link[1].replace("&amp;", "&")).text
    assert order in desk.page("/health/report")


def test_a_granted_request_does_not_count(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    market.act("seller-cancel", order, reason="BuyerCanceled")
    page = desk.page("/health")
    assert metric(page, "cancellation-rate") == "0.0%"
    assert "No canceled order counts at the moment." in page


def test_a_rate_of_no_orders_says_so(desk: Desk) -> None:
    assert set(re.findall(r'data-testid="metric-value"[^>]*>([^<]*)', desk.page("/health"))) == {
        "No orders in the window"
    }


def test_health_costs_the_same_for_one_and_for_many(desk: Desk, market: Market) -> None:
    market.act("seller-cancel", market.place(released=True), reason="NoInventory")
    few = desk.statements("/health")
    for _ in range(5):
        market.act("seller-cancel", market.place(released=True), reason="NoInventory")
    assert desk.statements("/health") == few


def test_a_warning_is_acknowledged_and_answered_with_a_plan(desk: Desk, market: Market) -> None:
    market.act("seller-cancel", market.place(released=True), reason="NoInventory")
    page = desk.page("/notifications")
    notice = re.search(r"/notifications/(\d+)/plan", page)
    assert notice
    assert "Cancellation Rate is 100.0%" in page
    assert desk.post(f"/notifications/{notice[1]}/plan", text="").status_code == 422
    assert desk.post(f"/notifications/{notice[1]}/acknowledge").status_code == 303
    assert desk.post(f"/notifications/{notice[1]}/plan", text="We count the shelf daily.").status_code == 303
    page = desk.page("/notifications")
    assert "Acknowledged" in page
    assert "We count the shelf daily." in page
    assert desk.post("/notifications/999/acknowledge").status_code in (302, 303, 404)


def test_shipping_settings_are_kept_and_wrong_ones_refused(desk: Desk, market: Market) -> None:
    good = {"handling_days": "2", "cut_off": "12:30", "operating_days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            "carriers": ["Bluejay Post"]}  # fmt: skip
    assert desk.post("/settings/shipping", **good, auto_approval_window="60").status_code == 303
    page = desk.page("/settings/shipping")
    assert 'value="12:30"' in page
    assert '<option value="60" selected>' in page
    bad = desk.post("/settings/shipping", **{**good, "handling_days": "99"}, auto_approval_window="60")
    assert bad.status_code == 422
    assert 'value="99"' in bad.text
    assert "handling_days-error" in bad.text
    far = desk.post("/settings/shipping", **{**good, "handling_days": "99999999"}, auto_approval_window="60")
    assert far.status_code == 422
    assert "Enter a whole number." not in far.text


def test_an_auto_approval_window_is_as_long_as_the_rules_allow(desk: Desk) -> None:
    typed = {"handling_days": "1", "cut_off": "14:00", "operating_days": ["Mon", "Tue", "Wed", "Thu", "Fri"],
             "carriers": ["Bluejay Post"]}  # fmt: skip
    for minutes in ("29", "4321"):
        answer = desk.post("/settings/shipping", **typed, auto_approval_window=minutes)
        assert answer.status_code == 409
        assert "auto_approval_window-error" in answer.text
    assert desk.post("/settings/shipping", **typed, auto_approval_window="4320").status_code == 303


def test_vacation_is_switched_on_and_off(desk: Desk, market: Market) -> None:
    desk.post("/settings/vacation", vacation="on")
    assert market.refused("place-order").rule == "offer-active"
    desk.post("/settings/vacation", vacation="off")
    assert market.place()


def test_a_planned_vacation_begins_and_ends_by_itself(desk: Desk, market: Market) -> None:
    days = {"vacation": "on", "vacation_from": "2026-03-04", "vacation_until": "2026-03-05"}
    assert desk.post("/settings/vacation", **days).status_code == 303
    page = desk.page("/settings/vacation")
    assert 'value="2026-03-04"' in page
    assert 'value="2026-03-05"' in page
    assert market.place()
    market.advance_to(datetime(2026, 3, 4, 8, tzinfo=UTC))
    assert market.refused("place-order").rule == "offer-active"
    assert "on vacation until" in desk.page("/settings/vacation")
    market.advance_to(datetime(2026, 3, 6, 7, 59, 59, tzinfo=UTC))
    assert market.refused("place-order").rule == "offer-active"
    market.advance(seconds=1)
    assert market.place()
    assert market.audit() == []


def test_a_vacation_switched_off_forgets_its_dates(desk: Desk, market: Market) -> None:
    desk.post("/settings/vacation", vacation="on", vacation_until="2026-03-05")
    assert market.refused("place-order").rule == "offer-active"
    desk.post("/settings/vacation", vacation="off", vacation_until="2026-03-05")
    assert market.place()
    assert 'value="2026-03-05"' not in desk.page("/settings/vacation")


def test_dates_typed_beside_active_offers_are_not_dropped_in_silence(desk: Desk) -> None:
    answer = desk.post("/settings/vacation", vacation="off", vacation_from="2026-03-04")
    assert answer.status_code == 422
    assert "Choose On vacation to use this date" in answer.text
    assert 'value="2026-03-04"' in answer.text


@pytest.mark.parametrize(
    "wrong", [{"vacation_from": "2026-03-01"}, {"vacation_until": "2026-03-01"}, {"vacation_from": "soon"}]
)
def test_impossible_vacation_dates_are_said_beside_the_field(desk: Desk, wrong: dict[str, str]) -> None:
    answer = desk.post("/settings/vacation", vacation="on", **wrong)
    assert answer.status_code == 422
    assert f"{next(iter(wrong))}-error" in answer.text
    assert f'value="{next(iter(wrong.values()))}"' in answer.text


def test_labels_are_offered_of_the_sellers_own_carriers(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    typed = {"handling_days": "1", "cut_off": "14:00", "operating_days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}
    assert "Bluejay Post" in desk.page(f"/orders/{order}/label")
    assert desk.post("/settings/shipping", **typed, carriers=[], auto_approval_window="0").status_code == 422
    saved = desk.post("/settings/shipping", **typed, carriers=["Harrow Parcel"], auto_approval_window="0")
    assert saved.status_code == 303
    assert "Bluejay Post" not in desk.page(f"/orders/{order}/label")
    assert "Bluejay Post" not in desk.page(f"/orders/{order}/confirm")
    assert desk.post(f"/orders/{order}/label", rate="2").status_code == 422
    assert desk.post(f"/orders/{order}/label", rate="0").status_code == 303


def test_mail_about_requests_cannot_be_turned_off(desk: Desk, market: Market) -> None:
    assert "Buyer-requested cancellation" in desk.page("/settings/notifications").split("Sent if checked")[0]
    assert desk.post("/settings/notifications", mail=["message-to-seller"]).status_code == 303
    order = market.place(released=True)
    assert market.mail(order, to="seller") == []
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    assert market.mail(order, to="seller") == ["request-arrived"]


def test_prices_and_stock_are_saved_together(desk: Desk, market: Market) -> None:
    first, second = market.skus[:2]
    answer = desk.post("/inventory", **{f"price-{first}": "20.00", f"stock-{second}": "7"})
    assert answer.status_code == 303
    assert "2 offers updated." in desk.page("/inventory")
    assert market.stock(second) == 7


def test_a_price_cut_in_half_and_more_is_asked_about(desk: Desk, market: Market) -> None:
    sku = market.skus[0]
    market.act("change-product", sku=sku, price="20.00")
    asked = desk.post("/inventory", **{f"price-{sku}": "9.99"})
    assert "Confirm the new prices" in asked.text
    assert 'value="20.00"' in desk.page("/inventory")
    assert desk.post("/inventory", **{f"price-{sku}": "9.99"}, confirmed="yes").status_code == 303
    assert 'value="9.99"' in desk.page("/inventory")
    assert desk.post("/inventory", **{f"price-{sku}": "5.00"}).status_code == 303


@pytest.mark.parametrize("field", ["price", "stock"])
@pytest.mark.parametrize("typed", ["", "-1", "much", "10000000000"])
def test_impossible_prices_and_stock_are_said_beside_the_field(
    desk: Desk, market: Market, field: str, typed: str
) -> None:
    name = f"{field}-{market.skus[0]}"
    answer = desk.post("/inventory", **{name: typed})
    assert answer.status_code == 422
    assert f"{name}-error" in answer.text
    assert f'value="{typed}"' in answer.text


def returned(market: Market, order: str) -> str:
    market.act("deliver", order)
    market.act("request-return", order, reason="defective")
    return order


def test_a_return_is_authorized_received_and_refunded(desk: Desk, market: Market, shipped) -> None:
    order = returned(market, shipped())
    assert "Item defective" in desk.page("/returns")
    desk.post(f"/returns/{order}", deed="authorize-return")
    assert "Return authorized." in desk.page("/returns")
    desk.post(f"/returns/{order}", deed="receive-return")
    assert "Issue refund" in desk.page("/returns")
    market.act("refund", order, reason="CustomerReturn")
    assert "No open returns." in desk.page("/returns")
    assert order in desk.page("/returns?show=all")


def test_a_claim_is_answered_in_words(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    market.act("deliver", order)
    market.act("message", order, **{"from": "buyer", "body": "It is broken."})
    market.advance(hours=49)
    market.act("claim", order, ground="not_as_described")
    assert "Answer needed" in desk.page("/claims")
    assert desk.post(f"/claims/{order}", text="").status_code == 422
    assert desk.post(f"/claims/{order}", text="It left our shelf intact.").status_code == 303
    assert "It left our shelf intact." in desk.page("/claims")


def test_feedback_is_answered_and_its_removal_asked_for(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    market.act("deliver", order)
    market.act("feedback", order, rating=2, comment="Slow <b>indeed</b>.")
    page = desk.page("/feedback")
    assert "Slow &lt;b&gt;indeed&lt;/b&gt;." in page
    assert desk.post(f"/feedback/{order}/reply", text="x" * 401).status_code == 422
    assert desk.post(f"/feedback/{order}/reply", text="We are sorry.").status_code == 303
    assert desk.post(f"/feedback/{order}/removal").status_code == 303
    page = desk.page("/feedback")
    assert "We are sorry." in page
    assert "Removal declined" in page


def test_a_case_without_a_quantity_is_answered_with_the_question_for_it(desk: Desk, market: Market) -> None:
    order = market.place(released=True, channel="AFN")
    page = desk.page(f"/support/cases?order={order}")
    asin = market.order(order)["items"][0]["asin"]
    assert f'value="{asin}"' in page
    assert desk.post("/support/cases", order_ids=order, **{"asin-1": asin}, reason="Buyer asked").status_code == 303
    market.advance(minutes=21)
    assert "More details needed" in desk.page("/support/cases")


def test_a_case_names_orders_of_this_seller_only(desk: Desk) -> None:
    answer = desk.post("/support/cases", order_ids="900-0000000-0000000", reason="x")
    assert answer.status_code == 422
    assert "order_ids-error" in answer.text


ADDRESS = {"name": "Ada Pond", "line1": "1 Mill Lane", "city": "Portland", "postal_code": "97201", "country": "US"}


def test_a_multi_channel_order_is_created_and_canceled_while_planned(desk: Desk, market: Market) -> None:
    answer = desk.post("/mcf/new", **ADDRESS, **{"sku-1": market.skus[0], "quantity-1": "2"})
    assert answer.status_code == 303
    page = desk.page("/mcf")
    number = re.search(r'data-order-id="([^"]+)"', page)
    assert number
    assert "Planning" in page
    assert "Cancel this order?" in desk.post(f"/mcf/{number[1]}/cancel").text
    assert desk.post(f"/mcf/{number[1]}/cancel", confirmed="yes").status_code == 303
    assert f"Order {number[1]} canceled." in desk.page("/mcf")


def test_a_multi_channel_order_in_processing_says_why_it_stays(desk: Desk, market: Market) -> None:
    desk.post("/mcf/new", **ADDRESS, **{"sku-1": market.skus[0]})
    market.advance(minutes=15)
    page = desk.page("/mcf")
    assert "Processing has started, so this order can no longer be canceled." in page
    assert "Cancel this order" not in page


@pytest.mark.parametrize(
    ("part", "typed"),
    [("name", " "), ("line1", " "), ("postal_code", " "), ("postal_code", "ABCDE"), ("country", " ")],
)
def test_an_incomplete_address_is_said_beside_the_field(desk: Desk, market: Market, part: str, typed: str) -> None:
    answer = desk.post("/mcf/new", **{**ADDRESS, part: typed}, **{"sku-1": market.skus[0], "quantity-1": "3"})
    assert answer.status_code == 422
    assert f"{part}-error" in answer.text
    assert 'value="3"' in answer.text


def test_the_dashboard_counts_what_is_due(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    page = desk.page("/")
    assert "Buyer-requested cancellations" in page
    assert "Cancellation Rate" in page


def test_help_prints_the_rules_in_force(desk: Desk, market: Market) -> None:
    assert "/rules/#auto-cancel-grace" in desk.page("/help")


def test_a_seller_of_several_stores_looks_at_one_at_a_time(home) -> None:
    from tests.seller_central.site import seller_app

    market = Market.new(home, "two", marketplaces=("US", "UK"))
    desk = Desk(seller_app(home).test_client(), "two")
    assert 'name="marketplace"' in desk.page("/orders/unshipped")
    assert desk.post("/marketplace", marketplace="UK", next=f"{desk.base}/orders/unshipped").status_code == 303
    assert '<option value="UK" selected>' in desk.page("/orders/unshipped")
    assert market.now


def test_a_missed_target_without_a_rate_is_told_without_a_figure(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.advance(days=7, hours=1)
    market.act("seller-cancel", order, reason="NoInventory")
    assert "Cancellation Rate misses its target of 2.5%." in desk.page("/notifications")
