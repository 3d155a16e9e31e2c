"""Reports made again and again, every period of the world's clock.

What was due is made when somebody next looks at the list, as of then; a world that stands still makes nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from seller_central.reports.jobs import request_report
from seller_central.reports.types import report_type
from simulator.acting import holding, reading
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.outgoing import ReportSchedule

PERIODS = {
    "PT5M": timedelta(minutes=5), "PT15M": timedelta(minutes=15), "PT30M": timedelta(minutes=30),
    "PT1H": timedelta(hours=1), "PT2H": timedelta(hours=2), "PT4H": timedelta(hours=4), "PT8H": timedelta(hours=8),
    "PT12H": timedelta(hours=12), "P1D": timedelta(days=1), "P2D": timedelta(days=2), "P3D": timedelta(days=3),
    "PT84H": timedelta(hours=84), "P7D": timedelta(days=7), "P14D": timedelta(days=14), "P15D": timedelta(days=15),
    "P18D": timedelta(days=18), "P30D": timedelta(days=30), "P1M": timedelta(days=30),
}  # fmt: skip
# After a long leap of time only this many of the missed ones are made.
MOST_MISSED = 3


def create(
    home: Home,
    world: str,
    seller_id: str,
    name: str,
    period: str,
    options: dict[str, Any] | None = None,
    marketplace_ids: list[str] | None = None,
    first_at: datetime | None = None,
) -> ReportSchedule:
    """Have a report made every period; the same kind of report has one schedule, so a new one replaces the old.

    Raises:
        BadInput: no such kind of report, or no such period.
    """
    report_type(name)
    if period not in PERIODS:
        raise BadInput("period", f"A period is one of: {', '.join(PERIODS)}.")
    with holding(home, world) as moment:
        for old in moment.session.scalars(_of(seller_id).where(ReportSchedule.report_type == name)):
            moment.session.delete(old)
        made = ReportSchedule(
            seller_id=seller_id, report_type=name, marketplace_ids=marketplace_ids or [], options=options or {},
            period=period, next_at=first_at or moment.now + PERIODS[period],
        )  # fmt: skip
        moment.session.add(made)
        moment.session.flush()
    return made


def listed(home: Home, world: str, seller_id: str) -> list[ReportSchedule]:
    """List a seller's schedules."""
    with reading(home, world) as moment:
        return list(moment.session.scalars(_of(seller_id).order_by(ReportSchedule.id)))


def find(home: Home, world: str, seller_id: str, number: int) -> ReportSchedule:
    """Find a seller's schedule.

    Raises:
        NotFound: there is none.
    """
    for one in listed(home, world, seller_id):
        if one.id == number:
            return one
    raise NotFound(f"There is no schedule {number}.")


def remove(home: Home, world: str, seller_id: str, number: int) -> None:
    """End a schedule."""
    find(home, world, seller_id, number)
    with holding(home, world) as moment:
        moment.session.delete(moment.session.get_one(ReportSchedule, number))


def make_due(home: Home, world: str, seller_id: str) -> int:
    """Make the reports whose time has come; returns how many."""
    if not any(True for _ in _due(home, world, seller_id)):
        return 0
    ranges = []
    with holding(home, world) as moment:
        for one in moment.session.scalars(_of(seller_id).where(ReportSchedule.next_at <= moment.now)):
            step = PERIODS[one.period]
            missed = int((moment.now - one.next_at) / step) + 1
            one.next_at += step * missed
            for back in range(min(missed, MOST_MISSED), 0, -1):
                end = one.next_at - step * back
                ranges.append((one.report_type, end - step, end, one.options, one.marketplace_ids or None, one.id))
    for name, start, end, options, markets, number in ranges:
        request_report(home, world, seller_id, name, start, end, options, markets, number)
    return len(ranges)


def _due(home: Home, world: str, seller_id: str) -> list[ReportSchedule]:
    with reading(home, world) as moment:
        return list(moment.session.scalars(_of(seller_id).where(ReportSchedule.next_at <= moment.now)))


def _of(seller_id: str) -> Any:
    return select(ReportSchedule).where(ReportSchedule.seller_id == seller_id)
