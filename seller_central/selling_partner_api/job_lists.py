"""Lists of jobs, which files and reports share: filters, pages, states, ids."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select

from seller_central import reports
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import invalid
from seller_central.selling_partner_api.gate import Call
from simulator.acting import reading
from simulator.events import iso
from simulator.outgoing import Feed, Report

# Words of the older protocol for the two ways to be CANCELLED.
CALLED_OFF, NO_DATA = "called off", "no data"
STATES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
Job = type[Feed] | type[Report]


@dataclass(frozen=True)
class JobSearch:
    """Which jobs are wanted; what is empty filters nothing, but no states at all are those of no job."""

    types: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    states: list[str] | None = None
    markets: list[str] = field(default_factory=list)
    since: int | None = None
    until: int | None = None
    size: int = 10
    # The last job of the page before.
    before: int | None = None


def job_number(given: str) -> int:
    """Return the number of a job; what cannot be one is bad input."""
    if not (given.isascii() and given.isdecimal() and 0 < len(given) < 12):
        raise invalid("Invalid Input")
    return int(given)


def listing(
    call: Call, table: Job, parameter: str, name: str, write: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """Write a page of a seller's jobs, newest first, with the token of the next where there is one."""
    found, following = page(call, table, _search(table, parameter))
    return {name: [write(one) for one in found], **({"nextToken": following} if following else {})}


def states(job: Feed | Report) -> dict[str, Any]:
    """Tell of a job what files and reports have in common."""
    times = {"createdTime": job.created_at, "processingStartTime": job.started_at, "processingEndTime": job.ended_at}
    return {"marketplaceIds": job.marketplace_ids, "processingStatus": job.status} | {
        name: iso(at) for name, at in times.items() if at
    }


def page(call: Call, table: Job, search: JobSearch) -> tuple[list[Any], str | None]:
    """Return a page of a seller's jobs, newest first, and the token of the next where there is one."""
    query = _query(call, table, search).order_by(table.id.desc()).limit(search.size + 1)
    with reading(call.home, call.world) as moment:
        found = list(moment.session.scalars(query))
    if len(found) <= search.size:
        return found, None
    told = asdict(replace(search, before=found[search.size - 1].id))
    return found[: search.size], asking.page_token(told | {"of": table.__tablename__})


def count(call: Call, table: Job, search: JobSearch) -> int:
    """Count a seller's jobs."""
    with reading(call.home, call.world) as moment:
        found = _query(call, table, search).with_only_columns(func.count())
        return int(moment.session.scalar(found) or 0)


def search_on(table: Job, token: str) -> JobSearch:
    """Read a search out of the token of a page."""
    told = asking.read_page_token(token)
    if not isinstance(told, dict) or told.pop("of", None) != table.__tablename__:
        raise invalid("Invalid Input", "The token of the next page is not one of ours.")
    return JobSearch(**told)


def seconds(at: datetime | None) -> int | None:
    """Return an instant as a search keeps it."""
    return int(at.timestamp()) if at else None


def _search(table: Job, parameter: str) -> JobSearch:
    token = asking.text("nextToken")
    if token:
        # Some clients add the marketplace to every call; any filter of one's own beside the token is an error.
        own = (parameter, "pageSize", "processingStatuses", "createdSince", "createdUntil")
        if any(asking.text(name) for name in own):
            raise invalid("Invalid Input", "nextToken is sent alone.")
        return search_on(table, token)
    types = asking.texts(parameter, most=10)
    if not types:
        raise invalid("Invalid Input", f"{parameter} or nextToken is required.")
    return JobSearch(
        types=types,
        states=asking.texts("processingStatuses", known=STATES) or None,
        markets=asking.texts("marketplaceIds", most=10),
        since=seconds(asking.instant("createdSince")),
        until=seconds(asking.instant("createdUntil")),
        size=asking.number("pageSize", 10),
    )


def _query(call: Call, table: Job, search: JobSearch) -> Select[Any]:
    """Choose everything in SQL: what is left out afterwards would be missing on its page."""
    wanted: list[ColumnElement[bool]] = [table.seller_id == call.seller_id]
    if table is Report:
        wanted.append(table.created_at > reports.kept_since(call.home, call.world, call.seller_id))
    if search.types:
        wanted.append((Feed.feed_type if table is Feed else Report.report_type).in_(search.types))
    if search.ids:
        wanted.append(table.id.in_(search.ids))
    if search.states is not None:
        wanted.append(or_(false(), *(_is_in(table, one) for one in search.states)))
    if search.markets:
        told = cast(table.marketplace_ids, String)
        wanted.append(or_(*(told.contains(f'"{one}"', autoescape=True) for one in search.markets)))
    if search.since is not None:
        wanted.append(table.created_at >= datetime.fromtimestamp(search.since, UTC))
    if search.until is not None:
        wanted.append(table.created_at <= datetime.fromtimestamp(search.until, UTC))
    if search.before:
        wanted.append(table.id < search.before)
    return select(table).where(*wanted)


def _is_in(table: Job, state: str) -> ColumnElement[bool]:
    """Say what a state is; jobs called off and reports of nothing share one, and differ in whether work began."""
    if state == CALLED_OFF:
        return and_(table.status == "CANCELLED", table.started_at.is_(None))
    if state == NO_DATA:
        return and_(table.status == "CANCELLED", table.started_at.is_not(None))
    return table.status == state
