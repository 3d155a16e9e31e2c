"""Windows and deadlines, each a second before it ends, at its end, and a second after."""

from datetime import datetime, timedelta

import pytest

from simulator.errors import Refusal
from simulator.home import Home
from tests.builders import Market

SECOND = timedelta(seconds=1)
AROUND = [pytest.param(-1, id="a second before"), pytest.param(0, id="at"), pytest.param(1, id="a second after")]


def outcome(market: Market, deed: str, order: str, **args: object) -> str:
    """Do a deed; tell its event or the rule that refused it."""
    try:
        return str(market.act(deed, order, **args)["kind"])
    except Refusal as refusal:
        return refusal.rule


def placed_at(market: Market, order: str) -> datetime:
    return datetime.fromisoformat(market.order(order)["placed_at"])


@pytest.mark.parametrize("off", AROUND)
@pytest.mark.parametrize(("store", "minutes"), [("US", 30), ("JP", 5), ("DE", 30)])
def test_a_buyer_cancels_alone_until_the_window_ends(home: Home, store: str, minutes: int, off: int) -> None:
    market = Market.new(home, store=store)
    order = market.place(released=True)
    market.advance_to(placed_at(market, order) + timedelta(minutes=minutes) + off * SECOND)
    assert outcome(market, "buyer-cancel", order) == ("order-canceled" if off < 0 else "buyer-cancel-window")


@pytest.mark.parametrize("off", AROUND)
def test_a_request_opens_in_the_second_in_which_the_window_closes(market: Market, off: int) -> None:
    order = market.place(released=True)
    market.advance_to(placed_at(market, order) + timedelta(minutes=30) + off * SECOND)
    told = outcome(market, "request-cancellation", order, reason="other")
    assert told == ("request-after-window" if off < 0 else "cancellation-requested")


def test_a_refused_request_says_until_when_the_buyer_can_cancel_alone(market: Market) -> None:
    order = market.place(released=True)
    refusal = market.refused("request-cancellation", order, reason="other")
    assert refusal.until == placed_at(market, order) + timedelta(minutes=30)


@pytest.mark.parametrize("off", AROUND)
@pytest.mark.parametrize(("payment", "minutes"), [("ok", 30), ("slow", 50)])
def test_an_order_is_released_when_its_payment_check_ends(market: Market, payment: str, minutes: int, off: int) -> None:
    order = market.place(payment=payment)
    market.advance_to(placed_at(market, order) + timedelta(minutes=minutes) + off * SECOND)
    assert market.order(order)["status"] == ("Pending" if off < 0 else "Unshipped")
    told = outcome(market, "seller-cancel", order, reason="NoInventory")
    assert told == ("pending-closed-to-seller" if off < 0 else "order-canceled")


def test_past_the_window_and_still_pending_there_is_neither_self_cancel_nor_request(market: Market) -> None:
    order = market.place(payment="slow")
    market.advance(minutes=31)
    assert outcome(market, "buyer-cancel", order) == "buyer-cancel-window"
    assert outcome(market, "request-cancellation", order, reason="other") == "request-needs-payment"


@pytest.mark.parametrize("off", AROUND)
def test_an_unconfirmed_order_is_canceled_seven_days_after_ship_by(market: Market, off: int) -> None:
    order = market.place(released=True)
    due = datetime.fromisoformat(market.order(order)["auto_cancel_at"])
    # The clocks change in between: seven local days are an hour less.
    assert due - datetime.fromisoformat(market.order(order)["ship_by"]) == timedelta(days=7, hours=-1)
    market.advance_to(due + off * SECOND)
    assert market.order(order)["status"] == ("Unshipped" if off < 0 else "Canceled")
    told = outcome(market, "confirm-shipment", order, carrier="X", tracking="1")
    assert told == ("shipment-confirmed" if off < 0 else "canceled-is-final")


