"""Two processes, one order: a buyer's cancel against a seller's confirmation. Exactly one wins, whoever comes first.

Both processes wait at a barrier before each round, so that they meet. The long run: `make test-all ARGS=tests/faults`.
"""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from simulator.acting import act
from simulator.errors import Refusal
from simulator.home import Home
from tests.builders import Market

DEEDS: dict[str, dict[str, Any]] = {
    "buyer-cancel": {},
    "confirm-shipment": {"carrier": "Harrow Parcel", "tracking": "T1"},
}
# Whoever loses is told why, by the rule that the winner's deed brought into force.
LOSES_BY = {"buyer-cancel": "request-before-shipment", "confirm-shipment": "canceled-is-final"}
PATIENCE = 60


def race(path: Path, deed: str, orders: list[str], barrier: Any, told: Any) -> None:
    """Do the same deed to one order after another; report for each the event or the refusing rule."""
    home, outcomes = Home.at(path), []
    for order in orders:
        barrier.wait(PATIENCE)
        try:
            outcomes.append(act(home, "market", deed, order_id=order, args=DEEDS[deed]).event["kind"])
        except Refusal as refusal:
            outcomes.append(refusal.rule)
    told.put((deed, outcomes))


def run_races(market: Market, rounds: int) -> dict[str, list[str]]:
    """Let two processes race for many orders, and return what each was told."""
    processes = multiprocessing.get_context("spawn")
    orders = [market.place(released=True) for _ in range(rounds)]
    barrier, told = processes.Barrier(2), processes.Queue()
    racers = [
        processes.Process(target=race, args=(market.home.path, deed, orders, barrier, told), daemon=True)
        for deed in DEEDS
    ]
    for racer in racers:
        racer.start()
    outcomes = dict(told.get(timeout=PATIENCE * 10) for _ in racers)
    for racer in racers:
        racer.join(PATIENCE)
    return outcomes


def assert_one_winner_each(market: Market, outcomes: dict[str, list[str]]) -> None:
    won = {"buyer-cancel": "order-canceled", "confirm-shipment": "shipment-confirmed"}
    for canceled, confirmed in zip(outcomes["buyer-cancel"], outcomes["confirm-shipment"], strict=True):
        winners = [canceled == won["buyer-cancel"], confirmed == won["confirm-shipment"]]
        assert sorted(winners) == [False, True]
        assert canceled in (won["buyer-cancel"], LOSES_BY["buyer-cancel"])
        assert confirmed in (won["confirm-shipment"], LOSES_BY["confirm-shipment"])
    statuses = [status for (status,) in market.sql("SELECT status FROM orders")]
    assert statuses.count("Canceled") == outcomes["buyer-cancel"].count("order-canceled")
    assert statuses.count("Shipped") == outcomes["confirm-shipment"].count("shipment-confirmed")
    assert market.audit() == []


def test_of_a_cancel_and_a_confirmation_that_race_exactly_one_wins(market: Market) -> None:
    outcomes = run_races(market, 100)
    assert_one_winner_each(market, outcomes)
    assert len(market.sql("SELECT 1 FROM refused_attempts")) == 100


@pytest.mark.slow
def test_a_thousand_races_have_a_thousand_winners(market: Market) -> None:
    assert_one_winner_each(market, run_races(market, 1_000))
