"""What happened to an order, as its seller is told: the world's log in words.

Knows the words for kinds of events; what has no words here is none of the seller's business.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from simulator.models import Event
from simulator.moment import Moment
from simulator.money import as_text
from simulator.orders.models import Order
from simulator.reasons import reason_label
from simulator.shell.wording import gettext as _

# An order with more than this is a story of its own; the console tells it all.
MOST = 200


@dataclass(frozen=True)
class Happened:
    """A line of a timeline."""

    id: int
    kind: str
    at: datetime
    actor: str
    actor_name: str
    text: str
    href: None = None


def history_of(moment: Moment, order: Order) -> list[Happened]:
    """Return what happened, oldest first; one statement."""
    query = select(Event).where(Event.order_id == order.number).order_by(Event.seq).limit(MOST)
    words, actors = _words(), {"BUYER": _("Buyer"), "SELLER": _("You"), "MARKETPLACE": _("Marketplace")}
    return [
        Happened(
            one.seq, one.kind, one.at, one.actor, actors.get(one.actor, ""), _line(words[one.kind], moment, order, one)
        )
        for one in moment.session.scalars(query)
        if one.kind in words
    ]


def _line(text: str, moment: Moment, order: Order, event: Event) -> str:
    more = _more(moment, order, event.data)
    return f"{text} {more}".strip()


def _more(moment: Moment, order: Order, told: dict[str, Any]) -> str:
    """Add the reason, the amount or the tracking ID to a line."""
    policy = moment.policy(order.store)
    tables = (policy.seller_cancel_reasons, policy.buyer_cancel_reasons, policy.marketplace_reasons,
              policy.refund_reasons, policy.return_reasons)  # fmt: skip
    reason = told.get("reason")
    table = next((one for one in tables if reason in one), {})
    parts = [reason_label(table, reason)] if isinstance(reason, str) else []
    if isinstance(told.get("amount"), int):
        parts.append(f"{as_text(told['amount'], order.currency)} {order.currency}")
    if told.get("tracking"):
        parts.append(f"{told.get('carrier', '')} {told['tracking']}".strip())
    return f"({', '.join(parts)})" if parts else ""


def _words() -> dict[str, str]:
    return {
        "order-placed": _("placed the order"),
        "order-available": _("opened the sale"),
        "payment-verified": _("verified the payment"),
        "payment-failed": _("could not verify the payment"),
        "fraud-found": _("found the buyer to be fraudulent"),
        "cancellation-requested": _("requested cancellation"),
        "request-withdrawn": _("withdrew the request for cancellation"),
        "order-canceled": _("canceled the order"),
        "items-canceled": _("canceled items"),
        "label-bought": _("bought a shipping label"),
        "label-voided": _("voided the shipping label"),
        "shipment-confirmed": _("confirmed a shipment"),
        "shipment-edited": _("edited the shipment"),
        "delivered": _("delivered the parcel"),
        "delivery-refused": _("refused the delivery"),
        "parcel-scanned": _("scanned the parcel"),
        "parcel-lost": _("lost the parcel"),
        "refund-issued": _("refunded"),
        "return-requested": _("requested a return"),
        "return-authorized": _("authorized the return"),
        "return-received": _("received the return"),
        "return-closed": _("closed the return"),
        "claim-opened": _("filed a claim"),
        "claim-answered": _("answered the claim"),
        "claim-decided": _("decided the claim"),
        "feedback-left": _("left feedback"),
        "feedback-removed": _("removed feedback"),
        "feedback-answered": _("answered the feedback"),
        "message-sent": _("sent a message"),
        "message-blocked": _("did not deliver a message"),
        "ship-by-passed": _("noted that the ship-by date passed"),
        "reminder-sent": _("sent a reminder"),
        "fulfillment-planned": _("planned the shipment"),
        "fulfillment-started": _("started picking"),
        "fulfillment-ended": _("ended the fulfillment"),
        "address-changed": _("changed the address"),
    }
