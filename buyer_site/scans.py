"""Where a parcel was read off on its way, as its buyer may know it: once the seller has confirmed it."""

from sqlalchemy import select

from simulator.events import EventKind
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.policy import store
from simulator.shell.formats import moment_text
from simulator.shell.wording import gettext as _


def scans_of(moment: Moment, order: Order) -> list[tuple[str, str]]:
    """List the scans of an order's parcel, the newest first: when, and what the carrier said."""
    if order.confirmed_at is None:
        return []
    query = select(Event).where(Event.order_id == order.number, Event.kind == EventKind.PARCEL_SCANNED)
    found = moment.session.scalars(query.order_by(Event.seq.desc()))
    words = {
        "collected": _("Collected by the carrier"),
        "depot": _("Arrived at a depot"),
        "out_for_delivery": _("Out for delivery"),
    }
    return [
        (moment_text(one.at, store(order.store), "short"), words.get(one.data["place"], one.data["place"]))
        for one in found
    ]
