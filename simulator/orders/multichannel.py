"""Multi-channel fulfillment: a sale made elsewhere, shipped from the marketplace's warehouse.

Its states are its own: planned for some minutes, in which it can be canceled, then processed, then complete.
"""

from datetime import datetime
from typing import Any, Literal, NotRequired

from sqlalchemy import select
from typing_extensions import TypedDict

from simulator.agenda import schedule, when_due, withdraw
from simulator.deeds import deed
from simulator.errors import BadInput, NotFound
from simulator.moment import Actor, Moment
from simulator.orders.addresses import check_postal_code
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order, OrderItem
from simulator.orders.moving import move
from simulator.orders.placing import order_number
from simulator.orders.promises import add_business_days, start_of_day
from simulator.orders.statuses import Channel, OrderStatus, Payment
from simulator.parties import Buyer, Product, Seller, first
from simulator.policy import store

# Speeds that know a cut-off.
FAST = ("Expedited", "Priority")
SHIPPING = ("name", "line1", "postal_code", "country")


class FulfillmentItem(TypedDict):
    """A SKU to ship and how many of it."""

    sku: str
    quantity: NotRequired[int]


@deed("create-fulfillment", by=Actor.SELLER, on="world")
def create_fulfillment(
    moment: Moment,
    *,
    seller_id: str,
    items: list[FulfillmentItem],
    ship_to: dict[str, Any] | None = None,
    policy: str = "FillOrKill",
    action: Literal["Ship", "Hold"] = "Ship",
    speed: str = "Standard",
    seller_reference: str = "",
    released: bool = False,
    details: dict[str, Any] | None = None,
) -> Order:
    """Ask the marketplace to ship units of one's stock to somebody who bought elsewhere."""
    seller = moment.session.get(Seller, seller_id)
    if seller is None:
        raise NotFound(f"There is no seller {seller_id}.")
    lines = [_line(moment, seller, one) for one in items]
    if not lines:
        raise BadInput("items", "Name at least one item.")
    if len({product.sku for product, _ in lines}) < len(lines):
        raise BadInput("items", "Name each item once, with its quantity.")
    rules = moment.policy(lines[0][0].store)
    if policy not in rules.mcf_policies:
        raise BadInput("policy", "A fulfillment policy is one of: {known}.", known=", ".join(rules.mcf_policies))
    if speed not in rules.mcf_speeds:
        raise BadInput("speed", "A speed is one of: {known}.", known=", ".join(rules.mcf_speeds))
    moment.actor, moment.person_id = Actor.SELLER, seller.id
    seller.acts += 1
    address = ship_to if ship_to is not None else _somewhere(moment, seller)
    order = _new(
        moment,
        seller,
        lines,
        address,
        {
            "fulfillment_policy": policy,
            "action": action,
            "reference": seller_reference or None,
            **(details or {}),
        },
    )
    order.service = speed
    moment.session.add(order)
    _validate(moment, order, address, lines)
    return order


def _validate(moment: Moment, order: Order, address: dict[str, Any], lines: list[tuple[Product, int]]) -> None:
    """Check address and stock: received, invalid, or at once unfulfillable."""
    moment.actor = Actor.MARKETPLACE
    wrong = _wrong(address)
    if wrong:
        move(moment, order, "find-invalid", log={"why": wrong})
        return
    log = {
        "seller_id": order.seller_id,
        "channel": order.channel,
        "items": {one.sku: one.quantity for one in order.items},
    }
    _take(order, lines)
    move(moment, order, "receive", log=log)
    if order.attributes["action"] == "Hold":
        schedule(moment, "mcf-hold-limit", moment.now + moment.policy(order.store).mcf_hold_limit, order.number)
        return
    start_planning(moment, order)


def _wrong(address: dict[str, Any]) -> str:
    """Say why nothing can be sent to this address, if so."""
    if not all(str(address.get(field, "")).strip() for field in SHIPPING):
        return "The address is incomplete."
    try:
        check_postal_code(address)
    except BadInput as wrong:
        return wrong.message
    return ""


def start_planning(moment: Moment, order: Order) -> None:
    """Plan the shipment; what has no stock kills the order or waits, as its policy says."""
    missing = [item for item in order.items if item.quantity_unfulfillable]
    rule = order.attributes["fulfillment_policy"]
    none = all(item.quantity_unfulfillable == item.quantity for item in order.items)
    if rule != "FillAll" and (none or (missing and rule == "FillOrKill")):
        _give_up(moment, order)
        return
    move(moment, order, "plan")
    policy = moment.policy(order.store)
    if missing and order.attributes["fulfillment_policy"] == "FillAll":
        schedule(moment, "mcf-fill-all-limit", moment.now + policy.mcf_fill_all_limit, order.number)
        return
    schedule(moment, "mcf-planning-window", moment.now + policy.mcf_planning_window, order.number)


@deed("release-fulfillment", by=Actor.SELLER)
def release_fulfillment(moment: Moment, order: Order) -> None:
    """Let a multi-channel order on hold go."""
    if order.status != OrderStatus.RECEIVED or order.attributes.get("action") != "Hold":
        raise moment.policy(order.store).refuse("lawful-path", status=order.status)
    order.attributes = {**order.attributes, "action": "Ship"}
    withdraw(moment, order.number, ("mcf-hold-limit",))
    moment.actor = Actor.MARKETPLACE
    start_planning(moment, order)


