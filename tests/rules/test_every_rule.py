"""Every rule of the book is shown by a story, and the story fails when the rule's value is changed."""

import importlib
from fractions import Fraction
from pathlib import Path

import pytest

from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.policy import all_rules, overridden
from tests.builders import Market
from tests.rules.proofs import PROOFS, Proof

for file in sorted(Path(__file__).parent.glob("proofs_*.py")):
    importlib.import_module(f"tests.rules.{file.stem}")

# A story fails by its own assertion, by a deed that is refused, by what is missing then, or by pytest's own word.
STORY_FAILS = (AssertionError, MarketplaceError, LookupError, TypeError, pytest.fail.Exception)
NAMED = [pytest.param(proof, id=f"{proof.rule}: {proof.story.__name__}") for proof in PROOFS]


@pytest.mark.parametrize("proof", NAMED)
def test_rule_is_followed_and_its_value_matters(proof: Proof, home: Home) -> None:
    proof.story(Market.new(home, "as-it-is", store=proof.store))
    changed = Fraction(proof.changed) if _is_share(proof.rule) else proof.changed
    with overridden({proof.rule: changed}), pytest.raises(STORY_FAILS):
        proof.story(Market.new(home, "changed", store=proof.store))


def test_every_rule_of_the_book_has_a_proof() -> None:
    assert sorted({rule.id for rule in all_rules()} - {proof.rule for proof in PROOFS}) == []


def _is_share(rule_id: str) -> bool:
    return next(rule.unit for rule in all_rules() if rule.id == rule_id) == "fraction"
