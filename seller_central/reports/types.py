"""The reports that can be asked for, as one table: which lines, which columns, whose personal data they hold.

Source: policies §10.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seller_central.reports.columns import ALL, NEW, UNSHIPPED, Column
from simulator.errors import BadInput
from simulator.policy import sentence


@dataclass(frozen=True)
class ReportType:
    """One kind of report. `where` has two places for the range where `ranged` names the column it looks at."""

    name: str
    title: str
    columns: tuple[Column, ...] = ()
    where: str = ""
    order_by: str = "o.placed_at"
    # The column of the range; empty for reports that tell how things are now.
    ranged: str = ""
    is_restricted: bool = False
    is_xml: bool = False
    # Reports that are no list of orders have a writer of their own, by name.
    writer: str = ""


MFN_OPEN = "o.channel = 'MFN' AND o.status IN ('Unshipped', 'PartiallyShipped')"
LEFT = "i.quantity - i.quantity_shipped - i.quantity_canceled - i.quantity_unfulfillable > 0"
NEW_ORDERS = "o.channel = 'MFN' AND o.released_at IS NOT NULL"
SOLD = "o.channel IN ('MFN', 'AFN')"

_UNSHIPPED, _NEW, _ALL = tuple(UNSHIPPED), tuple(NEW), tuple(ALL)
_TYPES = (
    ReportType("GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING", "Unshipped orders", _UNSHIPPED, f"{MFN_OPEN} AND {LEFT}",
        "o.released_at", is_restricted=True),
    *(ReportType(f"GET_FLAT_FILE_ORDER_REPORT_DATA_{kind}", title, _NEW, NEW_ORDERS, "o.released_at",
        ranged="o.released_at", is_restricted=True)
        for kind, title in (("SHIPPING", sentence("New orders")), ("INVOICING", sentence("New orders, for invoices")),
            ("TAX", sentence("New orders, with tax")))),
    *(ReportType(f"GET_ORDER_REPORT_DATA_{kind}", title, _NEW, NEW_ORDERS, "o.released_at", ranged="o.released_at",
        is_restricted=True, is_xml=True)
        for kind, title in (("SHIPPING", sentence("New orders (XML)")),
            ("INVOICING", sentence("New orders, for invoices (XML)")))),
    ReportType("GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", "All orders by order date", _ALL, SOLD,
        ranged="o.placed_at"),
    ReportType("GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL", "All orders by last update", _ALL, SOLD,
        "o.last_updated_at", ranged="o.last_updated_at"),
    ReportType("GET_FLAT_FILE_ARCHIVED_ORDERS_DATA_BY_ORDER_DATE", "Archived orders", _ALL,
        f"{SOLD} AND o.status IN ('Shipped', 'Canceled')", ranged="o.placed_at"),
    ReportType("GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", "Returns", ranged="t.requested_at", writer="returns"),
    ReportType("GET_SELLER_FEEDBACK_DATA", "Feedback", ranged="f.at", writer="feedback"),
    ReportType("GET_V2_SELLER_PERFORMANCE_REPORT", "Seller performance (XML)", is_xml=True, writer="performance"),
)  # fmt: skip
REPORT_TYPES = {one.name: one for one in _TYPES}


def report_type(name: str) -> ReportType:
    """Find a kind of report by its name.

    Raises:
        BadInput: there is no such kind.
    """
    if name not in REPORT_TYPES:
        raise BadInput("reportType", f"There is no report type {name[:80]!r}.")
    return REPORT_TYPES[name]


Writer = Callable[..., Any]
