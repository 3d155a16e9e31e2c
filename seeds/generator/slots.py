"""The steps a generated history can have, in the order in which equal instants happen.

Each step is a row of the engine's transition table, or something the engine's clock does; its event, actor and mails
are read from there, so the generator has no vocabulary of its own.
"""

from dataclasses import dataclass

from simulator.events import EventKind
from simulator.moment import Actor
from simulator.orders.notices import NOTICES, Notice
from simulator.orders.statuses import Channel
from simulator.orders.transitions import TABLE

MOST_REMINDERS = 5


@dataclass(frozen=True)
class Slot:
    """One step: its name here, its event and actor, and the notices that follow."""

    name: str
    event: EventKind
    actor: Actor
    notices: tuple[Notice, ...]


def _moved(name: str, transition: str, *, mcf: bool = False) -> Slot:
    row = TABLE[transition]
    notices = [one for one in NOTICES.get(transition, ()) if (Channel.MCF in one.channels) == mcf]
    return Slot(name, row.event, row.actor, tuple(notices))


def _clocked(name: str, event: EventKind, notice: str, actor: Actor = Actor.MARKETPLACE) -> Slot:
    return Slot(name, event, actor, NOTICES.get(notice, ()))


def _reminders() -> list[Slot]:
    kinds = (("remind", "remind"), ("warn", "warn-of-auto-cancel"))
    sent = [
        _clocked(f"{name}-{turn}", EventKind.REMINDER_SENT, notice)
        for turn in range(MOST_REMINDERS)
        for name, notice in kinds
    ]
    return sent + [_clocked(f"passed-{name}", EventKind.SHIP_BY_PASSED, notice) for name, notice in kinds]


def _message(name: str, actor: Actor) -> Slot:
    return Slot(name, EventKind.MESSAGE_SENT, actor, ())


SLOTS = (
    _clocked("placed", EventKind.ORDER_PLACED, "place", Actor.BUYER),
    _moved("available", "open-sale"),
    _moved("verified", "verify-payment"),
    _moved("verified-afn", "verify-payment-afn"),
    _moved("payment-failed", "fail-payment"),
    _moved("canceled-unpaid", "cancel-unpaid"),
    _moved("fraud-found", "find-fraud"),
    _moved("canceled-fraud", "cancel-fraud"),
    *_reminders(),
    _moved("self-canceled", "buyer-cancel"),
    _moved("items-canceled", "cancel-items"),
    _message("question", Actor.BUYER),
    _message("answer", Actor.SELLER),
    _message("wish", Actor.BUYER),
    _message("how-to-request", Actor.SELLER),
    _moved("requested", "request-cancellation"),
    _message("request-copy", Actor.BUYER),
    _moved("auto-approved", "auto-approve"),
    _moved("label-bought", "buy-label"),
    _moved("label-voided", "void-label"),
    _moved("handed", "hand-to-carrier"),
    _moved("seller-canceled", "seller-cancel"),
    _moved("auto-canceled", "auto-cancel"),
    _message("apology", Actor.SELLER),
    _moved("confirmed", "confirm-shipment"),
    _moved("confirmed-rest", "confirm-shipment"),
    _message("unasked", Actor.SELLER),
    _moved("picking", "start-picking"),
    _moved("shipped-afn", "ship-afn"),
    _moved("delivered", "deliver"),
    _moved("refused", "refuse-delivery"),
    _moved("lost", "lose-parcel"),
    _moved("put-back", "put-back"),
    _moved("return-requested", "request-return"),
    _clocked("return-reminded", EventKind.REMINDER_SENT, "return-needs-answer"),
    _moved("return-authorized", "authorize-return"),
    _moved("return-closed", "close-return"),
    _moved("return-received", "receive-return"),
    _moved("refunded", "refund"),
    _moved("claimed", "claim"),
    _moved("claim-answered", "answer-claim"),
    _moved("claim-decided", "decide-claim"),
    # Paid by the marketplace in the seller's name, after a claim or a seller's silence.
    _clocked("refunded-late", EventKind.REFUND_ISSUED, "refund"),
    _clocked("feedback-reminded", EventKind.REMINDER_SENT, "remind-of-feedback"),
    _moved("feedback", "feedback"),
    _moved("mcf-invalid", "find-invalid", mcf=True),
    _moved("mcf-received", "receive", mcf=True),
    _moved("mcf-unfulfillable", "find-unfulfillable", mcf=True),
    _moved("mcf-expired", "expire-hold", mcf=True),
    _moved("mcf-planned", "plan", mcf=True),
    _moved("mcf-canceled", "seller-cancel", mcf=True),
    _moved("mcf-processing", "start-processing", mcf=True),
    _moved("mcf-completed", "complete", mcf=True),
)
PLACE = {slot.name: at for at, slot in enumerate(SLOTS)}
MESSAGES = ("question", "answer", "wish", "how-to-request", "request-copy", "apology", "unasked")
CANCELED = (
    "canceled-unpaid",
    "canceled-fraud",
    "self-canceled",
    "auto-approved",
    "seller-canceled",
    "auto-canceled",
    "mcf-canceled",
    "mcf-expired",
)
REFUNDS = ("refunded", "refunded-late")
# Steps that leave the order itself, and its version, as it was.
NOT_UPDATING = frozenset(
    {*MESSAGES, "return-reminded", "feedback-reminded", "refunded-late"}
    | {name for name in PLACE if name.startswith(("remind-", "warn-", "passed-"))}
)
