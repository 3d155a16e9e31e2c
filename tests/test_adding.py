"""What is new is written as a flush would write it, and taken back with what it belonged to."""

from typing import Any

import pytest
from sqlalchemy import event, select

from simulator import database
from simulator.acting import holding, reading
from simulator.home import Home
from simulator.orders.loading import load_whole_orders
from simulator.orders.models import Order, OrderItem, Package
from simulator.parties import Buyer
from tests.builders import Market


def _heard(session: Any) -> list[str]:
    """List the statements of a session that write, from now on."""
    told: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if not statement.startswith("SELECT"):
            told.append(" ".join(statement.split()[:3]))

    event.listen(session.connection(), "before_cursor_execute", hear)
    return told


def _package(order: Order, reference: int, **more: Any) -> Package:
    at = order.placed_at
    return Package(
        reference=reference, confirmed_at=at, ship_date=at, carrier="C", tracking="T", items=[], **more
    )  # fmt: skip


def _copied(order: Order, number: str) -> Order:
    """Make a new order out of another, with its lines, under another number."""

    def row(one: Any, **other: Any) -> dict[str, Any]:
        return {attribute.key: getattr(one, attribute.key) for attribute in one.__mapper__.column_attrs} | other

    copied = Order(**row(order, number=number))
    copied.items = [OrderItem(**row(one, id=number[-14:], order_number=number)) for one in order.items]
    return copied


def test_new_orders_and_their_lines_are_one_statement_a_table_parents_first(market: Market) -> None:
    number = market.place()
    with holding(market.home, market.name) as moment:
        [order] = load_whole_orders(moment, [number])
        told = _heard(moment.session)
        for n in range(5):
            moment.session.add(_copied(order, f"900-0000000-000000{n}"))
        moment.session.flush()
        assert told == ["INSERT INTO orders", "INSERT INTO order_items"]
        assert not moment.session.new
    with reading(market.home, market.name) as moment:
        assert len(moment.session.scalars(select(OrderItem)).all()) == 6


def test_what_hangs_on_an_order_anew_is_written_with_the_orders_changes(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [order] = load_whole_orders(moment, [number])
        told = _heard(moment.session)
        order.packages.append(_package(order, 1, order_number=number))
        order.carrier = "Harrow Parcel"
        moment.session.flush()
        assert told == ["INSERT INTO packages", "UPDATE orders SET"]
        assert not moment.session.dirty
    with reading(market.home, market.name) as moment:
        [order] = load_whole_orders(moment, [number])
        assert ([one.reference for one in order.packages], order.carrier) == ([1], "Harrow Parcel")


def test_what_only_the_session_knows_the_parent_of_is_written_too(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [order] = load_whole_orders(moment, [number])
        order.packages.append(_package(order, 1))
        order.packages.append(_package(order, 2, order_number=number))
    with reading(market.home, market.name) as moment:
        assert [one.order_number for one in moment.session.scalars(select(Package))] == [number, number]


def test_what_nobody_said_of_a_new_row_is_its_default(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        made = Buyer(
            id="B9", number=9, name="New", email="new@buyers.example", store="US", language="en_US", address={}
        )  # fmt: skip
        moment.session.add(made)
        moment.session.flush()
        said = (made.acts, made.opted_out, made.persona, made.cart)
    with reading(market.home, market.name) as moment:
        kept = moment.session.get_one(Buyer, "B9")
        assert (kept.acts, kept.opted_out, kept.persona, kept.cart) == said == (0, False, None, [])


def test_what_a_savepoint_takes_back_was_never_added(market: Market) -> None:
    number = market.place(released=True)
    with holding(market.home, market.name) as moment:
        [order] = load_whole_orders(moment, [number])
        part = moment.session.begin_nested()
        order.packages.append(_package(order, 1, order_number=number))
        moment.session.flush()
        part.rollback()
        assert moment.session.scalars(select(Package)).all() == []
    with reading(market.home, market.name) as moment:
        assert moment.session.scalars(select(Package)).all() == []


def test_a_life_is_the_same_as_when_the_session_writes_all_of_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    lives = []
    for name, writes in (("ours", database.write_new), ("theirs", lambda session: None)):
        monkeypatch.setattr(database, "write_new", writes)
        market = Market.new(home, name)
        market.act("set-people", on=True, volume=100, cancel_mix=40)
        market.act("switch-person", person_id=market.seller_id, played_by="simulation")
        market.advance(hours=9)
        lives.append(market.hash())
    assert lives[0] == lives[1]
