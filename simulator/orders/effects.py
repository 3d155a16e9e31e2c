"""What a transition does to the rows besides the status: stock, money, promises, requests.

Each effect returns what the log should say of it. None decides whether it may happen; guards did.
"""

from collections.abc import Callable
from datetime import time
from typing import Any

from simulator.database import row_of
from simulator.moment import Actor, Moment
from simulator.orders.counting import counting_rule, counts_against_seller
from simulator.orders.guards import Facts, has_open_request
from simulator.orders.models import Claim, Feedback, Order, OrderItem, Package
from simulator.orders.promises import grace_end, promise
from simulator.orders.statuses import Channel
from simulator.parties import Product
from simulator.policy import Policy, store

Effect = Callable[[Moment, Order, Policy, Facts], dict[str, Any] | None]


def release(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """The payment is good: the seller's promise starts now."""
    order.released_at = moment.now
    make_promise(moment, order, policy)
    return {"ship_by": order.ship_by, "deliver_by": order.deliver_by}


def make_promise(moment: Moment, order: Order, policy: Policy) -> None:
    """Compute ship-by and deliver-by from the release (or its estimate) and the seller's settings."""
    seller, released = order.seller, order.released_at or order.placed_at + policy.payment_hold
    made = promise(
        max(released, order.available_at or released),
        store=store(order.store),
        policy=policy,
        handling_days=seller.handling_days,
        operating_days=seller.operating_days,
        cut_off=time.fromisoformat(seller.cut_off) if seller.cut_off else None,
        service=order.service,
    )
    order.ship_from, order.ship_by = made.ship_from, made.ship_by
    order.deliver_from, order.deliver_by = made.deliver_from, made.deliver_by
    if order.channel == Channel.MFN:
        order.auto_cancel_at = grace_end(made.ship_by, order.placed_at, policy.auto_cancel_grace, store(order.store))


def cancel(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """Write who canceled, why, and whether it counts."""
    reason, by = facts.get("reason") or "", Actor(facts.get("by") or moment.actor)
    rule = counting_rule(order, by, reason)
    order.canceled_at, order.canceled_by, order.cancel_reason = moment.now, by, reason or None
    order.cancel_rule, order.counts = rule, counts_against_seller(order, rule, policy)
    order.seller_memo = facts.get("memo") or order.seller_memo
    for item in order.items:
        _cancel_units(item, item.quantity_open, by, reason)
    return {
        "by": by,
        "reason": reason or None,
        "cause": rule.removeprefix("count-"),
        "counts": order.counts,
        "rule": rule,
    }


def _cancel_units(item: OrderItem, units: int, by: Actor, reason: str) -> None:
    if units:
        item.quantity_canceled += units
        item.canceled_by, item.cancel_reason = by, reason or None


def cancel_some(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """Take units off an order that goes on with the rest, and off its totals."""
    wanted: dict[str, int] = facts["units"]
    for item in order.items:
        units = wanted.get(item.id, 0)
        if units:
            _shrink(order, item, units)
            _cancel_units(item, units, moment.actor, facts.get("reason") or "")
    _keep_shipping(order)
    restocked = {} if parcel_is_out(order) else put_in_stock(moment, order, wanted)
    return {"by": moment.actor, "reason": facts.get("reason"), "items": wanted, "restocked": restocked}


def _shrink(order: Order, item: OrderItem, units: int) -> None:
    """Take the share of price and tax of some units off the order's totals."""
    tax = item.item_tax * units // (item.quantity - item.quantity_canceled)
    item.item_tax -= tax
    order.items_total -= item.unit_price * units
    order.tax_total -= tax
    order.total = order.items_total + order.shipping_total + order.tax_total


def _keep_shipping(order: Order) -> None:
    """Shipping is charged once an order: a line that goes leaves it to the first one that stays."""
    stays = next(item for item in order.items if item.quantity > item.quantity_canceled)
    for item in order.items:
        if item.quantity == item.quantity_canceled:
            stays.shipping_price += item.shipping_price
            stays.shipping_tax += item.shipping_tax
            item.shipping_price = item.shipping_tax = 0


def restock(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """Give canceled units back to stock, unless the reason says there are none or the parcel has left."""
    row = policy.seller_cancel_reasons.get(facts.get("reason") or "")
    sellers = row is not None and moment.actor == Actor.SELLER
    keeps = not row.stock_restored if row is not None and sellers else not policy.cancel_restores_stock
    if keeps or parcel_is_out(order):
        return None
    # Asked before the cancellation is written: what is open now was taken from stock and has not come back yet.
    units = {item.id: item.quantity_open for item in order.items if item.quantity_open}
    return {"restocked": put_in_stock(moment, order, units)}


def parcel_is_out(order: Order) -> bool:
    """Say whether the goods have left the shelf for good, whatever the marketplace knows."""
    return order.handed_at is not None and order.put_back_at is None


def put_in_stock(moment: Moment, order: Order, units: dict[str, int]) -> dict[str, int]:
    """Add units (by order item id) to the stock of their offers; return units by SKU."""
    back: dict[str, int] = {}
    for item in order.items:
        if units.get(item.id):
            back[item.sku] = back.get(item.sku, 0) + units[item.id]
    for sku, count in back.items():
        product = row_of(moment.session, Product, sku)
        assert product is not None
        product.stock += count
    return back


def grant_request(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """A request ends with the order's cancellation."""
    if order.request is not None and has_open_request(order):
        order.request.state = "granted"
    return None


def outrun_request(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """A request ends when the seller ships all the same."""
    if order.request is not None and has_open_request(order):
        order.request.state = "shipped"
    return None


def ship_units(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """Note the seller's claim that a parcel left, and charge the whole order at the first one."""
    units: dict[str, int] = facts["units"]
    for item in order.items:
        item.quantity_shipped += units.get(item.id, 0)
    reference = facts.get("reference") or max((one.reference for one in order.packages), default=0) + 1
    package = Package(
        order_number=order.number,
        reference=reference,
        confirmed_at=moment.now,
        ship_date=facts.get("ship_date") or moment.now,
        carrier=facts["carrier"],
        tracking=facts["tracking"],
        service=facts.get("service") or "",
        items=[{"order_item_id": key, "quantity": n} for key, n in units.items()],
    )
    order.packages.append(package)
    order.confirmed_at = order.confirmed_at or moment.now
    shipped = sum(item.amount * item.quantity_shipped // item.quantity for item in order.items)
    order.charged = order.total if policy.charged_whole_order else max(order.charged, shipped)
    order.carrier, order.tracking = package.carrier, package.tracking
    return {"carrier": package.carrier, "tracking": package.tracking, "package": reference, "items": units}


def buy_label(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """A label is bought; the shipment is not confirmed by it."""
    order.label_bought_at, order.label_voided_at = moment.now, None
    order.carrier, order.tracking = facts["carrier"], facts["tracking"]
    order.label_tracking = order.tracking
    return {"carrier": order.carrier, "tracking": order.tracking}


def void_label(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """A label is given back."""
    order.label_voided_at = moment.now
    order.carrier = order.tracking = order.label_tracking = None
    return None


def file_claim(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """A claim is on file, and the seller's time to answer runs."""
    said = {"ground": facts["ground"], "due_at": moment.now + policy.claim_answer_window}
    order.claim = Claim(
        order_number=order.number,
        ground=said["ground"],
        opened_at=moment.now,
        answer_due_at=said["due_at"],
        answer="",
        amount=0,
    )
    return said


def keep_feedback(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any]:
    """The buyer's rating is kept."""
    rating, comment = facts["rating"], facts["comment"]
    order.feedback = Feedback(order_number=order.number, at=moment.now, rating=rating, comment=comment, reply="")
    return {"rating": rating, "comment": comment or None}


def plan_picking(moment: Moment, order: Order, policy: Policy, facts: Facts) -> dict[str, Any] | None:
    """The warehouse begins; the buyer can cancel alone no longer."""
    order.picking_at = moment.now
    return None
