"""The mail against the notices table, and messages against the log: who was told what after which event."""

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

import numpy as np

from simulator.auditor_files.finding import Finding
from simulator.auditor_files.histories import CODES, Part, Rows, Whole, gathered, numbers_of, place_in
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


_NAMES, _ROLES = list(BITS), ("buyer", "seller")
_MAIL = f"""SELECT hash(order_id) AS key, coalesce(event_seq, 0) AS seq, coalesce(instant, 0) AS instant,
    coalesce({place_in(_NAMES, "notice")}, 0) AS notice, coalesce({place_in(_ROLES, "role")}, 0) AS role,
    hash(coalesce(person_id, '')) AS person FROM mail WHERE {{chosen}}"""  # noqa: S608 - our own words
_CHANNELS = tuple(map(str, Channel))
# The bit of each notice (rows) for each reader (columns); what is told to a wrong reader is minus one.
_BIT_OF = np.full((len(_NAMES) + 1, len(_ROLES) + 1), -1)
for _one in chain.from_iterable(NOTICES.values()):
    _BIT_OF[_NAMES.index(_one.name) + 1, _ROLES.index(_one.to.lower()) + 1] = BITS[_one.name]


def check_mail(sources: Sources, part: Part) -> Iterator[Finding]:
    """Find mail that no event explains, events that nobody was told of, and mail to strangers."""
    mail = gathered(sources, _MAIL, part.chosen)
    row, there = _events(part.log, mail)
    there &= part.log.columns["instant"][row] == mail.columns["instant"]
    yield from _wrongly_told(sources, part, _bits(part.log, row, mail))
    for rule, wrong, says in (
        ("mail-event", ~there, "tells of no event, or at another instant"),
        ("mail-reader", _strangers(part, mail), "went to somebody the order does not concern"),
    ):
        for number in numbers_of(sources, mail.columns["key"][wrong], NAMED):
            yield Finding(rule, "mail", number, says)


def _events(log: Rows, mail: Rows) -> tuple[Whole, Any]:
    """Return the row of the event each mail tells of, and whether there is one."""
    place, seq = mail.spread(log.place(mail.key)), mail.columns["seq"]
    there = (place >= 0) & (seq > 0) & (seq <= log.count[place])
    row = np.where(there, log.first[place] + seq - 1, 0)
    return row, there & (log.columns["seq"][row] == seq)


def _bits(log: Rows, row: Whole, mail: Rows) -> Whole:
    """Return what was told after each event. Sums of bits are whole numbers that a float holds exactly."""
    bits = np.bincount(
        row, weights=_BIT_OF[mail.columns["notice"], mail.columns["role"]], minlength=len(log.columns["seq"])
    )
    return bits.astype(np.int64)


def _wrongly_told(sources: Sources, part: Part, bits: Whole) -> Iterator[Finding]:
    log, lawful = part.log, _lawful()
    channel = np.full(len(log.key), len(_CHANNELS))
    of_state = np.array([_CHANNELS.index(one) if one in _CHANNELS else len(_CHANNELS) for one, _ in part.states])
    place = log.place(part.orders["key"])
    channel[place[place >= 0]] = of_state[part.orders["state"][place >= 0]]
    seen = (bits << 12) | (log.columns["code"] << 2) | log.spread(channel)
    for one in np.unique(seen).tolist():
        told, code, at = one >> 12, one >> 2 & 1023, one & 3
        if at == len(_CHANNELS) or code == len(CODES) or (_CHANNELS[at], code, told) in lawful:
            continue
        rows = np.flatnonzero(seen == one)
        key = log.key[np.searchsorted(log.first, rows[:1], side="right") - 1]
        words = ", ".join(name for name, bit in BITS.items() if told & bit) or "nothing"
        more = f" ({len(rows)} times)" if len(rows) > 1 else ""
        says = f"after {' by '.join(CODES[code])} was told: {words}{more}"
        yield Finding("notices", "mail", numbers_of(sources, key, 1)[0], says)


def _strangers(part: Part, mail: Rows) -> Any:
    """Say which mails went to somebody whom their order does not concern."""
    orders = part.orders
    by = np.argsort(orders["key"])
    at = by[np.minimum(np.searchsorted(orders["key"][by], mail.key), len(by) - 1)]
    buyer, seller = (mail.spread(orders[name][at]) for name in ("buyer", "seller"))
    known = mail.spread(orders["key"][at] == mail.key)
    return known & (mail.columns["person"] != np.where(mail.columns["role"] == 1, buyer, seller))


def check_messages(sources: Sources) -> Iterator[Finding]:
    """Find messages that the log does not have, and events of messages that are not there."""
    query = f"""SELECT DISTINCT order_id FROM
        (SELECT order_id, sent_at AS instant, count(*) AS n FROM messages GROUP BY 1, 2) m
        FULL JOIN (SELECT order_id, instant, count(*) AS n FROM events WHERE kind = '{E.MESSAGE_SENT}' GROUP BY 1, 2) e
        USING (order_id, instant) WHERE m.n IS DISTINCT FROM e.n ORDER BY 1 LIMIT {NAMED}"""  # noqa: S608 - our own word
    for (key,) in sources.rows(query):
        yield Finding("message-logged", "messages", str(key), "messages and log disagree")
