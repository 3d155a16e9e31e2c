"""Writes notifications beside what they tell of, in the same transaction, and has them delivered after it.

Listens to the log; a seller's subscriptions say who wants what. Where they go stands in `delivering.py`.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event as hooks
from sqlalchemy import select
from sqlalchemy.orm import Session

from seller_central.selling_partner_api import delivering, payloads
from simulator import clock
from simulator.database import bound_place
from simulator.events import EventKind as E
from simulator.events import listens_to
from simulator.faults import strikes
from simulator.home import Home, world_at
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.outgoing import Feed, Notification, Report, Subscription
from simulator.policy import store
from simulator.prepared import Prepared

STATUS_EVENTS = (E.ORDER_PLACED, E.PAYMENT_VERIFIED, E.ORDER_CANCELED, E.SHIPMENT_CONFIRMED, E.ORDER_AVAILABLE)
Content = Callable[[Subscription], dict[str, Any]]


@listens_to(E.CANCELLATION_REQUESTED, E.ITEMS_CANCELED, *STATUS_EVENTS)
def tell_order_change(moment: Moment, event: Event, order: Order) -> None:
    """Tell subscribers of a change of an order."""
    if order.channel == Channel.MCF or not _anybody(moment.session):
        return
    change = payloads.REQUESTED if event.kind == E.CANCELLATION_REQUESTED else payloads.CHANGED
    for wish in _wishes(moment, order.seller_id, payloads.ORDER_CHANGE):
        if _is_wanted(wish, order, change):
            content = payloads.order_change(moment, order, event, change)
            _write(moment, wish, payloads.upper(moment, wish, "OrderChangeNotification", content), order.number)
    if event.kind in STATUS_EVENTS:
        for wish in _wishes(moment, order.seller_id, payloads.ORDER_STATUS_CHANGE):
            for item in order.items:
                content = payloads.order_status(order, item)
                told = payloads.upper(moment, wish, "OrderStatusChangeNotification", content)
                _write(moment, wish, told, order.number)


@listens_to(E.ORDER_PLACED, E.FULFILLMENT_PLANNED, E.FULFILLMENT_STARTED, E.FULFILLMENT_ENDED, E.ORDER_CANCELED)
def tell_fulfillment(moment: Moment, event: Event, order: Order) -> None:
    """Tell subscribers how a multi-channel order stands."""
    if order.channel != Channel.MCF or not _anybody(moment.session):
        return
    for wish in _wishes(moment, order.seller_id, payloads.FULFILLMENT_STATUS):
        content = payloads.fulfillment_status(moment, order)
        _write(moment, wish, payloads.upper(moment, wish, "FulfillmentOrderStatusNotification", content), order.number)


def feed_finished(moment: Moment, feed: Feed) -> None:
    """Tell subscribers that an uploaded file was worked off."""
    for wish in _wishes(moment, feed.seller_id, payloads.FEED_FINISHED):
        told = payloads.lower(moment, wish, "feedProcessingFinishedNotification", payloads.feed_done(feed))
        _write(moment, wish, told, None)


def report_finished(moment: Moment, report: Report) -> None:
    """Tell subscribers that a report is ready."""
    for wish in _wishes(moment, report.seller_id, payloads.REPORT_FINISHED):
        told = payloads.lower(moment, wish, "reportProcessingFinishedNotification", payloads.report_done(report))
        _write(moment, wish, told, None)


def send_test(moment: Moment, wish: Subscription) -> None:
    """Send a notification without content, in the spelling of its kind."""
    if wish.kind in (payloads.FEED_FINISHED, payloads.REPORT_FINISHED):
        letter = payloads.lower(moment, wish, "testNotification", {"sellerId": wish.seller_id})
    else:
        letter = payloads.upper(moment, wish, "TestNotification", {"SellerId": wish.seller_id})
    _write(moment, wish, letter, None)


def wake(home: Home, world: str) -> None:
    """Deliver what waits, beside whatever else is being done."""
    delivering.start(home, world)


_ANYBODY = Prepared(lambda: select(Subscription.id).limit(1))


def _anybody(session: Session) -> bool:
    """Say whether anybody subscribed to anything; asked at every event, so a session remembers it."""
    if "subscribed" not in session.info:
        session.info["subscribed"] = bool(_ANYBODY.rows(session))
    return bool(session.info["subscribed"])


def _wishes(moment: Moment, seller_id: str, kind: str) -> list[Subscription]:
    query = select(Subscription).where(Subscription.seller_id == seller_id, Subscription.kind == kind)
    return list(moment.session.scalars(query.order_by(Subscription.id)))


def _is_wanted(wish: Subscription, order: Order, change: str) -> bool:
    """Ask the subscription's own filter."""
    chosen = (wish.directive or {}).get("eventFilter") or {}
    kinds, stores = chosen.get("orderChangeTypes"), chosen.get("marketplaceIds")
    marketplace_id = store(order.store).marketplace_id
    return (not kinds or change in kinds) and (not stores or marketplace_id in stores)


def _write(moment: Moment, wish: Subscription, payload: dict[str, Any], order_id: str | None) -> None:
    # The seed and the notification's place decide, so that the same story loses the same ones.
    place = f"{wish.kind}/{order_id}/{moment.world.last_event}"
    is_lost = strikes(moment.world.faults, "notifications", "error_rate", moment.seed, place)
    is_doubled = strikes(moment.world.faults, "notifications", "duplicate_rate", moment.seed, place)
    for _ in range(2 if is_doubled else 1):
        moment.session.add(_row(moment, wish, payload, order_id, "dropped" if is_lost else "waiting"))
    _deliver_after(moment.session)


def _row(moment: Moment, wish: Subscription, payload: dict[str, Any], order_id: str | None, state: str) -> Notification:
    return Notification(
        at=moment.now,
        kind=wish.kind,
        seller_id=wish.seller_id,
        order_id=order_id,
        subscription_id=wish.id,
        destination_id=wish.destination_id,
        payload=payload,
        state=state,
        try_at=clock.wall_now(),
    )


def _deliver_after(session: Session) -> None:
    """Have what was written delivered once the transaction is over, if it is kept."""
    place = bound_place()
    # A copy is a look into the past, which tells nobody.
    found = world_at(place) if place else None
    if found and not session.info.get("waking"):
        session.info["waking"] = True
        home, world = found
        hooks.listen(session, "after_commit", lambda _: wake(home, world), once=True)
