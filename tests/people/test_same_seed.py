"""The same seed gives the same life, whatever the steps; a person taken over changes only what follows from it."""

from datetime import timedelta

import pytest

from simulator.home import Home
from tests.builders import Market
from tests.people.conftest import dials, everybody

LIFE = (
    "SELECT number, buyer_id, placed_at, total, status, handed_at, confirmed_at, delivered_at, canceled_at FROM orders"
)


def test_a_life_is_the_same_whatever_the_steps(town: Market) -> None:
    by_step, at_once = town.fork("by-step"), town.fork("at-once")
    at_once.advance(days=2)
    for minutes in (1, 59, 600, 7, 773, 1440):
        by_step.advance(minutes=minutes)
    assert by_step.now == at_once.now == town.now + timedelta(days=2)
    assert by_step.hash() == at_once.hash()


def test_a_life_can_be_lived_again_from_its_journal(town: Market) -> None:
    from simulator.journaling import rewind

    town.advance(hours=5)
    dials(town, volume=200, cancel_mix=30)
    town.advance(hours=3)
    told, then = town.hash(), town.now
    town.advance(hours=9)
    rewind(town.home, town.name, to=then)
    assert town.hash() == told


def test_other_seeds_live_other_lives(home: Home) -> None:
    lives = []
    for seed in (1, 2):
        market = Market.new(home, f"seed-{seed}", seed=seed)
        everybody(market, volume=100)
        market.advance(hours=12)
        lives.append(market.sql("SELECT placed_at FROM orders ORDER BY 1"))
    assert lives[0] != lives[1]


def test_taking_one_buyer_over_changes_only_that_buyers_life(town: Market) -> None:
    town.act("switch-person", person_id=town.seller_id, played_by="simulation")
    regular = town.sql("SELECT id FROM buyers WHERE number = 3")[0][0]
    played = town.fork("played")
    played.act("switch-person", person_id=regular, played_by="person")
    for world in (town, played):
        world.advance(days=2)
    lived, without = set(town.sql(LIFE)), set(played.sql(LIFE))
    lost = {row for row in lived - without if row[1] != regular}
    assert lost == set()
    # Somebody else comes by instead, so that the shop is as busy.
    assert len(lived) == len(without)
    assert len(lived - without) > 0


@pytest.mark.slow
def test_a_month_is_the_same_whatever_the_steps(town: Market) -> None:
    by_step, at_once = town.fork("by-step"), town.fork("at-once")
    at_once.advance(days=30)
    for _ in range(30 * 8):
        by_step.advance(hours=3)
    assert by_step.hash() == at_once.hash()
