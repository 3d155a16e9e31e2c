"""The cancel story, through the control API alone."""

from tests.console.api_client import Caller


def test_a_request_that_the_seller_grants_does_not_count(caller: Caller) -> None:
    order = caller.order()
    assert caller.get(f"orders/{order}")["status"] == "Pending"
    caller.advance("PT29M59S")
    assert "buyer-cancel" in caller.get(f"orders/{order}")["allowed"]
    fired = caller.advance("PT1S")
    assert [(one["rule"], one["event"], one["order_id"]) for one in fired["fired"]] == [
        ("payment-hold", "payment-verified", order)
    ]
    assert caller.refused(order, "buyer-cancel")["rule"] == "buyer-cancel-window"
    asked = caller.post(f"orders/{order}/request-cancellation", {"reason": "found_cheaper"}, 200)
    assert asked["event"]["kind"] == "cancellation-requested"
    assert asked["order"]["request"]["reason"] == "found_cheaper"
    done = caller.post(f"orders/{order}/seller-cancel", {"reason": "BuyerCanceled"}, 200)
    assert done["order"]["cancellation"]["counts_against_seller"] is False
    subjects = [(one["to"]["role"], one["subject"]) for one in caller.get("mail")["mail"] if order in one["subject"]]
    assert {role for role, _ in subjects} == {"buyer", "seller"}
    seller = caller.get(f"orders/{order}")["seller_id"]
    assert caller.get(f"sellers/{seller}/health")["cancellation_rate"]["numerator"] == 0


def test_a_wish_by_message_counts_when_the_seller_cancels(caller: Caller) -> None:
    order = caller.order(released=True)
    caller.advance("PT31M")
    caller.post(f"orders/{order}/message", {"from": "buyer", "kind": "cancel_order", "body": "Please cancel."}, 200)
    assert caller.get(f"orders/{order}")["request"] is None
    (message,) = caller.get("messages", order_id=order)["messages"]
    assert message["delivered"] is True
    done = caller.post(f"orders/{order}/seller-cancel", {"reason": "Buyer canceled"}, 200)
    assert done["order"]["cancellation"]["counts_against_seller"] is True
    rate = caller.get(f"sellers/{done['order']['seller_id']}/health")["cancellation_rate"]
    assert (rate["numerator"], rate["denominator"], rate["status"]) == (1, 1, "missed")


def test_an_opted_out_buyer_is_told_of_by_why_not(caller: Caller) -> None:
    order = caller.order(released=True)
    buyer = caller.get("buyers")["buyers"][0]["buyer_id"]
    assert caller.put(f"buyers/{buyer}", {"opted_out": True}, 200)["opted_out"] is True
    caller.post(f"orders/{order}/message", {"from": "seller", "body": "Thank you for your order."}, 200)
    (message,) = caller.get("messages", order_id=order)["messages"]
    assert (message["delivered"], message["critical"], bool(message["why_not"])) == (False, False, True)


def test_a_seller_who_does_nothing_loses_the_order(caller: Caller) -> None:
    order = caller.order()
    told = caller.advance("P20D")
    assert told["fired_total"] == len(told["fired"]) >= 2
    assert all(told["from"] < one["at"] <= told["to"] for one in told["fired"])
    cancellation = caller.get(f"orders/{order}")["cancellation"]
    assert (cancellation["by"], cancellation["reason"]) == ("MARKETPLACE", "ShipmentUnconfirmed")


def test_a_refused_deed_names_its_rule_and_changes_nothing(caller: Caller) -> None:
    order = caller.order()
    before = caller.hash()
    answer = caller.post(f"orders/{order}/seller-cancel", {"reason": "NoInventory"}, 409)
    assert answer["error"]["code"] == "refused"
    assert answer["error"]["message"] == answer["refusal"]["message"]
    assert caller.hash() == before
    shown = caller.get("events", include="refused")["events"]
    assert [one["kind"] for one in shown] == ["order-placed", "deed-refused"]
    assert shown[1]["data"]["rule"] == answer["refusal"]["rule"]
    assert [one["kind"] for one in caller.get("events")["events"]] == ["order-placed"]


def test_a_support_case_cancels_what_the_marketplace_fulfills(caller: Caller) -> None:
    order = caller.order(channel="AFN", released=True)
    asin = caller.get(f"orders/{order}")["items"][0]["asin"]
    wish = {"order_ids": [order], "items": [{"asin": asin, "quantity": 1}], "reason": "Buyer asked"}
    assert caller.post("cases", wish, 201)["event"]["kind"] == "case-opened"
    caller.advance("P3D")
    (case,) = caller.get("cases")["cases"]
    assert (case["order_ids"], case["state"], bool(case["answer"])) == ([order], "answered", True)


def test_settings_of_sellers_and_offers_can_be_changed(caller: Caller) -> None:
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    changed = caller.put(f"sellers/{seller}", {"vacation": True, "report_columns": {"buyer_requested_cancel": True}})
    assert (changed["vacation"], changed["report_columns"]) == (True, {"buyer_requested_cancel": True})
    sku = caller.get("products", limit=1)["products"][0]["sku"]
    changed = caller.put(f"products/{sku}", {"price": "12.34", "stock": 3})
    assert (changed["price"], changed["stock"]) == ({"amount": "12.34", "currency": "USD"}, 3)
    assert caller.post("orders", {}, 409)["refusal"]["rule"] == "offer-active"


def test_unknown_columns_and_prices_in_another_currency_are_refused_in_words(caller: Caller) -> None:
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    for columns in ({"buyer_requested_cancellation": True}, {"buyer_requested_cancel": True, "": True}):
        error = caller.put(f"sellers/{seller}", {"report_columns": columns}, 400)["error"]
        assert error["message"] == "These are not columns of an order report."
    assert caller.get(f"sellers/{seller}")["report_columns"] == {}
    sku = caller.get("products", limit=1)["products"][0]["sku"]
    error = caller.put(f"products/{sku}", {"price": {"amount": "5.00", "currency": "EUR"}}, 400)["error"]
    assert error["message"] == "Enter an amount in USD, not in EUR."
