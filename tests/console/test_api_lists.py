"""Lists in pages, filters, waiting for what happens, links that sign in, the rule book, faults."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import URLSafeTimedSerializer

from simulator import clock
from simulator.console.api.signing import SignIn, make_link, read_link
from simulator.directory import installation_secret
from simulator.errors import BadInput
from simulator.home import Home
from simulator.orders.statuses import OrderStatus
from tests.console.api_client import Caller, an_app


def all_pages(caller: Caller, name: str, **query: Any) -> list[Any]:
    rows, cursor = [], None
    while True:
        page = caller.get(name, **query, **({"cursor": cursor} if cursor else {}))
        rows += page[name.rpartition("/")[2]]
        cursor = page["next"]
        if cursor is None:
            return rows
        assert len(page[name.rpartition("/")[2]]) == query["limit"]


@pytest.mark.parametrize("name", ["orders", "events", "mail", "messages", "agenda", "products", "buyers", "/rules"])
def test_pages_put_together_are_the_whole_list(caller: Caller, name: str) -> None:
    for number in range(7):
        order = caller.order()
        caller.post(f"orders/{order}/message", {"from": "buyer", "body": f"Question {number}?"})
        caller.advance("PT1M")
    whole = caller.get(name)[name.strip("/")]
    assert all_pages(caller, name, limit=3) == whole
    assert len(whole) >= 1


def test_a_list_that_ends_exactly_with_a_page_has_no_next(caller: Caller) -> None:
    caller.post("orders", {"count": 4})
    for name, rows in (("orders", 4), ("events", 4), ("mail", 4), ("agenda", 4)):
        page = caller.get(name, limit=rows)
        assert (len(page[name]), page["next"]) == (rows, None)


def test_orders_are_listed_newest_first_and_filtered(caller: Caller) -> None:
    first = caller.order()
    caller.advance("PT31M")
    second = caller.order(channel="AFN")
    caller.post(f"orders/{first}/request-cancellation", {"reason": "other"})
    assert [one["order_id"] for one in caller.get("orders")["orders"]] == [second, first]
    for query, expected in (
        ({"status": "Unshipped"}, [first]),
        ({"status": "pending,unshipped"}, [second, first]),
        ({"channel": "AFN"}, [second]),
        ({"requested": "true"}, [first]),
        ({"requested": "false"}, [second]),
        ({"marketplace": "US"}, [second, first]),
        ({"seller_id": "nobody"}, []),
        ({"buyer_id": "nobody"}, []),
    ):
        assert [one["order_id"] for one in caller.get("orders", **query)["orders"]] == expected, query


@pytest.mark.parametrize("state", ["Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled"])
def test_orders_can_be_had_in_a_state(caller: Caller, state: str) -> None:
    made = caller.post("orders", {"state": state, "count": 2}, 201)["orders"]
    assert [one["status"] for one in made] == [state, state]
    assert [one["status"] for one in caller.get("orders", status=state)["orders"]] == [state, state]


def test_a_multi_channel_order_is_made_for_the_first_seller(caller: Caller) -> None:
    order = caller.post("orders", {"channel": "MCF", "action": "Hold"}, 201)
    assert (order["channel"], order["status"]) == ("MCF", OrderStatus.RECEIVED)
    assert caller.post("orders", {"channel": "MCF", "state": "Complete"}, 201)["status"] == OrderStatus.COMPLETE
    # Only such an order is ever processed, so the channel need not be said.
    assert caller.post("orders", {"state": "Processing"}, 201)["channel"] == "MCF"
    caller.post("orders", {"channel": "MFN", "state": "Processing"}, 400)


def test_orders_of_a_store_that_is_none_are_refused_and_its_code_is_read_in_any_case(caller: Caller) -> None:
    number = caller.order()
    assert [one["order_id"] for one in caller.get("orders", marketplace="us")["orders"]] == [number]
    caller.get("orders", 400, marketplace="ZZ")


def test_a_list_of_orders_costs_the_same_number_of_statements_however_long(
    caller: Caller, count_statements: Any
) -> None:
    caller.post("orders", {"count": 3, "state": "Shipped"})
    few = count_statements(lambda: caller.get("orders"))
    caller.post("orders", {"count": 30, "state": "Shipped"})
    assert count_statements(lambda: caller.get("orders")) == few


def test_events_can_be_filtered(caller: Caller) -> None:
    first, second = caller.order(), caller.order(released=True)
    assert [one["kind"] for one in caller.get("events", order_id=second)["events"]] == [
        "order-placed",
        "payment-verified",
    ]
    placed = caller.get("events", kind="order-placed")["events"]
    assert [one["order_id"] for one in placed] == [first, second]
    assert [one["seq"] for one in caller.get("events", after=placed[0]["seq"])["events"]] == [2, 3]
    assert len(caller.get("events", kind="order-placed,payment-verified")["events"]) == 3


def test_refused_attempts_stand_where_they_were_tried(caller: Caller) -> None:
    order = caller.order()
    caller.refused(order, "seller-cancel", reason="NoInventory")
    caller.advance("PT30M")
    kinds = [one["kind"] for one in caller.get("events", include="refused", order_id=order)["events"]]
    assert kinds == ["order-placed", "deed-refused", "payment-verified"]
    paged: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = caller.get("events", include="refused", limit=1, **cursor)
        paged += [one["kind"] for one in page["events"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert paged == kinds


def test_waiting_for_nothing_ends_after_the_wait(caller: Caller) -> None:
    start = clock.stopwatch()
    assert caller.get("events", wait=0.2)["events"] == []
    assert clock.stopwatch() - start >= 0.2


def test_what_has_happened_already_is_not_waited_for(caller: Caller) -> None:
    caller.order()
    assert len(caller.get("events", wait=30, after=0)["events"]) == 1


def test_a_waiting_call_holds_nobody_up_and_gets_the_next_event(home: Home) -> None:
    app = an_app(home)
    Caller(app.test_client()).post("/worlds", {"name": "w"}, 201)
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(
            lambda: Caller(app.test_client()).get("events", wait=30, after=0, kind="payment-verified")
        )
        Caller(app.test_client()).order(released=True)
        told = waiting.result(timeout=30)
    assert [one["kind"] for one in told["events"]] == ["payment-verified"]


def test_mail_is_listed_by_role_and_address(caller: Caller) -> None:
    caller.order(released=True)
    everything = caller.get("mail")["mail"]
    to_seller = caller.get("mail", to="seller")["mail"]
    assert {one["to"]["role"] for one in to_seller} == {"seller"}
    assert 0 < len(to_seller) < len(everything)
    address = to_seller[0]["to"]["address"]
    assert caller.get("mail", to=address)["mail"] == to_seller


def test_a_sign_in_link_says_who_and_where(caller: Caller, home: Home) -> None:
    seller = caller.get("sellers")["sellers"][0]["seller_id"]
    url = caller.post("sign-in", {"role": "seller", "next": "/w/w/seller/orders/unshipped"}, 200)["url"]
    (token,) = parse_qs(urlsplit(url).query)["token"]
    assert urlsplit(url).path == "/w/w/sign-in"
    assert read_link(installation_secret(home), "w", token) == SignIn("seller", seller, "/w/w/seller/orders/unshipped")


@pytest.mark.parametrize(("seconds", "works"), [(599, True), (600, True), (601, False)])
def test_a_sign_in_link_works_for_ten_minutes(monkeypatch: pytest.MonkeyPatch, seconds: int, works: bool) -> None:
    wish = SignIn("buyer", "B1", "/w/w/")
    token = make_link("secret", "w", wish).partition("token=")[2]
    made = int(clock.wall_seconds())
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: made + seconds)
    if works:
        assert read_link("secret", "w", token) == wish
    else:
        with pytest.raises(BadInput, match="too old"):
            read_link("secret", "w", token)


def test_a_sign_in_link_is_good_for_one_world_and_one_installation() -> None:
    token = make_link("secret", "w", SignIn("buyer", "B1", "/w/w/")).partition("token=")[2]
    for secret, world, told in (
        ("secret", "other", token),
        ("other", "w", token),
        ("secret", "w", token[:-1]),
        ("secret", "w", URLSafeTimedSerializer("secret", salt="sign-in w").dumps({"role": "king"})),
    ):
        with pytest.raises(BadInput, match="not one of ours"):
            read_link(secret, world, told)


def test_the_rule_book_says_value_unit_and_source(caller: Caller) -> None:
    rules = caller.get("/rules")["rules"]
    window = caller.get("/rules/buyer-cancel-window")
    assert window in rules
    assert (window["value"], window["unit"], bool(window["sources"])) == (30, "minutes", True)
    assert all(one["sentence"] and "marketplaces" in one and "effective_from" in one for one in rules)


def test_faults_are_kept_until_they_are_switched_off(caller: Caller) -> None:
    before = caller.hash()
    wish = {"api": {"latency_ms": 200, "error_rate": 0.5}}
    assert caller.put("faults", wish, 200) == wish
    assert caller.get("faults") == wish
    assert caller.hash() == before
    assert caller.put("faults", {"api": {"error_rate": 1.5}}, 422)["error"]["field"] == "api.error_rate"
    assert caller.put("faults", {}, 200) == {}


def test_a_world_without_subscribers_has_told_nobody(caller: Caller) -> None:
    caller.order()
    assert caller.get("notifications") == {"notifications": [], "next": None}


def test_what_was_delivered_to_subscribers_is_listed_in_pages(home: Home) -> None:
    app = an_app(home)
    sent = [{"id": number, "payload": {}} for number in range(1, 6)]
    app.extensions["notifications"] = lambda moment, after, limit: [one for one in sent if one["id"] > after][:limit]
    caller = Caller(app.test_client())
    caller.post("/worlds", {"name": "w"}, 201)
    assert all_pages(caller, "notifications", limit=2) == sent
