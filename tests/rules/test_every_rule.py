"""Every rule of the book is shown by a story, and the story fails when the rule's value is changed."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.policy import all_rules, overridden
from tests.builders import Market
from tests.rules.covering import FILE, load_proofs, told
from tests.rules.proofs import PROOFS, READ, Proof
from tests.rules.refusals import refused_in_the_source

load_proofs()

# A story fails by its own assertion, by a deed that is refused, by what is missing then, by a second row where the
# tables have room for one, or by pytest's own word.
STORY_FAILS = (AssertionError, MarketplaceError, LookupError, TypeError, IntegrityError, pytest.fail.Exception)
NAMED = [pytest.param(proof, id=f"{proof.rule}: {proof.story.__name__}") for proof in PROOFS]
REFUSED = refused_in_the_source()


@dataclass
class Watched(Market):
    """A market that remembers whether rows were planted in it past the rules."""

    planted: bool = False

    def sql(self, statement: str, *values: Any) -> list[Any]:
        self.planted = self.planted or not statement.startswith(("SELECT", "PRAGMA"))
        return super().sql(statement, *values)


@pytest.mark.parametrize("proof", NAMED)
def test_rule_is_followed_and_its_value_matters(proof: Proof, home: Home) -> None:
    READ.clear()
    market = Watched(Market.new(home, "as-it-is", store=proof.store).home, "as-it-is")
    proof.story(market)
    if not market.planted:
        assert market.audit() == []
    changed = Fraction(proof.changed) if _is_share(proof.rule) else proof.changed
    with overridden({proof.rule: changed}):
        otherwise = Market.new(home, "changed", store=proof.store)
        with pytest.raises(STORY_FAILS):
            proof.story(otherwise)
    if proof.refuses and proof.rule in REFUSED:
        # A rule that allows something in every store refuses it only where its value is another.
        assert proof.rule in refused_there(market) | refused_there(otherwise)


def test_every_rule_of_the_book_has_a_proof() -> None:
    assert sorted({rule.id for rule in all_rules()} - {proof.rule for proof in PROOFS}) == []


def test_the_rule_book_names_the_proofs_of_today() -> None:
    assert FILE.read_text("utf-8") == told(), "Run `python -m tests.rules.covering`."


def test_stories_have_names_of_their_own() -> None:
    names = [(proof.story.__name__, proof.story.__module__) for proof in PROOFS]
    assert len({name for name, _file in names}) == len(set(names))


def test_every_refusal_in_the_source_is_a_rule_with_a_sentence() -> None:
    assert sorted(REFUSED - {rule.id for rule in all_rules() if rule.refusal}) == []


def test_every_sentence_of_a_refusal_is_said_somewhere() -> None:
    assert sorted({rule.id for rule in all_rules() if rule.refusal} - REFUSED) == []


def test_every_refusal_is_met_by_a_story() -> None:
    assert sorted(REFUSED - {proof.rule for proof in PROOFS if proof.refuses}) == []


def refused_there(market: Market) -> set[str]:
    """Return the rules by which the market refused something, or whose sentence a story has read."""
    return READ | {rule for (rule,) in market.sql("SELECT rule FROM refused_attempts")}


def _is_share(rule_id: str) -> bool:
    return next(rule.unit for rule in all_rules() if rule.id == rule_id) == "fraction"
