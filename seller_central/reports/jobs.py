"""Reports as jobs: asked for by a page, a program or a schedule, made at once, kept for a month.

The bytes a page offers are those a program downloads. Jobs live on the wall clock, ranges on the world's.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from seller_central import at_work, documents
from seller_central.reports.types import ReportType, report_type
from seller_central.reports.writing import Wish, blocks, where_of
from seller_central.selling_partner_api import outbox
from seller_central.selling_partner_api.peeking import Peek, peek
from simulator import clock
from simulator.acting import holding, reading
from simulator.errors import BadInput, NotFound
from simulator.faults import latency
from simulator.home import Home
from simulator.moment import Moment
from simulator.outgoing import Report
from simulator.parties import Seller
from simulator.policy import Policy, policy_for, store
from simulator.policy.stores import store_by_marketplace_id

# Lines up to which a report is made before the answer is given; longer ones are made beside.
AT_ONCE = 5_000
FIRST_NUMBER = 60_001
# The part of a world's faults that makes reports slow.
PART = "reports"
# What becomes true together with a job, in the same transaction.
Also = Callable[[Moment, Report], None]
PLAIN, XML = "text/plain;charset=UTF-8", "text/xml;charset=UTF-8"


def request_report(
    home: Home,
    world: str,
    seller_id: str,
    name: str,
    start: datetime | None = None,
    end: datetime | None = None,
    options: dict[str, Any] | None = None,
    marketplace_ids: list[str] | None = None,
    schedule_id: int | None = None,
    also: Also | None = None,
) -> Report:
    """Ask for a report; it is made at once unless it is long. What is `also` to be true is done with the asking.

    Raises:
        BadInput: no such kind of report, or a range that ends before it begins.
    """
    kind = report_type(name)
    with holding(home, world) as moment:
        seller = moment.session.get_one(Seller, seller_id)
        ids = marketplace_ids or [store(code).marketplace_id for code in seller.marketplaces]
        policy = policy_for(seller.marketplaces[0], moment.now, moment.world.date_set)
        begins = start or moment.now - policy.new_orders_report_window
        ends = min(end or moment.now, max(moment.now, begins))
        if ends < begins:
            raise BadInput("dataEndTime", "The range of a report ends after it begins.")
        last = moment.session.scalar(select(Report.id).order_by(Report.id.desc()).limit(1)) or FIRST_NUMBER - 1
        report = Report(
            id=last + 1, seller_id=seller_id, report_type=name, marketplace_ids=ids, options=options or {},
            status=at_work.WAITING, start_at=begins, end_at=ends, created_at=clock.wall_now(),
            schedule_id=schedule_id,
        )  # fmt: skip
        moment.session.add(report)
        if also:
            moment.session.flush()
            also(moment, report)
        wish, wait = _wish(report, seller.report_columns), latency(moment.world.faults, PART)
    work = partial(make, home, world, report.id)
    if wait or _is_long(peek(home, world), kind, wish):
        at_work.beside(work, wait)
    else:
        work()
    return find(home, world, seller_id, report.id)


def make(home: Home, world: str, report_id: int) -> None:
    """Write a report's document, unless somebody else is at it; one without lines has none and counts as canceled."""
    work, give_up = partial(_make, home, world, report_id), partial(_give_up, home, world, report_id)
    at_work.alone(home, world, f"report-{report_id}", work, give_up)


def _make(home: Home, world: str, report_id: int) -> None:
    with holding(home, world) as moment:
        report = moment.session.get(Report, report_id)
        if report is None or report.status not in at_work.OPEN:
            return
        report.status, report.started_at = at_work.WORKING, report.started_at or clock.wall_now()
        wish = _wish(report, moment.session.get_one(Seller, report.seller_id).report_columns)
    kind = report_type(report.report_type)
    document = documents.new_document(home, world, report.seller_id, documents.REPORT, content_type(kind))
    documents.write(home, document.id, _snapshot(peek(home, world), kind, wish), largest=4 * 2**30)
    with holding(home, world) as held:
        row = held.session.get_one(Report, report_id)
        if row.status == at_work.WORKING:
            row.rows, row.ended_at = wish.rows, clock.wall_now()
            row.status, row.document = ("DONE", document.id) if wish.rows else ("CANCELLED", None)
            outbox.report_finished(held, row)
    outbox.wake(home, world)


