"""Placing an order: what is bought, from whom, at which price, and what will happen by itself.

The number of an order is drawn from its buyer and the count of the buyer's orders, so nobody's order moves another's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NotRequired

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from typing_extensions import TypedDict

from simulator.agenda import schedule
from simulator.database import memory_of, row_of
from simulator.deeds import deed
from simulator.draws import draw
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.effects import make_promise
from simulator.orders.models import Order, OrderItem
from simulator.orders.moving import move
from simulator.orders.notices import tell
from simulator.orders.schedules import at_payment_check
from simulator.orders.statuses import Channel, OrderStatus, Payment
from simulator.parties import Buyer, Product, Seller, first
from simulator.policy import Policy

MOST_LINES = 50


class Line(TypedDict):
    """A wish of the control API: a SKU and how many of it."""

    sku: str
    quantity: NotRequired[int]


@dataclass
class Basket:
    """Everything a buyer decides at checkout."""

    lines: list[tuple[Product, int]]
    channel: Channel
    payment: Payment
    service: str
    ship_to: dict[str, Any] | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    available_at: datetime | None = None


def place(moment: Moment, buyer: Buyer, basket: Basket) -> Order:
    """Place an order; its payment is checked next.

    Raises:
        Refusal: an offer is not available or there are not enough units.
        BadInput: an empty basket, a quantity below one, offers of several sellers.
    """
    _check(basket)
    seller = basket.lines[0][0].seller
    policy = moment.policy(basket.lines[0][0].store)
    _take_from_stock(basket, policy)
    buyer.acts += 1
    order = _new_order(moment, buyer, seller, basket, policy)
    moment.session.add(order)
    make_promise(moment, order, policy)
    event = record(
        moment,
        EventKind.ORDER_PLACED,
        order,
        total=order.total,
        currency=order.currency,
        seller_id=seller.id,
        buyer_id=buyer.id,
        channel=order.channel,
        items={one.sku: one.quantity for one in order.items},
    )
    tell(moment, order, "place", event)
    _await_payment(moment, order)
    return order


@deed("place-order", by=Actor.BUYER, on="world")
def place_order(
    moment: Moment,
    *,
    buyer_id: str | None = None,
    seller_id: str | None = None,
    items: list[Line] | None = None,
    channel: Literal["MFN", "AFN"] = "MFN",
    payment: Literal["ok", "slow", "fails", "fraud"] = "ok",
    released: bool = False,
    service: str = "",
    ship_to: dict[str, Any] | None = None,
    attributes: dict[str, Any] | None = None,
    available_at: datetime | None = None,
    orders_before: int | None = None,
) -> Order:
    """Place an order for a buyer; `released` verifies its payment at once.

    `orders_before` is how many the buyer had placed when the page was made: the same page places nothing twice.
    """
    buyer, seller = _buyer(moment, buyer_id), _seller(moment, seller_id)
    if orders_before is not None and orders_before != buyer.acts:
        raise moment.policy(buyer.store).refuse("stale-page")
    lines = [_offer(moment, line, seller) for line in items] if items else [first_offer(moment, seller)]
    moment.actor, moment.person_id = Actor.BUYER, buyer.id
    if released and payment in ("fails", "slow"):
        raise BadInput("released", "An order released at once has a verified payment.")
    policy = moment.policy(lines[0][0].store)
    service = service or policy.default_shipping_service
    if service not in policy.shipping_services:
        raise BadInput("service", policy.refuse("shipping-services").message)
    basket = Basket(
        lines, Channel(channel), Payment(payment), service, ship_to, attributes or {}, available_at=available_at
    )
    order = place(moment, buyer, basket)
    if released:
        release_now(moment, order)
    return order


def release_now(moment: Moment, order: Order) -> None:
    """Let the payment check end at once, as the marketplace may."""
    acting, moment.actor = moment.actor, Actor.MARKETPLACE
    move(moment, order, "verify-payment-afn" if order.channel == Channel.AFN else "verify-payment")
    moment.actor = acting


def _check(basket: Basket) -> None:
    if not 0 < len(basket.lines) <= MOST_LINES:
        raise BadInput("items", "An order has 1 to {most} lines.", most=MOST_LINES)
    if any(quantity < 1 for _, quantity in basket.lines):
        raise BadInput("quantity", "Order at least one unit of each item.")
    if len({product.seller_id for product, _ in basket.lines}) > 1:
        raise BadInput("items", "An order has one seller. Place one order for each.")
    if len({product.store for product, _ in basket.lines}) > 1:
        raise BadInput("items", "An order is placed in one store. Place one order for each.")
    if len({product.sku for product, _ in basket.lines}) < len(basket.lines):
        raise BadInput("items", "Name each item once, with its quantity.")


def _take_from_stock(basket: Basket, policy: Policy) -> None:
    for product, quantity in basket.lines:
        if quantity > policy.quantity_maximum:
            raise policy.refuse("quantity-maximum")
        if policy.offer_active and not is_offered(product, policy):
            raise policy.refuse("offer-active", item=product.title)
        if policy.stock_available and product.stock < quantity:
            raise policy.refuse("stock-available", left=product.stock, item=product.title)
    for product, quantity in basket.lines:
        product.stock -= quantity


def is_offered(product: Product, policy: Policy) -> bool:
    """Say whether an offer can be bought at all: not deactivated, its seller neither away nor stopped."""
    own = product.channel == Channel.MFN
    away = product.seller.on_vacation and policy.vacation_hides_offers
    return product.deactivated_at is None and not (own and (away or product.seller.offers_deactivated_at is not None))


def _new_order(moment: Moment, buyer: Buyer, seller: Seller, basket: Basket, policy: Policy) -> Order:
    number = order_number(moment, f"{buyer.id}/{buyer.acts}", policy)
    shipping = shipping_price(basket.channel, basket.service, policy)
    order = Order(
        number=number,
        buyer_id=buyer.id,
        seller_id=seller.id,
        store=basket.lines[0][0].store,
        channel=basket.channel,
        payment=basket.payment,
        service=basket.service,
        status=OrderStatus.PENDING_AVAILABILITY if basket.available_at else OrderStatus.PENDING,
        placed_at=moment.now,
        last_updated_at=moment.now,
        available_at=basket.available_at,
        version=1,
        currency=basket.lines[0][0].currency,
        ship_to=basket.ship_to or buyer.address,
        charged=0,
        refunded=0,
        ship_name=(basket.ship_to or buyer.address).get("name", buyer.name),
        seller_memo="",
        attributes={"business": True, **basket.attributes} if buyer.is_business else basket.attributes,
    )
    order.items = [
        _item(moment, number, place, product, quantity, shipping if place == 1 else 0, policy)
        for place, (product, quantity) in enumerate(basket.lines, 1)
    ]
    set_committed_value(order, "buyer", buyer)
    set_committed_value(order, "seller", seller)
    begin_empty(order)
    add_up(order)
    return order


def begin_empty(order: Order) -> None:
    """Say that nothing hangs on a new order yet, so that nobody looks for it."""
    for name in ("request", "claim", "feedback"):
        set_committed_value(order, name, None)
    for name in ("packages", "refunds", "returns"):
        set_committed_value(order, name, [])


def _item(
    moment: Moment, number: str, position: int, product: Product, quantity: int, shipping: int, policy: Policy
) -> OrderItem:
    price = product.price * quantity
    return OrderItem(
        # Fourteen digits, the first not zero.
        id=str(10**13 + draw(moment.seed, "item", f"{number}/{position}", "id") % (9 * 10**13)),
        order_number=number,
        position=position,
        sku=product.sku,
        asin=product.asin,
        title=product.title,
        kind=product.kind,
        quantity=quantity,
        unit_price=product.price,
        item_tax=tax_on(price, policy),
        shipping_price=shipping,
        shipping_tax=tax_on(shipping, policy),
        quantity_shipped=0,
        quantity_canceled=0,
        quantity_unfulfillable=0,
        refunded=0,
    )


def shipping_price(channel: str, service: str, policy: Policy) -> int:
    """Return what shipping an order costs: once an order, and nothing where the marketplace ships."""
    return policy.shipping_prices[service] if channel == Channel.MFN else 0


def tax_on(amount: int, policy: Policy) -> int:
    """Return the tax on an amount, cut to whole minor units."""
    return int(amount * policy.tax_rate)


def add_up(order: Order) -> None:
    """Write an order's totals from its lines."""
    order.items_total = sum(one.unit_price * one.quantity for one in order.items)
    order.shipping_total = sum(one.shipping_price for one in order.items)
    order.tax_total = sum(one.item_tax + one.shipping_tax for one in order.items)
    order.total = order.items_total + order.shipping_total + order.tax_total


