"""The rule book as small tables: one row for each store and stretch of rules, and the zones' offsets.

Every number the checks compare with comes from here; none is written in them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.auditor_files.sources import Sources
from simulator.policy import Policy, policy_for, store_by_marketplace_id

FOREVER = 2**40
DAY = 86_400
COUNTS = (
    "count_official_request",
    "count_request_by_message",
    "count_seller_fault",
    "count_address_undeliverable",
    "count_buyer_unresponsive",
    "count_unconfirmed_shipment",
    "count_buyer_fraud",
    "count_payment_failed",
    "count_buyer_self_cancel",
    "count_auto_approved",
    "count_buyer_canceled_without_request",
    "count_request_left_open",
    "count_other_reason_on_request",
    "count_marketplace_fulfilled",
)
LENGTHS = (
    "buyer_cancel_window",
    "payment_hold",
    "slow_payment_check",
    "fba_pick_start_minimum",
    "fba_pick_start_maximum",
    "fba_picking_time",
    "return_window",
    "return_answer",
    "mcf_planning_window",
    "mcf_processing_time",
    "mcf_hold_limit",
    "claim_after_contact",
    "claim_not_received_wait",
    "claim_filing_window",
    "claim_answer_window",
    "feedback_opens",
    "feedback_window",
)
REASONS = ("seller_cancel_reasons", "buyer_cancel_reasons", "marketplace_reasons", "refund_reasons", "return_reasons")
COLUMNS = {
    "marketplace_id": "VARCHAR",
    "starts": "BIGINT",
    "ends": "BIGINT",
    "currency": "VARCHAR",
    "country": "VARCHAR",
    "prefix": "VARCHAR",
    "tax_top": "BIGINT",
    "tax_bottom": "BIGINT",
    "message_limit": "BIGINT",
    "approves": "BOOLEAN",
    "order_date_days": "BIGINT",
    "date_set": "VARCHAR",
    **dict.fromkeys(LENGTHS, "BIGINT"),
    **dict.fromkeys(COUNTS, "BOOLEAN"),
    **dict.fromkeys(REASONS, "VARCHAR[]"),
    "shipping": "MAP(VARCHAR, BIGINT)",
    "critical": "VARCHAR[]",
}


def load_law(sources: Sources) -> list[Policy]:
    """Load the rules of the stores that occur, for the time in which they occur; return them."""
    span = sources.rows("SELECT min(placed_at), max(coalesce(last_updated_at, placed_at)) FROM orders")[0]
    first, last = (int(one if one is not None else 0) for one in span)
    date_set = ((sources.document("manifest.json") or {}).get("plan") or {}).get("date_set", "announced")
    codes = [
        store_by_marketplace_id(row[0]).code for row in sources.rows("SELECT DISTINCT marketplace_id FROM sellers")
    ]
    policies = [one for code in sorted(codes) for one in _periods(code, first, last, date_set)]
    sources.load("law", COLUMNS, [_row(one) for one in policies])
    offsets = [row for code in sorted(codes) for row in _offsets(code, first - DAY, last + 90 * DAY)]
    sources.load(
        "zones", {"marketplace_id": "VARCHAR", "starts": "BIGINT", "ends": "BIGINT", "shift": "BIGINT"}, offsets
    )
    return policies


def _periods(code: str, first: int, last: int, date_set: str) -> list[Policy]:
    at, found = datetime.fromtimestamp(first, UTC), list[Policy]()
    while True:
        policy = policy_for(code, at, date_set)
        found.append(policy)
        if policy.effective_until is None or policy.effective_until.timestamp() > last:
            return found
        at = policy.effective_until


def _row(policy: Policy) -> tuple[Any, ...]:
    starts, ends = policy.effective_from, policy.effective_until
    grace = policy.auto_cancel_grace
    from_order = grace.anchor == "order_date" and grace.unit == "calendar"
    return (
        policy.store.marketplace_id,
        int(starts.timestamp()) if starts else 0,
        int(ends.timestamp()) if ends else FOREVER,
        policy.store.currency,
        policy.store.country,
        policy.order_number_prefix,
        policy.tax_rate.numerator,
        policy.tax_rate.denominator,
        policy.message_limit,
        policy.auto_approval_offered and not policy.always_ask_seller,
        grace.length if from_order else None,
        policy.date_set,
        *(_seconds(getattr(policy, name)) for name in LENGTHS),
        *(bool(getattr(policy, name)) for name in COUNTS),
        *(list(getattr(policy, name)) for name in REASONS),
        dict(policy.shipping_prices),
        [code for code, row in policy.critical_contact_reasons.items() if row.critical],
    )


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _offsets(code: str, first: int, last: int) -> list[tuple[Any, ...]]:
    """Return the stretches in which a store's clock keeps one offset, found hour by hour."""
    from simulator.policy import store

    place, rows = store(code), list[tuple[Any, ...]]()
    begun, shift = 0, _shift(place.zone, first)
    for hour in range(first - first % 3600, last, 3600):
        now = _shift(place.zone, hour)
        if now != shift:
            rows.append((place.marketplace_id, begun, hour, shift))
            begun, shift = hour, now
    return [*rows, (place.marketplace_id, begun, FOREVER, shift)]


def _shift(zone: Any, at: int) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
