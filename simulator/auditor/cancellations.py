"""Cancellations: told once, told alike in row and log, and counted as the cancellation-rate table says.

The table below is the auditor's own copy, written from the help's rows: official request, request by message, seller's
fault, address, unresponsive buyer, unconfirmed shipment, fraud, payment, and the three cases these imply.
"""

from dataclasses import dataclass

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Logged, Row, first, of, when

# (by, reason) of the marketplace's and the buyer's own cancellations that never count.
NEVER = {
    ("MARKETPLACE", "PaymentFailed"): "count-payment-failed",
    ("MARKETPLACE", "BuyerFraud"): "count-buyer-fraud",
    ("MARKETPLACE", "AutoApproved"): "count-auto-approved",
}
EXCUSES = {
    "ShippingAddressUndeliverable": "count-address-undeliverable",
    "BuyerUnresponsive": "count-buyer-unresponsive",
}
REASONS_OF = {
    "MARKETPLACE": {"ShipmentUnconfirmed", "BuyerFraud", "PaymentFailed", "AutoApproved", "SupportCase", "HoldExpired"},
}


@dataclass(frozen=True)
class Case:
    """What decides whether a cancellation counts."""

    channel: str
    by: str
    reason: str
    requested: bool
    asked_by_seller: bool
    wished: bool


def row_of(case: Case) -> tuple[str, bool]:
    """Return the row of the cancellation-rate table a case falls under, and whether it counts."""
    own = case.channel == "MFN"
    if case.by == "BUYER":
        return "count-buyer-self-cancel", False
    if case.channel == "MCF" or case.reason == "SupportCase":
        return "count-marketplace-fulfilled", False
    if (case.by, case.reason) in NEVER:
        return NEVER[case.by, case.reason], False
    if case.by == "MARKETPLACE":
        return ("count-request-left-open" if case.requested else "count-unconfirmed-shipment"), own
    if case.requested and case.reason == "BuyerCanceled":
        return ("count-seller-asked" if case.asked_by_seller else "count-official-request"), False
    if case.requested:
        return "count-other-reason-on-request", own
    if case.reason == "BuyerCanceled":
        return ("count-request-by-message" if case.wished else "count-buyer-canceled-without-request"), own
    return EXCUSES.get(case.reason, "count-seller-fault"), own


@finds("one-cancellation")
def one_cancellation(ledger: Ledger) -> Found:
    """A canceled order was canceled once; any other never."""
    for number, events in ledger.history.items():
        times, due = len(of(events, "order-canceled")), int(ledger.orders[number]["status"] == "Canceled")
        if times != due:
            yield number, f"is {ledger.orders[number]['status']} and was canceled {times} times."


@finds("cancellation-as-told")
def as_told(ledger: Ledger) -> Found:
    """Row and log name the same party, reason, rule and answer; a party does not borrow another's reasons."""
    for number, events in ledger.history.items():
        order, event = ledger.orders[number], first(events, "order-canceled")
        row = (order["canceled_by"], order["cancel_reason"], order["cancel_rule"], _flag(order["counts"]))
        said = tuple(event.facts.get(name) for name in ("by", "reason", "rule", "counts")) if event else (None,) * 4
        if row != said:
            yield number, f"says of its cancellation {row}, the log {said}."
        elif event is not None and event.actor not in _doers(order):
            yield number, f"was canceled by {event.actor} and says {order['canceled_by']}."
        foreign = order["cancel_reason"] in REASONS_OF["MARKETPLACE"] and order["canceled_by"] != "MARKETPLACE"
        if foreign:
            yield number, f"was canceled by {order['canceled_by']} for {order['cancel_reason']}."


@finds("counts-as-the-table-says")
def counts(ledger: Ledger) -> Found:
    """Whether a cancellation counts follows from who, why and what stood open, for every order anew."""
    for number, events in ledger.history.items():
        order, event = ledger.orders[number], first(events, "order-canceled")
        if event is None:
            continue
        rule, answer = row_of(_case(ledger, order, events, event))
        if _flag(order["counts"]) != answer:
            yield number, f"counts: {_flag(order['counts'])}; by the table ({rule}) it should be {answer}."
        elif order["cancel_rule"] != rule:
            yield number, f"is counted by {order['cancel_rule']}; the row of the table is {rule}."


@finds("reason-given")
def reason_given(ledger: Ledger) -> Found:
    """A seller's cancellation states a reason, other than for a sale made elsewhere."""
    for number, order in ledger.orders.items():
        if order["canceled_by"] == "SELLER" and order["channel"] == "MFN" and not order["cancel_reason"]:
            yield number, "was canceled by the seller without a reason."


@finds("fraud-and-payment")
def fraud_and_payment(ledger: Ledger) -> Found:
    """A cancellation for fraud or a failed payment follows the finding of it, at the same instant."""
    needed = {"BuyerFraud": "fraud-found", "PaymentFailed": "payment-failed", "AutoApproved": "cancellation-requested"}
    for number, events in ledger.history.items():
        canceled = first(events, "order-canceled")
        kind = needed.get(str(canceled.facts.get("reason"))) if canceled else None
        if canceled and kind and not any(one.at == canceled.at for one in of(events, kind)):
            yield number, f"was canceled for {canceled.facts['reason']} at {when(canceled.at)} without {kind}."


def _case(ledger: Ledger, order: Row, events: list[Logged], event: Logged) -> Case:
    asked = [one for one in of(events, "cancellation-requested", "request-withdrawn") if one.seq < event.seq]
    request = ledger.requests.get(order["number"])
    wished = order["wished_at"] is not None and order["wished_at"] <= event.at
    return Case(
        order["channel"],
        str(event.facts.get("by")),
        str(event.facts.get("reason") or ""),
        bool(asked) and asked[-1].kind == "cancellation-requested",
        bool(request and request["asked_by_seller"]),
        wished,
    )


def _doers(order: Row) -> tuple[str, ...]:
    """Who may have done it for the party named: customer service acts for the buyer of an order never released."""
    by = str(order["canceled_by"])
    return (by, "MARKETPLACE") if by == "BUYER" and order["released_at"] is None else (by,)


def _flag(value: object) -> bool | None:
    return None if value is None else bool(value)
