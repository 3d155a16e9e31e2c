"""All rules side by side: the usual value once, and each store or period that differs.

Feeds the rule book's pages, its API and the command line. Must not know any of them.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import cache

from simulator.policy.book import BEGINNING, Policy, boundaries, in_language, policy_for
from simulator.policy.rule import Rule, Variant
from simulator.policy.stores import store, stores
from simulator.policy.wording import ENGLISH, Say

# The store whose latest rules are shown as the usual ones.
USUAL_STORE = "US"

_Difference = dict[tuple[str, date | None, date | None], Variant]


@cache
def all_rules(date_set: str = "announced", say: Say = ENGLISH) -> tuple[Rule, ...]:
    """List every rule once, as it stands today in the usual store, with its variants."""
    histories = {one.code: tuple(in_language(of, say) for of in history(one.code, date_set)) for one in stores()}
    usual = histories[USUAL_STORE][-1]
    return tuple(_compared(rule, histories) for rule in usual.rules.values())


def history(code: str, date_set: str = "announced") -> tuple[Policy, ...]:
    """Return a store's policies, oldest period first."""
    return tuple(policy_for(code, start, date_set) for start in (BEGINNING, *boundaries(code, date_set)))


def _compared(rule: Rule, histories: dict[str, tuple[Policy, ...]]) -> Rule:
    found: _Difference = {}
    holds: list[str] = []
    for code, policies in histories.items():
        for own, until in _stretches(rule.id, policies):
            if own.sentence == rule.sentence and own.raw == rule.raw:
                holds += [code] if until is None else []
                continue
            begun, ended = _local_day(own.effective_from, code), _local_day(until, code)
            key = (repr(own.raw) + own.sentence, begun, ended)
            before = found[key].marketplaces if key in found else ()
            found[key] = Variant((*before, code), own.value, own.sentence, begun, ended)
    return replace(rule, marketplaces=tuple(holds), variants=tuple(found.values()))


def _local_day(at: datetime | None, code: str) -> date | None:
    return None if at is None else at.astimezone(store(code).zone).date()


def _stretches(rule_id: str, policies: tuple[Policy, ...]) -> list[tuple[Rule, datetime | None]]:
    """Return the values a rule had one after another, each with the instant the next one began."""
    values: list[Rule] = []
    for policy in policies:
        own = policy.rules[rule_id]
        if not values or own.effective_from != values[-1].effective_from:
            values.append(own)
    ends = [own.effective_from for own in values[1:]]
    return list(zip(values, [*ends, None], strict=True))
