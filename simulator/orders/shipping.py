"""The parcel: labels, handing over, the seller's confirmation, and what the carrier does.

*Handed to the carrier* is a fact of the bench that the marketplace does not see; *shipment confirmed* is what the
seller says. Either may come first.
"""

from datetime import datetime
from typing import NotRequired

from typing_extensions import TypedDict

from simulator.deeds import deed
from simulator.draws import draw
from simulator.errors import BadInput
from simulator.events import EventKind, record
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.guards import has_label, is_open
from simulator.orders.memos import check_memo
from simulator.orders.models import Order
from simulator.orders.moving import move
from simulator.orders.notices import tell

# As long as interfaces carry it.
LONGEST_TRACKING = 60
# What programs send for a carrier that has no code; by itself it tells a buyer nothing.
UNNAMED = ("", "other", "others")


class PackedItem(TypedDict):
    """Units of an order item that go into one package; all open ones when no quantity is given."""

    order_item_id: str
    quantity: NotRequired[int]


@deed("buy-label", by=Actor.SELLER)
def buy_label(moment: Moment, order: Order, *, carrier: str = "Harrow Parcel", service: str = "Ground") -> None:
    """Buy a shipping label; it does not confirm the shipment, and it closes Cancel order."""
    tracking = f"HP{draw(moment.seed, 'order', order.number, f'label{order.version}') % 10**10:010d}"
    move(moment, order, "buy-label", carrier=_name(carrier), tracking=tracking, log={"service": service})


@deed("void-label", by=Actor.SELLER)
def void_label(moment: Moment, order: Order) -> None:
    """Give a bought label back; Cancel order opens again."""
    move(moment, order, "void-label")


@deed("pick", by=Actor.SELLER)
def pick(moment: Moment, order: Order) -> None:
    """Take the goods off the shelf; the marketplace does not learn of it."""
    move(moment, order, "pick")
    order.picked_at = moment.now


@deed("pack", by=Actor.SELLER)
def pack(moment: Moment, order: Order) -> None:
    """Pack the picked goods into a parcel; the marketplace does not learn of it."""
    move(moment, order, "pack")
    order.packed_at = moment.now


@deed("hand-to-carrier", by=Actor.SELLER)
def hand_to_carrier(moment: Moment, order: Order) -> None:
    """Give the parcel to the carrier; the marketplace does not learn of it."""
    move(moment, order, "hand-to-carrier")
    # A parcel that came back and leaves again is on its way anew.
    order.handed_at, order.put_back_at, order.refused_at = moment.now, None, None
    if moment.policy(order.store).label_confirms_shipment and has_label(order) and is_open(order):
        confirm_shipment(moment, order)


@deed("put-back", by=Actor.SELLER)
def put_back(moment: Moment, order: Order) -> None:
    """Put a packed, or refused and returned, parcel back on the shelf."""
    move(moment, order, "put-back")
    order.put_back_at, order.picked_at, order.packed_at = moment.now, None, None


@deed("confirm-shipment", by=Actor.SELLER)
def confirm_shipment(
    moment: Moment,
    order: Order,
    *,
    carrier: str = "",
    tracking: str = "",
    items: list[PackedItem] | None = None,
    ship_date: datetime | None = None,
    service: str = "",
    memo: str = "",
    reference: int | None = None,
) -> None:
    """Confirm that a package left: the buyer is charged for the whole order at the first one."""
    if reference is not None and any(one.reference == reference for one in order.packages):
        raise BadInput("reference", "There is already a package {reference} in this order.", reference=reference)
    check_memo(moment.policy(order.store), memo)
    carrier, tracking = _carrier(order, carrier), _tracking(tracking or _label_tracking(order))
    move(
        moment,
        order,
        "confirm-shipment",
        units=packed(order, items),
        carrier=carrier,
        tracking=tracking,
        ship_date=ship_date,
        service=service[:40],
        reference=reference,
    )
    order.seller_memo = memo or order.seller_memo


@deed("edit-shipment", by=Actor.SELLER)
def edit_shipment(moment: Moment, order: Order, *, carrier: str, tracking: str, reference: int = 1) -> None:
    """Mend carrier and tracking of a confirmed package, until it is delivered."""
    package = next((one for one in order.packages if one.reference == reference), None)
    if order.packages and package is None:
        raise BadInput("reference", "There is no package {reference} in this order.", reference=reference)
    carrier, tracking = _name(carrier), _tracking(tracking)
    move(
        moment,
        order,
        "edit-shipment",
        tracking=tracking,
        log={"carrier": carrier, "tracking": tracking, "package": reference},
    )
    assert package is not None
    package.carrier, package.tracking = carrier, tracking
    order.carrier, order.tracking = order.packages[-1].carrier, order.packages[-1].tracking


@deed("deliver", by=Actor.MARKETPLACE)
def deliver(moment: Moment, order: Order) -> None:
    """The carrier hands the parcel to the buyer."""
    move(moment, order, "deliver", log={"carrier": order.carrier})
    order.delivered_at = moment.now


def arrive(moment: Moment, order: Order) -> Event:
    """A parcel of the marketplace's own warehouse arrives."""
    order.delivered_at = order.last_updated_at = moment.now
    event = record(moment, EventKind.DELIVERED, order, carrier=order.carrier)
    tell(moment, order, "deliver", event)
    return event


@deed("refuse-delivery", by=Actor.BUYER)
def refuse_delivery(moment: Moment, order: Order) -> None:
    """The buyer refuses the parcel at the door; it travels back."""
    move(moment, order, "refuse-delivery")
    order.refused_at = moment.now


@deed("lose-parcel", by=Actor.MARKETPLACE)
def lose_parcel(moment: Moment, order: Order) -> None:
    """The carrier loses the parcel."""
    move(moment, order, "lose-parcel", log={"carrier": order.carrier})
    order.lost_at = moment.now


def packed(order: Order, items: list[PackedItem] | None) -> dict[str, int]:
    """Turn a package's contents into units by item; nothing named is everything still open."""
    if items is None:
        return {item.id: item.quantity_open for item in order.items if item.quantity_open}
    by_id, units = {item.id: item for item in order.items}, dict[str, int]()
    for entry in items:
        item = by_id.get(entry["order_item_id"])
        if item is None:
            raise BadInput("items", "Item {item} is not in this order.", item=entry["order_item_id"])
        quantity = entry.get("quantity", item.quantity_open)
        if quantity < 1:
            raise BadInput("quantity", "A package holds at least one unit of each item named.")
        units[item.id] = units.get(item.id, 0) + quantity
    if not units:
        raise BadInput("items", "A package holds at least one item.")
    return units


def _carrier(order: Order, carrier: str) -> str:
    if not carrier.strip() and order.carrier:
        return order.carrier
    return _name(carrier)


def _label_tracking(order: Order) -> str:
    bought = order.label_bought_at is not None and order.label_voided_at is None
    return (order.tracking or "") if bought else ""


def _tracking(tracking: str) -> str:
    if len(tracking.strip()) > LONGEST_TRACKING:
        raise BadInput("tracking", "A tracking ID has at most {most} characters.", most=LONGEST_TRACKING)
    return tracking.strip()


def carrier_called(code: str, name: str) -> str:
    """Return the carrier that programs give as a code and a name: the name counts where the code says nothing."""
    return name if name and code.strip().casefold() in UNNAMED else code


def _name(carrier: str) -> str:
    name = carrier.strip()
    if name.casefold() in UNNAMED or len(name) > 50:
        raise BadInput("carrier", "Enter the carrier, at most 50 characters.")
    return name
