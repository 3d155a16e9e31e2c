"""Proofs of the rules about reports and uploaded files. Their age is planted: jobs live on the wall clock."""

import pytest

from seller_central.feeds import jobs as feeds
from seller_central.reports import jobs as reports
from simulator.errors import NotFound
from tests.builders import Market
from tests.rules.proofs import READ, proves, requested, unshipped

DAY, MINUTE = 86_400, 60
UNSHIPPED_ORDERS = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
NEW_ORDERS = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
CANCEL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"


def _report(market: Market, kind: str) -> tuple[int, str]:
    """Request a report; return its number and what stands in it, nothing where it has no lines."""
    report = reports.request_report(market.home, market.name, market.seller_id, kind)
    return report.id, _download(market, report.id) if report.document else ""


def _download(market: Market, report: int) -> str:
    return reports.document_bytes(market.home, market.name, market.seller_id, report)[1].decode()


@proves("report-retention", changed=31)
def a_report_is_kept_for_thirty_days(market: Market) -> None:
    unshipped(market)
    number, _text = _report(market, UNSHIPPED_ORDERS)
    market.sql("UPDATE reports SET created_at = created_at - ?", 30 * DAY - MINUTE)
    assert _download(market, number)
    market.sql("UPDATE reports SET created_at = created_at - ?", MINUTE)
    with pytest.raises(NotFound, match="Reports are kept for 30 days"):
        _download(market, number)
    READ.add("report-retention")


@proves("feed-result-retention", changed=29)
def a_processing_report_is_kept_for_twenty_eight_days(market: Market) -> None:
    seller = market.seller_id
    file = f"order-id\tcancellation-reason-code\tamazon-order-item-code\r\n{unshipped(market)}\t\t\r\n".encode()
    feed = feeds.submit(market.home, market.name, seller, CANCEL, file)
    market.sql("UPDATE feeds SET created_at = created_at - ?", 28 * DAY - MINUTE)
    assert feeds.processing_report(market.home, market.name, seller, feed.id)
    market.sql("UPDATE feeds SET created_at = created_at - ?", MINUTE)
    with pytest.raises(NotFound, match="Processing reports are kept for 28 days"):
        feeds.processing_report(market.home, market.name, seller, feed.id)
    READ.add("feed-result-retention")


@proves("new-orders-report-window", changed=61)
def the_report_of_new_orders_reaches_back_sixty_days(market: Market) -> None:
    order = market.place(released=True)
    market.advance(days=60)
    assert order in _report(market, NEW_ORDERS)[1]
    market.advance(seconds=1)
    assert order not in _report(market, NEW_ORDERS)[1]


@proves("request-report-column", changed=False)
def sellers_may_add_the_column_for_requests_to_their_reports(market: Market) -> None:
    requested(market)
    assert "is-buyer-requested-cancellation" not in _report(market, UNSHIPPED_ORDERS)[1]
    market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    names, line = (row.split("\t") for row in _report(market, UNSHIPPED_ORDERS)[1].splitlines())
    assert dict(zip(names, line, strict=True))["is-buyer-requested-cancellation"] == "true"
