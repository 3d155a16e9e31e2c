"""Rows that are asked for without the layers of a general query are what the general query would have given."""

from datetime import timedelta

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from simulator.acting import holding, reading
from simulator.agenda import coming_up, next_due
from simulator.events import EventKind, record
from simulator.models import Event, World
from simulator.orders.loading import listed, listed_whole, load_whole_orders, order_of
from simulator.orders.models import Feedback, Order
from simulator.parties import Buyer, Product, Seller, first
from simulator.prepared import Prepared, gap
from tests.builders import Market


def _told(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_an_object_asked_for_by_its_key_is_what_a_query_gives(market: Market) -> None:
    number = market.place()
    for kind, key in ((World, 1), (Order, number)):
        with reading(market.home, market.name) as moment:
            quick = moment.session.get(kind, key)
            assert quick is moment.session.get(kind, key), "the second time it is in memory"
            told = _told(quick)
        with reading(market.home, market.name) as moment:
            usual = Session.get(moment.session, kind, key)
            assert {name: getattr(usual, name) for name in told} == told
            assert moment.session.get(kind, -1 if key == 1 else "nobody") is None


def test_a_new_object_asked_for_by_its_key_is_the_new_one(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        made = Feedback(order_number=number, rating=5, comment="", at=moment.now)
        moment.session.add(made)
        assert moment.session.get(Feedback, number) is made


def test_asking_for_one_object_leaves_what_changed_in_others_for_later(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [offer] = moment.session.scalars(select(Product).order_by(Product.sku).limit(1))
        offer.stock += 1
        assert moment.session.get(Order, number) is not None
        assert list(moment.session.dirty) == [offer]


def test_an_event_that_has_just_happened_is_found_by_its_key(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        event = record(moment, EventKind.STOCK_CHANGED, sku="one", was=0, now=0)
        found = moment.session.get(Event, event.seq)
        assert found is not None
        assert found.data == event.data


def test_orders_are_whole_again_after_what_was_done_was_taken_back(market: Market) -> None:
    number = market.place(released=True)
    market.act("confirm-shipment", number, carrier="X", tracking="1")
    with holding(market.home, market.name) as moment:
        (order,) = load_whole_orders(moment, [number])
        before = list(order.packages)
        moment.session.rollback()
        (again,) = load_whole_orders(moment, [number])
        assert again is order
        assert list(again.packages) == before != []


def test_an_order_at_hand_brings_what_hangs_on_it(market: Market) -> None:
    number = market.place()
    with reading(market.home, market.name) as moment:
        order = order_of(moment, number)
        assert order is not None
        assert order is order_of(moment, number)
        assert {"items", "request", "buyer", "seller"} <= vars(order).keys()
        assert order.buyer is first(moment.session, Buyer)
        assert order.seller is first(moment.session, Seller)
        assert order_of(moment, "900-0000000-0000000") is None


def test_a_list_of_orders_keeps_its_order_and_leaves_out_who_is_not_there(market: Market) -> None:
    one, two = market.place(), market.place()
    with reading(market.home, market.name) as moment:
        assert [order.number for order in listed(moment, [two, "nobody", one])] == [two, one]
        whole = listed_whole(moment, [one, two])
        assert [len(order.returns) + len(order.refunds) + len(order.packages) for order in whole] == [0, 0]


def test_a_prepared_question_is_filled_in_anew_each_time(market: Market) -> None:
    market.place()
    asked = Prepared(
        lambda: (
            select(Order.number, Order.placed_at)
            .where(Order.placed_at <= gap("until"), Order.channel.in_(["MFN", "AFN"]))
            .limit(gap("most", type_=Integer))
        )
    )
    with reading(market.home, market.name) as moment:
        order = moment.session.scalars(select(Order)).one()
        assert asked.rows(moment.session, until=order.placed_at, most=5) == [[order.number, order.placed_at]]
        assert asked.rows(moment.session, until=order.placed_at - timedelta(seconds=1), most=5) == []
        assert asked.rows(moment.session, until=order.placed_at, most=0) == []
        assert Prepared(lambda: select(func.count(Order.number))).rows(moment.session) == [(1,)]


def test_what_is_due_first_is_the_first_of_what_is_coming_up(market: Market) -> None:
    market.place()
    with reading(market.home, market.name) as moment:
        due, coming = next_due(moment), coming_up(moment)
        assert due is not None
        assert (due.due_at, due.rule, due.subject) == (coming[0].due_at, coming[0].rule, coming[0].subject)
