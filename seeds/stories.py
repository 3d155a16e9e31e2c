"""What becomes of the demo's orders: each story is rows of how long after the step before, which deed, with what.

Data for `demo.py`; nothing here decides what is lawful. Counts in the tables are weights, `DESK` names single orders.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from seeds import phrases
from seeds.script import Script, Step
from simulator.draws import between, draw
from simulator.errors import Refusal
from simulator.orders.models import Order

M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CARRIERS = ("Harrow Parcel", "Northline Post", "Quickfoot Express")


@dataclass(frozen=True)
class Row:
    """One step of a story: between `least` and `most` after the step before."""

    least: timedelta
    most: timedelta
    deed: str
    args: dict[str, Any] = field(default_factory=dict)
    # Side and intent of a message, worded from the frozen sentences.
    says: tuple[phrases.Side, str] | None = None


def _row(
    least: timedelta, most: timedelta, deed: str, says: tuple[phrases.Side, str] | None = None, **args: Any
) -> Row:
    return Row(least, most, deed, args, says)


def _says(least: timedelta, most: timedelta, side: phrases.Side, intent: str, kind: str | None = None) -> Row:
    return _row(least, most, "message", (side, intent), **({"from": side} | ({"kind": kind} if kind else {})))


HANDED = _row(3 * H, 15 * H, "hand-to-carrier")
CONFIRMED = _row(5 * M, 90 * M, "confirm-shipment", carrier="", tracking="")
DELIVERED = _row(30 * H, 70 * H, "deliver")
SENT, ARRIVED = (HANDED, CONFIRMED), (HANDED, CONFIRMED, DELIVERED)
WISH = _says(5 * H, 7 * H, "buyer", "cancel_wish", "cancel_order")
REQUEST = _row(90 * M, 6 * H, "request-cancellation", reason="created_by_mistake")

STORIES: dict[str, tuple[Row, ...]] = {
    "waiting": (),
    "sent": SENT,
    "delivered": ARRIVED,
    "praised": (*ARRIVED, _row(5 * H, 30 * H, "feedback", rating=5)),
    "criticized": (*ARRIVED, _row(5 * H, 30 * H, "feedback", rating=3, comment="Fine, but it took its time.")),
    "self_canceled": (_row(1 * M, 4 * M, "buyer-cancel", reason="created_by_mistake"),),
    "requested": (REQUEST,),
    "requested_cheaper": (_row(2 * H, 5 * H, "request-cancellation", reason="found_cheaper"),),
    "requested_late": (_row(3 * H, 9 * H, "request-cancellation", reason="would_not_arrive_on_time"),),
    "request_granted": (REQUEST, _row(1 * H, 4 * H, "seller-cancel", reason="BuyerCanceled")),
    "out_of_stock": (_row(4 * H, 8 * H, "seller-cancel", reason="NoInventory"),),
    "wrong_price": (_row(4 * H, 8 * H, "seller-cancel", reason="PricingError"),),
    "undeliverable": (_row(6 * H, 9 * H, "seller-cancel", reason="ShippingAddressUndeliverable"),),
    "wished": (WISH,),
    "wish_answered": (WISH, _says(1 * H, 3 * H, "seller", "how_to_request")),
    "wish_granted": (WISH, _row(1 * H, 2 * H, "seller-cancel", reason="BuyerCanceled")),
    "asked": (_says(2 * H, 150 * M, "buyer", "question_delivery"),),
    "asked_and_answered": (
        *SENT, _says(4 * H, 9 * H, "buyer", "question_delivery"), _says(1 * H, 5 * H, "seller", "shipped_info"),
    ),
    "labeled": (_row(2 * H, 5 * H, "buy-label"),),
    "handed_not_confirmed": (
        _row(5 * H, 8 * H, "hand-to-carrier"), _row(30 * M, 50 * M, "request-cancellation", reason="found_cheaper"),
    ),
    "confirmed_not_handed": (_row(5 * H, 8 * H, "confirm-shipment", carrier="", tracking=""),),
    "partly_shipped": (HANDED, _row(5 * M, 60 * M, "confirm-first-item")),
    "refunded": (*ARRIVED, _row(8 * H, 20 * H, "refund", reason="GeneralAdjustment")),
    "return_open": (*ARRIVED, _row(4 * H, 8 * H, "request-return", reason="no_longer_needed")),
    "return_done": (
        *ARRIVED, _row(4 * H, 8 * H, "request-return", reason="defective"), _row(1 * H, 5 * H, "authorize-return"),
        _row(60 * H, 70 * H, "receive-return"), _row(2 * H, 5 * H, "refund", reason="CustomerReturn"),
    ),
    "refused": (*SENT, _row(40 * H, 50 * H, "refuse-delivery")),
    "lost": (*SENT, _row(30 * H, 50 * H, "lose-parcel")),
    "claimed": (
        *ARRIVED, _says(2 * H, 4 * H, "buyer", "complaint"), _row(49 * H, 52 * H, "claim", ground="not_as_described"),
    ),
}  # fmt: skip

# How an order of a story is placed, where it differs.
PLACING: dict[str, dict[str, Any]] = {
    "slow_payment": {"payment": "slow"},
    "unpaid": {"payment": "fails"},
    "fraud": {"payment": "fraud"},
    "fba": {"channel": "AFN"},
    "fba_fresh": {"channel": "AFN"},
    "fba_canceled": {"channel": "AFN"},
    "gift": {"attributes": {"gift": True, "gift_note": "For your new kitchen. Enjoy!"}},
}
for _name in ("slow_payment", "unpaid", "fraud", "fba", "fba_fresh", "gift"):
    STORIES[_name] = ()
STORIES["fba_canceled"] = (_row(1 * M, 2 * M, "buyer-cancel"),)

RECENT = {
    "delivered": 48, "praised": 12, "sent": 22, "self_canceled": 6, "request_granted": 4, "asked_and_answered": 3,
    "fba": 5,
}  # fmt: skip
OLDER = {
    "delivered": 50, "praised": 18, "criticized": 6, "self_canceled": 6, "request_granted": 5, "refunded": 5,
    "return_done": 5, "fba": 5,
}  # fmt: skip

# Single orders of the first seller: the story, and how long before the world's start it was placed.
DESK: tuple[tuple[str, timedelta], ...] = (
    ("waiting", 4 * M), ("waiting", 11 * M), ("waiting", 21 * M), ("slow_payment", 40 * M),
    ("requested", 15 * H), ("requested_cheaper", 18 * H), ("requested_late", 22 * H),
    ("waiting", 70 * M), ("waiting", 3 * H), ("gift", 8 * H), ("waiting", 13 * H), ("waiting", 17 * H),
    ("wished", 16 * H), ("asked", 5 * H), ("wish_answered", 20 * H),
    ("labeled", 19 * H), ("handed_not_confirmed", 21 * H), ("confirmed_not_handed", 25 * H), ("partly_shipped", 44 * H),
    ("waiting", 5 * D), ("waiting", 10 * D + 7 * H),
    ("out_of_stock", 3 * D), ("wish_granted", 17 * D), ("undeliverable", 20 * D), ("waiting", 22 * D),
    ("return_open", 6 * D), ("claimed", 9 * D), ("refused", 5 * D), ("lost", 6 * D),
    ("unpaid", 2 * D), ("fraud", 4 * D), ("fba_fresh", 3 * M), ("fba_canceled", 1 * D), ("fba", 10 * H),
)  # fmt: skip
# Multi-channel orders: how long before the start, how many units (too many become unfulfillable), and what then.
MULTICHANNEL: tuple[tuple[timedelta, int, str], ...] = (
    (6 * M, 1, ""),
    (2 * H, 2, ""),
    (1 * D, 1, ""),
    (3 * H, 1, "cancel"),
    (5 * H, 990, ""),
)


def follow(now: Script, story: str, order_id: str, seed: int, key: str) -> None:
    """Plan the steps of an order's story after its placing."""
    at = now.moment.now
    for n, row in enumerate(STORIES[story]):
        low, high = int(row.least.total_seconds()), int(row.most.total_seconds())
        at += timedelta(seconds=between(seed, "story", f"{key}/{n}", "delay", low, high))
        now.at(at, _step(row, order_id, seed, f"{key}/{n}"))


