"""The packing bench: where the parcel really is, which the marketplace cannot know. It belongs to the simulator."""

from datetime import datetime
from operator import itemgetter

from simulator.orders.guards import has_label
from simulator.orders.models import Order
from simulator.shell.wording import gettext as _

BENCH_DEEDS = ("hand-to-carrier", "put-back")

Fact = tuple[str, datetime | None]


def bench_facts(order: Order) -> list[Fact]:
    """Say in words and instants what happened to the goods so far, the place they are in now last."""
    told: list[Fact] = []
    if has_label(order):
        told.append((_("Label bought"), order.label_bought_at))
    steps = (
        (_("Handed to carrier"), order.handed_at),
        (_("Refused at the door"), order.refused_at),
        (_("Lost by the carrier"), order.lost_at),
        (_("Delivered"), order.delivered_at),
        (_("Put back on shelf"), order.put_back_at),
    )
    told += sorted(((text, at) for text, at in steps if at), key=itemgetter(1))
    return told if order.handed_at or order.put_back_at else [*told, (_("Still on shelf"), None)]
