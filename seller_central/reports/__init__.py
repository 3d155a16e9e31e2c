"""Reports about orders, returns, feedback and performance; asked for by pages and programs alike.

Must not know pages or requests. Columns stand in `columns.py`, kinds in `types.py`, jobs in `jobs.py`.
"""

from seller_central.reports.jobs import cancel, document_bytes, find, history, kept_since, request_report
from seller_central.reports.types import REPORT_TYPES, report_type

__all__ = [
    "REPORT_TYPES", "cancel", "document_bytes", "find", "history", "kept_since", "report_type", "request_report",
]  # fmt: skip