@when_due("mcf-planning-window", rank=70, prepare=load_orders)
def start_processing(moment: Moment, number: str) -> None:
    """Planning is over: picking begins, and the order can no longer be canceled."""
    order = find(moment, number)
    move(moment, order, "start-processing")
    schedule(moment, "mcf-processing", _shipped_at(moment, order), number)


def _shipped_at(moment: Moment, order: Order) -> datetime:
    """Return when the parcels leave: those of fast speeds, placed from the cut-off on, on the next business day."""
    policy, zone = moment.policy(order.store), store(order.store).zone
    placed, begins = order.placed_at.astimezone(zone), moment.now
    if order.service in FAST and placed.time() >= policy.mcf_cut_off:
        day = add_business_days(placed.date(), 1, working=policy.carrier_days, holidays=policy.holidays)
        begins = max(begins, start_of_day(day, zone))
    return begins + policy.mcf_processing_time


@when_due("mcf-processing", rank=72, prepare=load_orders)
def complete(moment: Moment, number: str) -> None:
    """All that can be shipped has been."""
    order = find(moment, number)
    for item in order.items:
        item.quantity_shipped = item.quantity - item.quantity_unfulfillable - item.quantity_canceled
    order.handed_at = order.confirmed_at = moment.now
    move(moment, order, "complete", log={"shipped": {item.sku: item.quantity_shipped for item in order.items}})


@when_due("mcf-fill-all-limit", rank=74, prepare=load_orders)
def stop_waiting(moment: Moment, number: str) -> None:
    """An order that waited for stock ships what there is, or becomes unfulfillable."""
    order = find(moment, number)
    if all(item.quantity_unfulfillable == item.quantity for item in order.items):
        _give_up(moment, order)
    else:
        start_processing(moment, number)


@when_due("mcf-hold-limit", rank=76, prepare=load_orders)
def expire_hold(moment: Moment, number: str) -> None:
    """An order on hold that nobody released is canceled."""
    move(moment, find(moment, number), "expire-hold")


def _give_up(moment: Moment, order: Order) -> None:
    """No unit ships; what was set aside goes back on sale."""
    aside = {item.sku: item.quantity - item.quantity_unfulfillable for item in order.items}
    for product in moment.session.scalars(select(Product).where(Product.sku.in_(aside))):
        product.stock += aside[product.sku]
    for item in order.items:
        item.quantity_unfulfillable = item.quantity
    move(moment, order, "find-unfulfillable", log={"restocked": {sku: n for sku, n in aside.items() if n} or None})


def _take(order: Order, lines: list[tuple[Product, int]]) -> None:
    for item, (product, quantity) in zip(order.items, lines, strict=True):
        available = min(quantity, product.stock)
        product.stock -= available
        item.quantity_unfulfillable = quantity - available


def _new(
    moment: Moment,
    seller: Seller,
    lines: list[tuple[Product, int]],
    address: dict[str, Any],
    attributes: dict[str, Any],
) -> Order:
    first = lines[0][0]
    number = "S01" + order_number(moment, f"{seller.id}/{seller.acts}", moment.policy(first.store))[3:]
    order = Order(
        number=number,
        seller_id=seller.id,
        seller=seller,
        buyer=None,
        store=first.store,
        channel=Channel.MCF,
        status=OrderStatus.NEW,
        placed_at=moment.now,
        last_updated_at=moment.now,
        payment=Payment.OK,
        version=1,
        currency=first.currency,
        items_total=0,
        shipping_total=0,
        tax_total=0,
        total=0,
        charged=0,
        refunded=0,
        ship_to=address,
        ship_name=str(address.get("name", ""))[:100],
        attributes=attributes,
        seller_memo="",
    )
    order.items = [_item(number, at, product, quantity) for at, (product, quantity) in enumerate(lines, 1)]
    order.packages, order.refunds, order.returns = [], [], []
    order.request = order.claim = order.feedback = None
    return order


def _item(number: str, position: int, product: Product, quantity: int) -> OrderItem:
    """A line of a multi-channel order: nothing is charged for it here."""
    nothing = ("unit_price", "item_tax", "shipping_price", "shipping_tax", "refunded")
    units = ("quantity_shipped", "quantity_canceled", "quantity_unfulfillable")
    return OrderItem(
        id=f"{number}-{position}"[-15:],
        order_number=number,
        position=position,
        sku=product.sku,
        asin=product.asin,
        title=product.title,
        kind=product.kind,
        quantity=quantity,
        **dict.fromkeys((*nothing, *units), 0),
    )


def _line(moment: Moment, seller: Seller, wish: FulfillmentItem) -> tuple[Product, int]:
    product, quantity = moment.session.get(Product, wish["sku"]), wish.get("quantity", 1)
    if product is None or product.seller_id != seller.id:
        raise NotFound(f"There is no offer with SKU {wish['sku']}.")
    if not 1 <= quantity <= moment.policy(product.store).quantity_maximum:
        raise BadInput(
            "quantity", "Ship 1 to {most} units of an item.", most=moment.policy(product.store).quantity_maximum
        )
    return product, quantity


def _somewhere(moment: Moment, seller: Seller) -> dict[str, Any]:
    """Where a test does not care: an address of the world's first buyer."""
    buyer = first(moment.session, Buyer)
    return dict(buyer.address) if buyer else {}
