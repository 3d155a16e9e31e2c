"""An order as interfaces tell it: one JSON shape for the control API, tests, lessons and the debrief."""

from datetime import datetime
from typing import Any

from simulator.deeds import deeds
from simulator.events import iso
from simulator.moment import Moment
from simulator.money import amount_json
from simulator.orders.models import Order, OrderItem, Package, Refund, Return
from simulator.orders.moving import allowed
from simulator.reasons import reason_label

# Deeds that no state of an order closes, where there is a buyer: writing, and calling customer service.
ALWAYS_OPEN = ("message", "call-customer-service")


def order_json(moment: Moment, order: Order, *, with_allowed: bool = True) -> dict[str, Any]:
    """Describe an order with everything that hangs on it."""
    told = _head(order) | {
        "items": [_item(one, order.currency) for one in order.items],
        "request": _request(moment, order),
        "cancellation": _cancellation(order),
        "shipment": _shipment(order),
        "packages": [_package(one) for one in order.packages],
        "refunds": [_refund(one, order.currency) for one in order.refunds],
        "returns": [_return(one) for one in order.returns],
        "claim": _claim(order),
        "feedback": _feedback(order),
        "seller_memo": order.seller_memo,
        "version": order.version,
    }
    return told | {"allowed": allowed_deeds(moment, order)} if with_allowed else told


def _head(order: Order) -> dict[str, Any]:
    instants = (
        "placed_at",
        "released_at",
        "last_updated_at",
        "available_at",
        "ship_by",
        "deliver_by",
        "auto_cancel_at",
    )
    return {
        "order_id": order.number,
        "status": order.status,
        "channel": order.channel,
        "marketplace": order.store,
        **{name: _when(getattr(order, name)) for name in instants},
        "buyer_id": order.buyer_id,
        "seller_id": order.seller_id,
        "service": order.service,
        "total": amount_json(order.total, order.currency),
        "charged": amount_json(order.charged, order.currency),
        "refunded": amount_json(order.refunded, order.currency),
        "ship_to": order.ship_to,
        "attributes": order.attributes,
    }


def _package(one: Package) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "carrier": one.carrier,
        "tracking": one.tracking,
        "ship_date": iso(one.ship_date),
        "confirmed_at": iso(one.confirmed_at),
        "items": one.items,
    }


def _refund(one: Refund, currency: str) -> dict[str, Any]:
    return {
        "at": iso(one.at),
        "amount": amount_json(one.amount, currency),
        "concession": amount_json(one.concession, currency),
        "reason": one.reason,
        "by": one.by,
        "items": [{**item, "amount": amount_json(item["amount"], currency)} for item in one.items],
    }


def _return(one: Return) -> dict[str, Any]:
    instants = ("requested_at", "authorized_at", "received_at", "refunded_at", "closed_at")
    told = {"state": one.state, "reason": one.reason, "comment": one.comment, "items": one.items}
    return told | {name: _when(getattr(one, name)) for name in instants}


def _feedback(order: Order) -> dict[str, Any] | None:
    given = order.feedback
    if given is None:
        return None
    return {
        "rating": given.rating,
        "comment": given.comment,
        "at": iso(given.at),
        "reply": given.reply,
        "removed_at": _when(given.removed_at),
    }


def allowed_deeds(moment: Moment, order: Order) -> list[str]:
    """List the deeds of every actor that would be accepted for an order now."""
    return [*allowed(moment, order, [one.name for one in deeds.values() if one.on == "order"])] + (
        [name for name in ALWAYS_OPEN if name in deeds and order.buyer_id]
    )


def _when(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def _item(item: OrderItem, currency: str) -> dict[str, Any]:
    return {
        "order_item_id": item.id,
        "sku": item.sku,
        "asin": item.asin,
        "title": item.title,
        "quantity": item.quantity,
        "unit_price": amount_json(item.unit_price, currency),
        "item_tax": amount_json(item.item_tax, currency),
        "shipping_price": amount_json(item.shipping_price, currency),
        "quantity_shipped": item.quantity_shipped,
        "quantity_canceled": item.quantity_canceled,
        "quantity_unfulfillable": item.quantity_unfulfillable,
        "canceled_by": item.canceled_by,
    }


def _request(moment: Moment, order: Order) -> dict[str, Any] | None:
    request = order.request
    if request is None:
        return None
    label = reason_label(moment.policy(order.store).buyer_cancel_reasons, request.reason)
    return {
        "via": "official",
        "at": iso(request.at),
        "reason": request.reason,
        "reason_label": label,
        "note": request.note,
        "items": request.items,
        "state": request.state,
    }


def _cancellation(order: Order) -> dict[str, Any] | None:
    if order.canceled_at is None:
        return None
    return {
        "by": order.canceled_by,
        "reason": order.cancel_reason,
        "at": iso(order.canceled_at),
        "counts_against_seller": order.counts,
        "rule": order.cancel_rule,
    }


def _shipment(order: Order) -> dict[str, Any] | None:
    told = {
        "label_bought_at": _when(order.label_bought_at),
        "label_voided_at": _when(order.label_voided_at),
        "picked_at": _when(order.picked_at),
        "packed_at": _when(order.packed_at),
        "handed_to_carrier_at": _when(order.handed_at),
        "put_back_at": _when(order.put_back_at),
        "shipment_confirmed_at": _when(order.confirmed_at),
        "delivered_at": _when(order.delivered_at),
        "refused_at": _when(order.refused_at),
        "lost_at": _when(order.lost_at),
        "carrier": order.carrier,
        "tracking": order.tracking,
    }
    return told if any(told.values()) else None


def _claim(order: Order) -> dict[str, Any] | None:
    claim = order.claim
    if claim is None:
        return None
    return {
        "ground": claim.ground,
        "opened_at": iso(claim.opened_at),
        "answer_due_at": iso(claim.answer_due_at),
        "answered_at": _when(claim.answered_at),
        "decided_at": _when(claim.decided_at),
        "decision": claim.decision,
        "amount": amount_json(claim.amount, order.currency),
    }
