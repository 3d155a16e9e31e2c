"""Setting the stage: orders in any state, each brought there by the deeds that lead to it.

Nothing is written past the rules. Waits are cut short as the marketplace may cut them: a payment check that ends at
once, a warehouse that begins at once. What stock a state needs is changed and put back by deeds too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from simulator.agenda import withdraw
from simulator.deeds import checked, deed, named
from simulator.errors import BadInput
from simulator.moment import Actor, Moment
from simulator.orders import clockwork, multichannel, shipping
from simulator.orders.cancelling import cancel_items, seller_cancel
from simulator.orders.models import Order
from simulator.orders.placing import Line, first_offer
from simulator.orders.settings import change_product
from simulator.orders.statuses import Channel
from simulator.orders.statuses import OrderStatus as S
from simulator.parties import Product, Seller

# More at once is a job for the generator.
MOST_ORDERS = 1000
# A staged pre-order becomes available this long after now.
PRE_ORDER = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What the orders are to be like."""

    channel: Channel
    buyer_id: str | None
    seller_id: str | None
    items: list[Line] | None
    arguments: dict[str, Any]


Way = Callable[[Moment, Wish], Order]


@deed("stage-orders", by=Actor.BUYER, on="world")
def stage_orders(
    moment: Moment,
    *,
    state: str | None = None,
    count: int = 1,
    channel: Literal["MFN", "AFN", "MCF"] = "MFN",
    buyer_id: str | None = None,
    seller_id: str | None = None,
    items: list[Line] | None = None,
    details: dict[str, Any] | None = None,
) -> list[Order]:
    """Make orders that are in a state; `details` are further arguments of the placing deed."""
    if not 1 <= count <= MOST_ORDERS:
        raise BadInput("count", f"count: make 1 to {MOST_ORDERS} orders at a time.")
    wish = Wish(Channel(channel), buyer_id, seller_id, items, details or {})
    way = _ordinary if state is None else _way(wish.channel, state)
    return [way(moment, wish) for _ in range(count)]


def usual_channel(state: str | None) -> str:
    """Return the channel of an order of which only the state was said: the seller's own, where it leads there."""
    channels = [channel for channel, status in WAYS if state is not None and status.casefold() == state.casefold()]
    return str(Channel.MFN if Channel.MFN in channels or not channels else channels[0])


def _way(channel: Channel, state: str) -> Way:
    ways = {status.casefold(): way for (one, status), way in WAYS.items() if one == channel}
    way = ways.get(state.casefold())
    if way is None:
        known = ", ".join(status for one, status in WAYS if one == channel)
        raise BadInput("state", f"state: an order fulfilled by {channel} can be brought to: {known}.")
    return way


def _ordinary(moment: Moment, wish: Wish) -> Order:
    return _fulfillment(moment, wish) if wish.channel is Channel.MCF else _placed(moment, wish)


def _placed(moment: Moment, wish: Wish, **arguments: Any) -> Order:
    whose = {"buyer_id": wish.buyer_id, "seller_id": wish.seller_id}
    given = {"channel": str(wish.channel), "items": wish.items, **wish.arguments, **whose, **arguments}
    return _made(moment, "place-order", given)


def _pre_ordered(moment: Moment, wish: Wish) -> Order:
    return _placed(moment, wish, available_at=moment.now + PRE_ORDER)


def _released(moment: Moment, wish: Wish) -> Order:
    return _placed(moment, wish, released=True)


def _canceled(moment: Moment, wish: Wish) -> Order:
    order = _placed(moment, wish)
    cancel_items(moment, order)
    return order


def _partially_shipped(moment: Moment, wish: Wish) -> Order:
    if wish.items is None:
        wish = replace(wish, items=[_line(moment, wish, 2)])
    order = _released(moment, wish)
    if sum(item.quantity for item in order.items) < 2:
        raise BadInput("items", "items: a partially shipped order has two units or more.")
    _confirm(moment, order, items=[{"order_item_id": order.items[0].id, "quantity": 1}])
    return order


def _shipped(moment: Moment, wish: Wish) -> Order:
    order = _released(moment, wish)
    _confirm(moment, order)
    return order


def _confirm(moment: Moment, order: Order, **arguments: Any) -> None:
    _act_as(moment, Actor.SELLER, order.seller_id)
    shipping.buy_label(moment, order)
    shipping.hand_to_carrier(moment, order)
    shipping.confirm_shipment(moment, order, **arguments)


def _shipped_by_warehouse(moment: Moment, wish: Wish) -> Order:
    order = _released(moment, wish)
    _act_as(moment, Actor.MARKETPLACE)
    _at_once(moment, order, "fba-pick-start", clockwork.start_picking)
    _at_once(moment, order, "fba-shipping", clockwork.ship_from_warehouse)
    return order


