"""What sellers answer: official requests, wishes by message, questions, complaints, thanks."""

from datetime import timedelta

from sqlalchemy import select

from messaging.models import Thread
from simulator.moment import Actor, Moment
from simulator.orders.guards import has_label, has_open_request
from simulator.orders.loading import find, in_order
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.statuses import SENT, Channel, OrderStatus
from simulator.parties import Seller
from simulator.people.figures import SellerHabit
from simulator.people.packing import confirm
from simulator.people.speaking import last_heard, said, say
from simulator.people.turns import attempt, happens, wait
from simulator.prepared import Prepared, gap

# What nobody has answered after so long is forgotten.
FORGOTTEN = timedelta(days=5)
# Conversations and requests looked at in an hour.
MOST = 40

_ASKED = Prepared(
    lambda: (
        select(Order.number)
        .join(CancellationRequest)
        .where(CancellationRequest.state == "open", Order.seller_id == gap("seller"))
        .where(Order.status == OrderStatus.UNSHIPPED)
        .order_by(CancellationRequest.at, Order.number)
        .limit(MOST)
    )
)
_WAITING = Prepared(
    lambda: (
        select(Thread.order_number, Thread.last_at, Thread.last_n)
        .where(Thread.seller_id == gap("seller"), Thread.reply_due_at.is_not(None), Thread.last_at > gap("since"))
        .order_by(Thread.reply_due_at, Thread.order_number)
        .limit(MOST)
    )
)


def answer_requests(moment: Moment, seller: Seller, habit: SellerHabit) -> None:
    """Look at the official requests that are open long enough to have been noticed."""
    asked = [number for (number,) in _ASKED.rows(moment.session, seller=seller.id)]
    for order in in_order(moment, asked):
        assert order.request is not None
        if moment.now >= order.request.at + wait(moment, order, "sees the request", habit.answer):
            answer_request(moment, order, habit)


def answer_request(moment: Moment, order: Order, habit: SellerHabit) -> None:
    """Cancel as asked; or say that it is too late; or let it lie and ship."""
    if order.handed_at is not None and order.put_back_at is None:
        if confirm(moment, order):
            say(moment, order, "seller", "refuse_or_return")
        return
    if not happens(moment, order, "grants", habit.grants):
        return
    if has_label(order) and not attempt(moment, "void-label", order.seller_id, order):
        if not said(moment, order, Actor.SELLER, "label_return"):
            say(moment, order, "seller", "label_return")
        return
    attempt(moment, "seller-cancel", order.seller_id, order, reason="BuyerCanceled")


def answer_messages(moment: Moment, seller: Seller, habit: SellerHabit) -> None:
    """Look at the conversations that wait for an answer."""
    for number, last_at, nth in _WAITING.rows(moment.session, seller=seller.id, since=moment.now - FORGOTTEN):
        order = find(moment, number)
        if moment.now < last_at + wait(moment, order, f"reads {nth}", habit.answer):
            continue
        if happens(moment, order, f"answers {nth}", habit.tells + habit.cancels):
            answer(moment, order, habit)


def answer(moment: Moment, order: Order, habit: SellerHabit) -> None:
    """Answer what was last written about an order, or note that nothing needs an answer."""
    heard = last_heard(moment, order, Actor.SELLER)
    if heard is None:
        return
    if heard == "cancel_wish":
        intent = _to_a_wish(moment, order, habit)
    elif order.status == OrderStatus.CANCELED:
        intent = ""
    else:
        intent = _to_anything_else(moment, order, heard)
    if not intent or not say(moment, order, "seller", intent):
        waive(moment, order)


def waive(moment: Moment, order: Order) -> None:
    """Note that nothing needs an answer."""
    thread = moment.session.get(Thread, order.number)
    if thread is not None and thread.reply_due_at is not None:
        attempt(moment, "mark-no-response-needed", order.seller_id, order)


def _to_a_wish(moment: Moment, order: Order, habit: SellerHabit) -> str:
    """Choose what to say to somebody who wants to cancel by message; empty where it is done or too late to matter."""
    if order.status == OrderStatus.CANCELED or order.delivered_at is not None:
        return "return_for_refund" if order.delivered_at else ""
    if order.status in SENT or (order.handed_at and not order.put_back_at):
        return "refuse_or_return"
    if order.channel == Channel.AFN:
        return _ask_support(moment, order)
    if has_label(order):
        return "label_return"
    if has_open_request(order):
        answer_request(moment, order, habit)
        return ""
    if happens(moment, order, "tells the way", habit.tells * 1000 // (habit.tells + habit.cancels)):
        return "how_to_request"
    attempt(moment, "seller-cancel", order.seller_id, order, reason="BuyerCanceled")
    return ""


def _ask_support(moment: Moment, order: Order) -> str:
    items = [{"asin": one.asin, "quantity": one.quantity} for one in order.items]
    attempt(
        moment, "open-case", order.seller_id, seller_id=order.seller_id, order_ids=[order.number], items=items,
        reason="The buyer would like to cancel.",
    )  # fmt: skip
    return "fba_decides"


def _to_anything_else(moment: Moment, order: Order, intent: str) -> str:
    """Choose what to say to a question or a complaint; empty where nothing needs to be said."""
    if intent in ("thanks", "other"):
        return ""
    if intent in ("complaint", "return_wish", "refund_wish"):
        return "return_for_refund" if order.status in SENT else _when(moment, order)
    if intent == "address_change":
        # What the seller asked for is on the parcel, wherever that is by now.
        asked = said(moment, order, Actor.SELLER, "asks_for_details")
        return "refuse_or_return" if order.status in SENT and not asked else "address_noted"
    if intent == "where_is_it":
        if order.delivered_at or order.refused_at:
            return ""
        if order.status not in SENT:
            return _when(moment, order)
        return "look_into_it" if order.deliver_by and moment.now > order.deliver_by else "shipped_info"
    return "answer_product"


def _when(moment: Moment, order: Order) -> str:
    """Choose what to say of an order that has not left."""
    return "ships_late" if order.ship_by and moment.now > order.ship_by else "ships_soon"
