"""The packing bench: where the parcel really is, which the marketplace cannot know. It belongs to the simulator."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from simulator.orders.guards import has_label
from simulator.orders.models import Order
from simulator.shell.wording import gettext as _

Fact = tuple[str, datetime | None]


@dataclass(frozen=True)
class Step:
    """A deed at the bench: what its button says, and what is said once it is done."""

    deed: str
    button: str
    done: str


def bench_steps() -> dict[str, Step]:
    """Return the steps of a parcel at the bench, in the order in which they are taken."""
    steps = (
        Step("pick", _("Pick"), _("Picked from the shelf.")),
        Step("pack", _("Pack"), _("Packed into a parcel.")),
        Step("hand-to-carrier", _("Hand to carrier"), _("Handed to the carrier.")),
        Step("put-back", _("Put back on shelf"), _("Put back on the shelf.")),
    )
    return {step.deed: step for step in steps}


def bench_facts(order: Order) -> list[Fact]:
    """Say in words and instants what happened to the goods so far, the place they are in now last."""
    told: list[Fact] = []
    if has_label(order):
        told.append((_("Label bought"), order.label_bought_at))
    steps = (
        (_("Picked"), order.picked_at),
        (_("Packed"), order.packed_at),
        (_("Handed to carrier"), order.handed_at),
        (_("Refused at the door"), order.refused_at),
        (_("Lost by the carrier"), order.lost_at),
        (_("Delivered"), order.delivered_at),
        (_("Put back on shelf"), order.put_back_at),
    )
    told += sorted(((text, at) for text, at in steps if at), key=itemgetter(1))
    moved = order.picked_at or order.handed_at or order.put_back_at
    return told if moved else [*told, (_("Still on shelf"), None)]
