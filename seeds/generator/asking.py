"""From the words of the command line to a plan: a new one, the one of a folder with a further period, or coverage."""

from pathlib import Path
from typing import Any

from seeds.generator.knobs import read_settings
from seeds.generator.plan import DEFAULT_START, EDITION, Plan
from seeds.generator.running import checked_formats, read_manifest
from seeds.generator.writing import TABLES
from simulator.errors import BadInput
from simulator.instants import read_instant

# What an option decides by itself.
UNHEARD = {
    "go_on": ("seed", "marketplace", "start", "profile", "knobs", "coverage"),
    "coverage": ("orders", "days", "profile", "knobs", "shards", "workers", "scheduler"),
    "scheduler": ("workers",),
}
_NAMES = ("seed", "marketplace", "start", "profile", "coverage", "orders", "days", "shards", "workers", "scheduler")
_WRITTEN = {"go_on": "--continue", "knobs": "--set"} | {one: f"--{one}" for one in _NAMES}
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


def check_together(given: set[str]) -> None:
    """Refuse options that would go unheard beside others."""
    for one, unheard in UNHEARD.items():
        for other in unheard if one in given else ():
            if other in given:
                raise BadInput(one, f"{_WRITTEN[one]} decides that itself; leave out {_WRITTEN[other]}.")


def _further(out: Path, orders: int | None, days: int) -> Plan:
    """Extend the plan of the data in a folder; as many orders a day as in its last period, unless told otherwise."""
    manifest = read_manifest(out)
    if "coverage" in manifest or "dirty" in manifest:
        raise BadInput("continue", f"The data in {out} were picked out or soiled afterwards; only whole data go on.")
    if manifest["plan"]["edition"] != EDITION:
        raise BadInput("continue", f"The data in {out} were made by another version; make them again first.")
    plan = Plan.from_json(manifest["plan"])
    last = plan.segments[-1]
    usual = max(1, last.orders * days // last.days)
    return plan.extended(usual if orders is None else orders, days)


def asked_formats(
    out: Path, words: str | None, *, go_on: bool, coverage: bool, dirty: bool, scheduler: str | None, **_: Any
) -> tuple[str, ...]:
    """Return the formats that are meant; data that go on keep theirs unless others are named.

    Raises:
        BadInput: one that is unknown, or that cannot be had with the other options.
    """
    if words is None:
        named = list(read_manifest(out)["formats"]) if go_on else ["parquet"]
    else:
        named = [one.strip() for one in words.split(",") if one.strip()]
    formats = checked_formats(named)
    if (coverage or dirty) and set(formats) - set(TABLES):
        raise BadInput("format", f"--coverage and --dirty write tables only: {', '.join(TABLES)}.")
    if dirty and ("parquet" not in formats or scheduler):
        raise BadInput("dirty", "--dirty changes Parquet files: name parquet among the formats, without --scheduler.")
    return formats
