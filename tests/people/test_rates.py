"""What is measured is what was asked: numbers within three standard deviations, profiles by chi-square."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt

import pytest

from simulator.home import Home
from simulator.people import chance
from simulator.people.arriving import visits_in
from simulator.people.figures import figures
from simulator.policy import store
from tests.builders import Market
from tests.people.conftest import dials, everybody

START = datetime(2026, 3, 2, tzinfo=UTC)
WEEKS, VOLUME = 12, 300
# The chi-square statistic that chance passes once in a thousand, by degrees of freedom.
CRITICAL = {6: 22.458, 23: 49.728}


def hours_of(code: str, weeks: int) -> list[datetime]:
    """Give the beginnings of a store's local hours."""
    first = START - timedelta(minutes=START.astimezone(store(code).zone).minute)
    return [first + timedelta(hours=n) for n in range(weeks * 7 * 24)]


@pytest.mark.parametrize("code", ["US", "IN", "DE"])
def test_orders_follow_the_profiles_of_hour_and_weekday(code: str) -> None:
    came = [at for hour in hours_of(code, WEEKS) for at in visits_in(7, code, hour, VOLUME)]
    local = [at.astimezone(store(code).zone) for at in came]
    profile = figures("profile")
    assert chi_square(Counter(at.hour for at in local), profile["hours"]) < CRITICAL[23]
    assert chi_square(Counter(at.weekday() for at in local), profile["weekdays"]) < CRITICAL[6]
    assert is_near(len(came), WEEKS * 7 * VOLUME, sqrt(WEEKS * 7 * VOLUME))


def chi_square(seen: Counter[int], weights: list[int]) -> float:
    """Measure how far counts are from shares."""
    total, parts = sum(seen.values()), sum(weights)
    expected = [total * weight / parts for weight in weights]
    return sum((seen[n] - one) ** 2 / one for n, one in enumerate(expected))


def is_near(seen: float, asked: float, deviation: float) -> bool:
    return abs(seen - asked) <= 3 * deviation


def test_counts_scatter_as_arrivals_do() -> None:
    counts = [chance.poisson(3, "visits", n, "count", Decimal(4)) for n in range(4000)]
    mean = sum(counts) / len(counts)
    spread = sum((one - mean) ** 2 for one in counts) / len(counts)
    assert is_near(mean, 4, sqrt(4 / 4000))
    assert is_near(spread, 4, sqrt((4 + 2 * 16) / 4000))
    assert chance.poisson(3, "visits", 0, "count", Decimal(0)) == 0


def test_a_curve_gives_each_stretch_its_share() -> None:
    curve = [[0, 0], [250, 10], [500, 100], [1000, 200]]
    drawn = [chance.along(3, "people", n, "delay", curve, scale=60) for n in range(8000)]
    for share, below in ((0.25, 600), (0.5, 6000)):
        assert is_near(sum(one < below for one in drawn), 8000 * share, sqrt(8000 * share * (1 - share)))
    assert 0 <= min(drawn) <= max(drawn) < 200 * 60


def test_wishes_to_cancel_come_as_often_as_the_dial_says(market: Market) -> None:
    everybody(market, volume=300, cancel_mix=40)
    # Nobody packs, so that every wish finds its order unshipped.
    market.act("switch-person", person_id=market.seller_id, played_by="person")
    market.advance(days=2)
    check_wishes(market, share=0.40)


@pytest.mark.slow
def test_a_month_of_the_demo_measures_what_was_asked(home: Home) -> None:
    town = Market.new(home, "town", template="demo")
    everybody(town, quality=75)
    since = town.now
    town.advance(days=30)
    (orders,) = town.sql("SELECT count(*) FROM orders WHERE placed_at > ?", since.timestamp())[0]
    assert is_near(orders, 30 * 24, sqrt(30 * 24))
    check_lateness(town, since, share=0.07)
    assert town.audit() == []
    assert [row for row in town.sql("SELECT rule, parked FROM agenda") if row[1]] == []


def test_a_week_of_the_demo_is_lawful_and_its_parcels_are_as_late_as_asked(home: Home) -> None:
    town = Market.new(home, "town", template="demo")
    everybody(town, quality=100, lateness=40, volume=50)
    since = town.now
    town.advance(days=4)
    dials(town, volume=0)
    town.advance(days=18)
    check_lateness(town, since, share=0.40)
    assert town.audit() == []


def check_wishes(market: Market, share: float) -> None:
    """Compare the wishes of seller-fulfilled orders with what was asked, way by way; only those old enough."""
    old = "channel = 'MFN' AND payment = 'ok' AND placed_at < (SELECT now - 5 * 3600 FROM world)"
    (orders,) = market.sql(f"SELECT count(*) FROM orders WHERE {old}")[0]
    (alone,) = market.sql(f"SELECT count(*) FROM orders WHERE {old} AND canceled_by = 'BUYER'")[0]
    ways = figures("wish")["ways"]
    asked = share * ways["alone"] / sum(ways.values())
    assert orders > 300
    assert is_near(alone, orders * asked, sqrt(orders * asked * (1 - asked)))


def check_lateness(market: Market, since: datetime, share: float) -> None:
    """Compare parcels after the promised date with what was asked, of those that left in time."""
    left = f"channel = 'MFN' AND delivered_at IS NOT NULL AND placed_at > {int(since.timestamp())}"
    in_time = f"{left} AND handed_at < deliver_by - 86400 AND deliver_by < (SELECT now - 10 * 86400 FROM world)"
    (parcels,) = market.sql(f"SELECT count(*) FROM orders WHERE {in_time}")[0]
    (late,) = market.sql(f"SELECT count(*) FROM orders WHERE {in_time} AND delivered_at > deliver_by")[0]
    assert parcels > 80
    assert is_near(late, parcels * share, sqrt(parcels * share * (1 - share)))