def _give_up(home: Home, world: str, report_id: int) -> None:
    with holding(home, world) as moment:
        report = moment.session.get_one(Report, report_id)
        report.status, report.ended_at = "FATAL", clock.wall_now()
        outbox.report_finished(moment, report)
    outbox.wake(home, world)


def find(home: Home, world: str, seller_id: str, report_id: int) -> Report:
    """Find a seller's report.

    Raises:
        NotFound: there is none, it is somebody else's, or no longer kept.
    """
    with reading(home, world) as moment:
        report = moment.session.get(Report, report_id)
        wait = latency(moment.world.faults, PART)
    if report is None or report.seller_id != seller_id:
        raise NotFound(f"There is no report {report_id}.")
    if _is_over(report):
        raise NotFound(_rules_of(report).refuse("report-retention").message)
    if report.status in at_work.OPEN and report.created_at + wait <= clock.wall_now():
        take_up(home, world, report_id)
    return report


def cancel(home: Home, world: str, seller_id: str, report_id: int) -> bool:
    """Call a report off that still waits; says whether it did.

    Raises:
        NotFound: there is no such report.
    """
    find(home, world, seller_id, report_id)
    with holding(home, world) as moment:
        report = moment.session.get_one(Report, report_id)
        is_waiting = report.status == at_work.WAITING
        if is_waiting:
            report.status, report.ended_at = "CANCELLED", clock.wall_now()
    return is_waiting


def take_up(home: Home, world: str, report_id: int) -> None:
    """Take up a report nobody is at work on: its worker died, or its time has come."""
    if at_work.is_left(home, world, f"report-{report_id}"):
        at_work.beside(partial(make, home, world, report_id))


def history(home: Home, world: str, seller_id: str, limit: int = 100) -> list[Report]:
    """List a seller's reports that are still kept, newest first."""
    query = select(Report).where(Report.seller_id == seller_id).order_by(Report.id.desc()).limit(limit)
    with reading(home, world) as moment:
        return [one for one in moment.session.scalars(query) if not _is_over(one)]


def kept_since(home: Home, world: str, seller_id: str) -> datetime:
    """Return the instant before which a seller's reports are no longer kept."""
    now = clock.wall_now()
    with reading(home, world) as moment:
        code = moment.session.get_one(Seller, seller_id).marketplaces[0]
    return now - policy_for(code, now).report_retention


def document_bytes(home: Home, world: str, seller_id: str, report_id: int) -> tuple[str, bytes]:
    """Return type and bytes of a finished report.

    Raises:
        NotFound: there is none, or nothing was in it.
    """
    report = find(home, world, seller_id, report_id)
    path = documents.content_file(home, report.document) if report.document else None
    if path is None or not path.exists():
        raise NotFound("This report holds no document.")
    return content_type(report_type(report.report_type)), path.read_bytes()


def content_type(kind: ReportType) -> str:
    """Return what a report's document is served as."""
    return XML if kind.is_xml else PLAIN


def _wish(report: Report, switches: dict[str, Any]) -> Wish:
    shown = {name: value for name, value in report.options.items() if value in (True, "true")}
    return Wish(
        seller_id=report.seller_id,
        stores=[store_by_marketplace_id(one).code for one in report.marketplace_ids],
        start=int(report.start_at.timestamp()),
        end=int(report.end_at.timestamp()),
        switches={**switches, **shown},
    )


def _snapshot(seen: Peek, kind: ReportType, wish: Wish) -> Iterator[bytes]:
    """Read all of a report in one transaction, so that it tells of one instant."""
    with seen.at_one_instant() as held:
        yield from blocks(held, kind, wish)


def _is_long(seen: Peek, kind: ReportType, wish: Wish) -> bool:
    if not kind.columns:
        return False
    where, values = where_of(kind, wish)
    query = (
        "SELECT count(*) FROM (SELECT 1 FROM orders o JOIN order_items i ON i.order_number = o.number "  # noqa: S608
        f"WHERE {where} LIMIT ?) AS found"
    )
    return bool(seen.connection.execute(query, [*values, AT_ONCE + 1]).fetchone()[0] > AT_ONCE)


def _is_over(report: Report) -> bool:
    return clock.wall_now() - report.created_at >= _rules_of(report).report_retention


def _rules_of(report: Report) -> Policy:
    # Jobs live on the wall clock, so the rules of that day say how long they are kept.
    return policy_for(store_by_marketplace_id(report.marketplace_ids[0]).code, report.created_at)
