"""Files and reports of the older protocol: the same jobs, whose types and states wear underscores."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, request

from seller_central import at_work, feeds, reports
from seller_central.mws import job_lists
from seller_central.mws.answers import MwsError
from seller_central.mws.fields import bare, listed, needed, number
from seller_central.mws.job_lists import OLDER, describe_feed, describe_request, feed_search, request_search
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.gate import Call
from seller_central.selling_partner_api.job_lists import Job, JobSearch, page
from seller_central.selling_partner_api.orders_v0 import stores_named
from simulator.errors import BadInput, NotFound
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
    return {"FeedSubmissionInfo": _handed_in(describe_feed(feed))}


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
    cancel = partial(feeds.cancel, call.home, call.world, call.seller_id)
    gone = _called_off(call, Feed, feed_search(fields), cancel)
    return {"Count": len(gone), "FeedSubmissionInfo": [describe_feed(one) for one in gone]}


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
    return {"ReportRequestInfo": _handed_in(describe_request(made))}


def cancel_report_requests(call: Call, fields: Fields) -> dict[str, Any]:
    """Call waiting reports off: those named, or all."""
    cancel = partial(reports.cancel, call.home, call.world, call.seller_id)
    gone = _called_off(call, Report, request_search(fields), cancel)
    return {"Count": len(gone), "ReportRequestInfo": [describe_request(one) for one in gone]}


# What is told only once a job was worked off.
LATER = {"StartedProcessingDate", "CompletedProcessingDate", "CompletedDate", "GeneratedReportId"}


def get_report(call: Call, fields: Fields) -> Response:
    """Give the bytes of a report."""
    given = number(needed(fields, "ReportId"))
    return _document(*reports.document_bytes(call.home, call.world, call.seller_id, given))


ACTIONS: dict[str, Callable[[Call, Fields], dict[str, Any] | Response]] = {
    **job_lists.ACTIONS,
    "SubmitFeed": submit_feed,
    "GetFeedSubmissionResult": feed_result,
    "CancelFeedSubmissions": cancel_feeds,
    "RequestReport": request_report,
    "CancelReportRequests": cancel_report_requests,
    "GetReport": get_report,
}


def _called_off(call: Call, table: Job, search: JobSearch, cancel: Callable[[int], bool]) -> list[Any]:
    """Call off those that wait, and tell of them as they are then."""
    waiting = replace(search, states=[at_work.WAITING], size=LISTED)
    gone = [one.id for one in page(call, table, waiting)[0] if cancel(one.id)]
    return page(call, table, JobSearch(ids=gone, size=LISTED))[0] if gone else []


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