@pytest.mark.parametrize(
    ("store", "grace", "anchor"),
    [
        ("IN", timedelta(hours=24), "ship_by"),
        ("SA", timedelta(days=3), "ship_by"),
        ("JP", timedelta(days=30), "placed_at"),
    ],
)
def test_other_stores_give_other_graces(home: Home, store: str, grace: timedelta, anchor: str) -> None:
    market = Market.new(home, store=store)
    told = market.order(market.place(released=True))
    assert datetime.fromisoformat(told["auto_cancel_at"]) == datetime.fromisoformat(told[anchor]) + grace


@pytest.mark.parametrize("off", AROUND)
def test_a_label_can_be_voided_for_a_day_and_opens_cancel_order_again(market: Market, off: int) -> None:
    order = market.place(released=True)
    market.act("buy-label", order)
    assert outcome(market, "seller-cancel", order, reason="NoInventory") == "label-closes-cancel"
    market.advance_to(market.now + timedelta(hours=24) + off * SECOND)
    assert outcome(market, "void-label", order) == ("label-voided" if off < 0 else "label-void-window")
    told = outcome(market, "seller-cancel", order, reason="NoInventory")
    assert told == ("order-canceled" if off < 0 else "label-closes-cancel")


@pytest.mark.parametrize("off", AROUND)
def test_a_request_younger_than_the_sellers_window_is_granted_at_once(market: Market, off: int) -> None:
    market.set(seller={"auto_approval_window": 60})
    order = market.place(released=True)
    market.advance(minutes=60, seconds=off)
    market.act("request-cancellation", order, reason="other")
    assert market.order(order)["status"] == ("Canceled" if off < 0 else "Unshipped")


@pytest.mark.parametrize(
    ("minutes", "rule"), [(29, "auto-approval-minimum"), (30, None), (4320, None), (4321, "auto-approval-maximum")]
)
def test_an_auto_approval_window_lasts_half_an_hour_to_three_days(
    market: Market, minutes: int, rule: str | None
) -> None:
    try:
        market.set(seller={"auto_approval_window": minutes})
        told = None
    except Refusal as refusal:
        told = refusal.rule
    assert told == rule


@pytest.mark.parametrize("off", AROUND)
def test_the_warehouses_order_can_be_canceled_alone_until_it_is_picked(market: Market, off: int) -> None:
    order = market.place(channel="AFN")
    due = market.sql("SELECT picking_due_at FROM orders")[0][0]
    market.advance(seconds=due - int(market.now.timestamp()) + off)
    assert outcome(market, "buyer-cancel", order) == ("order-canceled" if off < 0 else "fba-picking-closes-cancel")


def test_the_warehouse_begins_to_pick_five_to_sixty_minutes_after_placing(market: Market) -> None:
    for _ in range(20):
        market.place(channel="AFN")
    delays = [due - placed for due, placed in market.sql("SELECT picking_due_at, placed_at FROM orders")]
    assert min(delays) >= 5 * 60
    assert max(delays) <= 60 * 60
    assert len(set(delays)) > 5


@pytest.mark.parametrize("off", AROUND)
def test_a_multi_channel_order_can_be_canceled_while_it_is_planned(market: Market, off: int) -> None:
    wish = {"seller_id": market.seller_id, "items": [{"sku": market.skus[0]}]}
    order = market.act("create-fulfillment", **wish)["order_id"]
    market.advance(minutes=15, seconds=off)
    assert market.order(order)["status"] == ("Planning" if off < 0 else "Processing")
    assert outcome(market, "seller-cancel", order) == ("order-canceled" if off < 0 else "mcf-processing-closed")


@pytest.mark.parametrize("off", AROUND)
def test_a_claim_waits_two_days_for_the_seller_and_is_decided_after_three(market: Market, off: int) -> None:
    order = market.place(released=True)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="X", tracking="1")
    market.act("deliver", order)
    market.act("request-return", order, reason="No longer needed")
    market.advance(hours=48, seconds=off)
    told = outcome(market, "claim", order, ground="not_as_described")
    assert told == ("claim-after-contact" if off < 0 else "claim-opened")
    if told == "claim-opened":
        market.advance(hours=72, seconds=-1)
        assert market.order(order)["claim"]["decided_at"] is None
        market.advance(seconds=1)
        assert market.order(order)["claim"]["decision"] == "buyer"
