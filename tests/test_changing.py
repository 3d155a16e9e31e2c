"""What changes in rows is written as a flush would write it, and taken back with what it belonged to."""

from typing import Any

import pytest
from sqlalchemy import event, select

from simulator.acting import holding, reading
from simulator.database import row_of
from simulator.orders.loading import load_orders, load_whole_orders
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product, Seller
from tests.builders import Market


def _offers(moment: Any, count: int = 3) -> list[Product]:
    return list(moment.session.scalars(select(Product).order_by(Product.sku).limit(count)))


def test_changes_of_one_kind_are_one_statement_whatever_their_number(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        offers, told = _offers(moment, 20), []

        def hear(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
            told.append(statement)

        event.listen(moment.session.connection(), "before_cursor_execute", hear)
        for offer in offers:
            offer.stock += 7
        moment.session.flush()
        assert told == ["UPDATE products SET stock = ? WHERE sku = ?"]
        assert not moment.session.dirty
    with reading(market.home, market.name) as moment:
        assert [one.stock for one in _offers(moment, 20)] == [offer.stock for offer in offers]


def test_what_is_changed_and_changed_back_is_not_written(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        offer = _offers(moment)[0]
        offer.stock, offer.title = offer.stock + 1, "Something else"
        offer.stock -= 1
        moment.session.flush()
        assert not moment.session.dirty
    with reading(market.home, market.name) as moment:
        assert _offers(moment)[0].title == "Something else"


def test_a_question_sees_what_was_changed_just_before(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        _offers(moment)[0].stock = 4711
        assert moment.session.scalar(select(Product.sku).where(Product.stock == 4711)) == _offers(moment)[0].sku


def test_lists_and_instants_come_back_as_they_were_written(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        seller = moment.session.scalars(select(Seller)).one()
        seller.operating_days, seller.vacation_from, seller.cut_off = ["mon", "tue"], moment.now, None
    with reading(market.home, market.name) as moment:
        seller = moment.session.scalars(select(Seller)).one()
        assert (seller.operating_days, seller.vacation_from, seller.cut_off) == (["mon", "tue"], moment.now, None)


def test_what_a_savepoint_takes_back_was_never_changed(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        offer, other = _offers(moment)[:2]
        before = offer.stock
        other.stock = 1
        part = moment.session.begin_nested()
        offer.stock = 2
        moment.session.flush()
        part.rollback()
        assert offer.stock == before
    with reading(market.home, market.name) as moment:
        assert [one.stock for one in _offers(moment)[:2]] == [before, 1]


def test_what_is_related_anew_is_written_with_what_is_new(market: Market) -> None:
    order = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [loaded] = load_whole_orders(moment, [order])
        copy = {column.key: getattr(loaded.items[0], column.key) for column in OrderItem.__table__.columns}
        loaded.items.append(OrderItem(**copy | {"id": "1-2-3", "position": 2}))
        loaded.seller_memo = "Two lines now"
    with reading(market.home, market.name) as moment:
        found = row_of(moment.session, Order, order)
        assert found is not None
        assert ([one.id for one in found.items][-1], found.seller_memo) == ("1-2-3", "Two lines now")


def test_orders_loaded_together_are_what_a_question_gives(market: Market) -> None:
    numbers = [market.place(items=[{"sku": sku} for sku in market.skus[:4]]) for _ in range(3)]

    def told(order: Order) -> list[Any]:
        lines = [[getattr(item, column.key) for column in OrderItem.__table__.columns] for item in order.items]
        return [*(getattr(order, column.key) for column in Order.__table__.columns), lines, order.request]

    with reading(market.home, market.name) as moment:
        asked = [told(one) for one in moment.session.scalars(select(Order).order_by(Order.number))]
    with reading(market.home, market.name) as moment:
        loaded = load_orders(moment, [*numbers, "no-such-order"])
        assert [told(one) for one in loaded] == asked
        assert {(one.buyer.id, one.seller.id) for one in loaded} == {(asked[0][1], asked[0][2])}


def test_orders_in_memory_are_given_as_they_are_there(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        first = row_of(moment.session, Order, number)
        assert first is not None
        first.seller_memo = "not written yet"
        [again] = load_orders(moment, [number])
        assert again is first
        assert again.seller_memo == "not written yet"


def test_an_attribute_of_a_row_that_was_taken_back_is_fetched_again(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [order] = load_orders(moment, [number])
        status = order.status
        order.status = "Nonsense"
        moment.session.rollback()
        assert order.status == status


@pytest.mark.parametrize("name", ["status", "items"])
def test_a_table_is_still_asked_by_its_attributes(name: str) -> None:
    assert str(getattr(Order, name)).endswith(name)
