"""Files and reports of the older protocol: the same jobs, whose types and states wear underscores."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, request

from seller_central import at_work, feeds, reports
from seller_central.mws.answers import MwsError
from seller_central.mws.fields import bare, dressed, listed, needed, number
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.gate import Call
from seller_central.selling_partner_api.orders_v0 import stores_named
from simulator.errors import BadInput, NotFound
from simulator.events import iso
from simulator.outgoing import Feed, Report

Fields = dict[str, str]
LARGEST = 100 * 2**20
LISTED = 100


def submit_feed(call: Call, fields: Fields) -> dict[str, Any]:
    """Hand in the file in the body; it is worked off at once."""
    if (request.content_length or 0) > LARGEST:
        raise MwsError(413, "ContentLengthExceeded", "A file has at most 100 MB.")
    content, given = request.get_data(), request.headers.get("Content-MD5")
    if given and given != _digest(content):
        raise MwsError(400, "ContentMD5DoesNotMatch", "The MD5 hash you sent does not match the content.")
    stores_named(listed(fields, "MarketplaceIdList.Id"))
    try:
        feed = feeds.submit(call.home, call.world, call.seller_id, bare(needed(fields, "FeedType")), content)
    except BadInput as no:
        raise MwsError(400, "InvalidFeedType", no.message) from None
    return {"FeedSubmissionInfo": _handed_in(_feed(feed))}


def feed_list(call: Call, fields: Fields) -> dict[str, Any]:
    """List files, newest first."""
    wanted = {number(one) for one in listed(fields, "FeedSubmissionIdList.Id")}
    types = {bare(one) for one in listed(fields, "FeedTypeList.Type")}
    found = _history(call)
    shown = [one for one in found if (not wanted or one.id in wanted) and (not types or one.feed_type in types)]
    return {"HasNext": False, "FeedSubmissionInfo": [_feed(one) for one in shown]}


def feed_count(call: Call, fields: Fields) -> dict[str, Any]:
    """Count files."""
    return {"Count": len(feed_list(call, fields)["FeedSubmissionInfo"])}


def feed_result(call: Call, fields: Fields) -> Response:
    """Give the processing report of a file."""
    feed = feeds.find(call.home, call.world, call.seller_id, number(needed(fields, "FeedSubmissionId")))
    try:
        kind, content = feeds.processing_report(call.home, call.world, call.seller_id, feed.id)
    except NotFound:
        raise MwsError(404, "FeedProcessingResultNotReady", "The file is still being worked off.") from None
    return _document(kind, content)


def cancel_feeds(call: Call, fields: Fields) -> dict[str, Any]:
    """Call waiting files off: those named, or all."""
    named = listed(fields, "FeedSubmissionIdList.Id")
    found = [number(one) for one in named] or [one.id for one in _history(call) if one.status == at_work.WAITING]
    gone = [one for one in found if feeds.cancel(call.home, call.world, call.seller_id, one)]
    told = [_feed(feeds.find(call.home, call.world, call.seller_id, one)) for one in gone]
    return {"Count": len(gone), "FeedSubmissionInfo": told}


def request_report(call: Call, fields: Fields) -> dict[str, Any]:
    """Ask for a report; it is made at once."""
    start, end = (
        asking.read_instant(fields[one], one) if fields.get(one) else None for one in ("StartDate", "EndDate")
    )
    ids = listed(fields, "MarketplaceIdList.Id")
    stores_named(ids)
    kind = OLDER.get(bare(needed(fields, "ReportType")), bare(fields["ReportType"]))
    try:
        made = reports.request_report(call.home, call.world, call.seller_id, kind, start, end, None, ids or None)
    except BadInput as no:
        raise MwsError(400, "InvalidParameterValue", no.message) from None
    return {"ReportRequestInfo": _handed_in(_report(made))}


# What is told only once a job was worked off.
LATER = {"StartedProcessingDate", "CompletedProcessingDate", "CompletedDate", "GeneratedReportId"}
# Names reports had here and no longer have.
OLDER = {
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA": "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING",
    "GET_FLAT_FILE_ORDERS_DATA": "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING",
    "GET_ORDERS_DATA": "GET_ORDER_REPORT_DATA_SHIPPING",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
}


def report_requests(call: Call, fields: Fields) -> dict[str, Any]:
    """List the reports that were asked for, newest first."""
    wanted = {number(one) for one in listed(fields, "ReportRequestIdList.Id")}
    found = reports.history(call.home, call.world, call.seller_id, LISTED)
    return {"HasNext": False, "ReportRequestInfo": [_report(one) for one in found if not wanted or one.id in wanted]}


def report_list(call: Call, fields: Fields) -> dict[str, Any]:
    """List the reports that can be fetched, newest first."""
    wanted = {number(one) for one in listed(fields, "ReportRequestIdList.Id")}
    found = reports.history(call.home, call.world, call.seller_id, LISTED)
    told = [
        {
            "ReportId": one.id,
            "ReportType": dressed(one.report_type),
            "ReportRequestId": one.id,
            "AvailableDate": iso(one.ended_at or one.created_at),
            "Acknowledged": False,
        }
        for one in found
        if one.document and (not wanted or one.id in wanted)
    ]
    return {"HasNext": False, "ReportInfo": told}


def get_report(call: Call, fields: Fields) -> Response:
    """Give the bytes of a report."""
    given = number(needed(fields, "ReportId"))
    return _document(*reports.document_bytes(call.home, call.world, call.seller_id, given))


ACTIONS: dict[str, Callable[[Call, Fields], dict[str, Any] | Response]] = {
    "SubmitFeed": submit_feed,
    "GetFeedSubmissionList": feed_list,
    "GetFeedSubmissionCount": feed_count,
    "GetFeedSubmissionResult": feed_result,
    "CancelFeedSubmissions": cancel_feeds,
    "RequestReport": request_report,
    "GetReportRequestList": report_requests,
    "GetReportList": report_list,
    "GetReport": get_report,
}


def _history(call: Call) -> list[Feed]:
    return feeds.history(call.home, call.world, call.seller_id, LISTED)


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _document(kind: str, content: bytes) -> Response:
    response = Response(content, 200, content_type=kind)
    response.headers["Content-MD5"] = _digest(content)
    return response


def _handed_in(told: dict[str, Any]) -> dict[str, Any]:
    """Tell of a job as of one just handed in, although it may be done: nothing yet of how it went."""
    status = {name: "_SUBMITTED_" for name in told if name.endswith("ProcessingStatus")}
    return told | dict.fromkeys(LATER & told.keys()) | status


def _feed(feed: Feed) -> dict[str, Any]:
    return {
        "FeedSubmissionId": feed.id,
        "FeedType": dressed(feed.feed_type),
        "SubmittedDate": iso(feed.created_at),
        "FeedProcessingStatus": dressed(feed.status),
        "StartedProcessingDate": iso(feed.started_at) if feed.started_at else None,
        "CompletedProcessingDate": iso(feed.ended_at) if feed.ended_at else None,
    }


def _report(report: Report) -> dict[str, Any]:
    is_empty = report.status == "CANCELLED"
    return {
        "ReportRequestId": report.id,
        "ReportType": dressed(report.report_type),
        "StartDate": iso(report.start_at),
        "EndDate": iso(report.end_at),
        "Scheduled": report.schedule_id is not None,
        "SubmittedDate": iso(report.created_at),
        "ReportProcessingStatus": "_DONE_NO_DATA_" if is_empty else dressed(report.status),
        "GeneratedReportId": report.id if report.document else None,
        "CompletedDate": iso(report.ended_at) if report.ended_at else None,
    }
