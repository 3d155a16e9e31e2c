"""Quiz cards: one fact each, for the spaced return of rules. Data: `seeds/lessons/cards.yaml`."""

from collections.abc import Sequence
from functools import cache

from pydantic import Field

from simulator.draws import draw
from simulator.training.course import OURS
from simulator.training.lesson import Name, Part, Question, RuleId

HAND = 3


class Card(Question):
    """A question about one rule; `covers` as in lessons."""

    id: Name
    rule: RuleId
    covers: list[str] = Field(default_factory=list)


class Deck(Part):
    """All cards."""

    cards: list[Card]


@cache
def cards() -> tuple[Card, ...]:
    """Return every card, in the order of the file."""
    from simulator.training.reading import read_model

    return tuple(read_model(OURS / "cards.yaml", Deck).cards)


def card(name: str) -> Card | None:
    """Return a card by its id."""
    return next((one for one in cards() if one.id == name), None)


def hand(due: Sequence[str], key: str) -> list[Card]:
    """Return three cards: of the rules that are due, in their order, filled up with others that `key` shuffles."""
    shuffled = sorted(cards(), key=lambda one: draw(0, "card", one.id, key))
    first = [next((one for one in shuffled if one.rule == rule), None) for rule in due]
    chosen = [one for one in first if one is not None]
    chosen += [one for one in shuffled if one not in chosen and one.rule not in due]
    return chosen[:HAND]
