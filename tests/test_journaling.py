"""Going back in time: checkpoints, replay, and ways that were left."""

from datetime import timedelta

import pytest

from simulator import acting, journaling, states
from simulator.errors import BadInput
from simulator.home import Home
from tests.builders import Market


def a_story(market: Market) -> list[tuple[int, str]]:
    """Act out a day with an order in every quarter of an hour; return (last event, hash) after each step."""
    seen = []
    for step in range(60):
        order = market.place(released=step % 3 == 0)
        if step % 4 == 1:
            market.act("buyer-cancel", order)
        if step % 5 == 0:
            market.set(seller={"handling_days": step % 4})
        seen.append((market.events()[-1]["seq"], market.hash()))
        market.advance(minutes=15)
    return seen


def test_going_back_to_an_event_gives_the_world_as_it_was_then(market: Market) -> None:
    seen = a_story(market)
    assert market.home.checkpoints(market.name)
    for event, then in reversed(seen[::12]):
        journaling.rewind(market.home, market.name, to_event=event)
        assert market.hash() == then


def test_going_back_to_an_instant_gives_the_world_as_it_was_then(market: Market) -> None:
    order = market.place()
    market.advance(minutes=29, seconds=59)
    at, then = market.now, market.hash()
    market.advance(seconds=1)
    market.act("request-cancellation", order, reason="found_cheaper")
    market.advance(days=9)
    journaling.rewind(market.home, market.name, to=at)
    assert (market.now, market.hash(), market.order(order)["status"]) == (at, then, "Pending")


def test_going_back_to_what_happened_by_itself_stops_there(market: Market) -> None:
    order = market.place()
    market.advance(days=20)
    verified = next(one for one in market.events(order) if one["kind"] == "payment-verified")
    journaling.rewind(market.home, market.name, to_event=verified["seq"])
    assert market.order(order)["status"] == "Unshipped"
    assert market.events()[-1]["seq"] == verified["seq"]


def test_a_branch_from_the_past_leaves_the_present_alone(market: Market) -> None:
    order = market.place(released=True)
    market.act("seller-cancel", order, reason="NoInventory")
    present = market.hash()
    journaling.fork_past(market.home, market.name, "better", to_event=market.events(order)[0]["seq"])
    other = Market(market.home, "better")
    other.act("confirm-shipment", order, carrier="Harrow Parcel", tracking="HP1")
    assert (other.order(order)["status"], market.hash()) == ("Shipped", present)


def test_a_fork_goes_back_to_before_it_began(market: Market) -> None:
    seen = a_story(market)
    market.fork("later")
    journaling.fork_past(market.home, "later", "earlier", to_event=seen[50][0])
    market.reset()
    market.place(released=True)
    for world, back in (("later", 59), ("later", 30), ("earlier", 49), ("earlier", 10), ("later", 0)):
        event, then = seen[back]
        journaling.rewind(market.home, world, to_event=event)
        assert Market(market.home, world).hash() == then


def test_checkpoints_of_a_way_that_was_left_are_not_used(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "CHECKPOINT_EVERY", 2)
    for _ in range(3):
        market.place()
    market.snapshot("long")
    market.restore("long")
    journaling.rewind(market.home, market.name, to_event=1)
    market.act("buyer-cancel", market.events()[0]["order_id"])
    market.set(seller={"handling_days": 3})
    market.restore("long")
    market.advance(minutes=1)
    third = [one["seq"] for one in market.events() if one["kind"] == "order-placed"][2]
    journaling.rewind(market.home, market.name, to_event=third)
    assert market.kinds().count("order-placed") == 3


def test_a_world_can_act_on_after_going_back(market: Market) -> None:
    market.place()
    market.advance(hours=1)
    journaling.rewind(market.home, market.name, to_event=1)
    order = market.place()
    market.advance(hours=2)
    now, then = market.now, market.hash()
    market.advance(days=1)
    journaling.rewind(market.home, market.name, to=now)
    assert (market.hash(), market.order(order)["status"]) == (then, "Unshipped")


def test_a_past_that_never_was_is_refused_in_words(market: Market) -> None:
    market.place()
    with pytest.raises(BadInput, match="no event 99"):
        journaling.rewind(market.home, market.name, to_event=99)


def test_going_back_needs_one_place_to_go_to(market: Market) -> None:
    market.place()
    with pytest.raises(BadInput, match="event or an instant"):
        journaling.rewind(market.home, market.name)
    with pytest.raises(BadInput, match="event or an instant"):
        journaling.rewind(market.home, market.name, to_event=1, to=market.now)


@pytest.mark.parametrize("days", [-1, 1], ids=["before it began", "in the future"])
def test_an_instant_outside_the_past_is_refused_in_words(market: Market, days: int) -> None:
    present = market.hash()
    with pytest.raises(BadInput, match="past"):
        journaling.rewind(market.home, market.name, to=market.now + timedelta(days=days))
    assert market.hash() == present


def test_only_every_tenth_old_checkpoint_is_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    market = Market.new(home)
    monkeypatch.setattr(acting, "CHECKPOINT_EVERY", 1)
    monkeypatch.setattr(acting, "NEAR", 10)
    for _ in range(25):
        market.place()
    kept = [int(one.stem) for one in home.checkpoints(market.name)]
    assert kept == [10, *range(16, 26)]


def test_of_a_large_world_only_every_tenth_checkpoint_is_made(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    market = Market.new(home)
    monkeypatch.setattr(acting, "CHECKPOINT_EVERY", 1)
    monkeypatch.setattr(acting, "NEAR", 10)
    monkeypatch.setattr(states, "SMALL", 0)
    made = []
    for _ in range(25):
        market.place()
        made.append([int(one.stem) for one in home.checkpoints(market.name)])
    assert made[8] == [1]
    assert made[9] == [1, 10]
    assert made[24] == [10, 20]
