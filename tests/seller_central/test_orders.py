"""One order: its page, canceling it, confirming it in packages, refunding it; and whose business it is."""

import re

import pytest

from tests.builders import Market
from tests.seller_central.site import Desk

PAGES = ("", "/cancel", "/confirm", "/refund", "/shipment", "/label", "/packing-slip", "/invoice", "/cancel/impact")


def version_of(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_a_foreign_or_unknown_order_is_not_found(desk: Desk, market: Market, path: str) -> None:
    order = market.place(released=True)
    alike = "name, email, marketplaces, on_vacation, report_columns, mail_off, has_developer_access, acts"
    market.sql(f"INSERT INTO sellers (id, number, {alike}) SELECT 'other', 99, {alike} FROM sellers LIMIT 1")
    market.sql("UPDATE orders SET seller_id = 'other' WHERE number = ?", order)
    assert desk.get(f"/orders/{order}{path}").status_code == 404
    assert desk.get(f"/orders/900-0000000-0000000{path}").status_code == 404


def test_the_order_page_shows_items_totals_address_and_history(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    page, told = desk.page(f"/orders/{order}"), market.order(order)
    assert told["items"][0]["order_item_id"] in page
    assert told["ship_to"]["line1"] in page
    assert "placed the order" in page
    for text in ("Confirm shipment", "Cancel order", "Buy shipping", "Print packing slip", "Contact buyer"):
        assert text in page


def test_the_address_is_hidden_while_pending_and_after_a_cancellation(desk: Desk, market: Market) -> None:
    order = market.place()
    street = market.order(order)["ship_to"]["line1"]
    assert street not in desk.page(f"/orders/{order}")
    market.advance(minutes=30)
    assert street in desk.page(f"/orders/{order}")
    market.act("seller-cancel", order, reason="NoInventory")
    assert street not in desk.page(f"/orders/{order}")


def test_canceling_asks_once_and_says_what_was_done(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    version = version_of(desk.page(f"/orders/{order}/cancel"))
    asked = desk.post(f"/orders/{order}/cancel", reason="NoInventory", memo="gone", version=version)
    assert "Cancel this order?" in asked.text
    assert "“No inventory”" in asked.text
    assert market.order(order)["status"] == "Unshipped"
    done = desk.post(f"/orders/{order}/cancel", reason="NoInventory", memo="gone", version=version, confirmed="yes")
    assert done.status_code == 303
    assert f"Order {order} canceled." in desk.page(f"/orders/{order}")
    assert market.order(order)["cancellation"]["reason"] == "NoInventory"
    assert market.order(order)["seller_memo"] == "gone"


def test_a_cancellation_without_a_reason_keeps_what_was_typed(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    for confirmed in ("", "yes"):
        answer = desk.post(f"/orders/{order}/cancel", reason="", memo="my <memo>", confirmed=confirmed)
        assert answer.status_code == 409
        assert "Select a reason for cancellation." in answer.text
        assert "my &lt;memo&gt;" in answer.text
    assert market.order(order)["status"] == "Unshipped"


def test_a_stale_page_is_answered_with_order_changed(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    version = version_of(desk.page(f"/orders/{order}/cancel"))
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    answer = desk.post(f"/orders/{order}/cancel", reason="NoInventory", version=version, confirmed="yes")
    assert answer.status_code == 409
    assert "Order changed" in answer.text
    assert market.order(order)["status"] == "Unshipped"


def test_a_second_press_does_nothing_more(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    fields = {"reason": "NoInventory", "confirmed": "yes", "version": version_of(desk.page(f"/orders/{order}/cancel"))}
    answers = [desk.post(f"/orders/{order}/cancel", **fields).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert market.kinds(order).count("order-canceled") == 1


def test_the_seller_learns_beforehand_what_counts(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    assert "Counted." in desk.page(f"/orders/{order}/cancel/impact?reason=BuyerCanceled")
    assert "No official request on file" in desk.page(f"/orders/{order}/cancel")
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="other")
    assert "Official request on file, Mar " in desk.page(f"/orders/{order}/cancel")
    assert "Not counted." in desk.page(f"/orders/{order}/cancel/impact?reason=BuyerCanceled")


def test_a_canceled_order_cannot_be_canceled_again(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    assert desk.get(f"/orders/{order}/cancel").status_code == 303
    assert "It cannot be restored." in desk.page(f"/orders/{order}")


def item_fields(market: Market, order: str, package: int, *quantities: int) -> dict[str, str]:
    items = market.order(order)["items"]
    return {f"p{package}-item-{one['order_item_id']}": str(n) for one, n in zip(items, quantities, strict=True)}


def test_an_order_is_confirmed_in_two_packages(desk: Desk, market: Market) -> None:
    order = market.place(released=True, items=[{"sku": sku} for sku in market.skus[:2]])
    fields = {"packages": "2", "version": version_of(desk.page(f"/orders/{order}/confirm"))}
    fields |= {"p1-carrier": "X", "p1-tracking": "T1", "p2-carrier": "Y", "p2-tracking": "T2"}
    fields |= item_fields(market, order, 1, 1, 0) | item_fields(market, order, 2, 0, 1)
    assert desk.post(f"/orders/{order}/confirm", **fields).status_code == 303
    told = market.order(order)
    assert told["status"] == "Shipped"
    assert [one["tracking"] for one in told["packages"]] == ["T1", "T2"]


def test_adding_a_package_keeps_the_first(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    fields = {"packages": "1", "p1-carrier": "Kestrel", "p1-tracking": "K1", "add": "yes"}
    page = desk.post(f"/orders/{order}/confirm", **fields, **item_fields(market, order, 1, 1)).text
    assert "Package 2" in page
    assert 'value="Kestrel"' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"p1-tracking": ""}, "Enter the tracking ID."),
        ({"p1-ship_date": "2099-01-01"}, "The ship date cannot be in the future."),
        ({"p1-ship_date": "1900-01-01"}, "The ship date cannot be before the order."),
        ({"p1-ship_date": "yesterday"}, "Enter the ship date as a date."),
        ({"p1-carrier": ""}, "Enter the carrier, at most 50 characters."),
        ({"p1-carrier": "x" * 10_000}, "Enter the carrier, at most 50 characters."),
    ],
    ids=["no tracking", "future date", "ancient date", "no date", "no carrier", "long carrier"],
)
def test_a_wrong_package_is_said_beside_its_field(desk: Desk, market: Market, change: dict, sentence: str) -> None:
    order = market.place(released=True)
    fields = {"p1-carrier": "X", "p1-tracking": "T1", **item_fields(market, order, 1, 1), **change}
    answer = desk.post(f"/orders/{order}/confirm", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert next(iter(change)) + "-error" in answer.text
    assert market.order(order)["status"] == "Unshipped"


@pytest.mark.parametrize("quantity", ["2", "-1", "many", "0"])
def test_impossible_quantities_are_refused(desk: Desk, market: Market, quantity: str) -> None:
    order = market.place(released=True)
    item = market.order(order)["items"][0]["order_item_id"]
    fields = {"p1-carrier": "X", "p1-tracking": "T1", f"p1-item-{item}": quantity}
    answer = desk.post(f"/orders/{order}/confirm", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert market.order(order)["status"] == "Unshipped"


def test_two_packages_cannot_hold_more_units_than_the_order(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    fields = {"packages": "2", "p1-carrier": "X", "p1-tracking": "T1", "p2-carrier": "Y", "p2-tracking": "T2"}
    answer = desk.post(
        f"/orders/{order}/confirm", **fields, **item_fields(market, order, 1, 1), **item_fields(market, order, 2, 1)
    )
    assert answer.status_code == 422
    assert "more units than are left to ship" in answer.text
    assert market.order(order)["packages"] == []


def test_a_shipment_is_mended_until_delivery(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    assert desk.post(f"/orders/{order}/shipment", reference="1", carrier="Y", tracking="T9").status_code == 303
    assert market.order(order)["shipment"]["tracking"] == "T9"
    market.act("deliver", order)
    assert desk.get(f"/orders/{order}/shipment").status_code == 303


def test_the_bench_picks_packs_and_puts_back(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    assert "Still on shelf" in desk.page(f"/orders/{order}")
    for deed, left in (("pick", ">Pack<"), ("pack", ">Hand to carrier<"), ("put-back", ">Pick<")):
        assert desk.post(f"/orders/{order}/bench", deed=deed).status_code == 303
        assert left in desk.page(f"/orders/{order}")
    assert market.order(order)["status"] == "Unshipped"
    assert desk.post(f"/orders/{order}/bench", deed="pack").status_code == 409


def test_the_bench_hands_over_what_the_marketplace_does_not_see(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    assert desk.post(f"/orders/{order}/bench", deed="hand-to-carrier").status_code == 303
    page = desk.page(f"/orders/{order}")
    assert "Handed to carrier" in page
    assert market.order(order)["status"] == "Unshipped"
    assert "Cancel order" in page


def test_a_label_is_bought_and_voided(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    assert desk.post(f"/orders/{order}/label", rate="1").status_code == 303
    assert "Void label" in desk.page(f"/orders/{order}/label")
    assert desk.post(f"/orders/{order}/label", do="void").status_code == 303
    assert "Buy label" in desk.page(f"/orders/{order}/label")


def test_a_full_refund_gives_everything_back(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    fields = {"kind": "full", "reason": "CustomerReturn"}
    assert "Refund this order?" in desk.post(f"/orders/{order}/refund", **fields).text
    assert desk.post(f"/orders/{order}/refund", **fields, confirmed="yes").status_code == 303
    told = market.order(order)
    assert told["refunds"][0]["amount"] == told["charged"]
    assert desk.get(f"/orders/{order}/refund").status_code == 303


def test_a_return_is_asked_for_until_it_is_refunded(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    market.act("request-return", order, reason="defective")
    assert "Return requested" in desk.page(f"/orders/{order}")
    market.act("refund", order, reason="CustomerReturn", amount="1.00")
    page = desk.page(f"/orders/{order}")
    assert "Refund applied" in page
    assert "Return requested" not in page


def test_a_full_refund_of_a_partly_shipped_order_says_what_it_will_give_back(desk: Desk, market: Market) -> None:
    first, second = market.skus[:2]
    order = market.place(items=[{"sku": first}, {"sku": second}], released=True)
    sent = [{"order_item_id": market.order(order)["items"][1]["order_item_id"]}]
    market.act("confirm-shipment", order, carrier="X", tracking="1", items=sent)
    fields = {"kind": "full", "reason": "DifferentItem"}
    form = desk.page(f"/orders/{order}/refund?kind=full")
    asked = desk.post(f"/orders/{order}/refund", **fields).text
    desk.post(f"/orders/{order}/refund", **fields, confirmed="yes")
    given = f"${market.order(order)['refunds'][0]['amount']['amount']}"
    assert (given in form, given in asked) == (True, True)


def test_a_partial_refund_adds_up_product_shipping_and_concession(desk: Desk, market: Market, shipped) -> None:
    order = shipped()
    item = market.order(order)["items"][0]["order_item_id"]
    fields = {"kind": "partial", "reason": "DifferentItem", f"product-{item}": "1.50", f"shipping-{item}": "0.25"}
    answer = desk.post(f"/orders/{order}/refund", **fields, concession="1", confirmed="yes")
    assert answer.status_code == 303
    assert market.order(order)["refunds"][0]["amount"]["amount"] == "2.75"


def test_the_item_left_out_of_the_parcel_is_refunded_from_the_page(desk: Desk, market: Market) -> None:
    order = market.place(items=[{"sku": market.skus[0]}, {"sku": market.skus[1]}], released=True)
    sent, kept = market.order(order)["items"]
    only = [{"order_item_id": sent["order_item_id"], "quantity": 1}]
    market.act("confirm-shipment", order, carrier="Bluejay Post", tracking="BJ1", items=only)
    key, price, tax = kept["order_item_id"], kept["unit_price"]["amount"], kept["item_tax"]["amount"]
    page = desk.page(f"/orders/{order}/refund?kind=partial")
    assert f"At most ${price}" in page
    assert "At most $4.99" in page
    fields = {"kind": "partial", "reason": "NoInventory", f"product-{key}": price, f"tax-{key}": tax}
    assert desk.post(f"/orders/{order}/refund", **fields, confirmed="yes").status_code == 303
    assert market.order(order)["refunds"][0]["items"][0]["order_item_id"] == key


@pytest.mark.parametrize("amount", ["-1", "9999", "much", "1.005"])
def test_impossible_refunds_are_said_beside_the_field(desk: Desk, market: Market, shipped, amount: str) -> None:
    order = shipped()
    item = market.order(order)["items"][0]["order_item_id"]
    fields = {
        "kind": "partial",
        "reason": "DifferentItem",
        f"product-{item}": amount,
        "memo": "sorry",
        "confirmed": "yes",
    }
    answer = desk.post(f"/orders/{order}/refund", **fields)
    assert answer.status_code == 422
    assert f"product-{item}-error" in answer.text
    assert ("The refund is more than the buyer paid ($" in answer.text) == (amount == "9999")
    assert f'value="{amount}"' in answer.text
    assert market.order(order)["refunds"] == []


def test_a_concession_beyond_what_was_paid_is_refused_before_anybody_is_asked_to_confirm_it(
    desk: Desk, market: Market, shipped
) -> None:
    order = shipped()
    fields = {"kind": "partial", "reason": "DifferentItem", "concession": "99999"}
    answer = desk.post(f"/orders/{order}/refund", **fields)
    assert answer.status_code == 409
    assert "concession-error" in answer.text
    assert 'value="99999"' in answer.text
    assert "$99,999.00" not in answer.text


def test_a_refusal_beside_a_field_leads_to_its_rule(desk: Desk, market: Market, shipped) -> None:
    item = market.order(order := shipped())["items"][0]["order_item_id"]
    refund = {"kind": "partial", "reason": "DifferentItem", f"product-{item}": "9999", "confirmed": "yes"}
    waiting = market.place(released=True)
    for path, fields, rule in (
        (f"/orders/{order}/refund", refund, "refund-limit"),
        (f"/orders/{waiting}/cancel", {"reason": "", "confirmed": "yes"}, "cancel-reason-required"),
        (f"/orders/{waiting}/confirm", {"p1-carrier": "X", **item_fields(market, waiting, 1, 1)}, "tracking-required"),
    ):
        answer = desk.post(path, **fields)
        assert f'href="/rules/#{rule}">Rule {rule}</a></span>' in answer.text


def test_a_wrong_amount_is_said_in_the_readers_language(desk: Desk, market: Market, shipped) -> None:
    item = market.order(order := shipped())["items"][0]["order_item_id"]
    desk.client.set_cookie("language", "de")
    fields = {"kind": "partial", "reason": "DifferentItem", f"product-{item}": "viel", "confirmed": "yes"}
    answer = desk.post(f"/orders/{order}/refund", **fields)
    assert "Geben Sie einen Geldbetrag ein, etwa 12.34." in answer.text


def test_a_refund_before_the_shipment_is_confirmed_says_to_cancel(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    assert desk.get(f"/orders/{order}/refund").status_code == 303
    assert "Confirm shipment before you refund." in desk.page(f"/orders/{order}")


def test_papers_say_that_they_are_a_simulation(desk: Desk, market: Market) -> None:
    order = market.place(released=True, items=[{"sku": market.skus[0], "quantity": 2}])
    for path, mark in (("packing-slip", "not a shipment"), ("invoice", "nothing is owed")):
        page = desk.page(f"/orders/{order}/{path}")
        assert f"SIMULATION, {mark}" in page
        assert order in page
    assert desk.get(f"/orders/{market.place()}/packing-slip").status_code == 404
