"""The registry of proofs: for each rule of the book a short story that fails when the rule's value is changed.

A proof is a function of a fresh market whose name states the fact. `changed` is another value in the pack's own unit;
with it in force the proof must fail, which shows that the product reads the rule and that the proof looks at it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.builders import Market

Story = Callable[[Market], None]


@dataclass(frozen=True)
class Proof:
    """A rule, the story that shows it, and a value under which the story must come out differently."""

    rule: str
    story: Story
    changed: Any
    store: str = "US"


PROOFS: list[Proof] = []


def proves(rule: str, changed: Any, store: str = "US") -> Callable[[Story], Story]:
    """Register a story as the proof of a rule."""

    def register(story: Story) -> Story:
        PROOFS.append(Proof(rule, story, changed, store))
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


def status(market: Market, order: str) -> str:
    """Read an order's status."""
    return str(market.order(order)["status"])


def two_items(market: Market) -> list[dict[str, Any]]:
    """Name two offers, for an order of two lines."""
    return [{"sku": sku} for sku in market.skus[:2]]
