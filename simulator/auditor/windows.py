"""Windows and deadlines: who could still do what when it was done, and what should have happened by itself."""

from datetime import UTC, datetime, time, timedelta

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Row, first, of, when
from simulator.policy import store

WEEKEND = (5, 6)


@finds("self-cancel-window")
def self_cancel(ledger: Ledger) -> Found:
    """A buyer cancels alone only inside the window, or before the warehouse picks."""
    for number, events in ledger.history.items():
        order = ledger.orders[number]
        alone = [one for one in of(events, "order-canceled", "items-canceled") if one.actor == "BUYER"]
        for event in alone:
            if event.at >= _window_end(ledger, order, event.at):
                yield number, f"the buyer canceled at {when(event.at)}, when the self-cancel window was over."


@finds("request-after-window")
def requested(ledger: Ledger) -> Found:
    """A request follows the self-cancel window, asks a seller, and comes once."""
    for number, events in ledger.history.items():
        order, asked = ledger.orders[number], of(events, "cancellation-requested")
        for event in asked:
            if event.at < _window_end(ledger, order, event.at):
                yield number, f"was requested to be canceled at {when(event.at)}, inside the self-cancel window."
            if order["channel"] != "MFN":
                yield number, "has a request, though no seller fulfills it."
        if len(asked) > 1:
            yield number, f"has {len(asked)} requests; one is allowed."


@finds("request-as-told")
def request_as_told(ledger: Ledger) -> Found:
    """The request on file is the one in the log, and its state is what became of it."""
    for number, events in ledger.history.items():
        row, event = ledger.requests.get(number), first(events, "cancellation-requested")
        if (row is None) != (event is None):
            yield number, "has a request on file and none in the log." if row else "has lost its request."
        elif row is not None and event is not None:
            if row["at"] != event.at:
                yield number, f"has a request of {when(row['at'])}; the log says {when(event.at)}."
            due = _became(ledger, number)
            if row["state"] != due:
                yield number, f"has a request that is {row['state']}; it should be {due}."


def _became(ledger: Ledger, number: str) -> str:
    events = ledger.history[number]
    asked = first(events, "cancellation-requested")
    after = [event.kind for event in events if asked and event.seq > asked.seq]
    fates = {"request-withdrawn": "withdrawn", "order-canceled": "granted", "shipment-confirmed": "shipped"}
    return next((fates[kind] for kind in after if kind in fates), "open")


@finds("auto-cancel-date")
def auto_cancel_date(ledger: Ledger) -> Found:
    """The date of automatic cancellation follows from ship-by (or the order) and the store's grace."""
    for number, order in ledger.orders.items():
        if order["channel"] != "MFN" or order["ship_by"] is None:
            continue
        release = first(ledger.history[number], "payment-verified")
        due = _grace_end(ledger, order, release.at if release else order["placed_at"])
        if order["auto_cancel_at"] != due:
            yield number, f"would be canceled at {when(order['auto_cancel_at'])} instead of {when(due)}."


@finds("auto-cancel-instant")
def auto_cancel(ledger: Ledger) -> Found:
    """Unconfirmed orders are canceled exactly at their date, neither before nor after."""
    for number, order in ledger.orders.items():
        due, reason = order["auto_cancel_at"], order["cancel_reason"]
        if reason == "ShipmentUnconfirmed" and order["canceled_at"] != due:
            yield number, f"was canceled unconfirmed at {when(order['canceled_at'])}; due was {when(due)}."
        unsent = order["channel"] == "MFN" and order["status"] == "Unshipped" and due is not None
        if unsent and ledger.world["now"] > due:
            yield number, f"is still unshipped after {when(due)}, when it was to be canceled."


@finds("label-closes-cancel")
def label(ledger: Ledger) -> Found:
    """The seller does not cancel under a bought label, and voids it within a day."""
    for number, events in ledger.history.items():
        bought: int | None = None
        for event in events:
            if event.kind == "label-bought":
                bought = event.at
            elif event.kind == "label-voided":
                limit = ledger.policy(ledger.orders[number]["store"], event.at).label_void_window.total_seconds()
                if bought is None or event.at >= bought + limit:
                    yield number, f"a label was voided at {when(event.at)} that could not be."
                bought = None
            elif event.kind == "order-canceled" and event.actor == "SELLER" and bought is not None:
                yield number, "was canceled by the seller under a bought label."


def _window_end(ledger: Ledger, order: Row, at: int) -> float:
    """Return when the buyer could no longer cancel alone; in a warehouse's order, when picking began."""
    if order["channel"] == "AFN":
        return float(order["picking_at"]) if order["picking_at"] is not None else float("inf")
    window: timedelta = ledger.policy(order["store"], at).buyer_cancel_window
    # A pre-order is for sale from its release date, and the window follows that.
    return float((order["available_at"] or order["placed_at"]) + window.total_seconds())


def _grace_end(ledger: Ledger, order: Row, at: int) -> int:
    """Count the grace from its anchor: hours exactly, days by the store's calendar at the same time of day."""
    grace = ledger.policy(order["store"], at).auto_cancel_grace
    anchor = order["ship_by"] if grace.anchor == "ship_by" else order["placed_at"]
    if grace.unit == "hours":
        return int(anchor + grace.length * 3600)
    zone = store(order["store"]).zone
    local = datetime.fromtimestamp(anchor, UTC).astimezone(zone)
    day, left = local.date(), grace.length
    while left:
        day += timedelta(days=1)
        left -= grace.unit == "calendar" or day.weekday() not in WEEKEND
    return int(datetime.combine(day, time(local.hour, local.minute, local.second), zone).timestamp())
