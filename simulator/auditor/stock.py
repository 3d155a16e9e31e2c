"""Stock: what an offer opened with, less what was sold, plus what came back and what the seller changed."""

from collections import Counter

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Logged, Row

# Reasons of the seller that leave stock as it is: there is none, or the goods are elsewhere.
WITHOUT_STOCK = ("NoInventory", "CustomerReturn", "MerchandiseNotReceived")
RESTOCKING = ("order-canceled", "items-canceled", "fulfillment-ended")


@finds("stock-adds-up")
def adds_up(ledger: Ledger) -> Found:
    """Every offer's stock is its opening stock with all that the log says happened to it."""
    moved = _sold(ledger)
    for event in ledger.log:
        if event.kind in RESTOCKING:
            moved.update(event.facts.get("restocked") or {})
        elif event.kind == "stock-changed":
            moved.update({str(event.facts.get("sku")): event.facts["now"] - event.facts["was"]})
    for row in ledger.rows("SELECT sku, stock, opening_stock FROM products ORDER BY sku"):
        due = row["opening_stock"] + moved[row["sku"]]
        if row["stock"] != due:
            yield row["sku"], f"has {row['stock']} in stock; opening stock and log make {due}."


@finds("stock-not-negative")
def not_negative(ledger: Ledger) -> Found:
    """Nobody sells what is not there."""
    for row in ledger.rows("SELECT sku, stock FROM products WHERE stock < 0"):
        yield row["sku"], f"has {row['stock']} in stock."


@finds("stock-comes-back")
def comes_back(ledger: Ledger) -> Found:
    """A canceled order's units are back in stock, unless the seller has none or the parcel had left."""
    for number, events in ledger.history.items():
        order = ledger.orders[number]
        if order["channel"] == "MCF" or order["status"] != "Canceled":
            continue
        back, out = _came_back(events)
        items = ledger.items.get(number, [])
        due = Counter({item["sku"]: item["quantity"] for item in items}) - _dropped_on_the_way(events, items)
        none_left = order["canceled_by"] == "SELLER" and order["cancel_reason"] in WITHOUT_STOCK
        if not (none_left or out) and back != due:
            yield number, f"{sum(back.values())} of its {sum(due.values())} units came back in stock."
        elif (none_left or out) and back == due:
            yield number, "came back in stock, though there was nothing to put there."


def _came_back(events: list[Logged]) -> tuple[Counter[str], bool]:
    """Return the units that came back up to the cancellation, and whether the parcel was out by then."""
    back: Counter[str] = Counter()
    out = False
    for event in events:
        if event.kind in ("handed-to-carrier", "put-back"):
            out = event.kind == "handed-to-carrier"
        back.update(event.facts.get("restocked") or {})
        if event.kind == "order-canceled":
            break
    return back, out


def _dropped_on_the_way(events: list[Logged], items: list[Row]) -> Counter[str]:
    """Count units that were canceled one by one while the parcel was out: they left with it."""
    skus, gone, out = {item["id"]: item["sku"] for item in items}, Counter[str](), False
    for event in events:
        if event.kind in ("handed-to-carrier", "put-back"):
            out = event.kind == "handed-to-carrier"
        if event.kind == "items-canceled" and out and not event.facts.get("restocked"):
            gone.update({skus[key]: units for key, units in (event.facts.get("items") or {}).items()})
    return gone


def _sold(ledger: Ledger) -> Counter[str]:
    """Count units taken from stock at placing, negative, by SKU."""
    sold: Counter[str] = Counter()
    for number, order in ledger.orders.items():
        if order["status"] == "Invalid":
            continue
        for item in ledger.items.get(number, []):
            missing = item["quantity_unfulfillable"] if order["channel"] == "MCF" else 0
            given_up = order["channel"] == "MCF" and order["status"] == "Unfulfillable"
            sold[item["sku"]] -= _aside(ledger, number, item["sku"]) if given_up else item["quantity"] - missing
    return sold


def _aside(ledger: Ledger, number: str, sku: str) -> int:
    """Return what an order that was given up had set aside: exactly what it gave back."""
    return sum(int((event.facts.get("restocked") or {}).get(sku, 0)) for event in ledger.history[number])
