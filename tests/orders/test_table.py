"""The table of transitions: every state can be reached, nothing leads out of the final ones, refusals have a rule."""

from collections.abc import Iterator

import pytest

from simulator.deeds import deeds
from simulator.errors import Refusal
from simulator.orders.notices import NOTICES
from simulator.orders.statuses import FINAL, Channel, OrderStatus
from simulator.orders.transitions import FIRST, ROWS, TABLE, Transition
from simulator.policy import policy_for
from tests.builders import Market

CHANNELS = list(Channel)


def targets(row: Transition) -> frozenset[OrderStatus]:
    """Every state a row may lead to; none for rows that leave the status alone."""
    if row.targets:
        return row.targets
    return frozenset({row.target}) if isinstance(row.target, OrderStatus) else frozenset()


def reachable(channel: Channel) -> set[OrderStatus]:
    """Every state an order of this channel can come to."""
    there = set(FIRST[channel])
    while True:
        more = {
            state
            for row in ROWS
            if channel in row.channels and row.sources & there
            for state in targets(row)
            if state not in there
        }
        if not more:
            return there
        there |= more


def edges() -> Iterator[tuple[Channel, OrderStatus, OrderStatus]]:
    for row in ROWS:
        for channel in row.channels:
            yield from ((channel, source, state) for source in row.sources for state in targets(row))


def test_every_state_can_be_reached() -> None:
    assert set().union(*(reachable(channel) for channel in CHANNELS)) == set(OrderStatus)


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_a_row_of_a_channel_starts_from_a_state_the_channel_can_be_in(channel: Channel) -> None:
    stranded = [row.name for row in ROWS if channel in row.channels and not row.sources & reachable(channel)]
    assert stranded == []


def test_no_row_leads_out_of_a_final_state() -> None:
    assert [(source, state) for _, source, state in edges() if source in FINAL and state != source] == []


@pytest.mark.parametrize(
    ("source", "target"),
    [("Pending", "Shipped"), ("Shipped", "Canceled"), ("PartiallyShipped", "Canceled"), ("Canceled", "Unshipped")],
)
def test_what_the_guides_call_impossible_is_not_in_the_table(source: str, target: str) -> None:
    assert [(one, other) for _, one, other in edges() if (one, other) == (source, target)] == []


def test_names_of_rows_are_unique() -> None:
    assert len(TABLE) == len(ROWS)


def test_a_notice_belongs_to_a_row_or_to_a_reminder() -> None:
    reminders = {"place", "remind", "warn-of-auto-cancel", "return-needs-answer", "remind-of-feedback"}
    assert set(NOTICES) - set(TABLE) <= reminders


def orders_everywhere(market: Market) -> list[str]:
    """An order in each of a seller-fulfilled order's states."""
    pair = [{"sku": market.skus[0]}, {"sku": market.skus[1]}]
    canceled, shipped, split, open_ = (market.place(released=True, items=pair) for _ in range(4))
    market.act("seller-cancel", canceled, reason="NoInventory")
    market.act("confirm-shipment", shipped, carrier="X", tracking="1")
    first = market.order(split)["items"][0]["order_item_id"]
    market.act("confirm-shipment", split, carrier="X", tracking="1", items=[{"order_item_id": first}])
    return [canceled, shipped, split, open_, market.place(), market.place(channel="AFN")]


ARGUMENTS: dict[str, dict[str, object]] = {
    "request-cancellation": {"reason": "other"},
    "seller-cancel": {"reason": "NoInventory"},
    "confirm-shipment": {"carrier": "X", "tracking": "1"},
    "edit-shipment": {"carrier": "X", "tracking": "2"},
    "refund": {"reason": "CustomerReturn", "amount": "0.01"},
    "request-return": {"reason": "No longer needed"},
    "claim": {"ground": "not_received"},
    "answer-claim": {"text": "It was sent."},
    "appeal-claim": {"text": "It was sent."},
    "feedback": {"rating": 5},
}


@pytest.mark.parametrize("name", sorted(set(TABLE) & set(deeds)) or sorted(TABLE))
def test_a_refused_deed_names_a_rule_of_the_book_and_leaves_the_world_as_it_was(name: str, market: Market) -> None:
    refused = 0
    for order in orders_everywhere(market):
        before, accepted = market.hash(), name in market.order(order)["allowed"]
        if accepted:
            continue
        refusal = market.refused(name, order, **ARGUMENTS.get(name, {}))
        assert policy_for("US", market.now).rule(refusal.rule).id == refusal.rule
        assert refusal.message.endswith((".", "."))
        assert market.hash() == before
        refused += 1
    assert refused > 0


def test_what_is_listed_as_allowed_is_accepted(market: Market) -> None:
    for order in orders_everywhere(market):
        for name in set(market.order(order)["allowed"]) & set(ARGUMENTS) - {"claim"}:
            world = market.fork(f"{name}-{order[-7:]}")
            assert world.act(name, order, **ARGUMENTS[name])["order_id"] == order


def test_a_stale_page_does_nothing(market: Market) -> None:
    from simulator.acting import act

    order = market.place(released=True)
    seen = market.order(order)["version"]
    market.act("buy-label", order)
    before = market.hash()
    with pytest.raises(Refusal) as told:
        act(market.home, market.name, "void-label", order_id=order, version=seen)
    assert told.value.rule == "stale-page"
    assert market.hash() == before