def _fulfillment(moment: Moment, wish: Wish, **arguments: Any) -> Order:
    line = _line(moment, wish, 1)
    product = moment.session.get(Product, line["sku"])
    seller_id = wish.seller_id or (product.seller_id if product else "")
    given = {"items": wish.items or [line], **wish.arguments, "seller_id": seller_id, **arguments}
    return _made(moment, "create-fulfillment", given)


def _made(moment: Moment, name: str, given: dict[str, Any]) -> Order:
    """Do a placing deed with arguments checked as if somebody had sent them."""
    values, _ = checked(named(name), given)
    order: Order = named(name).function(moment, **values)
    moment.session.flush()
    return order


def _held(moment: Moment, wish: Wish) -> Order:
    return _fulfillment(moment, wish, action="Hold")


def _fulfillment_canceled(moment: Moment, wish: Wish) -> Order:
    order = _fulfillment(moment, wish)
    _act_as(moment, Actor.SELLER, order.seller_id)
    seller_cancel(moment, order)
    return order


def _invalid(moment: Moment, wish: Wish) -> Order:
    return _fulfillment(moment, wish, ship_to={"name": "No address"})


def _processing(moment: Moment, wish: Wish) -> Order:
    order = _fulfillment(moment, wish)
    _at_once(moment, order, "mcf-planning-window", multichannel.start_processing)
    return order


def _complete(moment: Moment, wish: Wish) -> Order:
    order = _processing(moment, wish)
    _at_once(moment, order, "mcf-processing", multichannel.complete)
    return order


def _unfulfillable(moment: Moment, wish: Wish) -> Order:
    return _short_of_stock(moment, wish, 0, lambda wish: _fulfillment(moment, wish, policy="FillOrKill"))


def _complete_partialled(moment: Moment, wish: Wish) -> Order:
    return _short_of_stock(moment, wish, 1, lambda wish: _complete(moment, _filling(wish)))


def _filling(wish: Wish) -> Wish:
    return replace(wish, arguments={**wish.arguments, "policy": "FillAllAvailable"})


def _short_of_stock(moment: Moment, wish: Wish, left: int, way: Callable[[Wish], Order]) -> Order:
    """Leave only so many units of the first item while the order is made; put the rest back afterwards."""
    items = wish.items or [_line(moment, wish, left + 1)]
    product = moment.session.get(Product, items[0]["sku"])
    if product is None or items[0].get("quantity", 1) <= left:
        raise BadInput("items", f"items: this state needs {left + 1} units or more of an item on offer.")
    aside = product.stock - left
    if aside > 0:
        change_product(moment, sku=product.sku, stock=left)
    order = way(replace(wish, items=items))
    if aside > 0:
        change_product(moment, sku=product.sku, stock=product.stock + aside)
    return order


def _line(moment: Moment, wish: Wish, quantity: int) -> Line:
    """Return the first line that is wished for, or that many units of the first offer."""
    if wish.items:
        return wish.items[0]
    seller = moment.session.get(Seller, wish.seller_id) if wish.seller_id else None
    product, _ = first_offer(moment, seller)
    return Line(sku=product.sku, quantity=quantity)


def _at_once(moment: Moment, order: Order, rule: str, handler: Callable[[Moment, str], None]) -> None:
    """Do now what the agenda would have done later."""
    moment.session.flush()
    _act_as(moment, Actor.MARKETPLACE)
    withdraw(moment, order.number, [rule])
    handler(moment, order.number)
    moment.session.flush()


def _act_as(moment: Moment, actor: Actor, person_id: str | None = None) -> None:
    moment.actor, moment.person_id = actor, person_id


WAYS: dict[tuple[Channel, S], Way] = {
    (Channel.MFN, S.PENDING_AVAILABILITY): _pre_ordered,
    (Channel.MFN, S.PENDING): _placed,
    (Channel.MFN, S.UNSHIPPED): _released,
    (Channel.MFN, S.PARTIALLY_SHIPPED): _partially_shipped,
    (Channel.MFN, S.SHIPPED): _shipped,
    (Channel.MFN, S.CANCELED): _canceled,
    (Channel.AFN, S.PENDING): _placed,
    (Channel.AFN, S.UNSHIPPED): _released,
    (Channel.AFN, S.SHIPPED): _shipped_by_warehouse,
    (Channel.AFN, S.CANCELED): _canceled,
    (Channel.MCF, S.RECEIVED): _held,
    (Channel.MCF, S.PLANNING): _fulfillment,
    (Channel.MCF, S.PROCESSING): _processing,
    (Channel.MCF, S.COMPLETE): _complete,
    (Channel.MCF, S.COMPLETE_PARTIALLED): _complete_partialled,
    (Channel.MCF, S.UNFULFILLABLE): _unfulfillable,
    (Channel.MCF, S.INVALID): _invalid,
    (Channel.MCF, S.CANCELED): _fulfillment_canceled,
}
