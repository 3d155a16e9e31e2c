"""Promised dates against the calendar: each different promise is computed again, once."""

from collections.abc import Iterator
from datetime import UTC, datetime

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.sources import Sources
from simulator.errors import BadInput
from simulator.orders.promises import grace_end, promise
from simulator.policy import policy_for, store_by_marketplace_id

DAY = 86_400
PROMISES = """
    SELECT marketplace_id, handling, service, day, same_day_late, ship_by, deliver_by, auto_cancel_at, min(order_id),
           count(*), min(basis) FROM (
        SELECT o.marketplace_id, s.handling_days AS handling, o.service, o.ship_by, o.deliver_by, o.order_id, basis,
               (basis + z.shift) // 86400 AS day,
               s.handling_days = 0 AND (basis + z.shift) % 86400 >= {cut_off} AS same_day_late,
               CASE WHEN l.order_date_days IS NULL THEN o.auto_cancel_at END AS auto_cancel_at
        FROM (SELECT *, greatest(coalesce(released_at, placed_at + (SELECT any_value(payment_hold) FROM law x
                     WHERE x.marketplace_id = orders.marketplace_id)), available_at) AS basis
              FROM orders WHERE channel <> 'MCF') o
        JOIN sellers s USING (seller_id)
        JOIN law l ON l.marketplace_id = o.marketplace_id AND o.placed_at >= l.starts AND o.placed_at < l.ends
        JOIN zones z ON z.marketplace_id = o.marketplace_id AND basis >= z.starts AND basis < z.ends)
    GROUP BY ALL"""


def check_dates(sources: Sources) -> Iterator[Finding]:
    """Find ship-by, deliver-by and grace ends that the calendar does not give."""
    date_set = ((sources.document("manifest.json") or {}).get("plan") or {}).get("date_set", "announced")
    for code, cut_off in _cut_offs(sources, date_set).items():
        query = PROMISES.format(cut_off=cut_off) + f" HAVING marketplace_id = '{code}'"
        for row in sources.rows(query):
            wrong = _judged(row, date_set)
            if wrong:
                more = f" ({row[9]} orders)" if row[9] > 1 else ""
                yield Finding("promise", "orders", row[8], wrong + more)


def _cut_offs(sources: Sources, date_set: str) -> dict[str, int]:
    found = {}
    for code, at in sources.rows("SELECT marketplace_id, min(placed_at) FROM orders GROUP BY 1"):
        policy = policy_for(store_by_marketplace_id(code).code, datetime.fromtimestamp(at, UTC), date_set)
        found[code] = policy.order_cut_off.hour * 3600 + policy.order_cut_off.minute * 60
    return found


def _judged(row: tuple[object, ...], date_set: str) -> str | None:
    code, handling, service, day, late, ship_by, deliver_by, ends = row[:8]
    place = store_by_marketplace_id(str(code))
    wall = datetime.fromtimestamp(int(str(day)) * DAY, UTC).replace(tzinfo=place.zone)
    at = (wall.replace(hour=23, minute=59, second=59) if late else wall).astimezone(UTC)
    policy = policy_for(place.code, datetime.fromtimestamp(int(str(row[10])), UTC), date_set)
    try:
        made = promise(at, store=place, policy=policy, handling_days=int(str(handling)), service=str(service))
    except (KeyError, BadInput):
        return f"there is no service {service}"
    grace = grace_end(made.ship_by, made.ship_by, policy.auto_cancel_grace, place)
    for name, told, right in (("ship-by", ship_by, made.ship_by), ("deliver-by", deliver_by, made.deliver_by)):
        if told != int(right.timestamp()):
            return f"{name} is not {right:%Y-%m-%dT%H:%M:%SZ}"
    if ends is not None and ends != int(grace.timestamp()):
        return f"the grace does not end at {grace:%Y-%m-%dT%H:%M:%SZ}"
    return None
