"""The append-only log and those who listen to it.

A use case records what happened in the same transaction as the rows it changed. Listeners (mail, messages,
notifications) are called at once and may record further events, whose cause is the first. Kinds: `EventKind`.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from simulator.appending import append
from simulator.models import Event
from simulator.moment import Moment


class EventKind(StrEnum):
    """Everything that can happen in a world, as past participles."""

    ORDER_PLACED = "order-placed"
    ORDER_AVAILABLE = "order-available"
    PAYMENT_VERIFIED = "payment-verified"
    PAYMENT_FAILED = "payment-failed"
    FRAUD_FOUND = "fraud-found"
    CANCELLATION_REQUESTED = "cancellation-requested"
    REQUEST_WITHDRAWN = "request-withdrawn"
    ORDER_CANCELED = "order-canceled"
    ITEMS_CANCELED = "items-canceled"
    LABEL_BOUGHT = "label-bought"
    LABEL_VOIDED = "label-voided"
    PICKED = "picked"
    PACKED = "packed"
    HANDED_TO_CARRIER = "handed-to-carrier"
    PUT_BACK = "put-back"
    SHIPMENT_CONFIRMED = "shipment-confirmed"
    SHIPMENT_EDITED = "shipment-edited"
    DELIVERED = "delivered"
    DELIVERY_REFUSED = "delivery-refused"
    PARCEL_SCANNED = "parcel-scanned"
    PARCEL_LOST = "parcel-lost"
    REFUND_ISSUED = "refund-issued"
    RETURN_REQUESTED = "return-requested"
    RETURN_AUTHORIZED = "return-authorized"
    RETURN_RECEIVED = "return-received"
    RETURN_CLOSED = "return-closed"
    CLAIM_OPENED = "claim-opened"
    CLAIM_ANSWERED = "claim-answered"
    CLAIM_DECIDED = "claim-decided"
    FEEDBACK_LEFT = "feedback-left"
    FEEDBACK_REMOVED = "feedback-removed"
    FEEDBACK_REMOVAL_ASKED = "feedback-removal-asked"
    FEEDBACK_ANSWERED = "feedback-answered"
    MESSAGE_SENT = "message-sent"
    MESSAGE_BLOCKED = "message-blocked"
    MESSAGE_REPORTED = "message-reported"
    RESPONSE_WAIVED = "response-waived"
    BREACH_NOTED = "breach-noted"
    CASE_OPENED = "case-opened"
    CASE_ANSWERED = "case-answered"
    FULFILLMENT_PLANNED = "fulfillment-planned"
    FULFILLMENT_STARTED = "fulfillment-started"
    FULFILLMENT_ENDED = "fulfillment-ended"
    SHIP_BY_PASSED = "ship-by-passed"
    REMINDER_SENT = "reminder-sent"
    STOCK_CHANGED = "stock-changed"
    PRICE_CHANGED = "price-changed"
    SETTINGS_CHANGED = "settings-changed"
    REPORT_READY = "report-ready"
    FEED_DONE = "feed-done"
    RATE_WARNED = "rate-warned"
    OFFERS_DEACTIVATED = "offers-deactivated"
    OFFERS_REACTIVATED = "offers-reactivated"
    NOTICE_ACKNOWLEDGED = "notice-acknowledged"
    PLAN_SUBMITTED = "plan-submitted"
    PLAN_DECIDED = "plan-decided"
    CUSTOMER_SERVICE_CALLED = "customer-service-called"


class Logged(Protocol):
    """What the log needs to know of an order."""

    number: str


Listener = Callable[[Moment, Event, Any], None]
_listeners: dict[EventKind, list[Listener]] = defaultdict(list)


def listens_to(*kinds: EventKind) -> Callable[[Listener], Listener]:
    """Have a function called with (moment, event, order) whenever one of these kinds is recorded."""

    def register(listener: Listener) -> Listener:
        for kind in kinds:
            if listener not in _listeners[kind]:
                _listeners[kind].append(listener)
        return listener

    return register


def record(moment: Moment, kind: EventKind, order: Logged | None = None, /, **facts: Any) -> Event:
    """Append an event to the world's log and tell its listeners. `facts` become JSON; instants ISO 8601."""
    moment.world.last_event += 1
    event = append(
        moment.session,
        Event,
        seq=moment.world.last_event,
        at=moment.now,
        kind=kind,
        actor=moment.actor,
        order_id=order.number if order else None,
        data={name: _plain(value) for name, value in facts.items() if value is not None},
        cause=moment.cause,
    )
    moment.recorded.append(event)
    outer, moment.cause = moment.cause, event.seq
    for listener in _listeners[kind]:
        listener(moment, event, order)
    moment.cause = outer
    return event


@lru_cache(maxsize=1 << 14)
def iso(instant: datetime) -> str:
    """Write an instant the way every interface of ours does."""
    return f"{instant.isoformat()[:19]}Z"


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
