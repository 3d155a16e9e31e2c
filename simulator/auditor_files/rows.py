"""The checks of single rows and keys, as data (checks.toml), each table read once for all of them."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.sources import Sources

# Numbers that reach nobody: the lists of regulators, and numbers that begin with a zero after the country code.
RESERVED_NUMBERS = (
    r"^\+1 [0-9]{3} 555 01[0-9]{2}$"
    r"|^\+44 (7700 900|20 7946 0|161 496 0|131 496 0|29 2018 0)[0-9]{3}$"
    r"|^\+61 [0-9]+ (5550|7010) [0-9]{4}$"
    r"|^\+49 (30 23125|69 90009|40 66969|221 4710|89 99998) [0-9]{3}$"
    r"|^\+33 (1 99 00|2 61 91|3 53 01|4 65 71|5 36 49|6 39 98) [0-9]{2} [0-9]{2}$"
    r"|^\+46 70 174 06 [0-9]{2}$"
    r"|^\+(34|39|81|52|31|48|65|91|90|966|971) 0[0-9 ]+$"
)
# The row of the cancellation-rate table, found again from who, why and what was asked.
EXPECTED_RULE = """CASE
    WHEN o.canceled_by = 'BUYER' THEN 'count-buyer-self-cancel'
    WHEN o.channel = 'MCF' THEN 'count-marketplace-fulfilled'
    WHEN o.cancel_reason = 'PaymentFailed' AND o.canceled_by = 'MARKETPLACE' THEN 'count-payment-failed'
    WHEN o.cancel_reason = 'BuyerFraud' AND o.canceled_by = 'MARKETPLACE' THEN 'count-buyer-fraud'
    WHEN o.cancel_reason = 'AutoApproved' AND o.canceled_by = 'MARKETPLACE' THEN 'count-auto-approved'
    WHEN o.canceled_by = 'MARKETPLACE' AND o.request_via = 'official' THEN 'count-request-left-open'
    WHEN o.canceled_by = 'MARKETPLACE' THEN 'count-unconfirmed-shipment'
    WHEN o.request_via = 'official' AND o.cancel_reason = 'BuyerCanceled' THEN 'count-official-request'
    WHEN o.request_via = 'official' THEN 'count-other-reason-on-request'
    WHEN o.cancel_reason = 'BuyerCanceled' AND o.request_via = 'message' THEN 'count-request-by-message'
    WHEN o.cancel_reason = 'BuyerCanceled' THEN 'count-buyer-canceled-without-request'
    WHEN o.cancel_reason = 'ShippingAddressUndeliverable' THEN 'count-address-undeliverable'
    WHEN o.cancel_reason = 'BuyerUnresponsive' THEN 'count-buyer-unresponsive'
    ELSE 'count-seller-fault' END"""
# Rows named for one broken rule; the rest is counted.
NAMED = 200


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "checks.toml").read_text("utf-8"))


def check_rows(sources: Sources) -> Iterator[Finding]:
    """Find rows that break a rule of their table."""
    for table, told in _tables().items():
        if "checks" in told:
            yield from _check_table(sources, table, told)


def _check_table(sources: Sources, table: str, told: dict[str, Any]) -> Iterator[Finding]:
    checks = {rule: _filled(row[0], sources) for rule, row in told["checks"].items()}
    counts = ", ".join(f"count(*) FILTER (WHERE {wrong})" for wrong in checks.values())
    found = sources.rows(f"SELECT {counts} FROM {told['from']}")[0]  # noqa: S608 - our own conditions
    for (rule, wrong), count in zip(checks.items(), found, strict=True):
        if count:
            yield from _named(sources, table, told, rule, wrong, count)


def _named(sources: Sources, table: str, told: dict[str, Any], rule: str, wrong: str, count: int) -> Iterator[Finding]:
    query = f"SELECT {told['key']} FROM {told['from']} WHERE {wrong} ORDER BY 1 LIMIT {NAMED}"  # noqa: S608
    for (key,) in sources.rows(query):
        yield Finding(rule, table, str(key), told["checks"][rule][1])
    if count > NAMED:
        yield Finding(rule, table, "…", f"and {count - NAMED} more: {told['checks'][rule][1]}")


def _filled(wrong: str, sources: Sources) -> str:
    verdicts = " ".join(
        f"WHEN '{name.replace('_', '-')}' THEN l.{name}"
        for name in _counting()
        if name != "count_marketplace_fulfilled"
    )
    expected = f"(CASE {EXPECTED_RULE} {verdicts} WHEN 'count-marketplace-fulfilled' THEN false END)"
    told = wrong.replace("expected_rule", f"({EXPECTED_RULE})").replace("expected_counts", expected)
    told = told.replace("reserved_numbers", f"'{RESERVED_NUMBERS}'")
    return f"({told.replace('until', str(sources.until))})"


def _counting() -> tuple[str, ...]:
    from simulator.auditor_files.law import COUNTS

    return COUNTS


def check_keys(sources: Sources) -> Iterator[Finding]:
    """Find keys that occur twice and references to nothing."""
    for table, key in _tables()["unique"].items():
        query = f"SELECT {key} FROM {table} GROUP BY 1 HAVING count(*) > 1 LIMIT {NAMED}"  # noqa: S608
        yield from (Finding("unique-key", table, str(row[0]), "the key occurs twice") for row in sources.rows(query))
    for rule, (table, column, other, target) in _tables()["references"].items():
        query = (
            f"SELECT DISTINCT a.{column} FROM {table} a ANTI JOIN {other} b ON a.{column} = b.{target} "  # noqa: S608
            f"WHERE a.{column} IS NOT NULL LIMIT {NAMED}"
        )
        yield from (Finding(rule, table, str(row[0]), f"is not among {other}") for row in sources.rows(query))


_SUMS = """
    FROM orders o LEFT JOIN (
        SELECT order_id, sum(unit_price * quantity) AS full, sum(unit_price * (quantity - quantity_canceled)) AS rest,
               sum(item_tax + shipping_tax) AS tax, sum(shipping_price) AS shipping, sum(quantity_shipped) AS shipped,
               count(*) AS lines, max(position) AS last
        FROM order_items GROUP BY 1) i USING (order_id)
    LEFT JOIN (SELECT order_id, sum(units) AS units FROM shipments GROUP BY 1) h USING (order_id)"""
_PRICE = "CASE WHEN o.canceled_at IS NULL THEN i.rest ELSE i.full END"
SUMS = {
    "lines-add-up": (f"{_PRICE} IS DISTINCT FROM o.items_total", "the lines' prices are not the order's"),
    "tax-adds-up": ("i.tax IS DISTINCT FROM o.tax_total", "the lines' taxes are not the order's"),
    "shipping-adds-up": ("i.shipping IS DISTINCT FROM o.shipping_total", "the lines' shipping is not the order's"),
    "parcels-add-up": ("coalesce(h.units, 0) <> i.shipped", "the parcels' units are not the lines'"),
    "positions": ("i.lines <> i.last", "the lines' positions have a gap"),
}


def check_sums(sources: Sources) -> Iterator[Finding]:
    """Find orders whose lines or parcels do not add up to them."""
    counts = ", ".join(f"count(*) FILTER (WHERE {wrong})" for wrong, _ in SUMS.values())
    found = sources.rows(f"SELECT {counts} {_SUMS}")[0]
    for (rule, (wrong, says)), count in zip(SUMS.items(), found, strict=True):
        if count:
            for (key,) in sources.rows(f"SELECT o.order_id {_SUMS} WHERE {wrong} ORDER BY 1 LIMIT {NAMED}"):
                yield Finding(rule, "orders", str(key), says)
