"""A market in which about everything happened, told once; the auditor's tests work on copies of its file."""

from datetime import timedelta
from pathlib import Path

import pytest

from simulator.files import copy_new
from simulator.home import Home
from tests.builders import Market

BUSY_DAYS = 12


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a world's file and its orders by what became of them."""
    market = Market.new(Home.at(tmp_path_factory.mktemp("auditor")))
    orders = _first_half_hour(market)
    orders |= _later(market, orders)
    return market.home.world_file(market.name), orders


@pytest.fixture
def copied(told: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    target = tmp_path / "world.db"
    copy_new(told[0], target)
    return target


@pytest.fixture
def orders(told: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return told[1]


def _first_half_hour(market: Market) -> dict[str, str]:
    skus = market.skus
    pair = [{"sku": skus[0], "quantity": 2}, {"sku": skus[1], "quantity": 1}]
    orders = {
        "unpaid": market.place(payment="fails"),
        "fraud": market.place(payment="fraud"),
        "regretted": market.place(items=pair),
        "reduced": market.place(items=pair),
        "requested": market.place(),
        "wanting": market.place(),
        "forgotten": market.place(items=pair),
        "split": market.place(items=pair),
        "shipped": market.place(items=pair),
        "labeled": market.place(),
        "warehouse": market.place(channel="AFN"),
        "ahead": market.place(available_at=market.now + timedelta(days=60)),
    }
    items = market.order(orders["reduced"])["items"]
    market.act("buyer-cancel", orders["reduced"], items=[{"order_item_id": items[0]["order_item_id"], "quantity": 1}])
    market.advance(minutes=20)
    market.act("buyer-cancel", orders["regretted"], reason="other")
    market.refused("seller-cancel", orders["requested"], reason="NoInventory")
    orders["elsewhere"] = market.act(
        "create-fulfillment", seller_id=market.seller_id, items=[{"sku": skus[2], "quantity": 3}]
    )["order_id"]
    market.advance(minutes=11)
    return orders


def _talk(market: Market, order: str) -> None:
    """The seller writes to a buyer who opted out, in vain and with reason, until the buyer writes first."""
    market.set(buyer={"opted_out": True})
    for sender, kind in (
        ("seller", "delay"),
        ("seller", "problem_with_order"),
        ("buyer", "question"),
        ("seller", "other"),
    ):
        market.act("message", order, **{"from": sender, "kind": kind, "body": "About the second item of this order."})
    market.set(buyer={"opted_out": False})


def _later(market: Market, orders: dict[str, str]) -> dict[str, str]:
    market.act("request-cancellation", orders["requested"], reason="found_cheaper")
    market.act("seller-cancel", orders["requested"], reason="BuyerCanceled")
    market.act("seller-cancel", orders["wanting"], reason="NoInventory")
    market.act("buy-label", orders["labeled"])
    first = market.order(orders["split"])["items"][0]["order_item_id"]
    market.act("confirm-shipment", orders["split"], carrier="X", tracking="1", items=[{"order_item_id": first}])
    market.act("hand-to-carrier", orders["shipped"])
    market.act("confirm-shipment", orders["shipped"], carrier="X", tracking="2")
    market.act("refund", orders["shipped"], reason="GeneralAdjustment", concession="1.00")
    market.set(seller={"auto_approval_window": 120, "mail_off": ["refund-seller"]})
    granted = market.place()
    market.advance(minutes=40)
    market.act("request-cancellation", granted, reason="other")
    _talk(market, orders["split"])
    market.act("change-product", sku=market.skus[3], stock=55)
    market.advance(days=2)
    market.act("deliver", orders["shipped"])
    market.act("request-return", orders["shipped"], reason="No longer needed")
    market.advance(days=BUSY_DAYS)
    market.act("authorize-return", orders["shipped"])
    market.act("feedback", orders["shipped"], rating=2)
    market.act("claim", orders["shipped"], ground="not_as_described")
    return {"granted": granted, "open": market.place(released=True), "pending": market.place()}
