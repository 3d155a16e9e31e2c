"""Mail: nothing without a cause, no cause without its mail. The matrix below is the auditor's own.

Source: the mail matrix of the fact base (who gets what at which event), with the notices' names.
"""

from collections import Counter
from collections.abc import Iterator

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, Logged, Row, when
from simulator.policy import stores

# Event kind → (role, notice), for sales in the marketplace itself.
MATRIX: dict[str, tuple[tuple[str, str], ...]] = {
    "order-placed": (("buyer", "order-confirmation"),),
    "payment-verified": (("buyer", "order-released"), ("seller", "sold-ship-now")),
    "items-canceled": (("buyer", "items-canceled"),),
    "cancellation-requested": (("buyer", "request-received"), ("seller", "request-arrived")),
    "shipment-confirmed": (("buyer", "shipment-confirmed"),),
    "shipment-edited": (("buyer", "shipment-edited"),),
    "delivered": (("buyer", "delivered"),),
    "delivery-refused": (("seller", "refused-seller"),),
    "parcel-lost": (("seller", "lost-seller"),),
    "refund-issued": (("buyer", "refund-buyer"), ("seller", "refund-seller")),
    "return-requested": (("buyer", "return-requested-buyer"), ("seller", "return-requested-seller")),
    "return-authorized": (("buyer", "return-authorized"),),
    "return-received": (("seller", "return-received"),),
    "return-closed": (("buyer", "return-closed"),),
    "claim-opened": (("buyer", "claim-opened-buyer"), ("seller", "claim-opened-seller")),
    "claim-decided": (("buyer", "claim-decided-buyer"), ("seller", "claim-decided-seller")),
    "feedback-left": (("seller", "feedback-left-seller"),),
    "case-answered": (("seller", "case-answered"),),
    "message-blocked": (("seller", "message-blocked"),),
}
CANCELED: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("BUYER", ""): (("buyer", "order-canceled-by-buyer"),),
    ("SELLER", ""): (("buyer", "order-canceled-by-seller-buyer"), ("seller", "order-canceled-by-seller-seller")),
    ("MARKETPLACE", "PaymentFailed"): (("buyer", "payment-failed"),),
    ("MARKETPLACE", "BuyerFraud"): (("buyer", "order-canceled-fraud"),),
    ("MARKETPLACE", "AutoApproved"): (("buyer", "auto-approved-buyer"), ("seller", "auto-approved-seller")),
    ("MARKETPLACE", "ShipmentUnconfirmed"): (("buyer", "auto-canceled-buyer"), ("seller", "auto-canceled-seller")),
    ("MARKETPLACE", "SupportCase"): (("buyer", "support-canceled-buyer"),),
}
# What rooms above the engine write, by the events that may cause it.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "performance-warning": ("rate-warned", "breach-noted"),
    "offers-deactivated": ("offers-deactivated",),
}
# A seller's notices that cannot be switched off.
REQUIRED = frozenset({"request-arrived", "claim-opened-seller"})


@finds("mail-has-cause")
def has_cause(ledger: Ledger) -> Found:
    """Every mail was caused by an event that brings this mail, at its instant, about its order."""
    log = {event.seq: event for event in ledger.log}
    for mail in ledger.mails:
        event = log.get(mail["event_seq"])
        if event is None:
            yield _name(mail), "was caused by nothing in the log."
        elif (event.at, event.order_id) != (mail["at"], mail["order_id"]):
            yield _name(mail), f"is not of the instant and order of its cause, event {event.seq}."
        elif not _brings(ledger, event, mail):
            yield _name(mail), f"does not follow from {event.kind} (event {event.seq})."


@finds("cause-has-mail")
def cause_has_mail(ledger: Ledger) -> Found:
    """Every event that somebody must be told of was told, once; a seller may have switched off what is not required."""
    written = Counter((mail["event_seq"], mail["role"], mail["notice"]) for mail in ledger.mails)
    silenced = _silenced(ledger)
    for event in ledger.log:
        for role, notice in _due(ledger, event):
            times = written[event.seq, role, notice]
            excused = role == "seller" and notice in silenced and notice not in REQUIRED
            if times != 1 and not (times == 0 and excused):
                yield event.order_id or "world", f"{event.kind} (event {event.seq}) brought {times} of {notice}."


