"""What happens to orders by itself: payment checks, reminders, automatic cancellation, the marketplace's warehouse.

Each function is the handler of one rule on the agenda and acts through the same transitions as everybody else.
"""

from simulator.agenda import schedule, when_due
from simulator.draws import draw
from simulator.events import EventKind, record
from simulator.moment import Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Order
from simulator.orders.moving import move
from simulator.orders.notices import tell
from simulator.orders.parcel_guards import is_with_carrier
from simulator.orders.shipping import arrive
from simulator.orders.statuses import Channel, OrderStatus, Payment


@when_due("pre-order-release", rank=5, prepare=load_orders)
def release_pre_order(moment: Moment, number: str) -> None:
    """The release date of a pre-order has come; its payment is checked now."""
    move(moment, find(moment, number), "open-sale")


@when_due("payment-hold", rank=10, prepare=load_orders)
def check_payment(moment: Moment, number: str) -> None:
    """The payment check ends: verified, failed, or found to be fraud."""
    order = find(moment, number)
    if order.payment == Payment.FAILS:
        move(moment, order, "fail-payment")
        move(moment, order, "cancel-unpaid", reason="PaymentFailed")
    elif order.payment == Payment.FRAUD:
        _stop_fraud(moment, order)
    else:
        move(moment, order, "verify-payment-afn" if order.channel == Channel.AFN else "verify-payment")


@when_due("fraud-review", rank=20, prepare=load_orders)
def review(moment: Moment, number: str) -> None:
    """Fraud is found late, in an order that was already released."""
    order = find(moment, number)
    if moment.policy(order.store).late_fraud_cancels:
        _stop_fraud(moment, order)


def _stop_fraud(moment: Moment, order: Order) -> None:
    move(moment, order, "find-fraud")
    move(moment, order, "cancel-fraud", reason="BuyerFraud")


@when_due("fba-pick-start", rank=25, prepare=load_orders)
def start_picking(moment: Moment, number: str) -> None:
    """The marketplace's warehouse begins to pick."""
    order = find(moment, number)
    move(moment, order, "start-picking")
    schedule(moment, "fba-shipping", moment.now + moment.policy(order.store).fba_picking_time, number)


@when_due("fba-shipping", rank=30, prepare=load_orders)
def ship_from_warehouse(moment: Moment, number: str) -> None:
    """The warehouse hands the parcel over and confirms it in one go."""
    order = find(moment, number)
    order.handed_at = moment.now
    tracking = f"MPX{draw(moment.seed, 'order', number, 'tracking') % 10**10:010d}"
    units = {item.id: item.quantity_open for item in order.items}
    move(moment, order, "ship-afn", units=units, carrier="Millpond Logistics", tracking=tracking)
    schedule(moment, "fba-delivery", moment.now + moment.policy(order.store).fba_delivery_time, number)


@when_due("fba-delivery", rank=35, prepare=load_orders)
def deliver_from_warehouse(moment: Moment, number: str) -> None:
    """The marketplace's own parcel arrives."""
    order = find(moment, number)
    if is_with_carrier(order):
        arrive(moment, order)


@when_due("ship-reminders", rank=40, prepare=load_orders)
def remind(moment: Moment, number: str) -> None:
    """A seller is reminded to confirm; at the ship-by instant the order becomes late."""
    order = find(moment, number)
    assert order.ship_by is not None
    assert order.auto_cancel_at is not None
    if moment.now == order.ship_by:
        event = record(moment, EventKind.SHIP_BY_PASSED, order, ship_by=order.ship_by)
    else:
        event = record(moment, EventKind.REMINDER_SENT, order, ship_by=order.ship_by, until=order.auto_cancel_at)
    last = order.auto_cancel_at - moment.policy(order.store).verge_of_cancellation
    name = "warn-of-auto-cancel" if moment.now >= last else "remind"
    tell(moment, order, name, event, due_at=event.data.get("until"))


@when_due("auto-cancel-grace", rank=50, prepare=load_orders)
def auto_cancel(moment: Moment, number: str) -> None:
    """Too long past ship-by without a confirmation: the marketplace cancels."""
    order = find(moment, number)
    if order.status == OrderStatus.UNSHIPPED:
        move(moment, order, "auto-cancel", reason="ShipmentUnconfirmed")
