"""Money: totals are the sum of lines, charges follow confirmation, refunds never exceed them."""

from collections import Counter

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Row, of, read_json


@finds("totals-add-up")
def totals(ledger: Ledger) -> Found:
    """Total is items, shipping and tax; each is the sum over the lines, without units the buyer took back."""
    for number, order in ledger.orders.items():
        items, gone = ledger.items.get(number, []), _taken_back(ledger, number)
        goods = sum(item["unit_price"] * (item["quantity"] - gone[item["id"]]) for item in items)
        shipping = sum(item["shipping_price"] for item in items)
        tax = sum(item["item_tax"] + item["shipping_tax"] for item in items)
        said = (order["items_total"], order["shipping_total"], order["tax_total"])
        if said != (goods, shipping, tax):
            yield number, f"says items, shipping, tax {said}; its lines say {(goods, shipping, tax)}."
        if order["total"] != sum(said):
            yield number, f"has the total {order['total']}, its parts make {sum(said)}."


@finds("money-not-negative")
def not_negative(ledger: Ledger) -> Found:
    """No price, tax, charge or refund is below zero."""
    for number, order in ledger.orders.items():
        columns = ("items_total", "shipping_total", "tax_total", "total", "charged", "refunded")
        below = [name for name in columns if order[name] < 0]
        prices = ("unit_price", "item_tax", "shipping_price", "shipping_tax", "refunded")
        below += [name for item in ledger.items.get(number, []) for name in prices if item[name] < 0]
        if below:
            yield number, f"has amounts below zero: {', '.join(below)}."


@finds("charged-at-confirmation")
def charged(ledger: Ledger) -> Found:
    """The whole order is charged at the first confirmation, nothing before it, nothing of a canceled order."""
    for number, order in ledger.orders.items():
        due = order["total"] if order["confirmed_at"] is not None else 0
        if order["charged"] != due:
            yield number, f"was charged {order['charged']}; {due} is right for a {order['status']} order."


@finds("refunds-add-up")
def refunds(ledger: Ledger) -> Found:
    """Refunds of an order sum up to what it says was refunded, order and line, and are the ones in the log."""
    paid = ledger.hung_on("refunds")
    for number, order in ledger.orders.items():
        rows = paid.get(number, [])
        if sum(row["amount"] for row in rows) != order["refunded"]:
            yield number, f"says {order['refunded']} were refunded; its refunds sum up to {_sum(rows)}."
        told = [event.facts.get("amount") for event in of(ledger.history[number], "refund-issued")]
        if told != [row["amount"] for row in rows]:
            yield number, f"has refunds of {[row['amount'] for row in rows]}, the log tells of {told}."
        if _by_line(rows) != Counter({i["id"]: i["refunded"] for i in ledger.items.get(number, []) if i["refunded"]}):
            yield number, "has lines whose refunds are not those of its refunds."


@finds("refunds-within-charge")
def within_charge(ledger: Ledger) -> Found:
    """Never more is refunded than was charged, nor for a line than it cost, and never nothing."""
    for number, order in ledger.orders.items():
        if order["refunded"] > order["charged"]:
            yield number, f"{order['refunded']} were refunded of {order['charged']} charged."
        for item in ledger.items.get(number, []) if order["refunded"] else ():
            cost = _cost(item, item["quantity"] - _taken_back(ledger, number)[item["id"]])
            if item["refunded"] > cost:
                yield number, f"{item['refunded']} were refunded for item {item['id']}, which cost {cost}."
    for number, rows in ledger.hung_on("refunds").items():
        for row in rows:
            parts = sum(one["amount"] for one in read_json(row["items"]) or []) + row["concession"]
            if row["amount"] <= 0 or parts > row["amount"]:
                yield number, f"refund {row['position']} of {row['amount']} has parts of {parts}."


@finds("refund-after-confirmation")
def after_confirmation(ledger: Ledger) -> Found:
    """Money goes back only after it was taken."""
    for number, rows in ledger.hung_on("refunds").items():
        order = ledger.orders.get(number)
        if order is not None and any(order["confirmed_at"] is None or r["at"] < order["confirmed_at"] for r in rows):
            yield number, "was refunded before its shipment was confirmed."


@finds("prices-at-placing")
def currency(ledger: Ledger) -> Found:
    """An order is in the currency of what was bought, and of the store it was bought in."""
    sold = {row["sku"]: row for row in ledger.rows("SELECT sku, currency, store FROM products")}
    for number, order in ledger.orders.items():
        for item in ledger.items.get(number, []):
            offer = sold.get(item["sku"])
            if offer is None:
                yield number, f"holds {item['sku']}, which nobody offers."
            elif (offer["currency"], offer["store"]) != (order["currency"], order["store"]):
                yield number, f"is in {order['currency']}; {item['sku']} is sold in {offer['currency']}."


def _taken_back(ledger: Ledger, number: str) -> Counter[str]:
    """Count the units, by line, that the buyer took off the order while it went on."""
    gone: Counter[str] = Counter()
    for event in of(ledger.history[number], "items-canceled"):
        gone.update(event.facts.get("items") or {})
    return gone


def _cost(item: Row, units: int) -> int:
    """Return what the buyer pays for so many units of a line, with tax and shipping; nothing for none."""
    taxes_and_shipping = item["item_tax"] + item["shipping_price"] + item["shipping_tax"]
    return int(item["unit_price"] * units + taxes_and_shipping) if units else 0


def _by_line(rows: list[Row]) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for row in rows:
        amounts.update({one["order_item_id"]: one["amount"] for one in read_json(row["items"]) or [] if one["amount"]})
    return amounts


def _sum(rows: list[Row]) -> int:
    return sum(row["amount"] for row in rows)
