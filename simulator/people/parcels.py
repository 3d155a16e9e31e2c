"""What is to be known of a parcel before it leaves: who brings it, and whether its address is a mistake."""

from simulator.draws import choose
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.people.figures import carriers
from simulator.people.personas import buyer_persona
from simulator.people.speaking import said


def carrier_of(moment: Moment, order: Order) -> str:
    """Return which carrier brings a parcel: the one named on it, or the order's own."""
    names = carriers()
    named = next((code for code, name in names.items() if name == order.carrier), None)
    return named or choose(moment.seed, "people", order.number, "carrier", list(names))


def carrier_name(moment: Moment, order: Order) -> str:
    """Name the carrier of an order."""
    return carriers()[carrier_of(moment, order)]


def is_mistaken(moment: Moment, order: Order) -> bool:
    """Say whether a parcel has the address of somebody who mistook it, and never mended it."""
    buyer = order.buyer
    if buyer is None or order.ship_to == buyer.address or buyer_persona(moment, buyer) != "address_mistake":
        return False
    return said(moment, order, Actor.BUYER, "address_change") == 0
