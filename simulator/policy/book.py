"""The rule book: which rules hold in which store at which instant, in words and in typed values.

`policy_for(marketplace, now)` is the question everything else asks. It must not know orders, pages or databases.
Rules come from the packs (see packs.py); the typed names are in themes/.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from simulator.errors import NotFound, Refusal
from simulator.policy.packs import DATE_SETS, Entry, entries_for, overlaid
from simulator.policy.rule import Rule
from simulator.policy.stores import Store, store
from simulator.policy.themes import Themes
from simulator.policy.values import PackError, local_midnight, typed
from simulator.policy.wording import ENGLISH, Say, as_adjective, in_words, moment, reworded

# Before and after every date of every pack.
BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

# Where the sentence of a yes-or-no rule says which of the two it is, in every language.
_IT_HOLDS = re.compile(r"\s*[:：]\s*\{value\}")

# Values put in place by overriding.py, for tests only.
overrides: dict[str, Any] = {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Policy(Themes):
    """What one store's rules say during one period; each rule is an attribute, its dashes underscores."""

    store: Store
    date_set: str
    effective_from: datetime | None
    effective_until: datetime | None
    rules: Mapping[str, Rule]
    say: Say = ENGLISH

    def rule(self, rule_id: str) -> Rule:
        """Return one rule with its words."""
        found = self.rules.get(rule_id)
        if found is None:
            raise NotFound(f"There is no rule {rule_id!r}. The rule book is at /rules/.")
        return found

    def refuse(self, rule_id: str, *, until: datetime | None = None, **facts: object) -> Refusal:
        """Make the refusal of this rule: its sentence with the facts filled in, instants in the store's zone."""
        rule = self.rule(rule_id)
        if rule.refusal is None:
            raise PackError(f"Rule {rule_id} has no sentence for a refusal.")
        told = {"until": until, "time": until} | facts
        message = self._filled(rule, rule.refusal, told)
        return Refusal(rule_id, message, until=until, facts=facts, store=self.store.code)

    def _filled(self, rule: Rule, sentence: str, told: Mapping[str, object]) -> str:
        words = {name: self._fact(name, fact) for name, fact in told.items()}
        try:
            return sentence.format(**words)
        except KeyError as gap:
            raise PackError(f"The refusal of {rule.id} needs the fact {gap}.") from gap

    def _fact(self, name: str, fact: object) -> object:
        if isinstance(fact, datetime):
            return moment(fact, self.store)
        return self.say.ugettext(str(fact)) if name in WORDY else fact


# Facts of refusals that are words of the marketplace, not of the world.
WORDY = frozenset({"who"})

# The rules last asked for, by store and set of dates: the next question is mostly about the same period.
latest: dict[tuple[str, str], Policy] = {}


def policy_for(marketplace: str, now: datetime, date_set: str = "announced") -> Policy:
    """Return the rules of a store at an instant; `date_set` chooses between the two sets of dates of 2022."""
    last = latest.get((marketplace, date_set))
    if last is not None and (last.effective_from or BEGINNING) <= now < (last.effective_until or END):
        return last
    code = store(marketplace).code
    found = latest[marketplace, date_set] = period_policy(code, date_set, bisect_right(boundaries(code, date_set), now))
    return found


@cache
def boundaries(code: str, date_set: str) -> tuple[datetime, ...]:
    """Return the instants at which any rule of this store changes."""
    if date_set not in DATE_SETS:
        raise NotFound(f"There is no set of dates {date_set!r}. Choose announced or final.")
    entries = entries_for(code)
    starts = {_start(one, code, date_set) for entry in entries.values() for one in entry.get("dated", ())}
    return tuple(sorted(starts))


def _first_value(entry: Entry, date_set: str) -> Any:
    return entry["final"] if date_set == "final" and "final" in entry else entry["value"]


