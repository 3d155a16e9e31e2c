"""The dates an order promises: when it ships, when it arrives, and when it is canceled unconfirmed.

Days are the store's local days, so a promise ends at 23:59:59 there, whatever the clocks did in between. Knows no
orders and no database; lengths, working days and holidays come from the policy of the store.
Source: S23, S27, S28 (working days, cut-off), S46 and S59 (the shape of the windows), S19 (grace).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulator.policy import Grace, Policy, Store

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Business days of a grace: S46 shows that a national holiday is not skipped.
BUSINESS_DAYS = WEEKDAYS[:5]
DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
# No chain of holidays is longer; a calendar without a working day is an error, not an endless search.
LONGEST_REST = 60


@dataclass(frozen=True)
class Promise:
    """When an order is to leave and to arrive, as windows of whole local days in UTC."""

    ship_from: datetime
    ship_by: datetime
    deliver_from: datetime
    deliver_by: datetime


def promise(
    released_at: datetime,
    *,
    store: Store,
    policy: Policy,
    handling_days: int | None = None,
    operating_days: Collection[str] | None = None,
    cut_off: time | None = None,
    service: str | None = None,
    holidays: Collection[date] | None = None,
) -> Promise:
    """Compute the dates of an order released at this instant; what is not given follows the store's policy."""
    rest = policy.holidays if holidays is None else holidays
    working = policy.operating_days if operating_days is None else operating_days
    first, last = _ship_days(
        released_at.astimezone(store.zone),
        policy.handling_days if handling_days is None else handling_days,
        policy.order_cut_off if cut_off is None else cut_off,
        working,
        rest,
    )
    transit = policy.transit_days[policy.default_shipping_service if service is None else service]
    arrives_first = add_business_days(first, transit.fewest, working=policy.carrier_days, holidays=rest)
    arrives_last = add_business_days(last, transit.most, working=policy.carrier_days, holidays=rest)
    return Promise(
        # A same-day parcel cannot leave before its order was released.
        ship_from=max(start_of_day(first, store.zone), released_at),
        ship_by=end_of_day(last, store.zone),
        deliver_from=start_of_day(arrives_first, store.zone),
        deliver_by=end_of_day(arrives_last, store.zone),
    )


def _ship_days(
    released: datetime, handling_days: int, cut_off: time, working: Collection[str], holidays: Collection[date]
) -> tuple[date, date]:
    """Return the first and the last local day on which the order may leave."""
    today = released.date()
    if handling_days == 0:
        # Only same-day handling knows a cut-off: from it on, the next operating day is meant.
        day = today if released.time() < cut_off else today + DAY
        same = next_working_day(day, working=working, holidays=holidays)
        return same, same
    first = add_business_days(today, 1, working=working, holidays=holidays)
    return first, add_business_days(today, handling_days, working=working, holidays=holidays)


def next_working_day(day: date, *, working: Collection[str], holidays: Collection[date] = ()) -> date:
    """Return this day if work is done on it, else the next on which it is."""
    for ahead in range(LONGEST_REST):
        candidate = day + ahead * DAY
        if WEEKDAYS[candidate.weekday()] in working and candidate not in holidays:
            return candidate
    raise ValueError(f"No working day follows {day} within {LONGEST_REST} days.")


def add_business_days(
    day: date, count: int, *, working: Collection[str] = BUSINESS_DAYS, holidays: Collection[date] = ()
) -> date:
    """Return the day this many working days later; 0 is the day itself, or the next one that is worked."""
    if count == 0:
        return next_working_day(day, working=working, holidays=holidays)
    for _ in range(count):
        day = next_working_day(day + DAY, working=working, holidays=holidays)
    return day


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last whole second of a local day."""
    return datetime.combine(day, LAST_SECOND, zone).astimezone(UTC)


def grace_end(ship_by: datetime, placed_at: datetime, grace: Grace, store: Store) -> datetime:
    """Return the instant at which an unconfirmed order is canceled.

    Calendar and business days keep the local time of day: a ship-by date is the end of a local day, and a seller who
    reads "seven days later" expects the end of a local day again, also across a change of the clocks, where seven
    times 24 hours would end an hour off. A grace in hours is exact.
    """
    anchor = ship_by if grace.anchor == "ship_by" else placed_at
    if grace.unit == "hours":
        return anchor + timedelta(hours=grace.length)
    local = anchor.astimezone(store.zone)
    if grace.unit == "calendar":
        day = local.date() + grace.length * DAY
    else:
        day = _business_days_after(local.date(), grace.length)
    return datetime.combine(day, local.time(), store.zone).astimezone(UTC)


def _business_days_after(day: date, length: int) -> date:
    # Without a length nothing is added, also on a weekend.
    return add_business_days(day, length) if length else day


def business_deadline(start: datetime, count: int, store: Store) -> datetime:
    """Return the end of the local day this many business days after an instant, as for refunds after a return."""
    day = add_business_days(start.astimezone(store.zone).date(), count)
    return end_of_day(day, store.zone)
