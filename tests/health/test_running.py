"""Rates kept in step while a session writes are the rates that the rows give, whatever happened and whatever left."""

from datetime import timedelta

import pytest

from simulator.acting import act_in, advance_by, holding
from simulator.deeds import checked, named
from simulator.health.canceling import cancellation_rate, running_cancellation_rate
from simulator.health.rating import home_policy
from simulator.health.shipments import late_shipment_rate, running_late_shipment_rate
from simulator.moment import Moment
from simulator.parties import Seller
from simulator.policy import overridden
from tests.builders import Market

DAYS = 45


def _do(moment: Moment, name: str, order: str | None = None, **args: object) -> str:
    deed = named(name)
    values, plain = checked(deed, args)
    event, _, _ = act_in(moment, deed.by(values), values, plain, order_id=order)
    return str(event.order_id)


def _told(moment: Moment, seller: Seller) -> tuple[object, object]:
    policy = home_policy(moment, seller)
    asked = (moment.session, seller, moment.now, policy)
    assert running_cancellation_rate(moment, seller, policy) == cancellation_rate(*asked)
    assert running_late_shipment_rate(moment, seller, policy) == late_shipment_rate(*asked)
    return running_cancellation_rate(moment, seller, policy).numerator, late_shipment_rate(*asked).numerator


@pytest.mark.parametrize("replaced", [True, False])
def test_a_long_session_counts_what_the_rows_say(market: Market, replaced: bool) -> None:
    seen = set()
    values = {"late-shipment-replaced": replaced, "offer-active": False}
    with overridden(values), holding(market.home, market.name) as moment:
        seller = moment.session.get_one(Seller, market.seller_id)
        for day in range(DAYS):
            orders = [_do(moment, "place-order", channel="AFN" if n == 3 else "MFN", released=True) for n in range(4)]
            if day % 3 == 0:
                _do(moment, "seller-cancel", orders[0], reason="NoInventory")
            if day % 4 == 1:
                _do(moment, "buyer-cancel", orders[1])
            late = timedelta(days=4) if day % 5 == 0 else timedelta(hours=day % 24)
            advance_by(moment, by=late, to=None, following=False)
            if day % 2:
                _do(moment, "confirm-shipment", orders[2], carrier="UPS", tracking=str(day))
            seen.add(_told(moment, seller))
    assert len(seen) > 10


def test_what_a_savepoint_takes_back_is_not_counted(market: Market) -> None:
    orders = [market.place(released=True) for _ in range(4)]
    with holding(market.home, market.name) as moment:
        seller = moment.session.get_one(Seller, market.seller_id)
        _do(moment, "seller-cancel", orders[0], reason="NoInventory")
        part = moment.session.begin_nested()
        _do(moment, "seller-cancel", orders[1], reason="NoInventory")
        part.rollback()
        _do(moment, "seller-cancel", orders[2], reason="NoInventory")
        assert _told(moment, seller)[0] == 2
