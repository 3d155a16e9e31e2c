"""The mail against the notices table, and messages against the log: who was told what after which event."""

from collections.abc import Iterator
from itertools import product

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.paths import CODES
from simulator.auditor_files.rows import NAMED
from simulator.auditor_files.sources import Sources
from simulator.events import EventKind as E
from simulator.moment import Actor
from simulator.orders.notices import NOTICES
from simulator.orders.statuses import Channel
from simulator.orders.transitions import ROWS

# What the clock does by itself: event, and the notices of which either may follow.
BY_ITSELF = {
    E.ORDER_PLACED: ("place",),
    E.REMINDER_SENT: ("remind", "warn-of-auto-cancel", "return-needs-answer", "remind-of-feedback"),
    E.REFUND_ISSUED: ("refund",),
    E.SHIP_BY_PASSED: ("remind", "warn-of-auto-cancel"),
    E.DELIVERED: ("deliver",),
}


# One bit for each notice, so that what was told after an event is one number.
BITS = {
    name: 1 << at for at, name in enumerate(sorted({notice.name for notices in NOTICES.values() for notice in notices}))
}
SILENT = {E.MESSAGE_SENT, E.STOCK_CHANGED, E.BREACH_NOTED}


def _lawful() -> set[tuple[str, int, int]]:
    """Return every lawful (channel, event by its code, what is told)."""
    found = set()
    for row, channel in product(ROWS, Channel):
        if channel in row.channels:
            found.add((str(channel), _code(row.event, row.actor), _told(row.name, channel)))
    for (kind, names), channel in product(BY_ITSELF.items(), Channel):
        actor = Actor.BUYER if kind == E.ORDER_PLACED else Actor.MARKETPLACE
        found |= {(str(channel), _code(kind, actor), _told(name, channel)) for name in names}
    silent = product(Channel, SILENT, Actor)
    return found | {(str(channel), _code(kind, actor), 0) for channel, kind, actor in silent}


def _code(kind: str, actor: str) -> int:
    return CODES.index((str(kind), str(actor)))


def _told(name: str, channel: Channel) -> int:
    return sum(BITS[one.name] for one in NOTICES.get(name, ()) if channel in one.channels)


def check_mail(sources: Sources) -> Iterator[Finding]:
    """Find mail that no event explains, events that nobody was told of, and mail to strangers."""
    lawful = _lawful()
    readers = [(one.name, one.to.lower(), BITS[one.name]) for notices in NOTICES.values() for one in notices]
    sources.load("notices", {"notice": "VARCHAR", "role": "VARCHAR", "bit": "BIGINT"}, sorted(set(readers)))
    sources.session.execute(
        """CREATE TEMP TABLE told AS SELECT hash(order_id) AS k, event_seq::INT AS seq, instant, bit, role, person_id
           FROM mail LEFT JOIN notices USING (notice, role)"""
    )
    stories = sources.rows(
        """SELECT channel, code, coalesce(bits, 0), min(order_id), count(*) FROM log
           LEFT JOIN (SELECT k, seq, sum(coalesce(bit, -1)) AS bits FROM told GROUP BY 1, 2) USING (k, seq)
           JOIN (SELECT hash(order_id) AS k, order_id, channel FROM orders) USING (k) GROUP BY 1, 2, 3"""
    )
    for channel, code, bits, example, count in stories:
        if code is not None and (channel, code, bits) not in lawful:
            told = ", ".join(name for name, bit in BITS.items() if bits & bit) or "nothing"
            more = f" ({count} times)" if count > 1 else ""
            yield Finding("notices", "mail", example, f"after {' by '.join(CODES[code])} was told: {told}{more}")
    yield from _astray(sources)


def _astray(sources: Sources) -> Iterator[Finding]:
    for rule, query, says in (
        (
            "mail-event",
            """SELECT order_id FROM told m LEFT JOIN log e USING (k, seq) JOIN keys USING (k)
               WHERE e.instant IS DISTINCT FROM m.instant""",
            "tells of no event, or at another instant",
        ),
        (
            "mail-reader",
            """SELECT order_id FROM told m JOIN (SELECT hash(order_id) AS k, * FROM orders) o USING (k)
               WHERE m.person_id <> CASE m.role WHEN 'buyer' THEN coalesce(o.buyer_id, '') ELSE o.seller_id END""",
            "went to somebody the order does not concern",
        ),
        (
            "message-logged",
            f"""SELECT order_id FROM (SELECT order_id, sent_at AS instant, count(*) AS n FROM messages GROUP BY 1, 2) m
               FULL JOIN (SELECT order_id, instant, count(*) AS n FROM events WHERE kind = '{E.MESSAGE_SENT}'
                          GROUP BY 1, 2) e USING (order_id, instant) WHERE m.n IS DISTINCT FROM e.n""",  # noqa: S608 - our own word
            "messages and log disagree",
        ),
    ):
        for (key,) in sources.rows(f"SELECT DISTINCT order_id FROM ({query}) ORDER BY 1 LIMIT {NAMED}"):  # noqa: S608
            yield Finding(rule, "mail" if rule != "message-logged" else "messages", str(key), says)
