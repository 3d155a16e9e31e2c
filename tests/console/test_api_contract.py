"""What callers of the control API rely on, point by point: names, shapes, words and defaults."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.app import create_app
from simulator.home import Home
from tests.console.api_client import Caller

START = "2026-03-02T17:00:00Z"


@pytest.fixture
def caller(home: Home) -> Caller:
    one = Caller(create_app(home.path).test_client())
    one.post("/worlds", {"name": "w"}, 201)
    return one


WORLD = {"world", "now", "urls", "sellers", "buyers"}
ORDER = {
    "order_id", "status", "channel", "placed_at", "ship_by", "deliver_by", "buyer_id", "seller_id", "items", "request",
    "cancellation", "shipment", "refunds", "allowed",
}  # fmt: skip
HEALTH = {"cancellation_rate", "order_defect_rate", "late_shipment_rate", "valid_tracking_rate", "response_time"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "fields"),
    [
        ("POST", "/worlds", {}, 201, WORLD),
        ("POST", "/worlds", {"marketplaces": ["US", "DE"], "seed": 3, "date_set": "announced"}, 201, WORLD),
        ("POST", "/worlds", {"marketplace": "JP", "start_at": "2026-05-01T00:00:00Z"}, 201, WORLD),
        ("POST", "/worlds", {"template": "world:w"}, 201, WORLD),
        ("GET", "", None, 200, WORLD),
        ("POST", "reset", {}, 200, WORLD),
        ("POST", "snapshots", {"name": "s"}, 201, {"name"}),
        ("GET", "snapshots", None, 200, {"snapshots", "next"}),
        ("POST", "fork", {"name": "f"}, 201, WORLD),
        ("GET", "clock", None, 200, {"now", "mode", "speed", "next_due"}),
        ("PUT", "clock", {"mode": "playing", "speed": 60}, 200, {"now", "mode", "speed", "next_due"}),
        ("POST", "clock/advance", {"by": "PT31M"}, 200, {"from", "to", "fired", "fired_total"}),
        ("POST", "clock/advance", {"to": "2026-03-03T00:00:00Z"}, 200, {"from", "to", "fired", "fired_total"}),
        ("POST", "clock/advance", {"next": True}, 200, {"from", "to", "fired", "fired_total"}),
        ("POST", "clock/preview", {"by": "P1D"}, 200, {"from", "to", "fired", "fired_total"}),
        ("GET", "agenda?until=2026-03-03T00:00:00Z", None, 200, {"agenda", "next"}),
        ("POST", "orders", {}, 201, ORDER),
        ("POST", "orders", {"channel": "AFN", "payment": "ok", "released": True}, 201, ORDER),
        ("POST", "orders", {"channel": "MCF"}, 201, ORDER),
        ("POST", "orders", {"payment": "fraud"}, 201, ORDER),
        ("POST", "orders", {"state": "Shipped", "count": 2}, 201, {"orders"}),
        ("GET", "orders?status=Pending", None, 200, {"orders", "next"}),
        ("GET", "events?after=0", None, 200, {"events", "next"}),
        ("GET", "mail?to=buyer", None, 200, {"mail", "next"}),
        ("GET", "messages", None, 200, {"messages", "next"}),
        ("GET", "notifications", None, 200, {"notifications", "next"}),
        ("GET", "products", None, 200, {"products", "next"}),
        ("POST", "sign-in", {"role": "seller", "next": "/w/w/seller/feeds"}, 200, {"url"}),
        ("GET", "hash", None, 200, {"hash"}),
        ("PUT", "faults", {"api": {"latency_ms": 0, "throttle": 0.0, "error_rate": 0.0}}, 200, {"api"}),
        ("GET", "/rules", None, 200, {"rules", "next"}),
        ("GET", "/worlds", None, 200, {"worlds", "next"}),
        ("DELETE", "", None, 200, {"deleted"}),
    ],
    ids=lambda one: str(one)[:40] if isinstance(one, str) else None,
)
def test_every_call_answers_with_its_fields(
    caller: Caller, method: str, path: str, body: Any, status: int, fields: set[str]
) -> None:
    answer = caller.call(method, path, body)
    assert answer.status_code == status, answer.text
    assert fields <= set(answer.get_json())


def test_a_world_names_its_addresses_and_its_sellers_keys(caller: Caller) -> None:
    told = caller.get("")
    assert (told["world"], told["now"]) == ("w", START)
    assert set(told["urls"]) == {"buyer", "seller", "console"}
    (seller,) = told["sellers"]
    assert {"seller_id", "name", "marketplace_ids", "credentials"} <= set(seller)
    assert set(seller["credentials"]) == {
        "lwa_client_id", "lwa_client_secret", "refresh_token", "mws_access_key", "mws_secret_key",
    }  # fmt: skip
    assert seller["marketplace_ids"] == ["ATVPDKIKX0DER"]


def test_the_template_empty_is_as_it_is_promised(caller: Caller) -> None:
    assert len(caller.get("")["buyers"]) == 1
    products = caller.get("products")["products"]
    assert (len(products), {one["stock"] for one in products}) == (20, {10_000})
    assert caller.get("orders")["orders"] == []
    assert (caller.get("clock")["mode"], caller.get("clock")["now"]) == ("paused", START)
    (buyer,) = caller.get("buyers")["buyers"]
    assert buyer["opted_out"] is False


def test_an_order_is_pending_until_it_is_released(caller: Caller) -> None:
    order = caller.post("orders", {}, 201)
    assert (order["status"], order["placed_at"], order["request"], order["cancellation"]) == (
        "Pending", START, None, None,
    )  # fmt: skip
    released = caller.post("orders", {"released": True}, 201)
    assert (released["status"], released["placed_at"]) == ("Unshipped", START)
    assert {"buyer-cancel", "message"} <= set(released["allowed"])
    item = released["items"][0]
    assert {"order_item_id", "sku", "asin", "title", "quantity", "unit_price", "quantity_shipped"} <= set(item)
    assert set(item["unit_price"]) == {"amount", "currency"}
    assert item["quantity_canceled"] == 0


@pytest.mark.parametrize(("by", "deed"), [("PT29M59S", "buyer-cancel"), ("PT30M", "request-cancellation")])
def test_canceling_alone_is_closed_at_thirty_minutes_sharp(caller: Caller, by: str, deed: str) -> None:
    order = caller.order(released=True)
    caller.advance(by)
    both = {"buyer-cancel", "request-cancellation"}
    assert both & set(caller.get(f"orders/{order}")["allowed"]) == {deed}


def asked(caller: Caller, **args: Any) -> str:
    order = caller.order(released=True)
    caller.advance("PT31M")
    caller.post(f"orders/{order}/request-cancellation", {"reason": "found_cheaper", **args}, 200)
    return order


def test_a_request_is_told_and_granting_it_does_not_count(caller: Caller) -> None:
    order = asked(caller)
    request = caller.get(f"orders/{order}")["request"]
    assert (request["via"], request["reason"], request["items"]) == ("official", "found_cheaper", None)
    told = caller.post(f"orders/{order}/seller-cancel", {"reason": "Buyer canceled"}, 200)
    assert set(told["event"]) >= {"seq", "at", "kind", "actor", "order_id", "data"}
    cancellation = told["order"]["cancellation"]
    assert (cancellation["by"], cancellation["reason"], cancellation["counts_against_seller"]) == (
        "SELLER", "BuyerCanceled", False,
    )  # fmt: skip
    assert {"at", "rule"} <= set(cancellation)


def test_what_a_rule_forbids_names_the_rule_and_is_listed_when_asked_for(caller: Caller) -> None:
    order = asked(caller)
    answer = caller.call("POST", f"orders/{order}/buyer-cancel", {})
    told = answer.get_json()
    assert answer.status_code == 409
    assert set(told["error"]) >= {"code", "message"}
    assert set(told["refusal"]) >= {"rule", "message"}
    refused = caller.get("events", include="refused")["events"]
    assert any(one["kind"] == "deed-refused" for one in refused)
    assert all(one["kind"] != "deed-refused" for one in caller.get("events")["events"])


REASONS = (
    "created_by_mistake", "would_not_arrive_on_time", "shipping_cost_too_high", "item_price_too_high", "found_cheaper",
    "change_shipping_address", "change_shipping_speed", "change_billing_address", "change_payment_method", "other",
)  # fmt: skip


def test_all_reasons_of_buyers_are_known(caller: Caller) -> None:
    orders = [caller.order(released=True) for _ in REASONS]
    caller.advance("PT31M")
    for order, reason in zip(orders, REASONS, strict=True):
        caller.post(f"orders/{order}/request-cancellation", {"reason": reason}, 200)
    told = [caller.get(f"orders/{order}")["request"]["reason"] for order in orders]
    assert told == list(REASONS)


@pytest.mark.parametrize(
    ("sender", "kind", "critical"),
    [
        ("seller", "problem_with_order", True), ("seller", "cancellation", True),
        ("seller", "additional_information", True), ("seller", "arrange_delivery", True),
        ("seller", "legal_document", True), ("seller", "confirm_order_details", False),
        ("seller", "send_invoice", False), ("seller", "request_review", False), ("seller", "delay", False),
        ("seller", "other", False), ("buyer", "question", None), ("buyer", "cancel_order", None),
        ("buyer", "other", None),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_known_and_critical_or_not(
    caller: Caller, sender: str, kind: str, critical: bool | None
) -> None:
    order = caller.order(state="Shipped" if kind == "request_review" else "Unshipped")
    body = {"from": sender, "kind": kind, "body": "A word about the box and its color."}
    answer = caller.call("POST", f"orders/{order}/message", body)
    assert answer.status_code == 200, answer.text
    message = caller.get("messages", order_id=order)["messages"][-1]
    assert {"critical", "delivered", "why_not"} <= set(message)
    assert critical is None or message["critical"] is critical


def test_an_opted_out_buyer_is_told_of_and_critical_words_reach_them(caller: Caller) -> None:
    order, buyer = caller.order(released=True), caller.get("buyers")["buyers"][0]["buyer_id"]
    caller.put(f"buyers/{buyer}", {"opted_out": True}, 200)
    plain = caller.post(f"orders/{order}/message", {"from": "seller", "body": "All is on its way."}, 200)
    assert plain["delivered"] is False
    assert plain["why_not"]
    words = {"from": "seller", "kind": "problem_with_order", "body": "The box has a dent. Shall we send another one?"}
    assert caller.post(f"orders/{order}/message", words, 200)["delivered"] is True


DEEDS: list[tuple[str, str, Callable[[dict[str, Any]], dict[str, Any]]]] = [
    ("Unshipped", "buy-label", lambda order: {}),
    ("Unshipped", "confirm-shipment", lambda order: {"carrier": "Harrow Parcel", "tracking": "HP0000000001"}),
    ("Shipped", "deliver", lambda order: {}),
    ("Shipped", "refuse-delivery", lambda order: {}),
    ("Shipped", "lose-parcel", lambda order: {}),
    ("Shipped", "refund", lambda order: {"amount": "1.00", "reason": "GeneralAdjustment"}),
    ("Shipped", "refund", lambda order: {
        "items": [{"order_item_id": order["items"][0]["order_item_id"], "amount": "1.00"}], "reason": "CustomerReturn",
    }),
    ("Unshipped", "call-customer-service", lambda order: {"wish": "cancel"}),
    ("Unshipped", "seller-cancel", lambda order: {"reason": "NoInventory"}),
]  # fmt: skip


@pytest.mark.parametrize(("state", "deed", "args"), DEEDS, ids=[one[1] for one in DEEDS])
def test_deeds_take_what_they_are_said_to_take(
    caller: Caller, state: str, deed: str, args: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    (order,) = caller.post("orders", {"state": state, "count": 1}, 201)["orders"]
    told = caller.post(f"orders/{order['order_id']}/{deed}", args(order), 200)
    assert told["event"] in caller.get("events", order_id=order["order_id"])["events"]


def test_a_life_after_delivery_goes_by_deeds(caller: Caller) -> None:
    order = caller.order(state="Shipped")
    caller.post(f"orders/{order}/deliver", {}, 200)
    caller.post(f"orders/{order}/feedback", {"rating": 5, "comment": "Fine."}, 200)
    caller.post(f"orders/{order}/request-return", {"reason": "no_longer_needed"}, 200)
    caller.post(f"orders/{order}/authorize-return", {}, 200)
    caller.post(f"orders/{order}/receive-return", {}, 200)
    kinds = [one["kind"] for one in caller.get("events", order_id=order)["events"]]
    assert kinds[-4:] == ["feedback-left", "return-requested", "return-authorized", "return-received"]


def test_a_label_is_bought_handed_over_and_the_order_still_canceled(caller: Caller) -> None:
    order = caller.order(released=True)
    for deed in ("buy-label", "void-label", "hand-to-carrier"):
        told = caller.post(f"orders/{order}/{deed}", {}, 200)["order"]
    assert {"label_bought_at", "handed_to_carrier_at", "shipment_confirmed_at", "delivered_at"} <= set(told["shipment"])
    canceled = caller.post(f"orders/{order}/seller-cancel", {"reason": "NoInventory"}, 200)["order"]
    assert (canceled["status"], canceled["cancellation"]["counts_against_seller"]) == ("Canceled", True)


def test_nobody_handles_an_order_and_the_marketplace_cancels_it(caller: Caller) -> None:
    order = caller.order(released=True)
    told = caller.advance("P20D")
    fired = [one for one in told["fired"] if one["order_id"] == order and one["event"] == "order-canceled"]
    assert len(fired) == 1
    assert told["fired_total"] >= len(told["fired"])
    cancellation = caller.get(f"orders/{order}")["cancellation"]
    assert (cancellation["by"], cancellation["reason"]) == ("MARKETPLACE", "ShipmentUnconfirmed")


@pytest.mark.parametrize(("payment", "reason"), [("fails", "PaymentFailed"), ("fraud", "BuyerFraud")])
def test_the_marketplace_names_why_it_cancels(caller: Caller, payment: str, reason: str) -> None:
    order = caller.order(payment=payment)
    caller.advance("P10D")
    cancellation = caller.get(f"orders/{order}")["cancellation"]
    assert (cancellation["by"], cancellation["reason"]) == ("MARKETPLACE", reason)


def test_a_preview_changes_nothing_and_says_what_an_advance_would(caller: Caller) -> None:
    caller.order()
    before = caller.hash()
    preview = caller.post("clock/preview", {"by": "P1D"}, 200)
    assert caller.hash() == before
    assert caller.advance("P1D") == preview


def test_equal_worlds_have_equal_hashes_whatever_the_steps(caller: Caller) -> None:
    caller.order()
    caller.post("fork", {"name": "other"}, 201)
    other = Caller(caller.client, "other")
    caller.advance("P2D")
    for _ in range(4):
        other.advance("PT12H")
    assert caller.hash() == other.hash()


def test_health_is_a_fraction_with_a_strict_target(caller: Caller) -> None:
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    told = caller.get(f"sellers/{seller}/health")
    assert set(told) >= HEALTH
    assert (told["cancellation_rate"]["rate"], told["cancellation_rate"]["status"]) == (None, "no_orders")
    orders = [caller.order(released=True) for _ in range(40)]
    caller.post(f"orders/{orders[0]}/seller-cancel", {"reason": "NoInventory"}, 200)
    rate = caller.get(f"sellers/{seller}/health")["cancellation_rate"]
    assert (rate["rate"], rate["numerator"], rate["denominator"], rate["status"]) == (0.025, 1, 40, "missed")
    assert {"from", "to", "target"} <= set(rate)


def test_settings_of_sellers_and_offers_are_changed(caller: Caller) -> None:
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    wish = {"vacation": True, "handling_days": 2, "auto_approval_window": 60,
            "report_columns": {"buyer_requested_cancel": True}}  # fmt: skip
    changed = caller.put(f"sellers/{seller}", wish, 200)
    assert changed == caller.get(f"sellers/{seller}")
    assert {name: changed[name] for name in wish} == wish
    sku = caller.get("products")["products"][0]["sku"]
    offer = caller.put(f"products/{sku}", {"price": {"amount": "3.50", "currency": "USD"}, "stock": 7}, 200)
    assert (offer["price"], offer["stock"]) == ({"amount": "3.50", "currency": "USD"}, 7)


@pytest.mark.parametrize(
    ("path", "body", "statuses"),
    [
        ("/worlds", {"name": "w"}, {409}),
        ("/worlds", {"name": "Not A Name"}, {400, 422}),
        ("/worlds", {"name": "x" * 41}, {400, 422}),
        ("orders", {"nonsense": 1}, {400, 422}),
        ("orders", {"items": [{"sku": "nothing", "quantity": 1}]}, {400, 404, 422}),
        ("clock/advance", {"by": "soon"}, {400, 422}),
        ("clock/advance", {"to": "2020-01-01T00:00:00Z"}, {400, 409, 422}),
        ("orders/900-0000000-0000000/deliver", {}, {404}),
        ("nothing-here", {}, {404}),
    ],
)
def test_errors_have_one_shape_and_change_nothing(
    caller: Caller, path: str, body: dict[str, Any], statuses: set[int]
) -> None:
    before = caller.hash()
    answer = caller.call("POST", path, body)
    assert answer.status_code in statuses
    assert {"code", "message"} <= set(answer.get_json()["error"])
    assert caller.hash() == before


def test_money_has_its_currencys_decimals(caller: Caller) -> None:
    order = caller.order(state="Shipped")
    body = {"amount": "1.001", "reason": "GeneralAdjustment"}
    assert caller.call("POST", f"orders/{order}/refund", body).status_code == 400
