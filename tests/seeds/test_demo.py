"""What opens first: the demo world has something of everything, and its sellers are in business."""

from collections import Counter
from typing import get_args

import pytest
from sqlalchemy import func, select

from seeds import phrases
from simulator.health import cancellation_rate
from simulator.home import Home
from simulator.orders.models import CancellationRequest, Order
from simulator.parties import Buyer, Seller
from tests.builders import Market


@pytest.fixture
def demo(home: Home) -> Market:
    return Market.new(home, "demo", template="demo")


def test_the_demo_has_orders_in_every_state(demo: Market) -> None:
    with demo.reading() as moment:
        found = Counter(moment.session.scalars(select(Order.status)))
        people = moment.session.scalar(select(func.count()).select_from(Buyer))
    assert 130 <= sum(found.values()) <= 190
    assert people == 12
    assert {
        "Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled", "Planning", "Processing", "Complete",
        "Unfulfillable",
    } <= set(found)  # fmt: skip


def test_the_first_seller_of_the_demo_is_in_business_with_work_on_the_desk(demo: Market) -> None:
    with demo.reading() as moment:
        seller = moment.session.scalars(select(Seller).order_by(Seller.number)).first()
        assert seller is not None
        rate = cancellation_rate(moment.session, seller, moment.now, moment.policy("US"))
        waiting = moment.session.scalar(
            select(func.count()).select_from(CancellationRequest).where(CancellationRequest.state == "open")
        )
    assert seller.offers_deactivated_at is None
    assert (rate.status, rate.numerator) == ("met", 1)
    assert waiting == 4


def test_the_same_seed_opens_the_same_demo(home: Home, demo: Market) -> None:
    for built in home.templates.glob("*.db"):
        built.rename(built.with_suffix(".kept"))
    again = Market.new(home, "again", template="demo").hash()
    for built in home.templates.glob("*.kept"):
        built.replace(built.with_suffix(".db"))
    assert again == demo.hash()


@pytest.mark.parametrize("store", ["DE", "JP"])
def test_the_first_messages_of_a_demo_are_in_the_language_of_its_store(home: Home, store: str) -> None:
    told = Market.new(home, store.lower(), template="demo", store=store).sql(
        "SELECT lower(sender), body, order_number, (SELECT min(title) FROM order_items i"
        " WHERE i.order_number = m.order_number) FROM messages m WHERE sender IN ('BUYER', 'SELLER')"
    )
    language = {"DE": "de", "JP": "ja"}[store]
    known = {
        side: [text for intent in phrases.intents(side) for text in phrases.variants(side, intent, language)]
        for side in get_args(phrases.Side)
    }
    assert len(told) > 5
    for side, body, number, title in told:
        assert body in [text.format(item=title, order=number) for text in known[side]]
