"""Messages between buyers and sellers: each is in the log, and none reached a buyer who did not want it.

Looks only where the world has such tables; who may write what is told by the preference in force at that instant.
"""

from collections import defaultdict
from collections.abc import Callable

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Row, of, when

# Contact reasons that reach every buyer.
CRITICAL = frozenset(
    {"problem_with_order", "cancellation", "additional_information", "arrange_delivery", "legal_document"}
)


@finds("message-as-told")
def as_told(ledger: Ledger) -> Found:
    """Every message is in the log at its instant, and every one in the log is kept."""
    sent = {event.seq: event for event in of(ledger.log, "message-sent")}
    kept = _messages(ledger)
    for message in kept:
        event = sent.pop(message["event_seq"], None)
        if event is None or (event.order_id, event.at) != (message["order_number"], message["at"]):
            yield _name(message), f"of {when(message['at'])} is not in the log."
    for event in sent.values() if ledger.has_table("messages") else ():
        yield event.order_id or "world", f"the message of event {event.seq} is lost."


@finds("opt-out-honored")
def opt_out(ledger: Ledger) -> Found:
    """To a buyer who opted out only critical messages and replies are delivered."""
    wrote: set[str] = set()
    opted_out = _preferences(ledger)
    for message in _messages(ledger):
        number, order = message["order_number"], ledger.orders.get(message["order_number"])
        if message["sender"] != "SELLER":
            wrote.add(number)
            continue
        reply = number in wrote and message["kind"] != "request_review"
        free = message["kind"] in CRITICAL or reply or not message["delivered"]
        if not free and order is not None and opted_out(order["buyer_id"], message["event_seq"]):
            yield _name(message), f"reached a buyer who had opted out ({message['kind']})."


@finds("delivery-explained")
def explained(ledger: Ledger) -> Found:
    """What was not delivered says why; what was, has nothing to explain."""
    for message in _messages(ledger):
        if bool(message["delivered"]) == (message["why_not"] is not None):
            yield _name(message), "is delivered with an excuse." if message["delivered"] else "is lost without reason."


@finds("critical-as-its-kind")
def critical(ledger: Ledger) -> Found:
    """A seller's message is critical by its contact reason, never by its words."""
    for message in _messages(ledger):
        if message["sender"] == "SELLER" and bool(message["critical"]) != (message["kind"] in CRITICAL):
            yield _name(message), f"of kind {message['kind']} is wrongly marked critical: {bool(message['critical'])}."


def _messages(ledger: Ledger) -> list[Row]:
    if not ledger.has_table("messages") or not ledger.has_table("deliveries"):
        return []
    return ledger.rows(
        "SELECT m.order_number, m.n, m.at, m.event_seq, m.sender, m.kind, m.critical, d.delivered, d.why_not "
        "FROM messages m LEFT JOIN deliveries d ON d.order_number = m.order_number AND d.n = m.n "
        "ORDER BY m.order_number, m.n"
    )


def _preferences(ledger: Ledger) -> Callable[[str, int], bool]:
    """Return who had opted out when: the present answers, wound back through the log."""
    present = {row["id"]: bool(row["opted_out"]) for row in ledger.rows("SELECT id, opted_out FROM buyers")}
    changes: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for event in of(ledger.log, "settings-changed"):
        was = event.facts.get("was") or {}
        if "opted_out" in was:
            changes[str(event.facts.get("buyer_id"))].append((event.seq, bool(was["opted_out"])))

    def had_opted_out(buyer_id: str, seq: int) -> bool:
        later = [was for changed, was in changes[buyer_id] if changed > seq]
        return later[0] if later else present.get(buyer_id, False)

    return had_opted_out


def _name(message: Row) -> str:
    return f"message {message['order_number']}-{message['n']}"
