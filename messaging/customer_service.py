"""Calling the marketplace's customer service, which does for the buyer what the rules still allow, or passes a wish on.

What is passed on is a message and no request. Source: policies §2 on pending orders, §8.2 on the relay with its Reason
and Details blocks; [S84]. Assumed: what the buyer is told.
"""

from typing import Literal

from messaging.deliveries import caused_by, send
from messaging.letters import standing_words
from messaging.models import Message
from messaging.writing import CANCEL_ORDER, CANCEL_WISH, prohibited, typed_body
from simulator.deeds import deed
from simulator.errors import BadInput, Refusal
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.moving import move, refusal
from simulator.policy import store

RELAYED_KIND = "customer_service"
LONGEST_DETAILS = 400
TOLD = {
    "canceled": "We canceled the order for you.",
    "relayed": "We passed your wish on to the seller, who decides. To ask officially, use Your Orders.",
}


@deed("call-customer-service", by=Actor.BUYER)
def call_customer_service(moment: Moment, order: Order, *, wish: Literal["cancel"], details: str = "") -> None:
    """Ask customer service to cancel: it cancels what the buyer still may, passes the wish on, or explains."""
    if order.buyer is None:
        raise BadInput("order", "This order was sold elsewhere; it has no buyer who could call.")
    details = _checked(moment, order, details)
    done, refused = _decide(moment, order)
    event = record(
        moment,
        EventKind.CUSTOMER_SERVICE_CALLED,
        order,
        wish=wish,
        done=done,
        told=refused.message if refused else TOLD[done],
        rule=refused.rule if refused else None,
    )
    with caused_by(moment, event):
        if done == "canceled":
            _cancel(moment, order)
        elif done == "relayed":
            _relay(moment, order, details)


def _decide(moment: Moment, order: Order) -> tuple[str, Refusal | None]:
    """Return what customer service does, and the rule it explains where it can do nothing."""
    if refusal(moment, order, "buyer-cancel") is None or refusal(moment, order, "service-cancel") is None:
        return "canceled", None
    refused = refusal(moment, order, "request-cancellation")
    return ("explained", refused) if refused else ("relayed", None)


def _cancel(moment: Moment, order: Order) -> None:
    """Cancel for the buyer, in the buyer's name: alone as they may, or while their payment is still being checked."""
    if refusal(moment, order, "buyer-cancel") is None:
        move(moment, order, "buyer-cancel", log={"through": "customer-service"})
        return
    acting, moment.actor = moment.actor, Actor.MARKETPLACE
    move(moment, order, "service-cancel", by=Actor.BUYER, log={"through": "customer-service"})
    moment.actor = acting


def _relay(moment: Moment, order: Order, details: str) -> None:
    policy, locale = moment.policy(order.store), store(order.store).locale
    order.wished_at = order.wished_at or moment.now
    acting, moment.actor = moment.actor, Actor.MARKETPLACE
    message = Message(
        sender=Actor.MARKETPLACE,
        kind=RELAYED_KIND,
        topic="inquiry",
        body=_body(locale, policy.buyer_contact_reasons[CANCEL_ORDER].label, details),
        language=locale,
        intent=CANCEL_WISH,
        reply_due_at=moment.now + policy.reply_deadline,
    )
    send(moment, order, message, reply=False)
    moment.actor = acting


def _body(locale: str, label: str, details: str) -> str:
    """Word the relay in the store's language, in English where there are no words for it; details as the buyer gave."""
    words = standing_words("relay", locale)
    return words["body"].format(reason=words.get("reason", label), details=details or words["details"])


def _checked(moment: Moment, order: Order, details: str) -> str:
    if not details.strip():
        return ""
    policy = moment.policy(order.store)
    text = typed_body(details, policy)
    if len(text) > LONGEST_DETAILS:
        raise BadInput("details", "Details have at most {most} characters.", most=LONGEST_DETAILS)
    prohibited(order, Actor.BUYER, CANCEL_ORDER, text, "", policy)
    return text
