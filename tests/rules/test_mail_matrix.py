"""The mail matrix, row by row: each event brings exactly these mails, to the buyer and to the seller, in each channel.

A row prepares an order, lets one thing happen, and names everything that was written because of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.builders import Market
from tests.rules.proofs import arrived, asks, requested, sent, unshipped, writes

Before = Callable[[Market], str]
Then = Callable[[Market, str], object]


@dataclass(frozen=True)
class Row:
    """An event in a channel, and what buyer and seller get."""

    event: str
    channel: str
    before: Before
    then: Then
    buyer: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()


def _nothing(market: Market) -> str:
    return ""


def _pending(market: Market) -> str:
    return market.place()


def _afn(market: Market) -> str:
    return market.place(channel="AFN")


def _afn_released(market: Market) -> str:
    return market.place(channel="AFN", released=True)


def _afn_picking(market: Market) -> str:
    order = _afn_released(market)
    market.next()
    return order


def _mcf(market: Market) -> str:
    items = [{"sku": market.skus[0]}]
    return str(market.act("create-fulfillment", seller_id=market.seller_id, items=items)["order_id"])


def _case(market: Market) -> str:
    order = _afn_released(market)
    items = [{"asin": market.order(order)["items"][0]["asin"], "quantity": 1}]
    market.act("open-case", seller_id=market.seller_id, order_ids=[order], reason="Wrong address", items=items)
    return order


def _granting(market: Market) -> str:
    market.set(seller={"auto_approval_window": 120})
    return unshipped(market)


def _handed(market: Market) -> str:
    order = sent(market)
    market.act("hand-to-carrier", order)
    return order


def _returning(market: Market) -> str:
    order = arrived(market)
    market.act("request-return", order, reason="defective")
    return order


def _complained(market: Market) -> str:
    order = arrived(market)
    asks(market, order)
    market.advance(hours=48)
    return order


def _claimed(market: Market) -> str:
    order = _complained(market)
    market.act("claim", order, ground="not_as_described")
    return order


def _opted_out(market: Market) -> str:
    market.set(buyer={"opted_out": True})
    return unshipped(market)


def _asks_for_cancellation(market: Market, order: str) -> None:
    market.act("request-cancellation", order, reason="other")


def _cancels(market: Market, order: str) -> None:
    market.act("seller-cancel", order, reason="NoInventory")


def _says_hello(market: Market, order: str) -> None:
    writes(market, order, "Hello.")


def _drops_an_item(market: Market, order: str) -> None:
    item = market.order(order)["items"][0]["order_item_id"]
    market.act("buyer-cancel", order, items=[{"order_item_id": item, "quantity": 1}])


def _two_units(market: Market) -> str:
    return market.place(items=[{"sku": market.skus[0], "quantity": 2}])


def _by(**time: int) -> Then:
    return lambda market, order: market.advance(**time)


def _doing(deed: str, **args: object) -> Then:
    return lambda market, order: market.act(deed, order, **args)


BY_BUYER, BY_SELLER = ("order-canceled-by-buyer",), ("order-canceled-by-seller-seller",)
BEFORE_THE_END = ("ship-by-reminder", "ship-by-reminder", "ship-by-reminder", "auto-cancel-warning")
SHIPMENT = {"carrier": "Northline Post", "tracking": "NP1"}

# fmt: off
ROWS = (
    Row("order placed", "MFN", _nothing, lambda market, order: market.place(), ("order-confirmation",)),
    Row("order placed", "AFN", _nothing, lambda market, order: market.place(channel="AFN"), ("order-confirmation",)),
    Row("order placed", "MCF", _nothing, lambda market, order: _mcf(market)),
    Row("released", "MFN", _pending, _by(minutes=30), ("order-released",), ("sold-ship-now",)),
    Row("released", "AFN", _afn, lambda market, order: market.next(), ("order-released",)),
    Row("self-cancel", "MFN", _pending, _doing("buyer-cancel"), BY_BUYER),
    Row("self-cancel", "AFN", _afn, _doing("buyer-cancel"), BY_BUYER),
    Row("self-cancel of a unit", "MFN", _two_units, _drops_an_item, ("items-canceled",)),
    Row("payment failed", "MFN", lambda market: market.place(payment="fails"), _by(minutes=30), ("payment-failed",)),
    Row("payment failed", "AFN", lambda market: market.place(channel="AFN", payment="fails"), _by(minutes=30),
        ("payment-failed",)),
    Row("fraud", "MFN", lambda market: market.place(payment="fraud"), _by(minutes=30), ("order-canceled-fraud",)),
    Row("fraud found late", "MFN", lambda market: market.place(payment="fraud", released=True), _by(hours=2),
        ("order-canceled-fraud",)),
    Row("request cancellation", "MFN", unshipped, _asks_for_cancellation, ("request-received",), ("request-arrived",)),
    Row("auto-approved in the window", "MFN", _granting, _asks_for_cancellation,
        ("request-received", "auto-approved-buyer"), ("request-arrived", "auto-approved-seller")),
    Row("seller cancels", "MFN", unshipped, _cancels, ("order-canceled-by-seller-buyer",), BY_SELLER),
    Row("seller cancels on request", "MFN", requested, _doing("seller-cancel", reason="BuyerCanceled"),
        ("order-canceled-by-seller-buyer",), BY_SELLER),
    Row("seller cancels", "MCF", _mcf, _doing("seller-cancel"), (), ("mcf-canceled",)),
    Row("Seller Support cancels", "AFN", _case, _by(minutes=20), ("support-canceled-buyer",), ("case-answered",)),
    Row("ship confirmed", "MFN", unshipped, _doing("confirm-shipment", **SHIPMENT), ("shipment-confirmed",)),
    Row("ship confirmed", "AFN", _afn_picking, _by(hours=4), ("shipment-confirmed",)),
    Row("ship confirmed", "MCF", _mcf, _by(hours=5)),
    Row("shipment edited", "MFN", sent, _doing("edit-shipment", carrier="Northline Post", tracking="NP2"),
        ("shipment-edited",)),
    Row("delivered", "MFN", _handed, _doing("deliver"), ("delivered",)),
    Row("delivered", "AFN", _afn_picking, _by(days=2, hours=4), ("shipment-confirmed", "delivered")),
    Row("delivery refused", "MFN", _handed, _doing("refuse-delivery"), (), ("refused-seller",)),
    Row("parcel lost", "MFN", _handed, _doing("lose-parcel"), (), ("lost-seller",)),
    Row("past ship-by", "MFN", unshipped, _by(days=8), (), BEFORE_THE_END),
    Row("auto-cancel", "MFN", unshipped, _by(days=9), ("auto-canceled-buyer",),
        (*BEFORE_THE_END, "auto-canceled-seller")),
    Row("refund released", "MFN", sent, _doing("refund", reason="GeneralAdjustment"), ("refund-buyer",),
        ("refund-seller",)),
    Row("return requested", "MFN", arrived, _doing("request-return", reason="defective"),
        ("return-requested-buyer",), ("return-requested-seller",)),
    Row("return needs an answer", "MFN", _returning, _by(hours=24), (), ("return-needs-answer",)),
    Row("return authorized", "MFN", _returning, _doing("authorize-return"), ("return-authorized",)),
    Row("return closed", "MFN", _returning, _doing("close-return"), ("return-closed",)),
    Row("claim filed", "MFN", _complained, _doing("claim", ground="not_as_described"), ("claim-opened-buyer",),
        ("claim-opened-seller",)),
    Row("claim decided", "MFN", _claimed, _by(hours=72), ("claim-decided-buyer", "refund-buyer"),
        ("claim-decided-seller", "refund-seller")),
    Row("feedback", "MFN", arrived, _doing("feedback", rating=5), (), ("feedback-left-seller",)),
    Row("message of the buyer", "MFN", unshipped, asks, (),
        ("message-to-seller",)),
    Row("message of the buyer", "AFN", _afn_released, asks, (), ("message-to-seller",)),
    Row("message of the seller", "MFN", unshipped, _says_hello,
        ("message-to-buyer",)),
    Row("message blocked", "MFN", _opted_out, _says_hello, (), ("message-blocked",)),
)
# fmt: on


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.event} ({row.channel})" for row in ROWS])
def test_an_event_brings_exactly_its_mails(row: Row, market: Market) -> None:
    order = row.before(market)
    before = {role: len(market.mail(to=role)) for role in ("buyer", "seller")}
    row.then(market, order)
    got = {role: tuple(market.mail(to=role)[known:]) for role, known in before.items()}
    assert {role: _of_orders(names) for role, names in got.items()} == {"buyer": row.buyer, "seller": row.seller}
    assert market.audit() == []


def test_before_the_change_a_request_comes_as_a_message_too(old_market: Market) -> None:
    order = unshipped(old_market)
    known = len(old_market.mail(order, to="seller"))
    _asks_for_cancellation(old_market, order)
    assert old_market.mail(order, to="seller")[known:] == ["message-to-seller", "request-arrived"]
    assert old_market.audit() == []


def test_a_missed_target_brings_a_performance_notification(market: Market) -> None:
    _cancels(market, unshipped(market))
    assert "performance-warning" in market.mail(to="seller")
    assert "performance-warning" not in market.mail(to="buyer")


def _of_orders(names: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what the marketplace writes about the account; it has a row of its own."""
    return tuple(name for name in names if name not in ("performance-warning", "offers-deactivated"))
