"""Lists of jobs, which files and reports share: filters, pages, states, ids."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import invalid
from seller_central.selling_partner_api.gate import Call
from simulator.acting import reading
from simulator.events import iso
from simulator.outgoing import Feed, Report

STATES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
Job = type[Feed] | type[Report]


def job_number(given: str) -> int:
    """Return the number of a job; what cannot be one is bad input."""
    if not (given.isascii() and given.isdecimal() and 0 < len(given) < 12):
        raise invalid("Invalid Input")
    return int(given)


def listing(
    call: Call, table: Job, column: str, parameter: str, name: str, write: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """Write a page of a seller's jobs, newest first, with the token of the next where there is one."""
    found, following = _page(call, table, column, parameter)
    return {name: [write(one) for one in found], **({"nextToken": following} if following else {})}


def states(job: Feed | Report) -> dict[str, Any]:
    """Tell of a job what files and reports have in common."""
    times = {"createdTime": job.created_at, "processingStartTime": job.started_at, "processingEndTime": job.ended_at}
    return {"marketplaceIds": job.marketplace_ids, "processingStatus": job.status} | {
        name: iso(at) for name, at in times.items() if at
    }


def _page(call: Call, table: Job, column: str, parameter: str) -> tuple[list[Any], str | None]:
    token = asking.text("nextToken")
    if token:
        # Some clients add the marketplace to every call; any filter of one's own beside the token is an error.
        if any(
            asking.text(name) for name in (parameter, "pageSize", "processingStatuses", "createdSince", "createdUntil")
        ):
            raise invalid("Invalid Input", "nextToken is sent alone.")
        told = asking.read_page_token(token)
    else:
        told = _filters(parameter)
    try:
        found = _find(call, table, column, told)
    except (KeyError, TypeError, ValueError):
        raise invalid("Invalid Input", "The token of the next page is not one of ours.") from None
    size = told["size"]
    if len(found) <= size:
        return found, None
    return found[:size], asking.page_token(told | {"before": found[size - 1].id})


def _filters(parameter: str) -> dict[str, Any]:
    types = asking.texts(parameter, most=10)
    if not types:
        raise invalid("Invalid Input", f"{parameter} or nextToken is required.")
    since, until = asking.instant("createdSince"), asking.instant("createdUntil")
    return {
        "types": types,
        "states": asking.texts("processingStatuses", known=STATES),
        "markets": asking.texts("marketplaceIds", most=10),
        "since": int(since.timestamp()) if since else None,
        "until": int(until.timestamp()) if until else None,
        "size": asking.number("pageSize", 10),
        "before": None,
    }


def _find(call: Call, table: Job, column: str, told: dict[str, Any]) -> list[Any]:
    query = select(table).where(table.seller_id == call.seller_id, getattr(table, column).in_(told["types"]))
    if told["states"]:
        query = query.where(table.status.in_(told["states"]))
    if told["before"]:
        query = query.where(table.id < int(told["before"]))
    if told["since"]:
        query = query.where(table.created_at >= datetime.fromtimestamp(told["since"], UTC))
    if told["until"]:
        query = query.where(table.created_at <= datetime.fromtimestamp(told["until"], UTC))
    with reading(call.home, call.world) as moment:
        found: list[Any] = list(moment.session.scalars(query.order_by(table.id.desc()).limit(int(told["size"]) + 1)))
    markets = set(told["markets"])
    return [one for one in found if not markets or markets & set(one.marketplace_ids)]
