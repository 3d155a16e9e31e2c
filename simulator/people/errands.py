"""What a seller does afterwards: returns, refused and lost parcels, claims. Each has its day, on the agenda."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from simulator.agenda import schedule, when_due
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.loading import find, load_orders
from simulator.orders.models import Claim, Order, Return
from simulator.orders.statuses import Channel
from simulator.people.dials import dials_of, is_simulated
from simulator.people.figures import SellerHabit, figures
from simulator.people.personas import seller_habit
from simulator.people.selling import at_work
from simulator.people.turns import FIRST_RANK, attempt, happens, wait

ERRAND = "seller-errand"
DAY = timedelta(days=1)
# How long a refused parcel travels back.
WAY_BACK = 4 * DAY
# Who did not give the money back at once does so this much later.
PUT_OFF = 8 * DAY
STATEMENTS = (
    "The parcel was handed over on time; please see the tracking. We are happy to help the buyer further.",
    "The item left us as described. We offered a return and have heard nothing since.",
)


@listens_to(EventKind.RETURN_REQUESTED, EventKind.RETURN_AUTHORIZED, EventKind.RETURN_RECEIVED)
def note_return(moment: Moment, event: Event, order: Order) -> None:
    """A return goes on; its next step is noted."""
    if event.kind == EventKind.RETURN_AUTHORIZED:
        _note(moment, order, wait(moment, order, "comes back", figures("sellers")["receives"]))
    else:
        _note(moment, order, _notices_after(moment, order))


@listens_to(EventKind.DELIVERY_REFUSED, EventKind.PARCEL_LOST, EventKind.CLAIM_OPENED)
def note_trouble(moment: Moment, event: Event, order: Order) -> None:
    """Something went wrong that needs looking after."""
    _note(moment, order, WAY_BACK if event.kind == EventKind.DELIVERY_REFUSED else _notices_after(moment, order))


def resume(moment: Moment, seller_id: str) -> None:
    """Look at everything of a seller that was left open while somebody else sat at the desk."""
    open_return = select(Return.order_number).where(Return.closed_at.is_(None), Return.refunded_at.is_(None))
    open_claim = select(Claim.order_number).where(Claim.decided_at.is_(None), Claim.answered_at.is_(None))
    waiting = or_(Order.number.in_(open_return), Order.number.in_(open_claim))
    for order in moment.session.scalars(
        select(Order).where(Order.seller_id == seller_id, waiting).order_by(Order.number)
    ):
        _note(moment, order, _notices_after(moment, order))


@when_due(ERRAND, rank=FIRST_RANK + 21, prepare=load_orders)
def run(moment: Moment, number: str) -> None:
    """Do what has come due about an order."""
    order = find(moment, number)
    if is_simulated(moment, order.seller_id):
        look_after(moment, order, seller_habit(moment, order.seller))


def look_after(moment: Moment, order: Order, habit: SellerHabit) -> None:
    """Move everything about an order that waits for its seller one step on."""
    for one in order.returns:
        if one.closed_at is None:
            _go_on(moment, order, one)
    claim = order.claim
    if claim is not None and claim.answered_at is None and happens(moment, order, "represents", habit.represents):
        attempt(moment, "answer-claim", order.seller_id, order, text=STATEMENTS[claim.ground == "not_as_described"])
    if order.refused_at is not None and order.put_back_at is None:
        attempt(moment, "put-back", order.seller_id, order)
    over = order.refused_at or order.lost_at
    if over is not None and order.charged > order.refunded:
        _give_back(moment, order, over, habit)


def _go_on(moment: Moment, order: Order, one: Return) -> None:
    if one.state == "requested":
        attempt(moment, "authorize-return", order.seller_id, order)
    elif one.state == "authorized":
        attempt(moment, "receive-return", order.seller_id, order)
    elif one.state == "received":
        attempt(moment, "refund", order.seller_id, order, reason="CustomerReturn")


def _give_back(moment: Moment, order: Order, over: datetime, habit: SellerHabit) -> None:
    """Refund what never reached its buyer: at once, or when the buyer has waited long enough."""
    if moment.now < over + PUT_OFF and not happens(moment, order, "refunds", habit.tells):
        _note(moment, order, PUT_OFF)
        return
    attempt(moment, "refund", order.seller_id, order, reason="RefusedDelivery" if order.refused_at else "CouldNotShip")


def _note(moment: Moment, order: Order, after: timedelta) -> None:
    if dials_of(moment).on and order.channel != Channel.MCF:
        schedule(moment, ERRAND, at_work(moment, order.seller, moment.now + after), order.number)


def _notices_after(moment: Moment, order: Order) -> timedelta:
    return wait(moment, order, "runs an errand", seller_habit(moment, order.seller).answer)
