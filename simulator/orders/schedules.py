"""What an order's new state puts on the agenda: which rule, and when it is due.

Used by the transition table; the doing is in `clockwork.py`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from simulator.draws import between
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import Channel, Payment

Start = Callable[[Moment, Order], Iterable[tuple[str, datetime]]]


def at_payment_check(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """The payment check ends with the hold; slow ones take as long again, the warehouse's sooner if it picks sooner."""
    policy = moment.policy(order.store)
    due = moment.now + policy.payment_hold
    if order.payment == Payment.SLOW:
        due += policy.slow_payment_check
    if order.channel == Channel.AFN:
        order.picking_due_at = moment.now + pick_delay(moment, order)
        due = min(due, order.picking_due_at) if order.payment == Payment.OK else due
    yield "payment-hold", min(due, order.placed_at + policy.payment_check_limit)


def pick_delay(moment: Moment, order: Order) -> timedelta:
    """Draw how long after placing the warehouse begins to pick."""
    policy = moment.policy(order.store)
    low, high = policy.fba_pick_start_minimum, policy.fba_pick_start_maximum
    seconds = between(moment.seed, "order", order.number, "pick", int(low.total_seconds()), int(high.total_seconds()))
    return timedelta(seconds=seconds // 60 * 60)


def reminders(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """Mails to the seller around the ship-by date, and a last one before the automatic cancellation."""
    if order.ship_by is None or order.auto_cancel_at is None:
        return
    anchors = {"ship_by": order.ship_by, "auto_cancel": order.auto_cancel_at}
    instants = {anchors[one.anchor] + one.offset for one in moment.policy(order.store).ship_reminders}
    for due in sorted(instants | {order.ship_by}):
        if moment.now <= due < order.auto_cancel_at:
            yield "ship-reminders", due


def auto_cancel(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """Too long past ship-by without a confirmation, the marketplace cancels."""
    if order.auto_cancel_at is not None:
        yield "auto-cancel-grace", order.auto_cancel_at


def late_fraud_check(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """An order released at once can still turn out to be fraud."""
    if order.payment == Payment.FRAUD:
        yield "fraud-review", moment.now + moment.policy(order.store).fraud_review


def picking(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """The marketplace's warehouse begins to pick some minutes after placing."""
    order.picking_due_at = max(moment.now, order.picking_due_at or moment.now)
    yield "fba-pick-start", order.picking_due_at


def feedback_reminder(moment: Moment, order: Order) -> Iterable[tuple[str, datetime]]:
    """Remind once: when the first parcel should have arrived, but not before feedback is open."""
    policy, over = moment.policy(order.store), order.refused_at or order.lost_at or order.feedback
    if len(order.packages) == 1 and order.deliver_by is not None and not over:
        due = min(order.deliver_by + policy.feedback_reminder, order.placed_at + policy.feedback_reminder_limit)
        yield "feedback-reminder", max(due, moment.now + policy.feedback_opens)


ON_RELEASE: tuple[Start, ...] = (reminders, auto_cancel, late_fraud_check)
ON_RELEASE_AFN: tuple[Start, ...] = (picking, late_fraud_check)
ON_CONFIRMATION: tuple[Start, ...] = (feedback_reminder,)
