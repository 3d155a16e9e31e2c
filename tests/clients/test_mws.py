"""The story of a request, told through mws as it is sold."""

from typing import Any

import pytest

from tests.clients.conftest import US, Connection, asked_to_cancel

pytestmark = pytest.mark.clients


def test_a_seller_program_of_old_lists_cancels_reports_and_ships(connection: Connection) -> None:
    import mws

    market, keys = connection.market, connection.keys

    def section(kind: Any) -> Any:
        return kind(keys.mws_access_key, keys.mws_secret_key, keys.seller_id, domain=connection.origin)

    asked, other = asked_to_cancel(market), market.place(released=True)
    orders = section(mws.Orders)
    wish = {"marketplaceids": [US], "created_after": "2026-01-01T00:00:00", "max_results": "1"}
    first = orders.list_orders(**wish).parsed
    more = orders.list_orders(next_token=first.NextToken).parsed
    assert [first.Orders.Order.AmazonOrderId, more.Orders.Order.AmazonOrderId] == [asked, other]
    flag = orders.list_order_items(asked).parsed.OrderItems.OrderItem.BuyerRequestedCancel
    assert (flag.IsBuyerRequestedCancel, flag.BuyerCancelReason) == ("true", "Found cheaper somewhere else")

    market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    reports = section(mws.Reports)
    wanted = reports.request_report("_GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_", marketplaceids=[US]).parsed
    assert "GeneratedReportId" not in wanted.ReportRequestInfo
    told = reports.get_report_request_list([wanted.ReportRequestInfo.ReportRequestId]).parsed.ReportRequestInfo
    assert told.ReportProcessingStatus == "_DONE_"
    header, row, *_ = reports.get_report(told.GeneratedReportId).parsed.decode().splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert (cells["order-id"], cells["is-buyer-requested-cancellation"]) == (asked, "true")

    feeds = section(mws.Feeds)
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{asked}\t\t\n".encode()
    handed = feeds.submit_feed(rows, "_POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA_", marketplaceids=[US]).parsed
    assert "CompletedProcessingDate" not in handed.FeedSubmissionInfo
    number = handed.FeedSubmissionInfo.FeedSubmissionId
    assert b"records successful\t\t1" in feeds.get_feed_submission_result(number).parsed
    assert orders.get_order([asked]).parsed.Orders.Order.OrderStatus == "Canceled"
    assert market.order(asked)["cancellation"]["counts_against_seller"] is False

    columns = "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\ttracking-number"
    rows = f"{columns}\n{other}\t\t\t{market.now:%Y-%m-%d}\tHarrow\tHP0000000001\n".encode()
    handed = feeds.submit_feed(rows, "_POST_FLAT_FILE_FULFILLMENT_DATA_", marketplaceids=[US]).parsed
    number = handed.FeedSubmissionInfo.FeedSubmissionId
    assert feeds.get_feed_submission_list([number]).parsed.FeedSubmissionInfo.FeedProcessingStatus == "_DONE_"
    assert b"records successful\t\t1" in feeds.get_feed_submission_result(number).parsed
    statuses = {"orderstatus": ["Unshipped", "PartiallyShipped"]}
    left = orders.list_orders(marketplaceids=[US], created_after="2026-01-01T00:00:00", **statuses).parsed
    assert (orders.get_order([other]).parsed.Orders.Order.OrderStatus, dict(left.Orders)) == ("Shipped", {})
    assert market.audit() == []


def test_a_wrong_signature_opens_nothing(connection: Connection) -> None:
    import mws

    keys = connection.keys
    wrong = mws.Orders(keys.mws_access_key, "wrong", keys.seller_id, domain=connection.origin)
    with pytest.raises(mws.MWSError, match="SignatureDoesNotMatch"):
        wrong.list_orders(marketplaceids=[US], created_after="2026-01-01T00:00:00")
    unknown = mws.Orders("AKIANOBODY", "wrong", keys.seller_id, domain=connection.origin)
    with pytest.raises(mws.MWSError, match="InvalidAccessKeyId"):
        unknown.list_orders(marketplaceids=[US], created_after="2026-01-01T00:00:00")
