"""Calls about the rule book, the state hash, and faults on demand."""

from fractions import Fraction
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from simulator.acting import holding, reading
from simulator.console.api.calls import Given, call
from simulator.console.api.paging import Page, a_page, place_after
from simulator.errors import NotFound
from simulator.events import iso
from simulator.hashing import state_hash
from simulator.home import Home
from simulator.policy import Rule, all_rules, source_titles

Rate = Annotated[float, Field(ge=0, le=1, description="A fraction of 1.")]
Milliseconds = Annotated[int, Field(ge=0, le=60_000)]


class MachineFaults(Given):
    """What goes wrong with the marketplace's machine interfaces."""

    latency_ms: Milliseconds | None = None
    throttle: Rate | None = None
    error_rate: Rate | None = None
    usage_plans: Annotated[bool | None, Field(description="Keep to the published usage plans.")] = None
    strict: Annotated[bool | None, Field(description="Lists of orders lag two minutes.")] = None


class JobFaults(Given):
    """What goes wrong with reports or files: they wait in the queue."""

    latency_ms: Annotated[int, Field(ge=0, le=3_600_000)] | None = None


class DeliveryFaults(Given):
    """What goes wrong with something that is delivered."""

    latency_ms: Milliseconds | None = None
    error_rate: Rate | None = None
    duplicate_rate: Rate | None = None


class Faults(Given):
    """Faults of a world; what is left out works."""

    api: MachineFaults | None = None
    reports: JobFaults | None = None
    feeds: JobFaults | None = None
    mail: DeliveryFaults | None = None
    notifications: DeliveryFaults | None = None


@call("GET", "/worlds/{world}/hash", answer="Hash")
def show_hash(home: Home, world: str) -> dict[str, Any]:
    """Return the state hash: equal for equal worlds, whatever the steps that led there."""
    with reading(home, world) as moment:
        return {"hash": state_hash(moment.session)}


@call("GET", "/worlds/{world}/faults", answer="Faults")
def show_faults(home: Home, world: str) -> dict[str, Any]:
    """Tell which faults are switched on."""
    with reading(home, world) as moment:
        return dict(moment.world.faults)


@call("PUT", "/worlds/{world}/faults", body=Faults, answer="Faults")
def change_faults(home: Home, world: str, body: Faults) -> dict[str, Any]:
    """Switch faults on; they replace those that were. An empty body switches all off."""
    with holding(home, world) as moment:
        moment.world.faults = body.model_dump(exclude_none=True)
        return dict(moment.world.faults)


@call("GET", "/rules", query=Page, answer="Rules")
def list_rules(home: Home, query: Page) -> dict[str, Any]:
    """List the rule book."""
    (begin,) = place_after(query, int) or (0,)
    return a_page("rules", _rules()[begin : begin + query.limit + 1], query, begin + query.limit)


@call("GET", "/rules/{rule_id}", answer="Rule")
def show_rule(home: Home, rule_id: str) -> dict[str, Any]:
    """Describe a rule, with its value and its sources."""
    for one in _rules():
        if one["id"] == rule_id:
            return one
    raise NotFound(f"There is no rule {rule_id[:60]!r}.")


@cache
def _rules() -> list[dict[str, Any]]:
    return [rule_json(one) for one in all_rules()]


def rule_json(rule: Rule) -> dict[str, Any]:
    """Write a rule with the stores it holds in, and the values others have instead."""
    told: dict[str, Any] = {
        "id": rule.id,
        "title": rule.title,
        "theme": rule.theme,
        "sentence": rule.sentence,
        "refusal": rule.refusal,
        "label": rule.label,
        "note": rule.note,
        "sources": [{"key": key, "title": source_titles().get(key, key)} for key in rule.sources],
        "marketplaces": list(rule.marketplaces),
        "effective_from": iso(rule.effective_from) if rule.effective_from else None,
        "variants": [
            {
                "marketplaces": list(one.marketplaces),
                "sentence": one.sentence,
                "effective_on": one.effective_on and one.effective_on.isoformat(),
                "ended_on": one.ended_on and one.ended_on.isoformat(),
            }
            for one in rule.variants
        ],
    }
    if rule.unit:
        told |= {"value": _plain(rule.raw), "unit": rule.unit}
    return told


def _plain(value: Any) -> Any:
    """Write a value of the packs as JSON can."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Fraction):
        return float(value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)