@finds("mail-to-the-right-person")
def right_person(ledger: Ledger) -> Found:
    """Mail about an order goes to its buyer or its seller, at that person's address or an alias."""
    people = {row["id"]: row["email"] for row in ledger.rows("SELECT id, email FROM buyers")}
    people |= {row["id"]: row["email"] for row in ledger.rows("SELECT id, email FROM sellers")}
    aliases = tuple(f"@{one.mail_domain}" for one in stores())
    for mail in ledger.mails:
        order = ledger.orders.get(mail["order_id"])
        if order is not None and mail["person_id"] != order[f"{mail['role']}_id"]:
            yield _name(mail), f"went to {mail['person_id']}, who has no part in order {mail['order_id']}."
        elif mail["address"] != people.get(mail["person_id"]) and not mail["address"].endswith(aliases):
            yield _name(mail), f"went to {mail['address']}, which is not the address of {mail['person_id']}."


@finds("mail-numbered")
def numbered(ledger: Ledger) -> Found:
    """Mails are numbered without a gap and in the order of their instants."""
    mails = ledger.mails
    before = 0
    for place, mail in enumerate(mails, 1):
        if mail["id"] != place or mail["at"] < before:
            yield _name(mail), f"stands at place {place} with the instant {when(mail['at'])}, out of order."
            return
        before = mail["at"]
    if len(mails) != ledger.world["last_mail"]:
        yield "mail", f"has {len(mails)} mails, the world counted {ledger.world['last_mail']}."


def _due(ledger: Ledger, event: Logged) -> tuple[tuple[str, str], ...]:
    """Return who must be told what of an event."""
    order = ledger.orders.get(event.order_id or "")
    if order is None or order["channel"] == "MCF":
        return _due_elsewhere(order, event)
    if event.kind == "order-canceled":
        by, reason = str(event.facts.get("by")), str(event.facts.get("reason") or "")
        return CANCELED.get((by, reason if by == "MARKETPLACE" else ""), ())
    if event.kind == "message-sent":
        return _copies(event)
    if event.kind in ("reminder-sent", "ship-by-passed"):
        return (_reminder(ledger, order, event),)
    own = MATRIX.get(event.kind, ())
    return own if event.kind != "payment-verified" or order["channel"] == "MFN" else own[:1]


def _due_elsewhere(order: Row | None, event: Logged) -> tuple[tuple[str, str], ...]:
    """Return what sales made elsewhere and the world itself bring: little."""
    if order is None:
        return MATRIX["case-answered"] if event.kind == "case-answered" else ()
    return (("seller", "mcf-canceled"),) if (event.kind, event.actor) == ("order-canceled", "SELLER") else ()


def _copies(event: Logged) -> tuple[tuple[str, str], ...]:
    """A message that was delivered comes by e-mail to the side it was written to."""
    reader = "buyer" if event.facts.get("from") == "seller" else "seller"
    return ((reader, f"message-to-{reader}"),) if event.facts.get("delivered") else ()


def _reminder(ledger: Ledger, order: Row, event: Logged) -> tuple[str, str]:
    """Tell reminders about a return or feedback from one to ship, and that from the last warning."""
    if event.facts.get("about") == "feedback":
        return "buyer", "feedback-reminder"
    if event.facts.get("about") == "return":
        return "seller", "return-needs-answer"
    last = ledger.policy(order["store"], event.at).verge_of_cancellation.total_seconds()
    due = order["auto_cancel_at"]
    return "seller", "auto-cancel-warning" if due is not None and event.at >= due - last else "ship-by-reminder"


def _brings(ledger: Ledger, event: Logged, mail: Row) -> bool:
    if mail["notice"] in ELSEWHERE:
        return event.kind in ELSEWHERE[mail["notice"]]
    return (mail["role"], mail["notice"]) in _due(ledger, event)


def _silenced(ledger: Ledger) -> set[str]:
    """Collect the notices any seller ever switched off."""
    told: Iterator[object] = (
        notice
        for event in ledger.log
        if event.kind == "settings-changed"
        for side in ("changed", "was")
        for notice in (event.facts.get(side) or {}).get("mail_off") or ()
    )
    return {str(notice) for notice in told}


def _name(mail: Row) -> str:
    return f"mail {mail['id']} ({mail['notice']})"
