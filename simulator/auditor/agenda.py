"""The agenda holds exactly what open orders need: nothing overdue, parked, missing or left over."""

from collections import Counter

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Row, when

HANDLED = frozenset(
    {
        "pre-order-release",
        "payment-hold",
        "fraud-review",
        "fba-pick-start",
        "fba-shipping",
        "fba-delivery",
        "ship-reminders",
        "auto-cancel-grace",
        "mcf-planning-window",
        "mcf-processing",
        "mcf-fill-all-limit",
        "mcf-hold-limit",
    }
)
ANSWERS = {"support-case-answer", "return-answer", "return-refund-deadline", "feedback-reminder"}
# Rules that may or may not be waiting in a state, as the order's own course has it.
OPTIONAL = {
    ("MFN", "Unshipped"): {"ship-reminders", "fraud-review"},
    ("AFN", "Unshipped"): {"fraud-review"},
    ("AFN", "Shipped"): {"fba-delivery"},
}


@finds("agenda-overdue")
def overdue(ledger: Ledger) -> Found:
    """Nothing on the agenda lies in the past."""
    for row in ledger.rows(f"SELECT * FROM agenda WHERE parked IS NULL AND due_at < {ledger.world['now']}"):  # noqa: S608
        yield row["subject"], f"{row['rule']} was due at {when(row['due_at'])} and was not done."


@finds("agenda-parked")
def parked(ledger: Ledger) -> Found:
    """Nothing that was due has failed."""
    for row in ledger.rows("SELECT * FROM agenda WHERE parked IS NOT NULL"):
        yield row["subject"], f"{row['rule']} of {when(row['due_at'])} failed: {row['parked']}"


@finds("agenda-complete")
def complete(ledger: Ledger) -> Found:
    """What an order's state needs is on the agenda, once and for the right instant."""
    waiting = {(row["subject"], row["rule"], row["due_at"]) for row in ledger.rows("SELECT * FROM agenda")}
    named = Counter((row["subject"], row["rule"]) for row in ledger.rows("SELECT subject, rule FROM agenda"))
    for number, order in ledger.orders.items():
        for rules, due_at in _needed(order):
            found = [rule for rule in rules if named[number, rule]]
            if len(found) != 1 or (named[number, found[0]] != 1):
                yield number, f"is {order['status']} and has {len(found)} of {' or '.join(rules)} on the agenda."
            elif due_at is not None and (number, found[0], due_at) not in waiting:
                yield number, f"has {found[0]} on the agenda for another instant than {when(due_at)}."


@finds("agenda-left-over")
def left_over(ledger: Ledger) -> Found:
    """A state that was left has nothing on the agenda any more, and every subject exists."""
    known = set(ledger.orders) | {row["id"] for row in ledger.rows("SELECT id FROM support_cases")}
    for row in ledger.rows("SELECT subject, rule FROM agenda ORDER BY id"):
        order = ledger.orders.get(row["subject"])
        if row["rule"] in HANDLED and order is not None and row["rule"] not in _may_wait(order):
            yield row["subject"], f"{row['rule']} is on the agenda of an order that is {order['status']}."
        elif row["rule"] in HANDLED | ANSWERS and row["subject"] not in known:
            yield row["subject"], f"{row['rule']} is on the agenda and its subject does not exist."


@finds("agenda-answers")
def answers(ledger: Ledger) -> Found:
    """Open claims, received returns and support cases wait for their answer on the agenda."""
    waiting = {(row["subject"], row["rule"]): row["due_at"] for row in ledger.rows("SELECT * FROM agenda")}
    for row in ledger.rows("SELECT * FROM claims WHERE decided_at IS NULL"):
        if waiting.get((row["order_number"], "claim-answer-window")) != row["answer_due_at"]:
            yield row["order_number"], "has an open claim whose decision is not on the agenda."
    for row in ledger.rows("SELECT order_number, refund_due_at FROM returns WHERE state = 'received'"):
        if waiting.get((row["order_number"], "return-refund-deadline")) != row["refund_due_at"]:
            yield row["order_number"], "has a received return whose refund is not on the agenda."
    for row in ledger.rows("SELECT id FROM support_cases WHERE state = 'open'"):
        if (row["id"], "support-case-answer") not in waiting:
            yield row["id"], "is open and its answer is not on the agenda."


@finds("agenda-feedback")
def feedback(ledger: Ledger) -> Found:
    """A buyer whose parcel may have arrived is reminded of feedback once: it is to come, or has been."""
    waits = Counter(
        row["subject"] for row in ledger.rows("SELECT subject FROM agenda WHERE rule = 'feedback-reminder'")
    )
    told = Counter(event.order_id for event in ledger.log if event.facts.get("about") == "feedback")
    failed = {event.order_id for event in ledger.log if event.kind in ("delivery-refused", "parcel-lost")}
    rated = {row["order_number"] for row in ledger.rows("SELECT order_number FROM feedback")}
    for number, order in ledger.orders.items():
        confirmed = order["channel"] != "MCF" and order["confirmed_at"] is not None
        owed = confirmed and number not in failed | rated
        if not owed <= waits[number] + told[number] <= confirmed or (number in rated and waits[number]):
            yield number, f"has {waits[number]} reminders of feedback on the agenda and got {told[number]}."


def _needed(order: Row) -> list[tuple[tuple[str, ...], int | None]]:
    """Return what must be on the agenda in an order's state: one of these rules, at this instant if it is known."""
    channel, status = order["channel"], order["status"]
    if channel == "MCF":
        return _needed_elsewhere(order)
    if status == "PendingAvailability":
        return [(("pre-order-release",), order["available_at"])]
    if status == "Pending":
        return [(("payment-hold",), None)]
    if status == "Unshipped" and channel == "MFN":
        return [(("auto-cancel-grace",), order["auto_cancel_at"])]
    if status == "Unshipped":
        return [(("fba-pick-start", "fba-shipping"), None)]
    unsettled = all(order[name] is None for name in ("delivered_at", "refused_at", "lost_at"))
    return [(("fba-delivery",), None)] if (channel, status) == ("AFN", "Shipped") and unsettled else []


def _needed_elsewhere(order: Row) -> list[tuple[tuple[str, ...], int | None]]:
    needs = {
        "Received": ("mcf-hold-limit",),
        "Planning": ("mcf-planning-window", "mcf-fill-all-limit"),
        "Processing": ("mcf-processing",),
    }
    return [(needs[order["status"]], None)] if order["status"] in needs else []


def _may_wait(order: Row) -> set[str]:
    """Return every handled rule that may lie on the agenda of an order in this state."""
    needed = {rule for rules, _ in _needed(order) for rule in rules}
    return needed | OPTIONAL.get((order["channel"], order["status"]), set())