def order_number(moment: Moment, act: str, policy: Policy) -> str:
    """Draw the 3-7-7 number of somebody's n-th order; draw again in the unlikely case that it is taken."""
    drawn: set[str] = memory_of(moment.session).setdefault("numbers", set())
    for attempt in range(100):
        value = draw(moment.seed, "order", f"{act}/{attempt}" if attempt else act, "number") % 10**14
        number = f"{policy.order_number_prefix}-{value // 10**7:07d}-{value % 10**7:07d}"
        if number not in drawn and not _is_taken(moment, number):
            drawn.add(number)
            return number
    raise RuntimeError("no free order number")


def _is_taken(moment: Moment, number: str) -> bool:
    # What waits to be written is among the drawn numbers: nothing has to be written for this question.
    found = moment.session.connection().exec_driver_sql("SELECT 1 FROM orders WHERE number = ?", (number,))
    return found.first() is not None


def _await_payment(moment: Moment, order: Order) -> None:
    if order.available_at is not None:
        if order.available_at <= moment.now:
            raise BadInput("available_at", "A pre-order becomes available in the future.")
        schedule(moment, "pre-order-release", order.available_at, order.number)
        return
    for rule, due_at in at_payment_check(moment, order):
        schedule(moment, rule, due_at, order.number)


def _buyer(moment: Moment, buyer_id: str | None) -> Buyer:
    buyer = first(moment.session, Buyer) if buyer_id is None else row_of(moment.session, Buyer, buyer_id)
    if buyer is None:
        raise NotFound(f"There is no buyer {buyer_id}." if buyer_id else "This world has no buyer.")
    return buyer


def _seller(moment: Moment, seller_id: str | None) -> Seller | None:
    if seller_id is None:
        return None
    seller = row_of(moment.session, Seller, seller_id)
    if seller is None:
        raise NotFound(f"There is no seller {seller_id}.")
    return seller


def _offer(moment: Moment, line: Line, seller: Seller | None) -> tuple[Product, int]:
    product = row_of(moment.session, Product, line["sku"])
    if product is None or (seller is not None and product.seller_id != seller.id):
        raise NotFound(f"There is no offer with SKU {line['sku']}.")
    return product, line.get("quantity", 1)


def first_offer(moment: Moment, seller: Seller | None) -> tuple[Product, int]:
    """Return what is bought when nobody says what: one unit of the first offer in stock."""
    query = select(Product).join(Seller).where(Product.stock > 0, Product.deactivated_at.is_(None))
    if seller is not None:
        query = query.where(Product.seller_id == seller.id)
    product = moment.session.scalars(query.order_by(Seller.number, Product.sku).limit(1)).first()
    if product is None:
        raise NotFound("There is nothing to buy here.")
    return product, 1
