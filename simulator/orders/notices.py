"""Who is told what after which transition, by e-mail. Beside the transition table, and read with it.

A row names the notice (a folder of templates in messaging), the role it goes to, and whether it is critical. Mail is
stored as notice and facts and rendered when somebody reads it.
"""

from dataclasses import dataclass
from typing import Any

from simulator.appending import append
from simulator.events import iso
from simulator.models import Event, Mail
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.parties import Buyer, Seller


@dataclass(frozen=True)
class Notice:
    """One e-mail: its folder of templates, its reader, and the channels it is sent for."""

    name: str
    to: Actor
    channels: frozenset[Channel] = frozenset({Channel.MFN, Channel.AFN})
    # Sellers may switch off what is not required.
    required: bool = False


B, S = Actor.BUYER, Actor.SELLER
MFN, MCF = frozenset({Channel.MFN}), frozenset({Channel.MCF})

NOTICES: dict[str, tuple[Notice, ...]] = {
    "place": (Notice("order-confirmation", B),),
    "verify-payment": (Notice("order-released", B), Notice("sold-ship-now", S, MFN)),
    "verify-payment-afn": (Notice("order-released", B),),
    "cancel-unpaid": (Notice("payment-failed", B),),
    "cancel-fraud": (Notice("order-canceled-fraud", B),),
    "buyer-cancel": (Notice("order-canceled-by-buyer", B),),
    "service-cancel": (Notice("order-canceled-by-buyer", B),),
    "cancel-items": (Notice("items-canceled", B),),
    "request-cancellation": (Notice("request-received", B), Notice("request-arrived", S, required=True)),
    "auto-approve": (Notice("auto-approved-buyer", B), Notice("auto-approved-seller", S)),
    "seller-cancel": (
        Notice("order-canceled-by-seller-buyer", B),
        Notice("order-canceled-by-seller-seller", S),
        Notice("mcf-canceled", S, MCF),
    ),
    "auto-cancel": (Notice("auto-canceled-buyer", B), Notice("auto-canceled-seller", S)),
    "support-cancel": (Notice("support-canceled-buyer", B),),
    "remind": (Notice("ship-by-reminder", S),),
    "warn-of-auto-cancel": (Notice("auto-cancel-warning", S),),
    "confirm-shipment": (Notice("shipment-confirmed", B),),
    "ship-afn": (Notice("shipment-confirmed", B),),
    "edit-shipment": (Notice("shipment-edited", B),),
    "deliver": (Notice("delivered", B),),
    "refuse-delivery": (Notice("refused-seller", S),),
    "lose-parcel": (Notice("lost-seller", S),),
    "refund": (Notice("refund-buyer", B), Notice("refund-seller", S)),
    "request-return": (Notice("return-requested-buyer", B), Notice("return-requested-seller", S)),
    "return-needs-answer": (Notice("return-needs-answer", S),),
    "authorize-return": (Notice("return-authorized", B),),
    "receive-return": (Notice("return-received", S),),
    "close-return": (Notice("return-closed", B),),
    "cancel-return": (Notice("return-closed", B),),
    "claim": (Notice("claim-opened-buyer", B), Notice("claim-opened-seller", S, required=True)),
    "decide-claim": (Notice("claim-decided-buyer", B), Notice("claim-decided-seller", S)),
    "feedback": (Notice("feedback-left-seller", S),),
    "remind-of-feedback": (Notice("feedback-reminder", B),),
}


def tell(moment: Moment, order: Order, name: str, event: Event, **more: Any) -> None:
    """Write the mails this transition brings, to those the order concerns."""
    facts: dict[str, Any] = {}
    for notice in NOTICES.get(name, ()):
        if order.channel in notice.channels:
            person = order.buyer if notice.to is B else order.seller
            if person is not None and _wants(person, notice):
                facts = facts or facts_of(order, event) | more
                write(moment, person, notice.name, facts, event, order.number)


def write(
    moment: Moment,
    person: Buyer | Seller,
    notice: str,
    facts: dict[str, Any],
    event: Event,
    order_id: str | None = None,
    *,
    critical: bool = False,
    address: str | None = None,
) -> Mail:
    """Put an e-mail into a person's mailbox, caused by an event."""
    moment.world.last_mail += 1
    return append(
        moment.session,
        Mail,
        id=moment.world.last_mail,
        at=moment.now,
        role="buyer" if isinstance(person, Buyer) else "seller",
        person_id=person.id,
        address=address or person.email,
        notice=notice,
        facts=facts,
        order_id=order_id,
        event_seq=event.seq,
        critical=critical,
    )


def facts_of(order: Order, event: Event | None = None) -> dict[str, Any]:
    """Gather what a mail about this order may say; instants as text, money in minor units."""
    facts: dict[str, Any] = {
        "order": order.number,
        "store": order.store,
        "buyer": order.buyer.name if order.buyer else order.ship_name,
        "seller": order.seller.name,
        "items": [
            {
                "title": one.title,
                "sku": one.sku,
                "asin": one.asin,
                "quantity": one.quantity,
                "amount": one.unit_price * one.quantity,
            }
            for one in order.items
        ],
        "total": order.total,
        "currency": order.currency,
        "placed_at": iso(order.placed_at),
    }
    for name in ("ship_by", "deliver_by", "canceled_at", "auto_cancel_at"):
        instant = getattr(order, name)
        if instant is not None:
            facts[name] = iso(instant)
    return facts | ({key: value for key, value in event.data.items() if key != "items"} if event else {})


def _wants(person: Buyer | Seller, notice: Notice) -> bool:
    return notice.required or isinstance(person, Buyer) or notice.name not in person.mail_off