def _start(dated: Mapping[str, Any], code: str, date_set: str) -> datetime:
    """Return when a dated value begins: local midnight of its date, or of the date another rule gives."""
    day = dated["from"]
    if isinstance(day, str):
        day = overrides.get(day, _first_value(entries_for(code)[day], date_set))
    if not isinstance(day, date):
        raise PackError(f"A dated value of {code} begins on a date, not on {day!r}.")
    return local_midnight(day, store(code).zone)


@cache
def period_policy(code: str, date_set: str, period: int) -> Policy:
    """Build the rules of one store for one stretch between two changes; kept, since they never change."""
    edges = (None, *boundaries(code, date_set), None)
    rules = _rules(code, date_set, edges[period] or BEGINNING, ENGLISH)
    values = _values(rules)
    _check_names(values)
    return Policy(
        store=store(code),
        date_set=date_set,
        effective_from=edges[period],
        effective_until=edges[period + 1],
        rules=rules,
        **values,
    )


@lru_cache(maxsize=128)
def in_language(policy: Policy, say: Say) -> Policy:
    """Return the same rules in the words of another language: titles, sentences, refusals and the rows of tables."""
    rules = _rules(policy.store.code, policy.date_set, policy.effective_from or BEGINNING, say)
    return replace(policy, rules=rules, say=say, **_values(rules))


def _rules(code: str, date_set: str, at: datetime, say: Say) -> Mapping[str, Rule]:
    entries = entries_for(code)
    return MappingProxyType({id_: _rule(id_, entry, code, date_set, at, say) for id_, entry in entries.items()})


def _values(rules: Mapping[str, Rule]) -> dict[str, Any]:
    return {id_.replace("-", "_"): rule.value for id_, rule in rules.items()}


def _check_names(values: Mapping[str, object]) -> None:
    named = {field.name for field in fields(Themes)}
    apart = named ^ values.keys()
    if apart:
        raise PackError(f"Packs and themes disagree about: {', '.join(sorted(apart))}.")


def _rule(rule_id: str, entry: Entry, code: str, date_set: str, at: datetime, say: Say) -> Rule:
    raw, since = _first_value(entry, date_set), None
    for dated in entry.get("dated", ()):
        start = _start(dated, code, date_set)
        if start <= at:
            raw, since = overlaid(raw, dated["value"]), start
    if rule_id in overrides:
        raw = overlaid(raw, overrides[rule_id])
    value = reworded(typed(rule_id, entry["unit"], raw, store(code).zone), say)
    words = _value_words(value, entry["unit"], store(code), say)
    return Rule(
        id=rule_id,
        title=_said(entry, "title", say),
        sentence=_stated(_said(entry, "sentence", say), value).format(**words),
        value=value,
        unit=entry["unit"],
        sources=tuple(entry["sources"]),
        marketplaces=(code,),
        effective_from=since,
        refusal=_with_value(_said(entry, "refusal", say) or None, words),
        label=entry.get("label", "Source"),
        note=_said(entry, "note", say) or None,
        theme=entry["theme"],
        raw=raw,
    )


def _said(entry: Entry, name: str, say: Say) -> str:
    text = entry.get(name)
    return say.ugettext(text) if text else ""


def _stated(sentence: str, value: object) -> str:
    """A rule that holds is stated as it stands; one that does not hold ends with "no"."""
    return _IT_HOLDS.sub("", sentence) if value is True else sentence


class _Gaps(dict[str, str]):
    """Words that are known; gaps for others stay open."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _with_value(sentence: str | None, words: Mapping[str, str]) -> str | None:
    return sentence and sentence.format_map(_Gaps(words))


def _value_words(value: object, unit: str, where: Store, say: Say) -> dict[str, str]:
    # An instant of the rule book is the beginning of a local day, and is read as that day.
    if isinstance(value, datetime):
        value, unit = value.astimezone(where.zone).date(), "dates"
    return {"value": in_words(value, unit, say), "value_adjective": as_adjective(value, unit, say)}
