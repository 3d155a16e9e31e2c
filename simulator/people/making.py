"""Make it happen now: what simulated people do at some time or other, done to an order at once because somebody asks.

For lessons, demonstrations and tests. Everything goes through the deeds of whoever would do it, in their own words;
what a rule forbids is refused as it would be to anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.deeds import deed, named, perform
from simulator.errors import BadInput
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.people.packing import shipment_of
from simulator.people.parcels import carrier_name
from simulator.people.speaking import letter
from simulator.people.wishing import reason_of, return_reason

Doing = Callable[[Moment, Order], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Happening:
    """Something that can be made to happen: whose doing it is, and the deed with its arguments."""

    by: str
    words: str
    doing: Doing


def _plain(name: str, **args: Any) -> Doing:
    return lambda moment, order: (name, args)


def _says(side: str, intent: str) -> Doing:
    return lambda moment, order: ("message", letter(moment, order, side, intent))


def _claim(moment: Moment, order: Order) -> tuple[str, dict[str, Any]]:
    return "claim", {"ground": "not_received" if order.delivered_at is None else "not_as_described"}


HAPPENINGS: Mapping[str, Happening] = {
    "cancel-alone": Happening(
        "buyer", "cancels the order alone", lambda m, o: ("buyer-cancel", {"reason": reason_of(m, o)})
    ),
    "request-cancellation": Happening(
        "buyer", "requests cancellation", lambda m, o: ("request-cancellation", {"reason": reason_of(m, o)})
    ),
    "write-to-cancel": Happening("buyer", "writes to cancel", _says("buyer", "cancel_wish")),
    "call-customer-service": Happening(
        "buyer", "calls customer service to cancel", _plain("call-customer-service", wish="cancel")
    ),
    "ask-question": Happening("buyer", "asks when it will arrive", _says("buyer", "question_delivery")),
    "complain": Happening("buyer", "complains", _says("buyer", "complaint")),
    "request-return": Happening(
        "buyer", "asks for a return", lambda m, o: ("request-return", {"reason": return_reason(m, o)})
    ),
    "refuse-delivery": Happening("buyer", "refuses the parcel", _plain("refuse-delivery")),
    "praise": Happening("buyer", "leaves good feedback", _plain("feedback", rating=5)),
    "criticize": Happening("buyer", "leaves bad feedback", _plain("feedback", rating=1)),
    "claim": Happening("buyer", "claims from the marketplace", _claim),
    "hand-over": Happening("seller", "hands the parcel to the carrier", _plain("hand-to-carrier")),
    "confirm": Happening(
        "seller", "confirms the shipment", lambda m, o: ("confirm-shipment", shipment_of(m, o, carrier_name(m, o)))
    ),
    "run-out-of-stock": Happening("seller", "is out of stock", _plain("seller-cancel", reason="NoInventory")),
    "grant": Happening("seller", "cancels for the buyer", _plain("seller-cancel", reason="BuyerCanceled")),
    "tell-the-way": Happening("seller", "writes how to request cancellation", _says("seller", "how_to_request")),
    "follow-bad-advice": Happening("seller", "asks the buyer to cancel", _says("seller", "ask_buyer_to_request")),
    "deliver": Happening("carrier", "delivers the parcel", _plain("deliver")),
    "lose": Happening("carrier", "loses the parcel", _plain("lose-parcel")),
}


@deed("make-happen", by=Actor.MARKETPLACE)
def make_happen(moment: Moment, order: Order, *, what: str) -> None:
    """Have a simulated person do something to an order at once; `what` is a name such as request-cancellation."""
    if what not in HAPPENINGS:
        names, given = ", ".join(HAPPENINGS), repr(what[:40])
        raise BadInput("what", "what is one of {names}, not {given}.", status=422, names=names, given=given)
    if order.buyer is None:
        raise BadInput("order", "This order was sold elsewhere; nobody simulated has to do with it.")
    name, args = HAPPENINGS[what].doing(moment, order)
    found = named(name).by(args)
    people = {Actor.BUYER: order.buyer_id, Actor.SELLER: order.seller_id}
    moment.actor, moment.person_id = found.actor, people.get(found.actor)
    perform(moment, found, order, args)


def possible(moment: Moment, order: Order) -> list[str]:
    """Return what could be made to happen to an order now."""
    if order.buyer is None:
        return []
    return [name for name, one in HAPPENINGS.items() if _is_possible(moment, order, one)]


def _is_possible(moment: Moment, order: Order, one: Happening) -> bool:
    deed_name, facts = one.doing(moment, order)
    if deed_name in ("message", "call-customer-service"):
        return True
    return refusal(moment, order, deed_name, None if deed_name != "claim" else facts) is None
