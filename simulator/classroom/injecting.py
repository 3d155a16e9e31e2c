"""What an instructor lets happen in every world of a class at once: a new order, a request, a message.

Each is an ordinary deed of a buyer, so it stands in the log and the journal like any other. Knows no page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from simulator.acting import act, reading
from simulator.errors import BadInput, MarketplaceError, NotFound
from simulator.home import Home
from simulator.moment import Moment
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.statuses import OrderStatus
from simulator.parties import Seller
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class Injection:
    """Something to let happen: its words, the deed, to which order if any, with which arguments."""

    words: Callable[[], str]
    deed: str
    args: Mapping[str, Any]
    # Which of the first seller's orders; None is a deed of the world.
    of: Callable[[], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Outcome:
    """In how many worlds it happened, and where it did not, with the reason."""

    happened: int
    failed: list[tuple[str, str]]


def _open_order() -> ColumnElement[bool]:
    asked = select(CancellationRequest.order_number).where(CancellationRequest.order_number == Order.number)
    return and_(Order.status == OrderStatus.UNSHIPPED, Order.channel == "MFN", ~asked.exists())


def _sent_order() -> ColumnElement[bool]:
    return and_(Order.status == OrderStatus.SHIPPED, Order.channel == "MFN")


ASKED = {"reason": "created_by_mistake"}
INJECTIONS: Mapping[str, Injection] = {
    "order": Injection(lambda: _("A new order comes in, paid"), "place-order", {"released": True}),
    "request": Injection(
        lambda: _("A buyer requests a cancellation of the oldest open order"),
        "request-cancellation",
        ASKED,
        _open_order,
    ),
    "message": Injection(
        lambda: _("A buyer of the oldest open order writes: please cancel"),
        "message",
        {
            "sender": "buyer",
            "kind": "cancel_order",
            "body": "Hello, please cancel my order, I do not need it anymore. Thank you.",
        },
        _open_order,
    ),
    "where": Injection(
        lambda: _("A buyer of the oldest sent order writes: where is my parcel?"),
        "message",
        {"sender": "buyer", "body": "Hello, my parcel has not arrived yet. Where is it?"},
        _sent_order,
    ),
}


def inject(home: Home, name: str, worlds: Sequence[str]) -> Outcome:
    """Let something happen in each of these worlds; one in which it cannot happen does not keep it from the others.

    Raises:
        BadInput: there is no such thing to let happen.
    """
    wanted = INJECTIONS.get(name)
    if wanted is None:
        raise BadInput("event", _("Choose what is to happen."), status=422)
    failed = []
    for world in worlds:
        try:
            _inject_one(home, wanted, world)
        except MarketplaceError as error:
            failed.append((world, error.message))
    return Outcome(len(worlds) - len(failed), failed)


def _inject_one(home: Home, wanted: Injection, world: str) -> None:
    number = None
    if wanted.of is not None:
        with reading(home, world) as moment:
            number = _order(moment, wanted.of())
    act(home, world, wanted.deed, order_id=number, args=dict(wanted.args))


def _order(moment: Moment, which: ColumnElement[bool]) -> str:
    """Choose the oldest order that fits, of the world's first seller."""
    first = select(Seller.id).order_by(Seller.number).limit(1).scalar_subquery()
    query = select(Order.number).where(Order.seller_id == first, which).order_by(Order.placed_at, Order.number)
    number = moment.session.scalars(query.limit(1)).first()
    if number is None:
        raise NotFound(_("There is no order to which this could happen."))
    return number
