"""Lists of files and reports in the older protocol: filters that are numbered lists, states that wear underscores.

Whoever names jobs by number gets those, whatever else was asked; pages go on with ...ByNextToken.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from seller_central.mws.answers import MwsError
from seller_central.mws.fields import bare, dressed, listed, needed, number
from seller_central.reports import schedules
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.gate import Call
from seller_central.selling_partner_api.job_lists import (
    CALLED_OFF,
    NO_DATA,
    Job,
    JobSearch,
    count,
    page,
    search_on,
    seconds,
)
from simulator.events import iso
from simulator.outgoing import Feed, Report

Fields = dict[str, str]
# Which states of a job a word of this protocol means; some words no job here comes to.
OPEN_STATES = {"_SUBMITTED_": ["IN_QUEUE"], "_IN_PROGRESS_": ["IN_PROGRESS"], "_DONE_": ["DONE"]}
NEVER = ("_AWAITING_ASYNCHRONOUS_REPLY_", "_IN_SAFETY_NET_", "_UNCONFIRMED_")
FEED_STATES = {**OPEN_STATES, "_CANCELLED_": ["CANCELLED", "FATAL"], **{word: [] for word in NEVER}}
REPORT_STATES = {**OPEN_STATES, "_DONE_NO_DATA_": [NO_DATA], "_CANCELLED_": [CALLED_OFF, "FATAL"]}
# Names reports had here and no longer have.
OLDER = {
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA": "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING",
    "GET_FLAT_FILE_ORDERS_DATA": "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING",
    "GET_ORDERS_DATA": "GET_ORDER_REPORT_DATA_SHIPPING",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
}


def feed_search(fields: Fields) -> JobSearch:
    """Read which files are wanted."""
    named = _named(fields, "FeedSubmissionIdList.Id")
    return named or JobSearch(
        types=[bare(one) for one in listed(fields, "FeedTypeList.Type")],
        states=_states(fields, "FeedProcessingStatusList.Status", FEED_STATES),
        **_range(fields, "Submitted"),
    )


def request_search(fields: Fields) -> JobSearch:
    """Read which requests of reports are wanted."""
    named = _named(fields, "ReportRequestIdList.Id")
    return named or JobSearch(
        types=_report_types(fields),
        states=_states(fields, "ReportProcessingStatusList.Status", REPORT_STATES),
        **_range(fields, "Requested"),
    )


def report_search(fields: Fields) -> JobSearch:
    """Read which finished reports are wanted; nobody can acknowledge one here, so none is."""
    acknowledged = fields.get("Acknowledged", "").casefold()
    if acknowledged not in ("", "true", "false"):
        raise MwsError(400, "InvalidParameterValue", "Acknowledged is true or false.")
    return JobSearch(
        ids=[number(one) for one in listed(fields, "ReportRequestIdList.Id")],
        types=_report_types(fields),
        states=[] if acknowledged == "true" else ["DONE"],
        **_range(fields, "Available"),
    )


def describe_feed(feed: Feed) -> dict[str, Any]:
    """Tell of a file."""
    return {
        "FeedSubmissionId": feed.id,
        "FeedType": dressed(feed.feed_type),
        "SubmittedDate": iso(feed.created_at),
        "FeedProcessingStatus": _word(FEED_STATES, feed.status),
        "StartedProcessingDate": iso(feed.started_at) if feed.started_at else None,
        "CompletedProcessingDate": iso(feed.ended_at) if feed.ended_at else None,
    }


def describe_request(report: Report) -> dict[str, Any]:
    """Tell of a report that was asked for."""
    state = report.status
    if state == "CANCELLED":
        state = NO_DATA if report.started_at else CALLED_OFF
    return {
        "ReportRequestId": report.id,
        "ReportType": dressed(report.report_type),
        "StartDate": iso(report.start_at),
        "EndDate": iso(report.end_at),
        "Scheduled": report.schedule_id is not None,
        "SubmittedDate": iso(report.created_at),
        "ReportProcessingStatus": _word(REPORT_STATES, state),
        "GeneratedReportId": report.id if report.document else None,
        "CompletedDate": iso(report.ended_at) if report.ended_at else None,
    }


def _describe_report(report: Report) -> dict[str, Any]:
    return {
        "ReportId": report.id,
        "ReportType": dressed(report.report_type),
        "ReportRequestId": report.id,
        "AvailableDate": iso(report.ended_at or report.created_at),
        "Acknowledged": False,
    }


def _named(fields: Fields, prefix: str) -> JobSearch | None:
    ids = [number(one) for one in listed(fields, prefix)]
    return JobSearch(ids=ids, size=_size(fields)) if ids else None


def _report_types(fields: Fields) -> list[str]:
    return [OLDER.get(bare(one), bare(one)) for one in listed(fields, "ReportTypeList.Type")]


def _states(fields: Fields, prefix: str, known: dict[str, list[str]]) -> list[str] | None:
    words = listed(fields, prefix)
    if set(words) - known.keys():
        raise MwsError(400, "InvalidParameterValue", f"{prefix} is one of: {', '.join(known)}.")
    return [state for word in words for state in known[word]] if words else None


def _range(fields: Fields, begin: str) -> dict[str, Any]:
    since, until = (
        asking.read_instant(fields[name], name) if fields.get(name) else None
        for name in (f"{begin}FromDate", f"{begin}ToDate")
    )
    return {"since": seconds(since), "until": seconds(until), "size": _size(fields)}


def _size(fields: Fields) -> int:
    given = fields.get("MaxCount", "10")
    if not (given.isascii() and given.isdecimal() and len(given) < 4 and 1 <= int(given) <= 100):
        raise MwsError(400, "InvalidParameterValue", "MaxCount is 1 to 100.")
    return int(given)


def _word(words: dict[str, list[str]], state: str) -> str:
    return next(word for word, meant in words.items() if state in meant)


def _first(read: Callable[[Fields], JobSearch], table: Job, name: str, write: Any, call: Call, fields: Fields) -> Any:
    if table is Report:
        schedules.make_due(call.home, call.world, call.seller_id)
    return _page(call, table, read(fields), name, write)


def _next(table: Job, name: str, write: Any, call: Call, fields: Fields) -> Any:
    return _page(call, table, search_on(table, needed(fields, "NextToken")), name, write)


def _count(read: Callable[[Fields], JobSearch], table: Job, call: Call, fields: Fields) -> Any:
    return {"Count": count(call, table, read(fields))}


def _page(call: Call, table: Job, search: JobSearch, name: str, write: Any) -> dict[str, Any]:
    found, following = page(call, table, search)
    return {"NextToken": following, "HasNext": following is not None, name: [write(one) for one in found]}


def _actions(lists: dict[str, tuple[Callable[[Fields], JobSearch], Job, str, Any]]) -> dict[str, Callable[..., Any]]:
    """Every list has three actions: its first page, its next pages, and how many there are."""
    found: dict[str, Callable[..., Any]] = {}
    for of, (read, table, name, write) in lists.items():
        found[f"Get{of}List"] = partial(_first, read, table, name, write)
        found[f"Get{of}ListByNextToken"] = partial(_next, table, name, write)
        found[f"Get{of}Count"] = partial(_count, read, table)
    return found


ACTIONS = _actions(
    {
        "FeedSubmission": (feed_search, Feed, "FeedSubmissionInfo", describe_feed),
        "ReportRequest": (request_search, Report, "ReportRequestInfo", describe_request),
        "Report": (report_search, Report, "ReportInfo", _describe_report),
    }
)
