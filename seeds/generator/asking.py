"""From the words of the command line to a plan: a new one, the one of a folder with a further period, or coverage."""

from pathlib import Path
from typing import Any

from seeds.generator.knobs import read_settings
from seeds.generator.plan import DEFAULT_START, Plan
from seeds.generator.running import read_manifest
from simulator.errors import BadInput
from simulator.instants import read_instant

# A first period without a length is a quarter, a further one a month.
QUARTER, MONTH = 90, 30


def asked_plan(
    out: Path,
    *,
    orders: int | None,
    seed: int,
    marketplace: str,
    days: int | None,
    start: str | None,
    profile: str,
    knobs: tuple[str, ...],
    go_on: bool,
    coverage: bool,
    **_: Any,
) -> Plan:
    """Return the plan that is meant.

    Raises:
        BadInput: something is missing, contradicts itself or cannot be.
    """
    if go_on:
        return _further(out, orders, MONTH if days is None else days)
    settings, begin = read_settings(knobs), DEFAULT_START if start is None else read_instant(start, "--start")
    stores = [one.strip() for one in marketplace.split(",") if one.strip()]
    if coverage:
        from seeds.generator.coverage import coverage_plan

        return coverage_plan(seed, stores, begin)
    if orders is None:
        raise BadInput("orders", "Say how many orders: --orders 100000.")
    length = QUARTER if days is None else days
    return Plan.of(orders, seed=seed, marketplaces=stores, days=length, start=begin, profile=profile, knobs=settings)


def _further(out: Path, orders: int | None, days: int) -> Plan:
    """Extend the plan of the data in a folder; as many orders a day as in its last period, unless told otherwise."""
    plan = Plan.from_json(read_manifest(out)["plan"])
    last = plan.segments[-1]
    usual = max(1, last.orders * days // last.days)
    return plan.extended(usual if orders is None else orders, days)


def asked_formats(out: Path, words: str | None, *, go_on: bool) -> list[str]:
    """Return the formats that are meant; data that go on keep theirs unless others are named."""
    if words is None:
        return list(read_manifest(out)["formats"]) if go_on else ["parquet"]
    return [one.strip() for one in words.split(",") if one.strip()]
