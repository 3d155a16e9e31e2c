"""Packing: what a seller sends, in which order they hand over and confirm, and what goes wrong at the bench."""

from datetime import timedelta

from sqlalchemy import select

from simulator.draws import draw
from simulator.moment import Actor, Moment
from simulator.orders.guards import has_label, has_open_request
from simulator.orders.loading import in_order
from simulator.orders.models import Order
from simulator.orders.statuses import OPEN, Channel, OrderStatus
from simulator.parties import Seller
from simulator.people.figures import SellerHabit
from simulator.people.parcels import carrier_name, is_mistaken
from simulator.people.speaking import said, say
from simulator.people.turns import attempt, happens
from simulator.prepared import Prepared, gap

DAY = timedelta(days=1)
# A seller who has seen a wish to cancel waits for what comes of it until so long before the ship-by date.
WAITS_UNTIL = timedelta(hours=8)
# Who leaves orders for their last day packs them from so long before the ship-by date on.
LAST_DAY = timedelta(hours=15)
# How long somebody waits for a better address.
ADDRESS_WAIT = timedelta(hours=30)
# Orders looked at for each one packed: some are left lying for a reason.
LOOKS = 2


def pack(moment: Moment, seller: Seller, habit: SellerHabit) -> None:
    """Work off as many orders as an hour allows, the most urgent first; what was announced has its place among them."""
    announced = [one for one in _announced(moment, seller, habit.pace) if not _is_ghost(moment, one, habit)]
    done = 0
    for order in _open_orders(moment, seller, habit.pace * LOOKS):
        if done >= habit.pace - len(announced):
            break
        done += work_on(moment, order, habit)
    for order in announced[: habit.pace - done]:
        work_on(moment, order, habit)


def work_on(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """Do the next thing with an order; say whether that took time."""
    if order.status == OrderStatus.SHIPPED:
        return not _is_ghost(moment, order, habit) and _hand_over(moment, order)
    if order.handed_at is not None and order.put_back_at is None:
        return _confirm_later(moment, order, habit)
    if _is_left_lying(moment, order, habit):
        return False
    if happens(moment, order, "wrong stock", habit.wrong_stock):
        return out_of_stock(moment, order, habit)
    notices = is_mistaken(moment, order) and happens(moment, order, "checks the address", habit.tells)
    return False if notices and not _address_settled(moment, order) else send(moment, order, habit)


def send(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """Take the next step in this seller's order of doing things: label, hand over, confirm."""
    way = draw(moment.seed, "people", order.number, "habit") % 1000
    if way < habit.label_first and not has_label(order):
        return attempt(moment, "buy-label", order.seller_id, order, carrier=carrier_name(moment, order)) is not None
    if habit.label_first <= way < habit.label_first + habit.confirm_first:
        return confirm(moment, order)
    return _hand_over(moment, order)


def confirm(moment: Moment, order: Order) -> bool:
    """Say that everything still open left."""
    told = shipment_of(moment, order, carrier_name(moment, order))
    return attempt(moment, "confirm-shipment", order.seller_id, order, **told) is not None


def shipment_of(moment: Moment, order: Order, carrier: str) -> dict[str, str]:
    """Return what a seller says of a shipment; with a label, what stands on it."""
    number = f"HP{draw(moment.seed, 'people', order.number, 'tracking') % 10**10:010d}"
    return {"carrier": order.carrier or carrier, "tracking": "" if has_label(order) else number}


def out_of_stock(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """It is not there. Cancel and say sorry; or follow the bad tip to have the buyer ask for it."""
    asked = said(moment, order, Actor.SELLER, "ask_buyer_to_request")
    if happens(moment, order, "asks the buyer", habit.asks_buyer) and order.ship_by and moment.now < order.ship_by:
        return not asked and say(moment, order, "seller", "ask_buyer_to_request") is not None
    if not attempt(moment, "seller-cancel", order.seller_id, order, reason="NoInventory"):
        return False
    if happens(moment, order, "says sorry", 600):
        say(moment, order, "seller", "apology_stock")
    return True


def _is_ghost(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """Say whether an order is confirmed and never sent."""
    return happens(moment, order, "ghost", habit.ghosts)


def _hand_over(moment: Moment, order: Order) -> bool:
    return attempt(moment, "hand-to-carrier", order.seller_id, order) is not None


def _confirm_later(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """Confirm what already left: at the next look, or a day or two late."""
    assert order.handed_at is not None
    late = happens(moment, order, "confirms late", habit.late_confirm)
    if late and moment.now < order.handed_at + 2 * DAY:
        return False
    return moment.now > order.handed_at and confirm(moment, order)


def _is_left_lying(moment: Moment, order: Order, habit: SellerHabit) -> bool:
    """Say whether an order is not packed now: overlooked, or because its buyer may still cancel."""
    assert order.ship_by is not None
    if happens(moment, order, "forgotten", habit.forgets) and moment.now < order.ship_by + DAY:
        return True
    if happens(moment, order, "lingers", habit.lingers) and moment.now < order.ship_by - LAST_DAY:
        return True
    if has_open_request(order):
        return happens(moment, order, "grants", habit.grants)
    if order.wished_at is None or moment.now >= order.ship_by - WAITS_UNTIL:
        return False
    # Who told the buyer how to ask waits for it.
    told = happens(moment, order, "notices the wish", habit.tells)
    return told or said(moment, order, Actor.SELLER, "how_to_request") > 0


def _address_settled(moment: Moment, order: Order) -> bool:
    """Ask for a better address, and send when there is one; cancel when nobody answers."""
    if said(moment, order, Actor.BUYER, "address_change"):
        return True
    if not said(moment, order, Actor.SELLER, "asks_for_details"):
        say(moment, order, "seller", "ask_address")
    elif order.released_at and moment.now > order.released_at + ADDRESS_WAIT:
        attempt(moment, "seller-cancel", order.seller_id, order, reason="ShippingAddressUndeliverable")
    return False


_OPEN = Prepared(
    lambda: (
        select(Order.number)
        .where(Order.seller_id == gap("seller"), Order.channel == Channel.MFN, Order.status.in_(sorted(OPEN)))
        .order_by(Order.ship_by, Order.number)
        .limit(gap("most"))
    )
)
_ANNOUNCED = Prepared(
    lambda: (
        select(Order.number)
        .where(Order.seller_id == gap("seller"), Order.channel == Channel.MFN, Order.handed_at.is_(None))
        .where(Order.confirmed_at > gap("since"), Order.confirmed_at < gap("now"))
        .where(Order.status == OrderStatus.SHIPPED)
        .order_by(Order.confirmed_at, Order.number)
        .limit(gap("most"))
    )
)


def _open_orders(moment: Moment, seller: Seller, limit: int) -> list[Order]:
    found = _OPEN.rows(moment.session, seller=seller.id, most=limit)
    return in_order(moment, [number for (number,) in found])


def _announced(moment: Moment, seller: Seller, limit: int) -> list[Order]:
    """Return what was confirmed in the last days and is still here."""
    since = moment.now - 4 * DAY
    found = _ANNOUNCED.rows(moment.session, seller=seller.id, since=since, now=moment.now, most=limit)
    return in_order(moment, [number for (number,) in found])
