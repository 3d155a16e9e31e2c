"""For tests: other values than the packs', so that a test can show that behavior follows the pack.

Never used by the product itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from simulator.policy.book import boundaries, latest, overrides, period_policy
from simulator.policy.listing import all_rules
from simulator.policy.packs import base_entries
from simulator.policy.values import PackError


@contextmanager
def overridden(values: Mapping[str, object]) -> Iterator[None]:
    """Run with other values, written in the rule's own unit as a pack would write them, in every store and thread."""
    unknown = values.keys() - base_entries().keys()
    if unknown:
        raise PackError(f"There is no rule {', '.join(sorted(unknown))} to override.")
    before = dict(overrides)
    try:
        _put(before | dict(values))
        yield
    finally:
        _put(before)


def _put(values: Mapping[str, object]) -> None:
    overrides.clear()
    overrides.update(values)
    boundaries.cache_clear()
    period_policy.cache_clear()
    latest.clear()
    all_rules.cache_clear()
