"""The log against the transition table: is every order's story a path through it, and does it end in its status?

Stories are compared as words, each different one once; instants are compared with the order's own columns.
"""

from collections.abc import Iterator

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.rows import NAMED
from simulator.auditor_files.sources import Sources
from simulator.events import EventKind as E
from simulator.moment import Actor
from simulator.orders.statuses import Channel
from simulator.orders.statuses import OrderStatus as S
from simulator.orders.transitions import FIRST, ROWS

# Events that leave an order where it is and may come at any time.
NEUTRAL = frozenset({E.MESSAGE_SENT, E.REMINDER_SENT, E.SHIP_BY_PASSED, E.STOCK_CHANGED, E.BREACH_NOTED})
# Events that a story has once at most; confirmations may come twice, for two parcels.
ONCE = frozenset(
    {E.ORDER_PLACED, E.PAYMENT_VERIFIED, E.ORDER_CANCELED, E.DELIVERED, E.CANCELLATION_REQUESTED, E.FULFILLMENT_STARTED}
)
# The event that stands for an order's column.
INSTANTS = {
    "released_at": E.PAYMENT_VERIFIED,
    "canceled_at": E.ORDER_CANCELED,
    "delivered_at": E.DELIVERED,
    "refunded_at": E.REFUND_ISSUED,
    "shipment_confirmed_at": E.SHIPMENT_CONFIRMED,
    "label_bought_at": E.LABEL_BOUGHT,
}


# Every event and who can have caused it, by number; written as one letter each from `_FIRST` on.
CODES = [(str(kind), str(actor)) for kind in E for actor in Actor]
_FIRST = 0x4E00


def open_log(sources: Sources) -> None:
    """Keep the log as whole numbers: orders by a hash of their number, events by a code."""
    codes = [(kind, actor, at) for at, (kind, actor) in enumerate(CODES)]
    sources.load("codes", {"kind": "VARCHAR", "actor": "VARCHAR", "code": "SMALLINT"}, codes)
    sources.session.execute(
        """CREATE TEMP TABLE log AS SELECT hash(order_id) AS k, seq::INT AS seq, instant, code
           FROM events LEFT JOIN codes USING (kind, actor)"""
    )
    sources.session.execute("CREATE TEMP TABLE keys AS SELECT hash(order_id) AS k, order_id FROM orders")


def check_paths(sources: Sources) -> Iterator[Finding]:
    """Find stories that no path through the table tells."""
    open_log(sources)
    neutral = ", ".join(str(at) for at, (kind, _) in enumerate(CODES) if kind in NEUTRAL)
    stories = sources.rows(
        f"""SELECT story, channel, status, min(order_id), count(*) FROM (
            SELECT k, string_agg(chr(coalesce(code, {len(CODES)}) + {_FIRST}), '' ORDER BY seq)
                FILTER (WHERE code IS NULL OR code NOT IN ({neutral})) AS story FROM log GROUP BY 1)
            JOIN (SELECT hash(order_id) AS k, order_id, channel, status FROM orders) USING (k)
            GROUP BY 1, 2, 3"""  # noqa: S608 - our own words
    )
    for story, channel, status, example, count in stories:
        wrong = _judged(story or "", channel, status)
        if wrong:
            more = f" ({count} orders)" if count > 1 else ""
            yield Finding("lawful-path", "events", example, f"{wrong}{more}")


def _judged(story: str, channel: str, status: str) -> str | None:
    """Return what is wrong with a story, or None."""
    places = [ord(one) - _FIRST for one in story]
    if len(CODES) in places:
        return "something unknown to the table happens"
    steps = [CODES[at] for at in places]
    kinds = [kind for kind, _ in steps]
    twice = next((kind for kind in kinds if kind in ONCE and kinds.count(kind) > 1), None)
    if twice:
        return f"{twice} happens twice"
    if channel not in tuple(Channel):
        return f"there is no channel {channel}"
    states: set[S] = {S.NEW} if channel == Channel.MCF else set()
    for at, (kind, actor) in enumerate(steps):
        if at == 0 and channel != Channel.MCF:
            if (kind, actor) != (E.ORDER_PLACED, "BUYER"):
                return f"begins with {kind}"
            states = set(FIRST[Channel(channel)])
            continue
        following = _following(states, kind, actor, Channel(channel))
        if not following:
            return f"{kind} by {actor} has no place after {', '.join(kinds[:at]) or 'nothing'}"
        states = following
    return None if status in states else f"is {status}, but its log ends in {' or '.join(sorted(states)) or 'nothing'}"


def _following(states: set[S], kind: str, actor: str, channel: Channel) -> set[S]:
    if (kind, actor) == (E.REFUND_ISSUED, Actor.MARKETPLACE):
        return states & {S.SHIPPED, S.PARTIALLY_SHIPPED}
    found: set[S] = set()
    for row in ROWS:
        if row.event == kind and row.actor == actor and channel in row.channels:
            for state in states & row.sources:
                found |= row.targets if callable(row.target) else {row.target or state}
    return found


def check_log(sources: Sources) -> Iterator[Finding]:
    """Find logs that are not numbered, not in time, or tell other instants than their orders."""
    columns = ", ".join(f"min(instant) FILTER (WHERE {_is(kind)}) AS {name}" for name, kind in INSTANTS.items())
    sources.session.execute(
        f"""CREATE TEMP TABLE logs AS SELECT k, count(*) AS events, min(seq) AS first, max(seq) AS last,
            sum(seq) AS numbers, min(instant) AS began, max(instant) AS ended,
            min(instant) FILTER (WHERE {_is(E.CANCELLATION_REQUESTED)}) AS asked, {columns}
            FROM log GROUP BY 1"""  # noqa: S608 - our own words
    )
    for rule, query, says in _questions(sources.until):
        wrong = f"SELECT DISTINCT order_id FROM ({query}) JOIN keys USING (k) ORDER BY 1 LIMIT {NAMED}"  # noqa: S608
        for (key,) in sources.rows(wrong):
            yield Finding(rule, "events", str(key), says)


def _questions(until: int) -> Iterator[tuple[str, str, str]]:
    gaps = "first <> 1 OR last <> events OR numbers <> events * (events + 1) // 2"
    yield "log-numbers", f"SELECT k FROM logs WHERE {gaps}", "numbers have gaps"  # noqa: S608 - our own words
    back = "SELECT a.k FROM log a JOIN log b ON a.k = b.k AND b.seq = a.seq + 1 WHERE b.instant < a.instant"
    yield "log-in-time", back, "the log goes back in time"
    yield "log-missing", "SELECT k FROM keys ANTI JOIN logs USING (k)", "has no log"
    differs = " OR ".join(f"e.{name} IS DISTINCT FROM o.{name}" for name in INSTANTS if name != "label_bought_at")
    agrees = f"""SELECT k FROM logs e JOIN (SELECT hash(order_id) AS k, * FROM orders) o USING (k)
        WHERE o.channel <> 'MCF' AND ({differs} OR e.began <> o.placed_at OR e.ended > {until}
        OR e.asked IS DISTINCT FROM CASE o.request_via WHEN 'official' THEN o.requested_at END)"""  # noqa: S608
    yield "log-agrees", agrees, "the log tells other instants than the order"


def _is(kind: str) -> str:
    return f"code IN ({', '.join(str(at) for at, (one, _) in enumerate(CODES) if one == kind)})"
