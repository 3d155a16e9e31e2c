"""The registry of proofs: for each rule of the book a short story that fails when the rule's value is changed.

A proof is a function of a fresh market whose name states the fact. `changed` is another value in the pack's own unit;
with it in force the proof must fail, which shows that the product reads the rule and that the proof looks at it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from simulator.errors import BadInput
from tests.builders import Market

Story = Callable[[Market], None]


@dataclass(frozen=True)
class Proof:
    """A rule, the story that shows it, and a value under which the story must come out differently."""

    rule: str
    story: Story
    changed: Any
    store: str = "US"
    # Whether the story meets the rule's refusal, where it has one; another story of the rule must, if this does not.
    refuses: bool = True


PROOFS: list[Proof] = []

# Refusals a story has read as the sentence beside a field, where no refused attempt is kept.
READ: set[str] = set()


def proves(rule: str, changed: Any, store: str = "US", *, refuses: bool = True) -> Callable[[Story], Story]:
    """Register a story as the proof of a rule."""

    def register(story: Story) -> Story:
        PROOFS.append(Proof(rule, story, changed, store, refuses))
        return story

    return register


def unshipped(market: Market, **args: Any) -> str:
    """Place an order whose payment is verified at once and let the self-cancel window pass."""
    order = market.place(released=True, **args)
    market.advance(minutes=30)
    return order


def sent(market: Market, **args: Any) -> str:
    """Place an order and confirm its shipment."""
    order = unshipped(market, **args)
    market.act("confirm-shipment", order, carrier="Northline Post", tracking="NP1")
    return order


def arrived(market: Market) -> str:
    """Place an order, hand it over, confirm and deliver it."""
    order = unshipped(market)
    market.act("hand-to-carrier", order)
    market.act("confirm-shipment", order, carrier="Northline Post", tracking="NP1")
    market.act("deliver", order)
    return order


def requested(market: Market) -> str:
    """Place an order and let its buyer ask officially to cancel it."""
    order = unshipped(market)
    market.act("request-cancellation", order, reason="found_cheaper")
    return order


def counts(market: Market, order: str) -> bool:
    """Say whether an order's cancellation counts."""
    return bool(market.order(order)["cancellation"]["counts_against_seller"])


def refused_by(market: Market, rule: str, deed: str, order: str | None = None, /, **args: Any) -> None:
    """Check that a deed is refused, by this rule."""
    assert market.refused(deed, order, **args).rule == rule


def said_by(market: Market, rule: str, deed: str, order: str | None = None, /, **args: Any) -> None:
    """Check that the input of a deed is not taken, with the sentence of this rule beside its field."""
    with pytest.raises(BadInput) as told:
        market.act(deed, order, **args)
    with market.reading() as moment:
        assert told.value.message == moment.policy(moment.world.marketplace).refuse(rule).message
    READ.add(rule)


def not_known(market: Market, deed: str, order: str | None = None, /, **args: Any) -> None:
    """Check that a deed is not done because a table of the rule book has no such row."""
    before = market.hash()
    with pytest.raises(BadInput):
        market.act(deed, order, **args)
    assert market.hash() == before


def writes(market: Market, order: str, body: str, kind: str = "other", **args: Any) -> dict[str, Any]:
    """Let the seller write to the buyer; return what the log says of it."""
    return dict(market.act("message", order, body=body, kind=kind, **{"from": "seller"}, **args)["data"])


def asks(market: Market, order: str, body: str = "When will it arrive?", **args: Any) -> dict[str, Any]:
    """Let the buyer write to the seller; return what the log says of it."""
    return dict(market.act("message", order, body=body, **{"from": "buyer"}, **args)["data"])


def status(market: Market, order: str) -> str:
    """Read an order's status."""
    return str(market.order(order)["status"])


def two_items(market: Market) -> list[dict[str, Any]]:
    """Name two offers, for an order of two lines."""
    return [{"sku": sku} for sku in market.skus[:2]]
