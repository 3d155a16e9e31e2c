"""The documents beside the data: do manifest and answers tell the truth about the tables?"""

import hashlib
from collections.abc import Iterator
from typing import Any

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.sources import COLUMNS, Sources


def check_documents(sources: Sources) -> Iterator[Finding]:
    """Find counts and answers that the tables do not give, and files that are not the ones the manifest names."""
    manifest, answers = sources.document("manifest.json"), sources.document("answers.json")
    if manifest:
        for table in COLUMNS:
            count = sources.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 - names of our own
            if manifest.get("counts", {}).get(table) != count:
                yield Finding("manifest-counts", table, "manifest.json", f"counts other than {count} rows")
        yield from _changed_files(sources, manifest)
    if answers:
        yield from _answers(sources, answers)


def _changed_files(sources: Sources, manifest: dict[str, Any]) -> Iterator[Finding]:
    for name, told in manifest.get("files", {}).items():
        path = sources.folder / name
        if not path.exists():
            yield Finding("manifest-files", name, "manifest.json", "names a file that is missing")
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != told.get("sha256"):
                yield Finding("manifest-files", name, "manifest.json", "names another content")


def _answers(sources: Sources, answers: dict[str, Any]) -> Iterator[Finding]:
    statuses = dict(sources.rows("SELECT status, count(*) FROM orders GROUP BY 1"))
    if answers.get("orders", {}).get("by_status") != statuses:
        yield Finding("answers", "orders", "by_status", "is not what the orders say")
    rates = sources.rows(
        """SELECT seller_id, strftime(date_trunc('week', make_timestamp(placed_at * 1000000)), '%Y-%m-%d'),
           sum(counts_against_seller::INT), count(*) FROM orders WHERE channel = 'MFN' GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    told = [
        (row.get("seller_id"), row.get("week_start"), row.get("numerator"), row.get("denominator"))
        for row in answers.get("cancellation_rate", [])
    ]
    if sorted(told) != rates:
        yield Finding("answers", "orders", "cancellation_rate", "is not what the orders say")
    money = sources.rows("SELECT currency, sum(order_total), sum(refund_total) FROM orders GROUP BY 1")
    for currency, total, refunds in money:
        row = answers.get("money", {}).get(currency, {})
        if (row.get("order_total"), row.get("refund_total")) != (total, refunds):
            yield Finding("answers", "orders", f"money {currency}", "is not what the orders say")
