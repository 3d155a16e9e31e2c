"""Units: nothing ships twice, nothing vanishes, parcels hold what their order says."""

from collections import Counter

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Row, read_json

UNITS = ("quantity", "quantity_shipped", "quantity_canceled", "quantity_unfulfillable")


@finds("units-add-up")
def units(ledger: Ledger) -> Found:
    """Shipped, canceled and unfulfillable units of a line are together at most those ordered; none is negative."""
    for number, items in ledger.items.items():
        for item in items:
            ordered, *spent = (item[name] for name in UNITS)
            if ordered < 1 or min(spent) < 0 or sum(spent) > ordered:
                yield number, f"item {item['id']}: {ordered} ordered, {'/'.join(map(str, spent))} gone."


@finds("units-fit-status")
def fit_status(ledger: Ledger) -> Found:
    """A shipped order has nothing left to ship, a canceled one shipped nothing and left nothing open."""
    for number, order in ledger.orders.items():
        items = ledger.items.get(number, [])
        if not items:
            yield number, "has no items."
            continue
        left, shipped = sum(_open(item) for item in items), sum(item["quantity_shipped"] for item in items)
        wrong = {
            "Shipped": left > 0 or shipped == 0,
            "PartiallyShipped": left == 0 or shipped == 0,
            "Canceled": left > 0 or shipped > 0,
            "Unshipped": left == 0 or shipped > 0,
            "Pending": left == 0 or shipped > 0,
        }
        if wrong.get(order["status"], False):
            yield number, f"is {order['status']} with {shipped} units shipped and {left} open."


@finds("packages-add-up")
def packages(ledger: Ledger) -> Found:
    """Packages hold exactly the units that are shipped, of items of their own order."""
    parcels = ledger.hung_on("packages")
    for number, order in ledger.orders.items():
        if order["channel"] == "MCF":
            continue
        held: Counter[str] = Counter()
        for parcel in parcels.get(number, []):
            held.update({one["order_item_id"]: one["quantity"] for one in read_json(parcel["items"]) or []})
        shipped = Counter({item["id"]: item["quantity_shipped"] for item in ledger.items.get(number, [])})
        if +held != +shipped:
            yield number, f"{sum(held.values())} units are in its packages, {sum(shipped.values())} are shipped."


@finds("packages-as-told")
def packages_told(ledger: Ledger) -> Found:
    """Each confirmation made one package, at its instant."""
    parcels = ledger.hung_on("packages")
    for number, events in ledger.history.items():
        told = sorted(event.at for event in events if event.kind == "shipment-confirmed")
        made = sorted(parcel["confirmed_at"] for parcel in parcels.get(number, []))
        if told != made:
            yield number, f"was confirmed {len(told)} times and has {len(made)} packages of those instants."


@finds("returns-as-told")
def returns_told(ledger: Ledger) -> Found:
    """Returns, claims and feedback on file are those in the log."""
    for table, kind in (("returns", "return-requested"), ("claims", "claim-opened"), ("feedback", "feedback-left")):
        there = ledger.hung_on(table)
        for number, events in ledger.history.items():
            told = sum(event.kind == kind for event in events)
            if told != len(there.get(number, [])):
                yield number, f"has {len(there.get(number, []))} rows of {table}, the log tells of {told}."


@finds("claims-decided")
def claims(ledger: Ledger) -> Found:
    """A claim is decided once, when the seller's time to answer ends."""
    for number, rows in ledger.hung_on("claims").items():
        for claim in rows:
            late = claim["decided_at"] is None and ledger.world["now"] > claim["answer_due_at"]
            if late or (claim["decided_at"] is None) != (claim["decision"] is None):
                yield number, "has a claim that should be decided." if late else "has a half-decided claim."
            elif claim["decided_at"] not in (None, claim["answer_due_at"]):
                yield number, "has a claim decided at another instant than its time to answer ended."


def _open(item: Row) -> int:
    """Count what is neither shipped nor canceled nor unfulfillable."""
    return int(item["quantity"] - item["quantity_shipped"] - item["quantity_canceled"] - item["quantity_unfulfillable"])
