"""The agenda: what is due is done in order and once, steps of any size lead to the same world, failures are parked."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from simulator import agenda
from simulator.acting import holding, move_time
from simulator.agenda import schedule, when_due
from simulator.events import EventKind, record
from simulator.home import Home
from simulator.moment import Moment
from tests.builders import Market
from tests.house import ROOT


def busy(market: Market) -> Market:
    """Orders of many fates, at many instants."""
    for payment in ("ok", "fails", "fraud", "slow"):
        market.place(payment=payment)
        market.advance(minutes=7)
        market.place(channel="AFN", payment=payment)
    market.place(available_at=market.now + timedelta(days=3))
    for action in ("Ship", "Hold"):
        items = [{"sku": market.skus[1], "quantity": 2}]
        market.act("create-fulfillment", seller_id=market.seller_id, items=items, action=action)
    return market


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([timedelta(days=1)] * 14, id="fourteen steps of a day"),
        pytest.param([timedelta(hours=5)] * 68, id="steps of five hours"),
        pytest.param([timedelta(seconds=1), timedelta(days=14, seconds=-1)], id="a second, then the rest"),
    ],
)
def test_many_steps_leave_the_same_world_as_one(market: Market, steps: list[timedelta]) -> None:
    other = busy(market).fork("other")
    until = market.now + timedelta(days=14)
    market.advance_to(until)
    for step in steps:
        move_time(other.home, other.name, to=min(other.now + step, until))
    assert other.hash() == market.hash()
    assert other.kinds() == market.kinds()
    assert market.audit() == []


def test_going_from_one_thing_due_to_the_next_leaves_the_same_world(market: Market) -> None:
    other = busy(market).fork("other")
    until = market.now + timedelta(days=14)
    market.advance_to(until)
    while other.agenda() and other.agenda()[0][1] <= until:
        other.next()
    other.advance_to(until)
    assert other.hash() == market.hash()


def test_small_chunks_leave_the_same_world(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    other = busy(market).fork("other")
    market.advance(days=14)
    monkeypatch.setattr(agenda, "CHUNK", 3)
    other.advance(days=14)
    assert other.hash() == market.hash()


STORY = """
import sys
from simulator.home import Home
from tests.builders import Market
market = Market.new(Home.at(sys.argv[1]), seed=7)
order = market.place(payment="slow")
market.place(channel="AFN")
market.advance(hours=1)
market.act("request-cancellation", order, reason="other")
market.advance(days=3)
print(market.hash())
"""


def test_the_same_seed_gives_the_same_world_in_two_processes(home: Home) -> None:
    hashes = set()
    for name, hashing in (("one", "1"), ("two", "2")):
        command = [sys.executable, "-c", STORY, str(home.path / name)]
        environment = {"PYTHONHASHSEED": hashing, "PYTHONPATH": str(ROOT)}
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        hashes.add(told.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == 32


def test_another_seed_gives_another_world(home: Home) -> None:
    assert Market.new(home, "one", seed=1).hash() != Market.new(home, "two", seed=2).hash()


def test_an_order_shifts_no_other_buyers_luck(home: Home) -> None:
    alone, after = Market.new(home, "alone"), Market.new(home, "after")
    columns = "name, email, store, language, address, addresses, opted_out, is_business, acts, cart, seen_message"
    after.sql(f"INSERT INTO buyers (id, number, {columns}) SELECT 'B00002', 2, {columns} FROM buyers")
    after.place(buyer_id="B00002", channel="AFN")
    assert alone.place(channel="AFN") == after.place(channel="AFN")
    delays = "SELECT picking_due_at FROM orders WHERE buyer_id = ?"
    assert alone.sql(delays, alone.buyer_id) == after.sql(delays, after.buyer_id)


def test_equal_instants_go_by_the_rank_of_their_rules(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        for rule, rank in (("b-later", 902), ("a-sooner", 901)):
            when_due(rule, rank=rank)(_happen)
            schedule(moment, rule, moment.now + timedelta(hours=1), rule)
    market.advance(hours=1)
    for rule in ("b-later", "a-sooner"):
        agenda.rules.pop(rule)
    assert [event["data"]["sku"] for event in market.events()] == ["a-sooner", "b-later"]


def _happen(moment: Moment, subject: str) -> None:
    record(moment, EventKind.STOCK_CHANGED, sku=subject, was=0, now=0)


@pytest.fixture
def failing() -> Iterator[str]:
    """A rule that plans and records something, and then fails."""

    @when_due("fails", rank=900)
    def fail(moment: Moment, subject: str) -> None:
        _happen(moment, subject)
        schedule(moment, "goes-well", moment.now, "planned by what failed")
        agenda.withdraw(moment, "other", ["goes-well"])
        raise ValueError("the shelf is empty")

    when_due("goes-well", rank=901)(_happen)
    yield "fails"
    for name in ("fails", "goes-well"):
        agenda.rules.pop(name)


def test_a_thing_that_fails_is_parked_and_leaves_no_trace(market: Market, failing: str) -> None:
    order = market.place()
    with holding(market.home, market.name) as moment:
        schedule(moment, failing, moment.now + timedelta(minutes=10), "subject")
        schedule(moment, "goes-well", moment.now + timedelta(minutes=10), "other")
    market.advance(hours=1)
    assert market.sql("SELECT rule, parked FROM agenda WHERE parked IS NOT NULL") == [
        (failing, "ValueError: the shelf is empty")
    ]
    assert market.order(order)["status"] == "Unshipped"
    assert [one["data"]["sku"] for one in market.events() if one["kind"] == "stock-changed"] == ["other"]
    assert [line.split(":")[0] for line in market.audit() if "agenda" in line] == ["agenda-parked"]


def test_a_parked_thing_is_not_tried_again(market: Market, failing: str) -> None:
    with holding(market.home, market.name) as moment:
        schedule(moment, failing, moment.now, "subject")
    market.advance(hours=1)
    assert market.advance(days=1).total == 0
    assert market.next().total == 0


def test_leaving_a_state_withdraws_what_it_had_planned(market: Market) -> None:
    pending, open_ = market.place(), market.place(released=True)
    assert [rule for rule, _ in market.agenda(pending)] == ["payment-hold"]
    assert {rule for rule, _ in market.agenda(open_)} == {"ship-reminders", "auto-cancel-grace"}
    market.act("buyer-cancel", pending)
    market.act("confirm-shipment", open_, carrier="X", tracking="1")
    assert {rule for rule, _ in market.agenda()} == {"feedback-reminder"}


def test_what_is_planned_keeps_its_due_time_when_the_rule_changes(market: Market) -> None:
    from simulator.policy import overridden

    order = market.place()
    with overridden({"payment-hold": 90}):
        market.advance(minutes=30)
        assert market.order(order)["status"] == "Unshipped"


def test_moving_by_nothing_changes_nothing(market: Market) -> None:
    busy(market)
    before = market.hash()
    assert market.advance(seconds=0).total == 0
    assert market.hash() == before
