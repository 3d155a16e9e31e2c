"""Instants of an order stand in order, and each is the instant of the event that set it."""

from collections.abc import Callable

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Logged, Row, first, of, when

# (earlier, later): where both are set, the first is not after the second.
ORDERED = (
    ("placed_at", "released_at"),
    ("placed_at", "canceled_at"),
    ("released_at", "confirmed_at"),
    ("released_at", "label_bought_at"),
    ("released_at", "picking_at"),
    ("label_bought_at", "label_voided_at"),
    ("handed_at", "delivered_at"),
    ("handed_at", "refused_at"),
    ("handed_at", "lost_at"),
    ("ship_from", "ship_by"),
    ("deliver_from", "deliver_by"),
    ("ship_by", "deliver_by"),
    ("placed_at", "wished_at"),
    ("placed_at", "contacted_at"),
)
# What has happened, as opposed to what is promised.
HAPPENED = (
    "placed_at",
    "last_updated_at",
    "released_at",
    "label_bought_at",
    "handed_at",
    "put_back_at",
    "picked_at",
    "packed_at",
    "confirmed_at",
    "delivered_at",
    "refused_at",
    "lost_at",
    "picking_at",
    "wished_at",
    "contacted_at",
    "canceled_at",
)


def _last(events: list[Logged], kind: str) -> int | None:
    found = of(events, kind)
    return found[-1].at if found else None


def _standing(events: list[Logged], kind: str) -> int | None:
    """Return the last instant, unless the parcel has left anew since."""
    found = of(events, kind, "handed-to-carrier")
    return found[-1].at if found and found[-1].kind == kind else None


def _first(events: list[Logged], kind: str) -> int | None:
    found = first(events, kind)
    return found.at if found else None


# Where each instant comes from.
TOLD: dict[str, tuple[Callable[[list[Logged], str], int | None], str]] = {
    "placed_at": (_first, "order-placed"),
    "released_at": (_first, "payment-verified"),
    "confirmed_at": (_first, "shipment-confirmed"),
    "canceled_at": (_first, "order-canceled"),
    "handed_at": (_last, "handed-to-carrier"),
    "delivered_at": (_last, "delivered"),
    "refused_at": (_standing, "delivery-refused"),
    "lost_at": (_last, "parcel-lost"),
    "label_bought_at": (_last, "label-bought"),
    "picking_at": (_first, "fulfillment-started"),
}
# The marketplace's warehouse does these without an event of their own.
UNTOLD = {
    "AFN": {"handed_at": "confirmed_at"},
    "MCF": {"handed_at": "confirmed_at", "confirmed_at": "handed_at"},
}


@finds("instants-ordered")
def ordered(ledger: Ledger) -> Found:
    """Nothing happens before what it follows."""
    for number, order in ledger.orders.items():
        for earlier, later in ORDERED:
            if order[earlier] is not None and order[later] is not None and order[earlier] > order[later]:
                yield number, f"{later} {when(order[later])} is before {earlier} {when(order[earlier])}."


@finds("instants-past")
def past(ledger: Ledger) -> Found:
    """What happened is not in the future, and the order was last updated by the latest of it."""
    now = ledger.world["now"]
    for number, order in ledger.orders.items():
        for name in HAPPENED:
            if order[name] is not None and order[name] > now:
                yield number, f"{name} {when(order[name])} is in the future."
        latest = max((order[name] for name in ("released_at", "canceled_at", "confirmed_at") if order[name]), default=0)
        if order["last_updated_at"] < latest:
            yield number, f"was last updated {when(order['last_updated_at'])}, before what changed it."


@finds("instants-told")
def told(ledger: Ledger) -> Found:
    """Each instant is the one of its event."""
    for number, events in ledger.history.items():
        order = ledger.orders[number]
        for name, (pick, kind) in TOLD.items():
            said = _said(order, events, name, pick, kind)
            if order[name] != said:
                yield number, f"{name} is {when(order[name])}, the log says {when(said)}."


def _said(
    order: Row, events: list[Logged], name: str, pick: Callable[[list[Logged], str], int | None], kind: str
) -> int | None:
    """Return the instant the log gives; warehouses tell some of theirs by another column, invalid orders none."""
    said = pick(events, kind)
    silent = UNTOLD.get(order["channel"], {}).get(name)
    if said is None and silent is not None:
        warehouse: int | None = order[silent]
        return warehouse
    if said is None and name == "placed_at" and events:
        return events[0].at
    return None if name == "picking_at" and order["channel"] == "MCF" else said
