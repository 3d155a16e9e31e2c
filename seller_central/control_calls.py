"""Calls of the control API about uploaded files and reports: the same jobs that pages and sellers' programs use."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, Field
from sqlalchemy import select

from seller_central import feeds, reports
from simulator.acting import reading
from simulator.console.api.calls import Given, call
from simulator.console.api.keys import remember
from simulator.console.api.paging import Page, a_page, place_after
from simulator.console.api.people_calls import person
from simulator.errors import NotFound
from simulator.events import iso
from simulator.home import Home
from simulator.instants import read_instant
from simulator.moment import Moment
from simulator.outgoing import Feed, Report
from simulator.parties import Seller

LARGEST_CONTENT = 1_000_000
Job = TypeVar("Job", Feed, Report)
Whose = Annotated[str | None, Field(max_length=40, description="The first seller if none is named.")]


def _also(name: str, *others: str) -> AliasChoices:
    """Let a field be called as the sellers' interface calls it, too."""
    return AliasChoices(name, *others)


class NewFeed(Given):
    """A file of orders: its kind and its text."""

    feed_type: Annotated[str, Field(max_length=100, validation_alias=_also("feed_type", "feedType", "type"))]
    content: Annotated[str, Field(max_length=LARGEST_CONTENT)]
    seller_id: Whose = None


class NewReport(Given):
    """A report: its kind, and the range of the world's time it is about."""

    report_type: Annotated[str, Field(max_length=120, validation_alias=_also("report_type", "reportType", "type"))]
    start: Annotated[str | None, Field(max_length=40)] = None
    end: Annotated[str | None, Field(max_length=40)] = None
    options: dict[str, bool] | None = None
    seller_id: Whose = None


class JobPage(Page):
    """Whose files or reports are wanted; oldest first."""

    seller_id: Whose = None


@call("POST", "/worlds/{world}/feeds", body=NewFeed, answer="Feed", status=201)
def upload_feed(home: Home, world: str, body: NewFeed) -> dict[str, Any]:
    """Hand in a file for a seller; good rows are done, bad rows are told of in its processing report."""
    seller_id = _seller(home, world, body.seller_id)

    def promise(moment: Moment, feed: Feed) -> None:
        remember(moment, feed_json(feed) | {"report": None})

    made = feeds.submit(home, world, seller_id, body.feed_type, body.content.encode(), also=promise)
    return show_feed(home, world, str(made.id))


@call("GET", "/worlds/{world}/feeds", query=JobPage, answer="Feeds")
def list_feeds(home: Home, world: str, query: JobPage) -> dict[str, Any]:
    """List uploaded files, oldest first."""
    return _jobs(home, world, query, Feed, "feeds", feed_json)


@call("GET", "/worlds/{world}/feeds/{feed_id}", answer="Feed")
def show_feed(home: Home, world: str, feed_id: str) -> dict[str, Any]:
    """Tell how far a file is, with its processing report once it is done."""
    mine = _job(home, world, Feed, feed_id, "file")
    feed = feeds.find(*mine)
    return feed_json(feed) | {"report": feeds.processing_report(*mine)[1].decode() if feed.result_document else None}


@call("POST", "/worlds/{world}/reports", body=NewReport, answer="Report", status=201)
def request_report(home: Home, world: str, body: NewReport) -> dict[str, Any]:
    """Ask for a report of a seller's; it is made at once unless it is long."""
    seller_id, options = _seller(home, world, body.seller_id), dict(body.options or {})
    start, end = _instant(body.start, "start"), _instant(body.end, "end")

    def promise(moment: Moment, report: Report) -> None:
        remember(moment, report_json(report) | {"document": None})

    made = reports.request_report(home, world, seller_id, body.report_type, start, end, options, also=promise)
    return show_report(home, world, str(made.id))


@call("GET", "/worlds/{world}/reports", query=JobPage, answer="Reports")
def list_reports(home: Home, world: str, query: JobPage) -> dict[str, Any]:
    """List reports, oldest first."""
    return _jobs(home, world, query, Report, "reports", report_json)


@call("GET", "/worlds/{world}/reports/{report_id}", answer="Report")
def show_report(home: Home, world: str, report_id: str) -> dict[str, Any]:
    """Tell how far a report is, with its text once it is ready."""
    mine = _job(home, world, Report, report_id, "report")
    report = reports.find(*mine)
    return report_json(report) | {"document": reports.document_bytes(*mine)[1].decode() if report.document else None}


def feed_json(feed: Feed) -> dict[str, Any]:
    """Write a file."""
    return {
        "feed_id": str(feed.id),
        "seller_id": feed.seller_id,
        "feed_type": feed.feed_type,
        "status": feed.status,
        "created_at": iso(feed.created_at),
        "ended_at": iso(feed.ended_at) if feed.ended_at else None,
        "rows": feed.total,
        "processed": feed.processed,
        "successful": feed.successful,
    }


def report_json(report: Report) -> dict[str, Any]:
    """Write a report."""
    return {
        "report_id": str(report.id),
        "seller_id": report.seller_id,
        "report_type": report.report_type,
        "status": report.status,
        "start": iso(report.start_at),
        "end": iso(report.end_at),
        "created_at": iso(report.created_at),
        "ended_at": iso(report.ended_at) if report.ended_at else None,
        "rows": report.rows,
    }


def _jobs(
    home: Home, world: str, query: JobPage, table: type[Job], name: str, write: Callable[[Job], dict[str, Any]]
) -> dict[str, Any]:
    (after,) = place_after(query, int) or (0,)
    wanted = select(table).where(table.id > after).order_by(table.id).limit(query.limit + 1)
    wanted = wanted.where(table.seller_id == query.seller_id) if query.seller_id else wanted
    with reading(home, world) as moment:
        rows = moment.session.scalars(wanted).all()
    last = rows[query.limit - 1].id if len(rows) > query.limit else 0
    return a_page(name, [write(one) for one in rows], query, last)


def _job(home: Home, world: str, table: type[Feed | Report], number: str, word: str) -> tuple[Home, str, str, int]:
    """Return what a job is found by, its seller's id among it."""
    with reading(home, world) as moment:
        found = moment.session.get(table, int(number)) if number.isdecimal() and len(number) < 12 else None
    if found is None:
        raise NotFound(f"There is no {word} {number[:40]}.")
    return home, world, found.seller_id, found.id


def _seller(home: Home, world: str, seller_id: str | None) -> str:
    with reading(home, world) as moment:
        return person(moment, Seller, seller_id).id


def _instant(text: str | None, field: str) -> datetime | None:
    return read_instant(text, field) if text else None