def _step(row: Row, order_id: str, seed: int, key: str) -> Step:
    def take(now: Script) -> None:
        order, args = now.order(order_id), dict(row.args)
        if row.says:
            args["body"] = _words(order, *row.says, seed, key)
        if "tracking" in args or row.deed == "confirm-first-item":
            args |= _parcel(seed, key)
        if row.deed == "confirm-first-item":
            args["items"] = [{"order_item_id": order.items[0].id}]
        # Stores differ in their windows; where a rule says no, the order's story takes another turn.
        with suppress(Refusal):
            now.do("confirm-shipment" if row.deed == "confirm-first-item" else row.deed, order, **args)

    return take


def _words(order: Order, side: phrases.Side, intent: str, seed: int, key: str) -> str:
    """Word what one side of an order writes, in the buyer's language."""
    assert order.buyer is not None
    language, item = phrases.spoken(order.buyer.language), order.items[0].title
    return phrases.phrase(seed, key, side, intent, language, item=item, order=order.number)


def _parcel(seed: int, key: str) -> dict[str, str]:
    return {
        "carrier": CARRIERS[draw(seed, "parcel", key, "carrier") % len(CARRIERS)],
        "tracking": f"HP{draw(seed, 'parcel', key, 'tracking') % 10**10:010d}",
    }
