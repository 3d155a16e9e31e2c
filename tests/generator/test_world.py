"""A generated world imports like any other, is lawful in the auditor's eyes, and time goes on in it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from messaging.mail import mail_list
from seeds.generator.plan import Plan
from seeds.generator.running import generate
from seeds.generator.streaming import tables
from simulator import worlds
from simulator.acting import act, holding, move_time, reading
from simulator.auditor import audit
from simulator.errors import BadInput
from simulator.home import Home
from simulator.models import DueItem
from simulator.orders.models import Order

PLAN = Plan.of(4000, seed=9, marketplaces=("US", "DE"), days=30, profile="stormy")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("generated")
    generate(PLAN, folder / "data", ("world",))
    home = Home.at(folder / "home")
    with (folder / "data" / "world.marketsim").open("rb") as file:
        worlds.bring_in(home, "bulk", file)
    return home


def test_every_generated_order_is_in_the_world_as_the_files_say(home: Home) -> None:
    rows: dict[str, dict[str, Any]] = {}
    for chunk in tables(PLAN):
        rows |= {one["order_id"]: one for one in chunk["orders"].to_pylist()}
    with reading(home, "bulk") as moment:
        for order in moment.session.scalars(select(Order)):
            filed = rows.pop(order.number)
            assert (order.status, order.total, order.ship_by) == (
                filed["status"],
                filed["order_total"],
                filed["ship_by"],
            )
            assert order.canceled_at == filed["canceled_at"]
            assert bool(order.counts) == filed["counts_against_seller"]
    assert rows == {}


def test_the_auditor_of_worlds_finds_nothing_in_it(home: Home) -> None:
    assert [str(one) for one in audit(home.world_file("bulk"))] == []


def test_what_was_planned_comes_to_pass_when_time_goes_on(home: Home) -> None:
    worlds.fork(home, "bulk", "later")
    with reading(home, "later") as moment:
        waiting = set(
            moment.session.scalars(select(Order.number).where(Order.status == "Pending", Order.channel != "MCF"))
        )
        open_ = set(
            moment.session.scalars(select(Order.number).where(Order.status == "Unshipped", Order.channel == "MFN"))
        )
        planned = moment.session.scalar(select(func.count()).select_from(DueItem))
    assert waiting
    assert planned
    move_time(home, "later", by=timedelta(days=30))
    with reading(home, "later") as moment:
        parked = list(moment.session.scalars(select(DueItem.parked).where(DueItem.parked.is_not(None))))
        assert parked == []
        left = moment.session.scalars(select(Order.number).where(Order.status == "Pending", Order.channel != "MCF"))
        assert set(left) == set()
        ended = dict(moment.session.execute(select(Order.number, Order.status).where(Order.number.in_(open_))).all())
        assert set(ended.values()) == {"Canceled"}
    assert [str(one) for one in audit(home.world_file("later"))] == []


def test_its_mail_names_order_item_and_people(home: Home) -> None:
    with reading(home, "bulk") as moment:
        for mail in mail_list(moment, limit=300):
            order = moment.session.get_one(Order, mail["order_id"])
            assert order.number in mail["text"]
            if mail["notice"] == "order-confirmation":
                assert order.items[0].title in mail["text"]


def test_people_can_act_in_it(home: Home) -> None:
    worlds.fork(home, "bulk", "acting")
    with holding(home, "acting") as moment:
        number = moment.session.scalars(
            select(Order.number).where(
                Order.status == "Unshipped", Order.channel == "MFN", Order.label_bought_at.is_(None)
            )
        ).first()
    done = act(home, "acting", "seller-cancel", order_id=number, args={"reason": "NoInventory"})
    assert done.event["data"]["counts"] is True


def test_a_world_of_too_many_orders_is_refused_in_a_sentence(tmp_path: Path) -> None:
    from seeds.generator.world import write_world

    with pytest.raises(BadInput, match="at most 250,000 orders"):
        write_world(Plan.of(250_001), tmp_path / "w.marketsim")
