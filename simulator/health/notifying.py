"""Performance notifications: what the marketplace writes to a seller about the account.

A notification is a row, an event of the log caused by what led to it, and an e-mail. It must not know which metric is
measured how. Source: policies §4.3, §13.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from simulator.database import memory_of
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, PerformanceNotice
from simulator.orders.notices import write
from simulator.parties import Seller


class NoticeKind(StrEnum):
    """What a performance notification can be about."""

    RATE_WARNING = "rate-warning"
    OFFERS_DEACTIVATED = "offers-deactivated"
    OFFER_DEACTIVATED = "offer-deactivated"
    CLAIM = "claim"


@contextmanager
def by_marketplace(moment: Moment) -> Iterator[None]:
    """Let the marketplace act for a while, whoever acted before."""
    acting, moment.actor = moment.actor, Actor.MARKETPLACE
    try:
        yield
    finally:
        moment.actor = acting


def add_notice(
    moment: Moment,
    seller: Seller,
    kind: NoticeKind,
    severity: str,
    facts: dict[str, Any],
    order: Order | None = None,
) -> PerformanceNotice:
    """Put a notification on the seller's list; severity is "critical" or "warning"."""
    notice = PerformanceNotice(
        seller_id=seller.id,
        at=moment.now,
        kind=kind,
        severity=severity,
        facts=facts,
        order_id=order.number if order else None,
        plan_of_action="",
    )
    moment.session.add(notice)
    moment.session.flush()
    warnings: _Warnings | None = memory_of(moment.session).get((_Warnings, seller.id))
    if warnings is not None and kind is NoticeKind.RATE_WARNING:
        warnings.last[str(facts.get("metric_id"))] = moment.now
    return notice


def announce(
    moment: Moment, seller: Seller, notice: PerformanceNotice, event_kind: EventKind, template: str, **more: Any
) -> None:
    """Record a notification in the log and mail it; performance mail cannot be switched off."""
    with by_marketplace(moment):
        event = record(moment, event_kind, seller_id=seller.id, notice=notice.id, **notice.facts)
    write(moment, seller, template, {"seller": seller.name, **notice.facts, **more}, event)


@dataclass
class _Warnings:
    """When a seller was last warned about which metric, as far back as was asked."""

    since: datetime
    last: dict[str, datetime]


def warned_since(moment: Moment, seller: Seller, metric: str, back: timedelta) -> bool:
    """Say whether the seller was warned about a metric within so long."""
    memory, since = memory_of(moment.session), moment.now - back
    warnings: _Warnings | None = memory.get((_Warnings, seller.id))
    if warnings is None or warnings.since > since:
        query = select(PerformanceNotice).where(
            PerformanceNotice.seller_id == seller.id,
            PerformanceNotice.kind == NoticeKind.RATE_WARNING,
            PerformanceNotice.at > since,
        )
        found = moment.session.scalars(query.order_by(PerformanceNotice.at))
        warnings = _Warnings(since, {str(one.facts.get("metric_id")): one.at for one in found})
        memory[_Warnings, seller.id] = warnings
    return metric in warnings.last and warnings.last[metric] > since
